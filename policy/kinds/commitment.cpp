#include "policy/kinds/commitment.h"

#include <fmt/format.h>

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

constexpr std::array<std::string_view, 2> commitments_ask{"slot", "agreement"};
constexpr std::array<std::string_view, 3> before_slots{"thread", "any", "none"};

/// True while what was agreed stands: its slot lies ahead or runs, or we have been silent since.
bool is_agreed(const Case& about, Time now) {
  const auto& slot = about.log().commitment;
  const auto& newest = about.log().newest_contact;
  return slot && (now < slot->to || !newest || newest->at < slot->from);
}

}  // namespace

template <>
std::span<const std::string_view> names_of<Commitment::Asks>() {
  return commitments_ask;
}

template <>
std::span<const std::string_view> names_of<Commitment::Before>() {
  return before_slots;
}

Commitment Commitment::read(KindReader& reader) {
  Commitment rule;
  rule.asks = reader.choice(reader.map.find("asks"), "value of asks", Asks::slot);
  const config::Node* before = reader.map.find("before");
  rule.before = reader.choice(before, "value of before", Before::thread);
  if (before != nullptr && rule.asks != Asks::slot) reader.problem(*before, "'before' is for 'asks: slot' only");
  return rule;
}

bool Commitment::prepares(const Case& about) const {
  return before == Before::any || (before == Before::thread && about.content().follows);
}

std::optional<CommitmentFacts> Commitment::objection(const Case& about, Time now) const {
  const auto& slot = about.log().commitment;
  if (asks == Asks::slot) {
    if (!slot || now >= slot->from || prepares(about)) return std::nullopt;
    return CommitmentFacts{slot};
  }
  if (!about.is_follow_up() || is_agreed(about, now)) return std::nullopt;
  return CommitmentFacts{};
}

std::optional<Time> Commitment::earliest(const Case& about, Time from) const {
  if (!objection(about, from)) return from;
  if (asks == Asks::agreement) return std::nullopt;
  return within_horizon(about.log().commitment->from, from);
}

std::string Commitment::saw(const Case& about, Time now) const {
  const auto& slot = about.log().commitment;
  if (!slot) return "nothing is agreed";
  const bool asks_thread = asks == Asks::slot && before == Before::thread && now < slot->from;
  if (!asks_thread) return slot_text(*slot, about);
  const char* thread = about.content().follows ? "in a thread" : about.content().given ? "in no thread" : no_text;
  return fmt::format("{}, {}", slot_text(*slot, about), thread);
}

std::string Commitment::passes(const Case& about, Time now) const {
  if (asks == Asks::agreement) return about.is_follow_up() ? "a next step is agreed" : no_follow_up;
  if (about.in_slot(now)) return "this is the agreed slot";
  const auto& slot = about.log().commitment;
  if (slot && now < slot->from) return "it may prepare the agreed slot";
  return slot ? "the slot is over" : "no slot to wait for";
}

std::string CommitmentFacts::objects(const Case& about, Time) const {
  return slot ? slot_text(*slot, about) + " is ahead" : "no next step is agreed";
}

Sentence CommitmentFacts::sentence() const { return slot ? Sentence{"_slot", {slot->from}} : Sentence{}; }

}  // namespace jeda::policy
