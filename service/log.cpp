#include "service/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace jeda::service {
namespace {

constexpr std::size_t max_value = 200;

// Bytes outside ASCII are escaped too: a log line is read by terminals that may take bidi controls or C1 bytes at their
// word.
bool is_plain(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '='; }

int priority(Log::Level level) {
  switch (level) {
    case Log::Level::error:
      return 3;
    case Log::Level::warning:
      return 4;
    case Log::Level::info:
      break;
  }
  return 6;
}

std::string_view label(Log::Level level) {
  switch (level) {
    case Log::Level::error:
      return "error ";
    case Log::Level::warning:
      return "warning ";
    case Log::Level::info:
      break;
  }
  return "";
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

StderrLog::StderrLog(std::string program)
    : program_(std::move(program)), journal_(std::getenv("JOURNAL_STREAM") != nullptr) {}

void StderrLog::write(Level level, std::string_view line) noexcept {
  try {
    write_whole(journal_ ? fmt::format("<{}>{}\n", priority(level), line)
                         : fmt::format("{}: {}{}\n", program_, label(level), line));
  } catch (...) {
    // Out of memory for one line: the daemon goes on.
  }
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
