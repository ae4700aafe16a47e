// What people write of an event, made the event that is recorded. Pure.
#pragma once

#include <array>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "command/fields.h"
#include "store/store.h"

namespace jeda::command {

/// As written, trimmed; empty: not given.
struct EventFields {
  std::string prospect;
  std::string kind;
  std::string at;
  std::string by;
  std::string note;
  std::string amount;
  std::string currency;
  std::string slot_from;
  std::string slot_to;  // may be a time of slot_from's day: "12:00"
  std::string id;
};

/// Columns of a file of events.
inline constexpr std::array<Column, 10> event_columns{{{"prospect", false, true},
                                                       {"kind", false, true},
                                                       {"at"},
                                                       {"by"},
                                                       {"note"},
                                                       {"amount"},
                                                       {"currency"},
                                                       {"slot_from"},
                                                       {"slot_to"},
                                                       {"id"}}};
EventFields event_fields(const Record& record);

/// Where the fields come from. In a file the moment must be told: "now" would be another one each time it is imported.
enum class EventSource { command, file };

/// The names of kinds that a person may add.
std::vector<std::string> event_kinds();

/// Times without an offset are by `zone`'s clock. Gives all that is wrong at once. The moment of a call and the like is
/// `at`, which must not lie after `now`. An expiry's slot is its moment, told now or, where it is past, then. A
/// commitment's slot is the given one, agreed at `at`; or it begins at `at`, lasts an hour and was agreed by now. Where
/// the event's own moment depends on `now`, the event gets an id from the rest, so that a second telling is known.
tl::expected<store::Event, Wrongs> read_event(const EventFields& fields, const policy::Policy& policy,
                                              const date::time_zone* zone, Time now, EventSource source);

}  // namespace jeda::command
