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

class Ids {
 public:
  Ids(std::size_t most, std::vector<std::string>& ids) : most_(most), ids_(ids) {}

  bool add(std::string_view text) {
    if (text.size() > 2 * longest_message_id) {
      return true;
    }
    std::string id = squeeze(text);
    if (id.empty() || id.size() > longest_message_id || std::find(ids_.begin(), ids_.end(), id) != ids_.end()) {
      return true;
    }
    if (ids_.size() >= most_) {
      return false;
    }
    ids_.push_back(std::move(id));
    return true;
  }

 private:
  std::size_t most_;
  std::vector<std::string>& ids_;
};

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

bool read_bare_words(std::string_view text, Ids& ids) {
  while (!(text = trim(text)).empty()) {
    const auto end = std::min(text.size(), text.find_first_of(" \t\r\n,;"));
    const auto word = text.substr(0, end);
    if (word.find('@') != std::string_view::npos && !ids.add(word)) {
      return false;
    }
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return true;
}

}  // namespace

bool read_message_ids(std::string_view value, std::size_t most, std::vector<std::string>& ids) {
  Ids found(most, ids);
  const std::string plain = value.find('(') == std::string_view::npos ? std::string(value) : without_comments(value);
  if (plain.find('<') == std::string::npos) {
    return read_bare_words(plain, found);
  }
  const std::string_view text = plain;
  for (auto open = text.find('<'); open != std::string_view::npos; open = text.find('<', open + 1)) {
    const auto end = text.find_first_of("<>", open + 1);
    const bool closed = end != std::string_view::npos && text[end] == '>';
    const auto length = (end == std::string_view::npos ? text.size() : end) - open - 1;
    if ((closed || end == std::string_view::npos) && !found.add(text.substr(open + 1, length))) {
      return false;
    }
  }
  return true;
}

}  // namespace jeda::mail
