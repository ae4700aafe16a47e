// jeda prospect show: everything that is known of one, and where it comes from.
#include <fmt/format.h>

#include <algorithm>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/fields.h"
#include "command/history_json.h"
#include "command/inputs.h"
#include "command/json.h"
#include "command/summary.h"
#include "policy/names.h"
#include "policy/stage.h"

namespace jeda::command {
namespace {

constexpr int searched_touches = 1000;  // for the words behind a do-not-contact

/// A value, and who says so.
struct Sourced {
  std::string value;
  std::string source;  // "told", "rules.yaml"
};

struct Seen {
  std::string key;
  Time now;
  const date::time_zone* zone = nullptr;
  bool known = false;  // told of, or with a history
  std::vector<std::string> addresses;
  policy::ProspectFacts facts;
  policy::ProspectHistory history;
  const policy::ProspectRule* rule = nullptr;
  policy::StageAnswer stage;
  std::string why_stopped;  // words behind the do-not-contact; may be empty
  std::string bounced;      // what the other side said at the newest of soft bounces in a row; may be empty
  int shown_from = 0;       // so many of them are a matter for a person
};

Sourced sourced(bool told, std::string value) { return {std::move(value), told ? "told" : "rules.yaml"}; }

Sourced audience(const Seen& seen) {
  const auto told = seen.facts.audience;
  return sourced(told.has_value(), std::string(policy::to_string(told.value_or(seen.rule->audience))));
}

Sourced zone(const Seen& seen) {
  return sourced(seen.facts.zone != nullptr, seen.zone != nullptr ? seen.zone->name() : "UTC");
}

Sourced strict(const Seen& seen) {
  return sourced(seen.facts.strict.has_value(), seen.facts.strict.value_or(seen.rule->strict) ? "yes" : "no");
}

Sourced windows(const policy::WeekWindows& told, const policy::WeekWindows& by_rule) {
  const bool any = std::any_of(told.begin(), told.end(), [](const auto& day) { return !day.empty(); });
  return sourced(any, fmt::format("{}", fmt::join(windows_text(any ? told : by_rule), "; ")));
}

/// How the one in charge came to be; "" in `value`: nobody is.
Sourced owner(const Seen& seen) {
  if (const auto& told = seen.facts.owner) {
    const auto* how = told->how == policy::Owner::How::by_turn ? "by turn" : "by hand";
    return {told->salesperson, fmt::format("{} since {}", how, format_time(told->since, seen.zone))};
  }
  if (!seen.rule->owner.empty()) return {seen.rule->owner, "rules.yaml"};
  const auto& newest = seen.history.prospect.newest_contact;
  if (newest && !newest->salesperson.empty()) return {newest->salesperson, "nobody is assigned, and this one writes"};
  return {};
}

void show_sourced(std::ostream& out, std::string_view name, const Sourced& fact) {
  if (!fact.value.empty()) print_field(out, name, fmt::format("{} ({})", fact.value, fact.source));
}

void show_text(std::ostream& out, std::string_view name, const std::string& text) {
  if (!text.empty()) print_field(out, name, text);
}

void show_facts(const Seen& seen, std::ostream& out) {
  print_field(out, "prospect", seen.key);
  for (const auto& address : seen.addresses) {
    if (address != seen.key) print_field(out, "also", address);
  }
  show_text(out, "name", fmt::format("{}", fmt::join(seen.facts.names, ", ")));
  show_text(out, "company", seen.facts.company);
  show_text(out, "consent", seen.facts.consent);
  if (owner(seen).value.empty()) print_field(out, "owner", "nobody yet");
  show_sourced(out, "owner", owner(seen));
  show_text(out, "team", seen.rule->team);
  show_sourced(out, "audience", audience(seen));
  show_sourced(out, "zone", zone(seen));
  show_sourced(out, "strict", strict(seen));
  show_sourced(out, "busy", windows(seen.facts.busy, seen.rule->busy));
  show_sourced(out, "open", windows(seen.facts.open, seen.rule->open));
}

void show_do_not_contact(const Seen& seen, std::ostream& out) {
  const auto& entry = seen.history.prospect.do_not_contact;
  if (!entry) return print_field(out, "do not contact", "no");
  print_field(out, "do not contact",
              fmt::format("{} since {}{}", policy::to_string(entry->why), format_time(entry->since, seen.zone),
                          entry->is_doubtful() ? "; mail waits for a review" : ""));
  show_text(out, "in words", seen.why_stopped);
  if (policy::is_wish(entry->why)) {
    print_field(out, "to decide",
                fmt::format("confirm with `jeda prospect block {0}`, lift with `jeda prospect allow {0}`", seen.key));
  }
}

void show_bounces(const Seen& seen, std::ostream& out) {
  const int in_a_row = seen.history.prospect.soft_bounces;
  if (in_a_row == 0) return;
  print_field(out, "soft bounces",
              fmt::format("{} in a row{}", in_a_row, in_a_row < seen.shown_from ? "" : ": mail does not get through"));
  show_text(out, "newest said", seen.bounced);
}

void show_permission(const Seen& seen, std::ostream& out) {
  const auto& history = seen.history.prospect;
  if (history.permission_asked) {
    print_field(out, "permission", "asked on " + format_time(*history.permission_asked, seen.zone) + ", no answer yet");
  } else if (history.permission_granted) {
    print_field(out, "permission", "granted on " + format_time(*history.permission_granted, seen.zone));
  }
}

void show_history(const Seen& seen, std::ostream& out) {
  const auto& history = seen.history.prospect;
  print_field(out, "stage", fmt::format("{}: {}", policy::to_string(seen.stage.stage), seen.stage.why));
  show_do_not_contact(seen, out);
  show_bounces(seen, out);
  show_permission(seen, out);
  if (history.commitment) print_field(out, "commitment", describe(*history.commitment, seen.zone));
  if (history.away_until) print_field(out, "away until", format_time(*history.away_until, seen.zone));
  print_field(out, "unanswered", std::to_string(history.unanswered));
  print_field(out, "newest contact", describe_newest(history, seen.zone));
  print_field(out, "newest reply", history.newest_reply ? format_time(*history.newest_reply, seen.zone) : "none");
  print_field(out, "awaits answer", history.awaits_answer() ? "yes" : "no");
  print_field(out, "cooling", policy::cools(history) ? "yes: replies get shorter and later" : "no");
}

Json json_sourced(const Sourced& fact) {
  if (fact.value.empty()) return nullptr;
  return {{"value", fact.value}, {"source", fact.source}};
}

Json json_windows(const policy::WeekWindows& told, const policy::WeekWindows& by_rule) {
  const auto fact = windows(told, by_rule);
  const bool is_told = fact.source == "told";
  return {{"value", windows_text(is_told ? told : by_rule)}, {"source", fact.source}};
}

Json json_stopped(const Seen& seen) {
  const auto& entry = seen.history.prospect.do_not_contact;
  if (!entry) return nullptr;
  return {{"why", policy::to_string(entry->why)},
          {"since", rfc3339(entry->since, seen.zone)},
          {"words", seen.why_stopped},
          {"doubtful", entry->is_doubtful()},
          {"to_decide", policy::is_wish(entry->why)}};
}

Json json_bounces(const Seen& seen) {
  const int in_a_row = seen.history.prospect.soft_bounces;
  if (in_a_row == 0) return nullptr;
  return {{"in_a_row", in_a_row}, {"to_decide", in_a_row >= seen.shown_from}, {"diagnostic", seen.bounced}};
}

Json json_owner(const Seen& seen) {
  if (const auto& told = seen.facts.owner) {
    return {{"value", told->salesperson},
            {"source", told->how == policy::Owner::How::by_turn ? "by-turn" : "by-hand"},
            {"since", rfc3339(told->since, seen.zone)}};
  }
  auto fact = owner(seen);
  if (fact.source != "rules.yaml") fact.source = "writes";
  return json_sourced(fact);
}

Json json_commitment(const Seen& seen) {
  const auto& slot = seen.history.prospect.commitment;
  if (!slot) return nullptr;
  return {{"from", rfc3339(slot->from, seen.zone)}, {"to", rfc3339(slot->to, seen.zone)}};
}

Json json_seen(const Seen& seen) {
  const auto& history = seen.history.prospect;
  Json json = {{"prospect", seen.key},
               {"known", seen.known},
               {"addresses", seen.addresses},
               {"names", seen.facts.names},
               {"company", seen.facts.company},
               {"consent", seen.facts.consent},
               {"owner", json_owner(seen)},
               {"team", seen.rule->team.empty() ? Json(nullptr) : Json(seen.rule->team)},
               {"audience", json_sourced(audience(seen))},
               {"time_zone", json_sourced(zone(seen))},
               {"strict", {{"value", strict(seen).value == "yes"}, {"source", strict(seen).source}}},
               {"busy", json_windows(seen.facts.busy, seen.rule->busy)},
               {"open", json_windows(seen.facts.open, seen.rule->open)},
               {"stage", {{"value", policy::to_string(seen.stage.stage)}, {"why", seen.stage.why}}},
               {"do_not_contact", json_stopped(seen)},
               {"soft_bounces", json_bounces(seen)},
               {"permission_asked", json_time(history.permission_asked, seen.zone)},
               {"permission_granted", json_time(history.permission_granted, seen.zone)},
               {"commitment", json_commitment(seen)},
               {"away_until", json_time(history.away_until, seen.zone)},
               {"cooling", policy::cools(history)}};
  json.update(json_history(history, seen.zone));
  return json;
}

/// Looks for the words behind a do-not-contact and behind soft bounces.
store::Result<void> find_words(store::Reader& reader, const std::string& key, Seen& seen) {
  const auto& history = seen.history.prospect;
  if (!history.do_not_contact && history.soft_bounces == 0) return {};
  const auto touches = reader.touches(key, searched_touches);
  if (!touches) return tl::unexpected(touches.error());
  const auto stopped = [&](const policy::Touch& touch) {
    return history.do_not_contact && touch.kind == history.do_not_contact->why &&
           touch.at == history.do_not_contact->since && seen.why_stopped.empty();
  };
  for (const auto& logged : *touches) {
    const auto& touch = logged.touch;
    if (stopped(touch)) seen.why_stopped = touch.details.note;
    if (touch.kind == policy::TouchKind::soft_bounce && history.soft_bounces > 0) seen.bounced = touch.details.note;
  }
  return {};
}

store::Result<Seen> look_up(store::Reader& reader, const policy::Policy& policy, const policy::Recipient& prospect,
                            Time now) {
  Seen seen;
  auto record = reader.prospect(prospect.key);
  if (!record) return tl::unexpected(record.error());
  seen.key = *record ? (*record)->key : prospect.key;
  seen.now = now;
  seen.addresses = *record ? (*record)->addresses : std::vector<std::string>{prospect.key};
  if (*record) seen.facts = (*record)->facts;
  auto history = reader.history(prospect);
  if (!history) return tl::unexpected(history.error());
  seen.history = *std::move(history);
  seen.history.facts = seen.facts;
  seen.known = *record || seen.history.prospect != policy::History{};
  seen.rule = &policy.prospect(seen.key);
  seen.zone = seen.facts.zone != nullptr ? seen.facts.zone : seen.rule->zone;
  seen.stage = policy::stage_of(policy.stages, seen.history, now, seen.zone);
  seen.shown_from = policy.soft_bounces;
  const auto words = find_words(reader, prospect.key, seen);
  if (!words) return tl::unexpected(words.error());
  return seen;
}

}  // namespace

store::Result<Json> json_prospect(store::Reader& reader, const policy::Policy& policy,
                                  const policy::Recipient& prospect, Time now) {
  return look_up(reader, policy, prospect, now).map([](const Seen& seen) { return json_seen(seen); });
}

int prospect_show(const ProspectShowOptions& options, Surroundings& around) {
  const auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  const auto prospect = read_prospect(*bench->policy, options.prospect);
  if (!prospect) {
    complain(around, prospect.error());
    return exit_usage;
  }
  const auto reader = open_store(bench->settings, around);
  if (!reader) return reader.error();
  const auto seen = look_up(**reader, *bench->policy, *prospect, around.clock());
  if (!seen) return store_failed(bench->settings, seen.error(), around);
  if (options.common.json) {
    print_json(around.out, json_seen(*seen));
    return exit_done;
  }
  if (!seen->known) complain(around, fmt::format("nothing is known of {} but what the policy says", seen->key));
  show_facts(*seen, around.out);
  around.out << '\n';
  show_history(*seen, around.out);
  return exit_done;
}

}  // namespace jeda::command
