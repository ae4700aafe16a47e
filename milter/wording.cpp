#include "milter/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.h"
#include "base/text.h"
#include "mail/mime/encode.h"
#include "policy/subject.h"
#include "texts/texts.h"

namespace jeda::milter {
namespace {

constexpr std::size_t max_lines = 8;     // design.md: what the MTA sees
constexpr std::size_t max_reason = 100;  // Postfix cuts a quarantine reason there
constexpr std::size_t max_value = 900;   // of a header's line; RFC 5322 allows 998
constexpr std::size_t max_line = 500;
constexpr std::size_t max_path = 200;

std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  return std::string(text.substr(0, most - 3)) + "...";
}

/// May stand in a header as it is: lines that RFC 5322 allows, no control characters.
bool is_fit(std::string_view value) {
  for (std::size_t start = 0; start <= value.size();) {
    const std::size_t end = std::min(value.find('\n', start), value.size());
    std::string_view line = value.substr(start, end - start);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool folded = start == 0 || line.starts_with(' ') || line.starts_with('\t');
    const bool clean = std::none_of(line.begin(), line.end(), [](char c) { return is_control(c) && c != '\t'; });
    if (!folded || !clean || line.size() > max_value) return false;
    start = end + 1;
  }
  return true;
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
  return {"X-Jeda", fmt::format("tag; rules={}; ref={}", cut(to_ascii(outcome.rules), max_value), outcome.reference)};
}

std::string subject_value(const std::vector<mail::HeaderField>& header, const std::vector<std::string>& tokens,
                          std::string_view decoded) {
  const auto field = std::find_if(header.begin(), header.end(),
                                  [](const auto& one) { return equals_ignoring_case(one.name, "Subject"); });
  if (field == header.end()) return mail::encode_header(decoded);
  const std::string rest = policy::take_off(field->value, tokens).subject;
  const bool readable = field->value.find("=?") == std::string::npos && repair_utf8(rest) == rest;
  return readable && is_fit(rest) ? rest : mail::encode_header(decoded);
}

Quarantine quarantine(std::string_view rules, std::string_view reference) {
  const std::string end = fmt::format(" ref={}", reference);
  constexpr std::string_view start = "jeda: ";
  const std::size_t room = max_reason - start.size() - end.size();
  return {std::string(start) + cut(to_ascii(rules), room) + end};
}

}  // namespace jeda::milter
