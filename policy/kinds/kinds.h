// The list of rule kinds. Everything that asks something of a rule finds its kind through this header, and nothing else
// lists them.
//
// A new kind is a header and a body beside these, one #include and one word in the list below; its texts (texts of
// advice and page), a scenario, and its paragraph in rules.yaml(5).
#pragma once

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "policy/kinds/broadcast.h"
#include "policy/kinds/commitment.h"
#include "policy/kinds/context.h"
#include "policy/kinds/do_not_contact.h"
#include "policy/kinds/duplicate_sender.h"
#include "policy/kinds/gap.h"
#include "policy/kinds/kind.h"
#include "policy/kinds/length.h"
#include "policy/kinds/personal.h"
#include "policy/kinds/phrase.h"
#include "policy/kinds/purpose.h"
#include "policy/kinds/repeat.h"
#include "policy/kinds/signs.h"
#include "policy/kinds/stop_after.h"
#include "policy/kinds/time_of_day.h"
#include "policy/kinds/value.h"
#include "policy/kinds/volume.h"

namespace jeda::policy {

/// The settings of a rule, by its kind.
using Kind = std::variant<Gap, StopAfter, TimeOfDay, DuplicateSender, DoNotContactRule, Volume, Repeat, Broadcast,
                          Phrase, Value, Personal, Length, Context, Commitment, PurposeRule, Signs>;

template <class Kinds>
struct FactsOfAll;
template <class... Kinds>
struct FactsOfAll<std::variant<Kinds...>> {
  using type = std::variant<typename Kinds::Facts...>;
};

/// What a rule objected on, by its kind.
using Facts = FactsOfAll<Kind>::type;

/// A Tell (kind.h) that says nothing.
struct Silence {
  void operator()(FactName, const auto&, bool = true) {}
  void any(FactName, const auto&, bool = true) {}
  void percent(FactName, const int&) {}
  void purpose(FactName, const std::string&) {}
  void author(const char*, const std::string&) {}
  void reason(const char*, const TouchKind&) {}
  void hint(const char*, bool) {}
  void lasting(const char*, bool) {}
};

/// The facts of a finding: described once (kind.h), what opens the way, what the page says, and why it objects, in
/// English, for `jeda explain`.
template <class F>
concept KindFacts = std::default_initializable<F> && requires(F facts, const F told, Silence tell, const Case& about) {
  F::describe(facts, tell);
  F::describe(told, tell);
  { told.opening() } -> std::same_as<Opening>;
  { told.sentence() } -> std::same_as<Sentence>;
  { told.objects(about, Time()) } -> std::same_as<std::string>;
};

/// What every kind has: its name and its keys in rules.yaml, and reads them (what is wrong is reported); whether it
/// judges answers (an answer passes every other kind); what opens the way; whether it objects at a moment, and the
/// earliest moment, not before that one, at which it would not, everything else standing still (absent: not within
/// search_horizon; asked where has_moments(way())); why it cannot tell (empty: it can); and in English, for `jeda
/// explain`, what it saw and why it passes. A kind without one of these does not compile.
template <class K>
concept RuleKind = KindFacts<typename K::Facts> && std::default_initializable<K> &&
    requires(const K kind, const Case& about, KindReader& reader) {
  { K::name } -> std::convertible_to<std::string_view>;
  {std::span<const std::string_view>(K::keys)};
  { K::judges_answers } -> std::convertible_to<bool>;
  { K::read(reader) } -> std::same_as<K>;
  { kind.way() } -> std::same_as<Way>;
  { kind.objection(about, Time()) } -> std::same_as<std::optional<typename K::Facts>>;
  { kind.earliest(about, Time()) } -> std::same_as<std::optional<Time>>;
  { kind.cannot_tell(about) } -> std::same_as<std::string_view>;
  { kind.saw(about, Time()) } -> std::same_as<std::string>;
  { kind.passes(about, Time()) } -> std::same_as<std::string>;
};

/// A kind as rules.yaml has it.
struct KindForm {
  std::string_view name;  // "gap"
  std::span<const std::string_view> keys;
  Kind (*read)(KindReader& reader);
  Facts (*facts)();  // with nothing in them
};

/// One for each alternative of Kind, in its order.
std::span<const KindForm> kind_forms();

/// Null: there is none of that name.
const KindForm* kind_form(std::string_view name);

/// "gap", "stop-after", "time-of-day", "duplicate-sender", "do-not-contact", ...
std::string_view kind_name(const Kind& kind);
std::span<const std::string_view> kind_names();

// What RuleKind and KindFacts ask, of whatever kind it is.

bool judges_answers(const Kind& kind);
Way way_of(const Kind& kind);
std::optional<Facts> objection_of(const Kind& kind, const Case& about, Time now);  // an answer passes where it may
std::optional<Time> earliest_of(const Kind& kind, const Case& about, Time from);   // likewise
std::string_view cannot_tell(const Kind& kind, const Case& about);                 // empty of an answer
std::string saw_text(const Kind& kind, const Case& about, Time now);
std::string passes_text(const Kind& kind, const Case& about, Time now);
std::string objects_text(const Facts& facts, const Case& about, Time now);
Opening opening_of(const Facts& facts);
Sentence sentence_of(const Facts& facts);

template <class SomeFacts, class Tell>
requires std::same_as<std::remove_const_t<SomeFacts>, Facts>
void describe(SomeFacts& facts, Tell& tell) {
  std::visit([&]<class F>(F& known) { F::describe(known, tell); }, facts);
}

// What few kinds are asked: one that has no such member answers as is said here.

/// counts_tags(): objects to so many rules that tag, and is judged once those have been. 0: it does not count them.
int tags_counted(const Kind& kind);

/// comes_and_goes(Case): once it does not object it may object again later, so that the search for the next moment goes
/// on asking it. False.
bool comes_and_goes(const Kind& kind, const Case& about);

/// is_alike(Case, Case): the search need ask it for one of the two recipients only. False.
bool is_alike(const Kind& kind, const Case& one, const Case& other);

/// looks_back(): how far it looks at what the salesperson sent. Zero: it does not.
Duration looks_back(const Kind& kind);

/// asks_for_spoken(): needs Content::spoken. False.
bool asks_for_spoken(const Kind& kind);

/// is_doubtful() of the facts: a person must look, and the mail is not refused meanwhile. False.
bool is_doubtful(const Facts& facts);

/// asks_for_list(list): looks for the phrases of that list. False.
bool asks_for_list(const Kind& kind, std::string_view list);

}  // namespace jeda::policy
