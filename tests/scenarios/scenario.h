// Scenarios: settings, then timed steps, each with what must come of it. One file is run four ways: in process, over
// the milter protocol against the daemon, through a real Postfix and through a real Sendmail.
//
// clang-format off
//
// A file holds one or more YAML documents, a scenario each:
//
//   scenario: a follow-up waits a week          # its name
//   ways: [session, milter, postfix, sendmail]  # default: all four
//   only: [gap]                                 # of the rules in base.yaml, just these
//   rule: {gap: {action: reject}}               # keys changed in one rule of base.yaml; ~ takes one out
//   policy: {language: id}                      # keys changed in base.yaml; lists are replaced, mappings merged
//   holidays: {2026-12-25: Natal}               # the calendar that base.yaml names
//   settings: {on_failure: accept}              # keys of jeda.yaml
//   steps:
//     - at: Mon 2026-11-23 10:00 WIB            # see parse_moment(); or +7d after the step before; absent: at once
//       send: {login: budi, to: andi@toko.example}
//       expect: accept
//
// A step does one of
//   send:     mail of ours, by default from an authenticated client
//             {login:, from:, to:, bcc:, client:, id:, subject:, body:, headers: ["Name: value"], without: [Name],
//              abort_after: rcpt}
//   reply:    mail from outside, by default from 198.51.100.7 without a login; the same keys
//   jeda:     "event add andi@toko.example --kind call"   the command, with the scenario's configuration and time;
//             expect: {exit: 0, output: ["text"]}; absent: it must exit with 0
//   reload:   {policy:, rule:, only:, holidays:, text:}  a new policy, or a new text of rules.yaml;
//             expect: reloaded | refused
//   restart:  kill | term         the daemon ends and starts anew
//   store:    locked | unlocked   another process holds the database
// and expects a verdict alone, or a mapping
//   verdict:  accept | tag | hold | reject | tempfail | ignored | aborted, for a reply recorded | not-a-reply
//   rules:    [gap, hours]        as the log has them
//   reply:    ["text"]            each is part of the SMTP reply, whose lines are joined by blanks
//   whole_reply: [lines]          its lines, "*" and "?" as in file names
//   next:     a moment, or never
//   header:   "tag; rules=..."    the X-Jeda field with "*" and "?" as in file names; not given: there must be none
//   to:       [address]           to whom the mail goes on, where it does or is held; default: not asked
//   subject:  "text"              the subject as the mail goes on with it
//   reason:   "jeda: gap*"        the quarantine reason; not seen through Postfix
//   credited: [address]           whom the reply is credited to; default: its From
//   history:  {andi@toko.example: {contacts: 1, held: 0, replies: 0, unanswered: 1}}   afterwards
//   held:     2                   messages on hold afterwards
//   log:      ["text"]            each is part of what the step logged
//
// In addresses and headers "{1..300}" is expanded: one entry for each number.
//
// clang-format on
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/time.h"
#include "config/diagnostics.h"
#include "mail/facts.h"

namespace jeda::scenarios {

/// A message with its envelope, and how it is handed in.
struct Mail {
  std::string login;   // empty: the client did not authenticate
  std::string client;  // IP
  std::string from;    // envelope sender; empty: <>
  std::vector<std::string> to;
  std::vector<mail::HeaderField> header;
  std::string body;         // CRLF line ends
  std::string abort_after;  // mail, rcpt, header or body: given up then; empty: sent whole
};

struct Send {
  Mail mail;
};
struct Reply {
  Mail mail;
};
/// The daemon is told to read its policy anew; `rules` and `holidays` are the files' new texts.
struct Reload {
  std::string rules;
  std::string holidays;
};
struct Restart {
  bool kill = false;
};
struct StoreFault {
  bool locked = false;
};
/// The jeda command is run.
struct Command {
  std::vector<std::string> arguments;
};
using Event = std::variant<Send, Reply, Reload, Restart, StoreFault, Command>;

/// What the store must know of a prospect. What is not named is not asked.
struct Counts {
  std::optional<int> contacts;
  std::optional<int> held;
  std::optional<int> replies;
  std::optional<int> unanswered;
};

struct Expectation {
  std::string verdict;
  std::optional<std::string> rules;  // joined by ","
  std::vector<std::string> reply;
  std::optional<std::vector<std::string>> whole_reply;
  std::optional<std::optional<Time>> next;  // a moment, or never
  std::optional<std::string> header;
  std::optional<std::string> reason;
  std::vector<std::string> credited;
  std::map<std::string, Counts> history;
  std::optional<int> held;
  std::vector<std::string> log;
  std::optional<std::string> subject;
  std::optional<std::vector<std::string>> to;  // sorted
  int exit = 0;                                // of a command
  std::vector<std::string> output;             // each is part of what it printed
};

struct Step {
  int line = 0;
  std::string at;  // as written, for people
  Time now;
  Event event;
  Expectation expect;
};

struct Scenario {
  std::string file;
  int line = 0;
  std::string name;
  std::vector<std::string> ways;
  std::string rules;     // text of rules.yaml
  std::string holidays;  // text of holidays.yaml, which it names
  std::map<std::string, std::string> settings;
  std::vector<Step> steps;
};

/// Reads a file of scenarios over the policy in `base`. Every error found, with its place.
tl::expected<std::vector<Scenario>, config::Diagnostics> parse_scenarios(const config::SourceFile& file,
                                                                         const config::SourceFile& base);

/// "2026-11-23 10:00", with seconds or not, a weekday in front or not (then it must be right), and WIB, WITA, WIT, Z or
/// nothing (UTC) behind; or "+7d", "+1d23h59m59s" after `before`. The error says what is wrong.
tl::expected<Time, std::string> parse_moment(std::string_view text, std::optional<Time> before);

/// "p{1..3}@toko.example" gives three; a text without braces itself.
std::vector<std::string> expand(const std::string& text);

}  // namespace jeda::scenarios
