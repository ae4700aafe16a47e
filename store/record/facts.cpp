#include "store/record/facts.h"

#include <algorithm>
#include <stdexcept>

#include "store/record/bytes.h"

namespace jeda::store {
namespace {

constexpr unsigned char facts_form = 1;

/// 0: absent; else the value and one.
template <typename Value>
void pack_optional(Packer& packer, const std::optional<Value>& value) {
  packer.number(value ? static_cast<std::int64_t>(*value) + 1 : 0);
}

template <typename Value>
std::optional<Value> unpack_optional(Unpacker& from) {
  const std::int64_t number = from.number();
  return number == 0 ? std::nullopt : std::optional(static_cast<Value>(number - 1));
}

void pack_owner(Packer& packer, const std::optional<policy::Owner>& owner) {
  packer.byte(owner ? 1 : 0);
  if (!owner) return;
  packer.text(owner->salesperson);
  packer.number(static_cast<int>(owner->how));
  packer.moment(owner->since);
}

std::optional<policy::Owner> unpack_owner(Unpacker& from) {
  if (from.byte() == 0) return std::nullopt;
  policy::Owner owner;
  owner.salesperson = from.text();
  owner.how = static_cast<policy::Owner::How>(from.number());
  owner.since = from.moment();
  return owner;
}

void pack_week(Packer& packer, const policy::WeekWindows& week) {
  for (const auto& day : week) {
    packer.number(std::ssize(day));
    for (const policy::Window& window : day) {
      packer.number(window.from);
      packer.number(window.to);
    }
  }
}

policy::WeekWindows unpack_week(Unpacker& from) {
  policy::WeekWindows week;
  for (auto& day : week) {
    day.resize(from.count());
    for (policy::Window& window : day) {
      window.from = static_cast<int>(from.number());
      window.to = static_cast<int>(from.number());
    }
  }
  return week;
}

const date::time_zone* find_zone(std::string_view name) try {
  return name.empty() ? nullptr : date::locate_zone(std::string(name));
} catch (const std::runtime_error&) {
  return nullptr;
}

template <typename Value>
void fill(std::optional<Value>& value, const std::optional<Value>& other) {
  if (!value) value = other;
}

void fill(std::string& value, const std::string& other) {
  if (value.empty()) value = other;
}

void fill(policy::WeekWindows& week, const policy::WeekWindows& other) {
  if (week == policy::WeekWindows{}) week = other;
}

}  // namespace

std::string pack_facts(const policy::ProspectFacts& facts) {
  Packer packer;
  packer.byte(facts_form);
  pack_owner(packer, facts.owner);
  pack_optional(packer, facts.audience);
  packer.text(facts.zone != nullptr ? std::string_view(facts.zone->name()) : std::string_view());
  pack_optional(packer, facts.strict);
  pack_optional(packer, facts.stage);
  pack_week(packer, facts.busy);
  pack_week(packer, facts.open);
  packer.number(std::ssize(facts.names));
  for (const std::string& name : facts.names) packer.text(name);
  packer.text(facts.company);
  packer.text(facts.consent);
  return packer.take();
}

std::optional<policy::ProspectFacts> unpack_facts(std::string_view bytes) {
  Unpacker from(bytes);
  if (from.byte() != facts_form) return std::nullopt;
  policy::ProspectFacts facts;
  facts.owner = unpack_owner(from);
  facts.audience = unpack_optional<policy::Audience>(from);
  facts.zone = find_zone(from.text());
  facts.strict = unpack_optional<bool>(from);
  facts.stage = unpack_optional<policy::Stage>(from);
  facts.busy = unpack_week(from);
  facts.open = unpack_week(from);
  facts.names.resize(from.count());
  for (std::string& name : facts.names) name = from.text();
  facts.company = from.text();
  facts.consent = from.text();
  if (!from.finished()) return std::nullopt;
  return facts;
}

policy::ProspectFacts merge_facts(policy::ProspectFacts facts, const policy::ProspectFacts& others) {
  fill(facts.owner, others.owner);
  fill(facts.audience, others.audience);
  if (facts.zone == nullptr) facts.zone = others.zone;
  fill(facts.strict, others.strict);
  fill(facts.stage, others.stage);
  fill(facts.busy, others.busy);
  fill(facts.open, others.open);
  for (const std::string& name : others.names) {
    const bool known = std::find(facts.names.begin(), facts.names.end(), name) != facts.names.end();
    if (!known) facts.names.push_back(name);
  }
  fill(facts.company, others.company);
  fill(facts.consent, others.consent);
  return facts;
}

}  // namespace jeda::store
