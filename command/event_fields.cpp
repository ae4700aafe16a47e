#include "command/event_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/moments.h"
#include "base/text.h"
#include "config/reader.h"
#include "config/report.h"

namespace jeda::command {
namespace {

using policy::TouchKind;

constexpr std::array told_kinds{TouchKind::call,
                                TouchKind::chat,
                                TouchKind::sms,
                                TouchKind::meeting,
                                TouchKind::open,
                                TouchKind::click,
                                TouchKind::checkout,
                                TouchKind::order,
                                TouchKind::payment,
                                TouchKind::delivery,
                                TouchKind::expiry,
                                TouchKind::commitment,
                                TouchKind::permission_granted,
                                TouchKind::permission_refused,
                                TouchKind::opt_out,
                                TouchKind::complaint,
                                TouchKind::note};
constexpr auto usual_slot = std::chrono::hours(1);

/// "1500000" or "1500000.00".
bool is_amount(std::string_view text) {
  const auto digits = [](std::string_view part, std::size_t most) {
    return !part.empty() && part.size() <= most && std::ranges::all_of(part, is_digit);
  };
  const auto point = text.find('.');
  return digits(text.substr(0, point), 15) && (point == std::string_view::npos || digits(text.substr(point + 1), 4));
}

/// "12:00" as a time of the day, and with the offset, of `from`.
std::string whole_slot_end(const std::string& from, const std::string& to) {
  constexpr std::size_t date_length = 11;  // "2026-11-27T"
  if (from.size() <= date_length || !has_form(to, "99:99")) return to;
  const auto offset = from.find_first_of("Z+-", date_length);
  return from.substr(0, date_length) + to + (offset == std::string::npos ? "" : from.substr(offset));
}

class EventReader {
 public:
  EventReader(const EventFields& fields, const policy::Policy& policy, const date::time_zone* zone, Time now,
              EventSource source)
      : fields_(fields), policy_(policy), zone_(zone), now_(now), source_(source) {}

  tl::expected<store::Event, Wrongs> read() {
    if (const auto prospect = take("prospect", read_prospect(policy_, fields_.prospect))) event_.prospect = *prospect;
    const bool kind_known = read_kind();
    read_texts();
    const auto at = read_time("at", fields_.at);
    if (kind_known) {
      read_order();
      refuse_slot();
      place(at);
    }
    if (!wrongs_.empty()) return tl::unexpected(std::move(wrongs_));
    return std::move(event_);
  }

 private:
  void wrong(std::string field, std::string message) { wrongs_.push_back({std::move(field), std::move(message)}); }

  template <class Value>
  std::optional<Value> take(const char* field, OrSentence<Value> value) {
    if (value) return *std::move(value);
    wrong(field, std::move(value.error()));
    return std::nullopt;
  }

  bool is(TouchKind kind) const { return event_.kind == kind; }

  bool read_kind() {
    const auto kind = policy::touch_kind(fields_.kind);
    const bool told = kind && std::find(told_kinds.begin(), told_kinds.end(), *kind) != told_kinds.end();
    if (told) {
      event_.kind = *kind;
    } else if (kind) {
      wrong("kind", fmt::format("a '{}' is not told, jeda sees it by itself", fields_.kind));
    } else if (fields_.kind.empty()) {
      wrong("kind", "a kind is needed" + known_hint("", event_kinds()));
    } else {
      wrong("kind",
            fmt::format("unknown kind {}{}", config::quote(fields_.kind), known_hint(fields_.kind, event_kinds())));
    }
    return told;
  }

  void read_texts() {
    if (!fields_.by.empty()) {
      event_.salesperson = take("by", read_person(policy_, fields_.by)).value_or("");
    }
    event_.details.note = take("note", read_words(fields_.note, longest_note)).value_or("");
    event_.id = take("id", read_words(fields_.id)).value_or("");
  }

  std::optional<Time> read_time(const char* field, const std::string& text, DayEdge edge = DayEdge::beginning) {
    if (text.empty()) return std::nullopt;
    return take(field, parse_moment_or_day(text, zone_, edge));
  }

  void read_order() {
    const auto& amount = fields_.amount;
    const auto& currency = fields_.currency;
    if (amount.empty() && currency.empty()) return;
    if (!is(TouchKind::order)) return wrong(amount.empty() ? "currency" : "amount", "it belongs to an order alone");
    if (!is_amount(amount)) {
      wrong("amount", fmt::format("{} is not an amount like 1500000 or 1500000.00", config::quote(amount)));
    }
    if (!has_form(currency, "AAA")) {
      wrong("currency", fmt::format("{} is not a currency like IDR", config::quote(currency)));
    }
    event_.details.amount = amount;
    event_.details.currency = currency;
  }

  void refuse_slot() {
    if (is(TouchKind::commitment)) return;
    if (!fields_.slot_from.empty()) wrong("slot_from", "it belongs to a commitment alone");
    if (!fields_.slot_to.empty()) wrong("slot_to", "it belongs to a commitment alone");
  }

  void place(std::optional<Time> at) {
    if (fields_.at.empty() && source_ == EventSource::file && !(is(TouchKind::commitment) && has_slot())) {
      return wrong("at", "a time is needed: another one would be taken each time the file is imported");
    }
    if (!fields_.at.empty() && !at) return;  // told already
    if (is(TouchKind::expiry)) return place_expiry(at);
    if (is(TouchKind::commitment)) return place_commitment(at);
    event_.at = at.value_or(now_);
    refuse_future();
  }

  void refuse_future() {
    if (event_.at <= now_) return;
    wrong("at", fmt::format("{} lies in the future", format_time(event_.at, zone_)));
  }

  bool has_slot() const { return !fields_.slot_from.empty() || !fields_.slot_to.empty(); }

  void place_expiry(std::optional<Time> at) {
    if (!at) return wrong("at", "the moment of the expiry is needed");
    event_.details.slot = policy::Slot{*at, *at};
    event_.at = std::min(*at, now_);
    name_by_content();
  }

  void place_commitment(std::optional<Time> at) {
    if (has_slot()) {
      event_.details.slot = read_slot();
      event_.at = at.value_or(now_);
      refuse_future();
      if (!at) name_by_content();
    } else if (at) {
      const auto end = has_form(fields_.at, "9999-99-99") ? read_time("at", fields_.at, DayEdge::end) : std::nullopt;
      event_.details.slot = policy::Slot{*at, end.value_or(*at + usual_slot)};
      event_.at = std::min(*at, now_);
      name_by_content();
    } else {
      wrong("slot_from", "a commitment needs its slot, or the time at which it begins");
    }
  }

  std::optional<policy::Slot> read_slot() {
    if (fields_.slot_from.empty()) wrong("slot_from", "the slot has no beginning");
    if (fields_.slot_to.empty()) wrong("slot_to", "the slot has no end, like '2026-11-27 10:00/12:00'");
    const auto from = read_time("slot_from", fields_.slot_from);
    const auto to = read_time("slot_to", whole_slot_end(fields_.slot_from, fields_.slot_to), DayEdge::end);
    if (!from || !to) return std::nullopt;
    if (*to > *from) return policy::Slot{*from, *to};
    wrong("slot_to", "the slot ends before it begins");
    return std::nullopt;
  }

  /// For an event whose moment is when it was told.
  void name_by_content() {
    if (!event_.id.empty() || !event_.details.slot) return;
    const auto slot = fmt::format("{}/{}\n", event_.details.slot->from.time_since_epoch().count(),
                                  event_.details.slot->to.time_since_epoch().count());
    event_.id = to_hex(sha256({slot, event_.salesperson, "\n", event_.details.note}));
  }

  const EventFields& fields_;
  const policy::Policy& policy_;
  const date::time_zone* zone_;
  Time now_;
  EventSource source_;
  store::Event event_;
  Wrongs wrongs_;
};

}  // namespace

EventFields event_fields(const Record& record) {
  return {record.text("prospect"), record.text("kind"),   record.text("at"),       record.text("by"),
          record.text("note"),     record.text("amount"), record.text("currency"), record.text("slot_from"),
          record.text("slot_to"),  record.text("id")};
}

std::vector<std::string> event_kinds() {
  std::vector<std::string> names;
  for (const auto kind : told_kinds) names.emplace_back(policy::to_string(kind));
  return names;
}

tl::expected<store::Event, Wrongs> read_event(const EventFields& fields, const policy::Policy& policy,
                                              const date::time_zone* zone, Time now, EventSource source) {
  return EventReader(fields, policy, zone, now, source).read();
}

}  // namespace jeda::command
