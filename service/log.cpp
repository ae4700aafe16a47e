#include "service/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"

namespace jeda::service {
namespace {

constexpr std::size_t max_value = 200;

// Bytes outside ASCII are escaped too: a log line is read by terminals that may take bidi controls or C1 bytes at their
// word.
bool is_plain(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '='; }

/// A level as syslog numbers it, as it begins a line, and as JSON names it.
struct LevelWords {
  int priority;
  std::string_view label;
  std::string_view name;
};
constexpr std::array<LevelWords, 3> level_words{// in the order of Log::Level
                                                {{6, "", "info"}, {4, "warning ", "warning"}, {3, "error ", "error"}}};

const LevelWords& words_of(Log::Level level) { return level_words.at(static_cast<std::size_t>(level)); }

// The length of "key=" that a word begins with; 0: it begins with none.
std::size_t key_length(std::string_view word) {
  const std::size_t end = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-");
  return end != 0 && end < word.size() && word[end] == '=' ? end + 1 : 0;
}

// Takes a value as log_value() writes it from the beginning of `rest`.
std::string take_value(std::string_view& rest) {
  std::string value;
  if (!rest.starts_with('"')) {
    value = rest.substr(0, rest.find(' '));
    rest.remove_prefix(value.size());
    return value;
  }
  for (rest.remove_prefix(1); !rest.empty() && rest.front() != '"'; rest.remove_prefix(1)) {
    const bool escaped = rest.front() == '\\' && rest.size() > 1;
    if (escaped) rest.remove_prefix(1);
    const bool byte = escaped && rest.front() == 'x' && rest.size() > 2;
    value += byte ? hex_byte(rest.substr(1)).value_or('\0') : rest.front();
    if (byte) rest.remove_prefix(2);
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return value;
}

void add(nlohmann::ordered_json& object, const std::string& key, std::string value) {
  if (!object.contains(key)) {
    object[key] = std::move(value);
    return;
  }
  auto& known = object[key];
  if (!known.is_array()) known = nlohmann::ordered_json::array({known});
  known.push_back(std::move(value));
}

// One write, so that lines of several threads do not mix. What cannot be written is lost: there is nobody left to tell.
void write_whole(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

StderrLog::StderrLog(std::string program, config::LogForm form)
    : program_(std::move(program)), form_(form), journal_(std::getenv("JOURNAL_STREAM") != nullptr) {}

void StderrLog::write(Level level, std::string_view line) noexcept {
  try {
    const std::string json = form_ == config::LogForm::json ? as_json(program_, level, line) + "\n" : "";
    if (!json.empty()) return write_whole(journal_ ? fmt::format("<{}>{}", words_of(level).priority, json) : json);
    write_whole(journal_ ? fmt::format("<{}>{}\n", words_of(level).priority, line)
                         : fmt::format("{}: {}{}\n", program_, words_of(level).label, line));
  } catch (...) {
    // Out of memory for one line: the daemon goes on.
  }
}

std::string as_json(std::string_view program, Log::Level level, std::string_view line) {
  nlohmann::ordered_json object{{"program", program}, {"level", words_of(level).name}, {"message", ""}};
  std::string words;
  while (!line.empty()) {
    if (const std::size_t length = key_length(line); length > 0) {
      const std::string key(line.substr(0, length - 1));
      line.remove_prefix(length);
      add(object, key, take_value(line));
    } else {
      const std::string_view word = line.substr(0, line.find(' '));
      words += (words.empty() ? "" : " ") + std::string(word);
      line.remove_prefix(word.size());
    }
    if (line.starts_with(' ')) line.remove_prefix(1);
  }
  object["message"] = std::move(words);
  return object.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

std::string log_value(std::string_view value) {
  const bool cut = value.size() > max_value;
  if (cut) value = value.substr(0, max_value);
  std::string text;
  bool quote = value.empty() || cut;
  for (const char c : value) {
    if (!is_plain(c)) quote = true;
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (c == ' ' || c == '=' || is_plain(c)) {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  if (cut) text += "...";
  return quote ? '"' + text + '"' : text;
}

}  // namespace jeda::service
