// The policy as one immutable value: what rules.yaml says, checked and compiled. Safe to share between threads.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <date/date.h>
#include <date/tz.h>

#include "policy/networks.h"
#include "policy/time.h"

namespace jeda::policy {

enum class Mode { enforce, observe };
enum class Language { id, en };
enum class Audience { business, consumer };

/// What a rule does where it objects, mildest first.
enum class Action { tag, hold, reject };

/// How a held message may go on its way: when the next allowed moment comes, or only after a person looked at it.
enum class Release { when_allowed, review };

/// Whose contacts count in duplicate-sender: those to this address, or to anybody at its company.
enum class Scope { address, company };

/// Part of a day in minutes from its midnight, `from` included, `to` not. `to` past 24 × 60 reaches into the next day.
struct Window {
  int from = 0;
  int to = 0;
  friend auto operator<=>(const Window&, const Window&) = default;
};

/// When mail may arrive, by the prospect's own clock.
struct WeekHours {
  std::array<std::vector<Window>, 7> days;  // by date::weekday::c_encoding(), 0 is Sunday; each sorted, no overlaps
  bool open_on_holidays = false;            // true: a holiday is a day like its weekday
};

/// Days that are holidays, and their names.
using Calendar = std::map<date::local_days, std::string>;

/// kind: gap
struct Gap {
  Duration floor{};            // between any two contacts, answers aside
  Duration after_reply{};      // first follow-up once our last mail answered theirs
  std::vector<Duration> wait;  // before follow-up 1, 2, 3...; the last repeats; never empty
};

/// kind: stop-after
struct StopAfter {
  int unanswered = 0;  // objects once so many contacts stand unanswered
};

/// kind: time-of-day
struct TimeOfDay {};

/// kind: duplicate-sender
struct DuplicateSender {
  Duration within{};
  Scope scope = Scope::address;
};

using Kind = std::variant<Gap, StopAfter, TimeOfDay, DuplicateSender>;

/// "gap", "stop-after", "time-of-day", "duplicate-sender"
std::string_view kind_name(const Kind& kind);

/// Where a rule applies. An empty list asks nothing.
struct When {
  std::vector<Audience> audience;
  std::vector<std::string> sender;  // globs over the salesperson's address, or a name of organisation.people
};

struct Rule {
  std::string name;  // unique
  Kind kind;
  Action action = Action::hold;
  Release release = Release::review;  // asked only where action is hold
  When when;
  std::string advice;  // a mustache template of the admin's own; empty: the shipped one
};

/// A salesperson with several logins and addresses.
struct Person {
  std::string name;
  std::vector<std::string> addresses;  // keys or globs
};

struct Organisation {
  std::vector<std::string> domains;  // A-labels or globs; never empty; the first completes a login without a domain
  std::vector<Network> networks;
  std::vector<std::string> sales;   // globs over address keys
  std::vector<std::string> exempt;  // globs over address keys
  std::vector<Person> people;
};

/// What is known of a prospect from settings alone.
struct ProspectRule {
  std::string match;  // glob over the address key
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;  // owned by the tz library, lives for ever; never null
};

struct Policy {
  std::string version;  // first 12 hex digits of a hash of everything the policy was read from
  Mode mode = Mode::observe;
  Language language = Language::id;
  Organisation organisation;
  std::vector<ProspectRule> prospects;  // first match wins; the last one matches everybody
  WeekHours business;
  WeekHours consumer;
  Calendar holidays;
  std::vector<Rule> rules;

  const WeekHours& hours(Audience audience) const { return audience == Audience::business ? business : consumer; }

  /// The first entry that matches. Always finds one.
  const ProspectRule& prospect(std::string_view address_key) const;
};

using PolicyPtr = std::shared_ptr<const Policy>;

std::string_view to_string(Mode mode);
std::string_view to_string(Language language);
std::string_view to_string(Audience audience);
std::string_view to_string(Action action);
std::string_view to_string(Release release);
std::string_view to_string(Scope scope);

}  // namespace jeda::policy
