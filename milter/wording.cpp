#include "milter/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "texts/texts.h"

namespace jeda::milter {
namespace {

constexpr std::size_t max_lines = 8;     // design.md: what the MTA sees
constexpr std::size_t max_reason = 100;  // Postfix cuts a quarantine reason there
constexpr std::size_t max_tag = 900;     // RFC 5322 allows 998 a line
constexpr std::size_t max_line = 500;
constexpr std::size_t max_path = 200;

std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  return std::string(text.substr(0, most - 3)) + "...";
}

}  // namespace

Refusal rejection(const store::Outcome& outcome) {
  Refusal refusal{550, "5.7.1", {}};
  const std::size_t lines = std::min(outcome.advice.size(), max_lines - 1);
  for (std::size_t i = 0; i < lines; ++i) refusal.lines.push_back(cut(to_ascii(outcome.advice[i]), max_line));
  refusal.lines.push_back(
      fmt::format("jeda rules={} ref={}", cut(to_ascii(outcome.rules), max_line / 2), outcome.reference));
  return refusal;
}

Refusal failure_reply(policy::Language language) {
  return {451, "4.7.1", {std::string(texts::text(language, "reply.failure"))}};
}

Refusal unread_reply(policy::Language language, std::string_view path) {
  const std::string shown = to_ascii(printable(path, max_path));
  return {550, "5.1.3", {texts::told(language, "reply.unread", {{"address", shown}})}};
}

AddHeader tag_header(const store::Outcome& outcome) {
  return {"X-Jeda", fmt::format("tag; rules={}; ref={}", cut(to_ascii(outcome.rules), max_tag), outcome.reference)};
}

Quarantine quarantine(std::string_view rules, std::string_view reference) {
  const std::string end = fmt::format(" ref={}", reference);
  constexpr std::string_view start = "jeda: ";
  const std::size_t room = max_reason - start.size() - end.size();
  return {std::string(start) + cut(to_ascii(rules), room) + end};
}

}  // namespace jeda::milter
