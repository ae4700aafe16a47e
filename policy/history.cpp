#include "policy/history.h"

#include <algorithm>

namespace jeda::policy {
namespace {

bool earlier_name(const PersonHistory& person, const std::string& name) { return person.salesperson < name; }

PersonHistory& person_of(History& history, const std::string& name) {
  auto place = std::lower_bound(history.people.begin(), history.people.end(), name, earlier_name);
  if (place == history.people.end() || place->salesperson != name) {
    place = history.people.insert(place, PersonHistory{name, std::nullopt, false, std::nullopt});
  }
  return *place;
}

void apply_contact(History& history, const Touch& touch) {
  const bool held = touch.kind == TouchKind::held;
  ++history.unanswered;
  history.newest_contact = NewestContact{touch.at, touch.salesperson, touch.answer, held};
  PersonHistory& person = person_of(history, touch.salesperson);
  person.newest_contact = touch.at;
  person.newest_is_held = held;
}

void apply_reply(History& history, const Touch& touch) {
  history.unanswered = 0;
  history.newest_reply = touch.at;
  person_of(history, touch.salesperson).newest_reply = touch.at;
}

}  // namespace

const PersonHistory* History::person(const std::string& salesperson) const {
  const auto place = std::lower_bound(people.begin(), people.end(), salesperson, earlier_name);
  return place != people.end() && place->salesperson == salesperson ? &*place : nullptr;
}

void apply(History& history, const Touch& touch) {
  switch (touch.kind) {
    case TouchKind::contact:
    case TouchKind::held:
      return apply_contact(history, touch);
    case TouchKind::reply:
      return apply_reply(history, touch);
    case TouchKind::withdrawn:
      return;
  }
}

History fold(std::span<const Touch> log) {
  History history;
  for (const Touch& touch : log) apply(history, touch);
  return history;
}

}  // namespace jeda::policy
