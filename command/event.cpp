// jeda event: what happened with a prospect beside mail, told by a person or a file.
#include <fmt/format.h>

#include <functional>
#include <map>

#include "base/moments.h"
#include "base/terminal.h"
#include "base/text.h"
#include "command/event_fields.h"
#include "command/import.h"
#include "command/json.h"
#include "command/summary.h"

namespace jeda::command {
namespace {

EventFields fields_of(const EventAddOptions& options) {
  EventFields fields;
  fields.prospect = options.prospect;
  fields.kind = options.kind;
  fields.at = options.at;
  fields.by = options.by;
  fields.note = options.note;
  fields.amount = options.amount;
  fields.currency = options.currency;
  const auto slash = options.slot.find('/');
  fields.slot_from = options.slot.substr(0, slash);
  if (slash != std::string::npos) {
    fields.slot_to = options.slot.substr(slash + 1);
  } else if (has_form(options.slot, "9999-99-99")) {
    fields.slot_to = options.slot;
  }
  return fields;
}

/// " on 2026-11-20 10:00 WIB", or the slot that matters more.
std::string moment_text(const store::Event& event, const date::time_zone* zone) {
  return event.details.slot ? describe(*event.details.slot, zone) : format_time(event.at, zone);
}

/// "call with ani@toko.example, 2026-11-20 10:00 WIB, by budi"
std::string event_text(const store::Event& event, const date::time_zone* zone) {
  const auto by = event.salesperson.empty() ? "" : ", by " + event.salesperson;
  return fmt::format("{} with {}, {}{}", policy::to_string(event.kind), event.prospect.key, moment_text(event, zone),
                     by);
}

Json json_event(const store::Event& event, const date::time_zone* zone) {
  Json json = {{"prospect", event.prospect.key},
               {"kind", policy::to_string(event.kind)},
               {"at", rfc3339(event.at, zone)},
               {"by", event.salesperson}};
  json.update(json_details(event.details, zone));
  return json;
}

int say_dry(const EventAddOptions& options, const store::Event& event, const date::time_zone* zone,
            Surroundings& around) {
  if (options.common.json) {
    Json json = {{"recorded", false}, {"dry_run", true}};
    json.update(json_event(event, zone));
    print_json(around.out, json);
    return exit_done;
  }
  around.out << escaped(fmt::format("would be recorded: {}; nothing was (--dry-run)", event_text(event, zone))) << '\n';
  return exit_done;
}

int say_recorded(const EventAddOptions& options, const store::Event& event, bool recorded, const date::time_zone* zone,
                 Surroundings& around) {
  if (options.common.json) {
    Json json = {{"recorded", recorded}};
    json.update(json_event(event, zone));
    print_json(around.out, json);
    return exit_done;
  }
  around.out << escaped(fmt::format("{}: {}", recorded ? "recorded" : "already known", event_text(event, zone)))
             << '\n';
  return exit_done;
}

/// Makes events of records; remembers the zones it looked up.
class Importer {
 public:
  Importer(const policy::Policy& policy, store::Reader* reader, Time now)
      : policy_(policy), reader_(reader), now_(now) {}

  /// What is wrong with a record goes to `errors`; only a store that fails ends it.
  store::Result<std::vector<store::Event>> read(const std::vector<Record>& records, FileErrors& errors) {
    std::vector<store::Event> events;
    for (const auto& record : records) {
      const auto fields = event_fields(record);
      const auto zone = look_up(fields.prospect);
      if (!zone) return tl::unexpected(zone.error());
      auto event = read_event(fields, policy_, *zone, now_, EventSource::file);
      const auto forgotten = event && reader_ != nullptr ? reader_->forgotten(event->prospect.key) : false;
      if (!forgotten) return tl::unexpected(forgotten.error());
      if (*forgotten) {
        errors.add(record.line, {"prospect", event->prospect.key + " was erased and must not be written to"});
      } else if (event) {
        events.push_back(*std::move(event));
      } else {
        for (auto& wrong : event.error()) errors.add(record.line, std::move(wrong));
      }
    }
    return events;
  }

 private:
  store::Result<const date::time_zone*> look_up(const std::string& prospect) {
    const auto recipient = read_prospect(policy_, prospect);
    if (!recipient) return nullptr;
    const auto [place, fresh] = zones_.try_emplace(recipient->key, nullptr);
    if (!fresh) return place->second;
    const auto zone = zone_of(policy_, reader_, recipient->key);
    if (zone) place->second = *zone;
    return zone;
  }

  const policy::Policy& policy_;
  store::Reader* reader_;
  Time now_;
  std::map<std::string, const date::time_zone*> zones_;
};

Imported imported(std::size_t events, std::optional<int> fresh) {
  const auto done = fresh ? std::optional(static_cast<std::size_t>(*fresh)) : std::nullopt;
  return {"event", events, done, "recorded", "already known", "already_known"};
}

int import_events(const ImportOptions& options, const std::vector<Record>& records, FileErrors& errors,
                  const Bench& bench, store::Reader* reader, store::Store* store, Surroundings& around) {
  const auto events = Importer(*bench.policy, reader, around.clock()).read(records, errors);
  if (!events) return store_failed(bench.settings, events.error(), around);
  if (!errors.empty()) return refuse_import(options, errors, around);
  if (store == nullptr) return say_imported(options, imported(events->size(), std::nullopt), around);
  const auto fresh = store->record_events(*events);
  if (!fresh) return store_failed(bench.settings, fresh.error(), around);
  return say_imported(options, imported(events->size(), *fresh), around);
}

using ReadEvent = std::function<tl::expected<store::Event, Wrongs>(const date::time_zone* zone)>;

/// As far as recording it would go; the store is read, where there is one, and never made.
int add_dry(const EventAddOptions& options, const Bench& bench, const std::string& key, const ReadEvent& read,
            Surroundings& around) {
  const auto reader = open_store_if_any(bench.settings, around);
  if (!reader) return reader.error();
  const auto zone = zone_of(*bench.policy, reader->get(), key);
  if (!zone) return store_failed(bench.settings, zone.error(), around);
  const auto event = read(*zone);
  if (!event) return refuse_wrongs(event.error(), around);
  if (*reader != nullptr) {
    const auto refused = refuse_forgotten(**reader, bench.settings, key, around);
    if (!refused || *refused) return refused ? exit_no : refused.error();
  }
  return say_dry(options, *event, *zone, around);
}

}  // namespace

int event_add(const EventAddOptions& options, Surroundings& around) {
  const auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  const auto& policy = *bench->policy;
  const auto fields = fields_of(options);
  const auto read = [&](const date::time_zone* zone) {
    return read_event(fields, policy, zone, around.clock(), EventSource::command);
  };
  // Nothing is opened, let alone made, for what is wrong anyway.
  const auto prospect = read_prospect(policy, options.prospect);
  const auto sketch = read(prospect ? policy.prospect(prospect->key).zone : nullptr);
  if (!sketch) return refuse_wrongs(sketch.error(), around);
  if (options.dry_run) return add_dry(options, *bench, prospect->key, read, around);
  const auto store = open_store_to_write(bench->settings, around);
  if (!store) return store.error();
  const auto zone = zone_of(policy, store->get(), prospect->key);
  if (!zone) return store_failed(bench->settings, zone.error(), around);
  const auto event = read(*zone);
  if (!event) return refuse_wrongs(event.error(), around);
  const auto refused = refuse_forgotten(**store, bench->settings, prospect->key, around);
  if (!refused || *refused) return refused ? exit_no : refused.error();
  const auto fresh = (*store)->record_events({*event});
  if (!fresh) return store_failed(bench->settings, fresh.error(), around);
  return say_recorded(options, *event, *fresh > 0, *zone, around);
}

int event_import(const ImportOptions& options, Surroundings& around) {
  const auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  FileErrors errors;
  const auto records = read_import(options, event_columns, errors, around);
  if (!records) return records.error();
  if (options.dry_run || !errors.empty()) {
    const auto reader = open_store_if_any(bench->settings, around);
    if (!reader) return reader.error();
    return import_events(options, *records, errors, *bench, reader->get(), nullptr, around);
  }
  const auto store = open_store_to_write(bench->settings, around);
  if (!store) return store.error();
  return import_events(options, *records, errors, *bench, store->get(), store->get(), around);
}

}  // namespace jeda::command
