// What is known of a prospect beside what passed: told by a person, a CRM, or rules.yaml.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <date/tz.h>

#include "base/time.h"

namespace jeda::policy {

enum class Audience { business, consumer };

/// Where a prospect stands (policy.md, "What is known of a prospect"). How it is computed: stage.h.
enum class Stage {
  fresh,       // "new": hardly written to, no sign yet
  engaged,     // the conversation is live
  interested,  // replied once, now silent
  reader,      // opens or clicks, never replies
  cold,        // several contacts and no sign at all
  customer,
  dormant,  // a customer who has bought nothing for long
  stopped,  // must not be written to
};

/// Part of a day in minutes from its midnight, `from` included, `to` not. `to` past 24 × 60 reaches into the next day.
struct Window {
  int from = 0;
  int to = 0;
  friend auto operator<=>(const Window&, const Window&) = default;
};

/// Windows of a week by date::weekday::c_encoding(), 0 is Sunday; each day's sorted, no overlaps.
using WeekWindows = std::array<std::vector<Window>, 7>;

/// Who is in charge of a prospect.
struct Owner {
  enum class How { by_hand, by_turn };  // by_turn: round-robin among a team
  std::string salesperson;              // canonical name
  How how = How::by_hand;
  Time since;
  friend bool operator==(const Owner&, const Owner&) = default;
};

/// Told of one prospect by `jeda prospect set` and its like. What is absent or empty is as rules.yaml says.
struct ProspectFacts {
  std::optional<Owner> owner;
  std::optional<Audience> audience;
  const date::time_zone* zone = nullptr;  // owned by the tz library
  std::optional<bool> strict;             // the stricter of two rules holds
  std::optional<Stage> stage;             // overrides the computed one
  WeekWindows busy;                       // never then, by the prospect's clock
  WeekWindows open;                       // agreed exceptions: then, whatever the hours say
  std::vector<std::string> names;         // of the person
  std::string company;                    // its name, for people; not the domain
  std::string consent;                    // how and when consent was given, in words
  friend bool operator==(const ProspectFacts&, const ProspectFacts&) = default;

  bool empty() const { return *this == ProspectFacts{}; }
};

}  // namespace jeda::policy
