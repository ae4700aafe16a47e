#include "mail/bounce/diagnosis.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/bounce/phrases.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_diagnostic = 2048;
constexpr std::size_t most_beside = 8192;

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> ones) {
  return std::find(ones.begin(), ones.end(), text) != ones.end();
}

// "5.1.1" at `at`; empty where there is none. RFC 3463: three numbers; the middle one has one digit in all that are
// registered, and the numbers of versions and hosts often have more.
std::string_view status_at(std::string_view text, std::size_t at) {
  if (text[at] != '4' && text[at] != '5') return {};
  if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.' || is_letter(text[at - 1]))) return {};
  if (!has_form(text.substr(at, 5), "9.9.9")) return {};
  std::size_t end = at + 5;
  while (end < text.size() && end - at < 7 && is_digit(text[end])) ++end;
  const bool goes_on = end < text.size() &&
                       (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_digit(text[end + 1])));
  return goes_on ? std::string_view() : text.substr(at, end - at);  // an IP address has a fourth number
}

std::string find_status(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const auto status = status_at(text, at); !status.empty()) return std::string(status);
  }
  return {};
}

bool is_code_at(std::string_view text, std::size_t at) {
  if ((text[at] != '4' && text[at] != '5') || !has_form(text.substr(at, 3), "999")) return false;
  if (text[at + 1] > '7') return false;
  const bool begins = at == 0 || std::string_view(" \t<([\"':;,=-#").find(text[at - 1]) != std::string_view::npos;
  return begins &&
         (at + 3 == text.size() || std::string_view(" \t-:;,.)]>\"'").find(text[at + 3]) != std::string_view::npos);
}

// "smtp; 550 no such user": the reply code alone.
std::string status_of_code(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_code_at(text, at)) return std::string(1, text[at]) + ".0.0";
  }
  return {};
}

// "x.0.0" says nothing; the diagnostic may say more.
std::string best_status(std::string_view field, std::string_view diagnostic) {
  std::string status = find_status(field);
  if (!status.empty() && !status.ends_with(".0.0")) return status;
  std::string told = find_status(diagnostic);
  if (told.empty() || (!status.empty() && told.front() != status.front())) told = status;
  return told.empty() ? status_of_code(diagnostic) : told;
}

enum class Telling { nothing, lives, may_be_dead, dead };

Telling words_of_text(std::string_view text) {
  static const HeardBeginnings living(Heard::bounce_alive);
  static const HeardBeginnings lasting(Heard::bounce_dead_if_lasting);
  const std::string plain = plain_words(text);
  if (says(plain, living)) return Telling::lives;
  if (says_dead(plain)) return Telling::dead;
  return says(plain, lasting) ? Telling::may_be_dead : Telling::nothing;
}

Telling code_tells(std::string_view status) {
  if (status.size() < 5) return Telling::nothing;
  const auto detail = status.substr(2);
  if (detail.starts_with("7.") ||
      is_any_of(detail, {"2.1", "2.2", "2.3", "3.1", "3.4", "1.7", "1.8", "4.5", "4.6", "4.7", "5.3"})) {
    return Telling::lives;
  }
  if (status == "4.1.1") return Telling::dead;
  const bool dead = status.front() == '5' && is_any_of(detail, {"1.1", "1.2", "1.3", "1.6", "1.10", "4.4"});
  return dead ? Telling::dead : Telling::nothing;
}

Telling codes_tell(std::string_view field, std::string_view diagnostic) {
  const Telling told[] = {code_tells(find_status(field)), code_tells(find_status(diagnostic))};
  const auto has = [&](Telling one) { return told[0] == one || told[1] == one; };
  return has(Telling::lives) ? Telling::lives : has(Telling::dead) ? Telling::dead : Telling::nothing;
}

// Which command a server answered: "(in reply to end of DATA command)", "after RCPT TO:<...>", ">>> RCPT To:<...>".
// Transcripts with ">>> DATA" do not count: with pipelining that is the last command, not the one that was refused.
enum class Command { unknown, rcpt, data };

Command command_of(std::string_view text) {
  const std::string plain = plain_words(text);
  if (plain.find("end of data") != std::string::npos) return Command::data;
  return plain.find("rcpt") != std::string::npos ? Command::rcpt : Command::unknown;
}

Telling telling_of(std::string_view field, std::string_view diagnostic, Command command, bool temporary) {
  const Telling words = words_of_text(diagnostic);
  if (words == Telling::lives || (words == Telling::dead && command != Command::data)) return words;
  const Telling codes = codes_tell(field, diagnostic);
  if (codes != Telling::nothing) return codes;
  return words == Telling::may_be_dead && command == Command::rcpt && !temporary ? Telling::dead : Telling::nothing;
}

// The lines that have a reply code or a status: what a server said, between words for people.
std::string coded_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (!find_status(line).empty() || !status_of_code(line).empty()) lines.append(line).append("\n");
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

}  // namespace

Diagnosis diagnose(std::string_view status, std::string_view diagnostic, std::string_view beside) {
  diagnostic = diagnostic.substr(0, most_diagnostic);
  beside = beside.substr(0, most_beside);
  Diagnosis diagnosis;
  diagnosis.status = best_status(status, diagnostic);
  if (diagnosis.status.empty()) diagnosis.status = best_status({}, beside);
  if (diagnosis.status.empty()) diagnosis.status = "5.0.0";
  const bool temporary = diagnosis.status.front() == '4';
  const Command command = std::max(command_of(diagnostic), command_of(beside));
  Telling telling = telling_of(status, diagnostic, command, temporary);
  if (telling == Telling::nothing) telling = telling_of({}, coded_lines(beside), command, temporary);
  if (telling == Telling::nothing) telling = telling_of({}, beside, command, temporary);
  diagnosis.permanent = telling == Telling::dead;
  return diagnosis;
}

bool says_dead(std::string_view plain) {
  static const HeardBeginnings dead(Heard::bounce_dead);
  return says(plain, dead);
}

bool tells_of_address(std::string_view text) {
  return words_of_text(text.substr(0, most_diagnostic)) != Telling::nothing;
}

}  // namespace jeda::mail
