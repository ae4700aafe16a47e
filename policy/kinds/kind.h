// What the headers of all rule kinds share. A kind is one room: its header and its body hold its settings and how they
// are read, the facts it objects on, and every answer it gives. kinds.h lists the kinds and says what each must have.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/history.h"

namespace jeda::policy {

struct Case;        // one recipient of one message: case.h
struct KindReader;  // what rules.yaml has of a rule: reader.h

/// The names of an enumeration's values in the order of their declaration, so that names_of<E>()[i] is E(i).
template <class Enum>
std::span<const std::string_view> names_of();

/// What opens the way again for a mail that is objected to. Of a kind: what would, whatever the mail. Of a finding:
/// what does. Everything that asks "does time mend it?" asks this.
enum class Way {
  time,        // waiting
  reply,       // a reply, or what counts as one
  event,       // an order, a payment, ...; and the time that counts from it
  person,      // somebody else sends it, who is in charge
  own_accord,  // the prospect alone, who writes again
  text,        // another text, or a next step agreed: this mail, as it stands, never passes
};

/// True where held mail may yet go as it stands, without a person's leave: so `release: when-allowed` makes sense.
constexpr bool may_come_free(Way way) { return way == Way::time || way == Way::reply || way == Way::event; }

/// True where the search for the next moment asks the kind: all but those that look at the text alone.
constexpr bool has_moments(Way way) { return way != Way::text; }

/// True where the prospect does it, at no moment that can be told: where such a rule only tags, nothing waits for it.
constexpr bool is_prospects_doing(Way way) { return way == Way::reply || way == Way::event; }

/// What opens the way for one finding. Borrows from its facts.
struct Opening {
  Way way = Way::time;
  std::string_view who = {};            // person: who is in charge
  bool team = false;                    // person: `who` is a team
  std::optional<TouchKind> event = {};  // event: the one that is missing; absent: its time is over, or not yet come
};

/// A value in a sentence of the page, which says it in the reader's language and zone.
using Place = std::variant<int, std::string, Time, Duration, TouchKind>;

/// What the page says of a finding: its text "why_KIND", with `form` behind that, and the values of its places in
/// order.
struct Sentence {
  std::string_view form;  // "_assigned"; empty: the usual one
  std::vector<Place> places;
};

/// What a fact is called: in JSON, as the store keeps it and `--json` shows it, and in advice templates. A length of
/// time is stored as NAME_seconds, a share as NAME_percent.
struct FactName {
  const char* stored;
  const char* told;  // empty: no variable of templates

  constexpr FactName(const char* both) : stored(both), told(both) {}  // NOLINT(google-explicit-constructor)
  constexpr FactName(const char* in_json, const char* in_advice) : stored(in_json), told(in_advice) {}
};

// Facts are described once, by `template <class Self, class Tell> static void describe(Self& facts, Tell& tell)`, and
// whoever writes, reads or tells them is a Tell:
//
// clang-format off
//   tell(FactName, value [, told])        a value that is always stored; `told`: false keeps it out of advice this time
//   tell.any(FactName, value [, told])    one that is stored only where it says something: not empty, false or absent
//   tell.percent(FactName, int)           a share of a hundred; 0 says nothing
//   tell.purpose(FactName, text)          a purpose's name; in advice what people call it; empty says nothing
//   tell.author(const char*, text)        who wrote a mail: in advice "last_by", and "own" where that is the sender
//   tell.reason(const char*, TouchKind)   why a prospect must not be written to
//   tell.hint(const char*, bool)          a flag of advice that follows from other facts, and is not stored
//   tell.lasting(const char*, told)       a flag of advice: there is no moment from which this rule would not object
// clang-format on
//
// Values are bool, int, text, Time, Duration, TouchKind, an enumeration with names_of, a time zone, NewestContact (in
// advice "channel", "last_contact", "last_by" and "own"), Slot (in advice NAME_from and NAME_to, the day
// once), and optional ones.

/// Of kinds that no time mends: `from`, where the kind does not object then.
template <class Rule>
std::optional<Time> now_or_never(const Rule& rule, const Case& about, Time from) {
  return rule.objection(about, from) ? std::nullopt : std::optional(from);
}

}  // namespace jeda::policy
