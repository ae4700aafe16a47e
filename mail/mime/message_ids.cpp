#include "mail/mime/message_ids.h"

#include <algorithm>

#include "base/text.h"

namespace jeda::mail {
namespace {

std::string squeeze(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if (!is_space(c) && !is_control(c)) {
      id += c;
    }
  }
  return id;
}

bool has_id(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// False where there is no room for it.
bool add_id(std::string id, std::size_t most, std::vector<std::string>& ids) {
  if (has_id(ids, id)) return true;
  if (ids.size() >= most) return false;
  ids.push_back(std::move(id));
  return true;
}

// Gives an id to `put`, and what that says back.
template <typename Put>
bool put_id(std::string_view text, Put put) {
  if (text.size() > 2 * longest_message_id) return true;
  std::string id = squeeze(text);
  return id.empty() || id.size() > longest_message_id || put(std::move(id));
}

// The text without its comments. A comment without an end is kept: half an id is worse than a word too many.
std::string without_comments(std::string_view value) {
  std::string kept;
  std::size_t begin = 0;
  int depth = 0;
  bool in_id = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    in_id = depth == 0 && (in_id ? value[i] != '>' : value[i] == '<');
    if (value[i] == '(' && !in_id && depth++ == 0) {
      kept += value.substr(begin, i - begin);
      begin = i;
    } else if (value[i] == ')' && depth > 0 && --depth == 0) {
      begin = i + 1;
    }
  }
  return kept.append(value.substr(begin));
}

template <typename Put>
bool read_bare_words(std::string_view text, Put put) {
  while (!(text = trim(text)).empty()) {
    const auto end = std::min(text.size(), text.find_first_of(" \t\r\n,;"));
    const auto word = text.substr(0, end);
    if (word.find('@') != std::string_view::npos && !put_id(word, put)) {
      return false;
    }
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return true;
}

// Until `put` is false, which is then the answer.
template <typename Put>
bool each_id(std::string_view value, Put put) {
  const std::string plain = value.find('(') == std::string_view::npos ? std::string(value) : without_comments(value);
  if (plain.find('<') == std::string::npos) {
    return read_bare_words(plain, put);
  }
  const std::string_view text = plain;
  for (auto open = text.find('<'); open != std::string_view::npos; open = text.find('<', open + 1)) {
    const auto end = text.find_first_of("<>", open + 1);
    const bool closed = end != std::string_view::npos && text[end] == '>';
    const auto length = (end == std::string_view::npos ? text.size() : end) - open - 1;
    if ((closed || end == std::string_view::npos) && !put_id(text.substr(open + 1, length), put)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool read_message_ids(std::string_view value, std::size_t most, std::vector<std::string>& ids) {
  return each_id(value, [&](std::string id) { return add_id(std::move(id), most, ids); });
}

bool read_newest_message_ids(const std::vector<std::string_view>& values, std::size_t most,
                             std::vector<std::string>& ids) {
  std::vector<std::string> all;
  for (const std::string_view value : values) {
    each_id(value, [&all](std::string id) {
      all.push_back(std::move(id));
      return true;
    });
  }
  const std::size_t before = ids.size();
  if (std::all_of(all.begin(), all.end(), [&](const std::string& id) { return add_id(id, most, ids); })) return true;
  ids.resize(before);
  for (auto id = all.rbegin(); add_id(*id, most, ids);) ++id;
  std::reverse(ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end());
  return false;
}

}  // namespace jeda::mail
