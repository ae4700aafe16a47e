// jeda prospect set, assign, block, allow, link: what people tell of a prospect.
#include <fmt/format.h>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/event_fields.h"
#include "command/import.h"
#include "command/json.h"
#include "command/prospect_fields.h"
#include "command/prospect_list.h"
#include "mail/address.h"

namespace jeda::command {
namespace {

/// A prospect, and a store in which it can be changed.
struct Desk {
  Bench bench;
  policy::Recipient prospect;
  std::unique_ptr<store::Store> store;
};

/// The settings and the prospect; the store is not opened yet.
OrExit<Desk> find_prospect(const CommonOptions& options, const std::string& text, Surroundings& around) {
  auto bench = read_bench(options, around);
  if (!bench) return tl::unexpected(bench.error());
  auto prospect = read_prospect(*bench->policy, text);
  if (!prospect) return tl::unexpected(refuse_wrongs({{"prospect", prospect.error()}}, around));
  return Desk{*std::move(bench), *std::move(prospect), nullptr};
}

OrExit<Desk> with_store(Desk desk, Surroundings& around) {
  auto store = open_store_to_write(desk.bench.settings, around);
  if (!store) return tl::unexpected(store.error());
  desk.store = *std::move(store);
  return desk;
}

/// The same, for what is told of nobody who was erased.
OrExit<Desk> with_store_for_known(Desk desk, Surroundings& around) {
  auto opened = with_store(std::move(desk), around);
  if (!opened) return opened;
  const auto refused = refuse_forgotten(*opened->store, opened->bench.settings, opened->prospect.key, around);
  if (!refused) return tl::unexpected(refused.error());
  if (*refused) return tl::unexpected<int>(exit_no);
  return opened;
}

int say(const CommonOptions& options, Surroundings& around, const std::string& sentence, const Json& json) {
  if (options.json) {
    print_json(around.out, json);
  } else {
    around.out << escaped(sentence) << '\n';
  }
  return exit_done;
}

/// Changes what is told; absent where the store failed, else whether anything is other than before.
OrExit<bool> change(Desk& desk, const ProspectChange& change, Surroundings& around) {
  bool changed = false;
  const auto facts = desk.store->change_prospect(desk.prospect.key, [&](policy::ProspectFacts& told) {
    const auto before = told;
    change.apply(told);
    changed = told != before;
  });
  if (!facts) return tl::unexpected(store_failed(desk.bench.settings, facts.error(), around));
  return changed;
}

int assign_by_hand(const ProspectAssignOptions& options, Desk desk, Surroundings& around) {
  ProspectFields fields;
  fields.owner = options.to;
  const auto asked = read_change(fields, *desk.bench.policy, around.clock());
  if (!asked) return refuse_wrongs({{"to", asked.error().front().message}}, around);
  auto opened = with_store_for_known(std::move(desk), around);
  if (!opened) return opened.error();
  const auto changed = change(*opened, *asked, around);
  if (!changed) return changed.error();
  const auto& owner = asked->told.owner->salesperson;
  return say(options.common, around,
             fmt::format("{} {} in charge of {}", owner, *changed ? "is now" : "was already", opened->prospect.key),
             {{"prospect", opened->prospect.key}, {"owner", owner}, {"changed", *changed}});
}

/// Who is in charge by hand or by turn; empty: nobody.
store::Result<std::string> owner_of(store::Reader& reader, const std::string& key) {
  const auto record = reader.prospect(key);
  if (!record) return tl::unexpected(record.error());
  return *record && (*record)->facts.owner ? (*record)->facts.owner->salesperson : std::string();
}

int assign_by_turn(const ProspectAssignOptions& options, Desk desk, Surroundings& around) {
  const auto team = read_team(*desk.bench.policy, options.team);
  if (!team) return refuse_wrongs({{"team", team.error()}}, around);
  const auto& by_rule = desk.bench.policy->prospect(desk.prospect.key).owner;
  if (!by_rule.empty()) {
    complain(around, fmt::format("the policy puts {} in charge of {}; --to puts another in charge", by_rule,
                                 desk.prospect.key));
    return exit_no;
  }
  auto opened = with_store_for_known(std::move(desk), around);
  if (!opened) return opened.error();
  const auto before = owner_of(*opened->store, opened->prospect.key);
  if (!before) return store_failed(opened->bench.settings, before.error(), around);
  const auto owner =
      opened->store->assign_by_turn(opened->prospect.key, {(*team)->name, (*team)->members}, around.clock());
  if (!owner) return store_failed(opened->bench.settings, owner.error(), around);
  const bool changed = before->empty();
  return say(options.common, around,
             fmt::format("{} {} in charge of {}", *owner, changed ? "is now" : "was already", opened->prospect.key),
             {{"prospect", opened->prospect.key}, {"owner", *owner}, {"changed", changed}});
}

/// Who decided it, and why; gives what is wrong with them.
Wrongs read_mark(const std::string& by, const std::string& words, const policy::Policy& policy, store::Event& event) {
  Wrongs wrongs;
  if (!by.empty()) {
    const auto person = read_person(policy, by);
    if (person) event.salesperson = *person;
    if (!person) wrongs.push_back({"by", person.error()});
  }
  const auto note = read_words(words, longest_note);
  if (note) event.details.note = *note;
  if (!note) wrongs.push_back({"note", note.error()});
  return wrongs;
}

int mark(const ProspectMarkOptions& options, policy::TouchKind kind, std::string_view sentence, Surroundings& around) {
  auto found = find_prospect(options.common, options.prospect, around);
  if (!found) return found.error();
  store::Event event{found->prospect, kind, around.clock()};
  const auto wrongs = read_mark(options.by, options.note, *found->bench.policy, event);
  if (!wrongs.empty()) return refuse_wrongs(wrongs, around);
  const auto desk = with_store(*std::move(found), around);
  if (!desk) return desk.error();
  const auto recorded = desk->store->record_events({event});
  if (!recorded) return store_failed(desk->bench.settings, recorded.error(), around);
  return say(options.common, around, fmt::format(fmt::runtime(sentence), desk->prospect.key),
             {{"prospect", desk->prospect.key}, {"recorded", policy::to_string(kind)}});
}

/// So many prospects, in words.
std::string counted(std::size_t count) { return fmt::format("{} prospect{}", count, count == 1 ? "" : "s"); }

std::vector<store::Event> allowing(const std::vector<store::LoggedTouch>& dead, const store::Event& like) {
  std::vector<store::Event> events;
  for (const auto& one : dead) {
    store::Event event = like;
    event.prospect = {one.prospect, one.raw, mail::company_of(one.prospect)};
    event.stands_for = policy::TouchKind::hard_bounce;  // who asked us to stop meanwhile stays as he is
    events.push_back(std::move(event));
  }
  return events;
}

int say_allowed(const ProspectAllowOptions& options, const std::vector<store::LoggedTouch>& dead, int allowed,
                const Zones& zones, Surroundings& around) {
  auto prospects = Json::array();
  for (const auto& one : dead) prospects.push_back(one.prospect);
  if (options.common.json) {
    print_json(around.out, {{"prospects", std::move(prospects)}, {"allowed", allowed}, {"dry_run", options.dry_run}});
    return exit_done;
  }
  if (options.dry_run) {
    dead_table(dead, zones).print(around.out);
    around.out << fmt::format("{} would be allowed; nothing was recorded (--dry-run)\n", counted(dead.size()));
    return exit_done;
  }
  around.out << fmt::format("{} may be written to\n", counted(static_cast<std::size_t>(allowed)));
  const auto left = dead.size() - static_cast<std::size_t>(allowed);
  if (left > 0) complain(around, fmt::format("{} stayed as they were: something else came between", counted(left)));
  return exit_done;
}

/// The dead that the filter chooses, all in one transaction or none.
int allow_dead(const ProspectAllowOptions& options, Surroundings& around) {
  auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  store::Event like{{}, policy::TouchKind::allowed, around.clock()};
  if (auto wrongs = read_mark(options.by, options.note, *bench->policy, like); !wrongs.empty())
    return refuse_wrongs(wrongs, around);
  const auto choice = read_choice(options.filter, bench->policy->prospect("").zone, around);
  if (!choice) return choice.error();
  const auto desk = with_store({*std::move(bench), {}, nullptr}, around);
  if (!desk) return desk.error();
  const auto dead = choose_dead(*desk->store, *choice);
  if (!dead) return store_failed(desk->bench.settings, dead.error(), around);
  if (dead->empty()) {
    complain(around, "no dead address is like that");
    return exit_no;
  }
  const auto recorded = options.dry_run ? store::Result<int>(0) : desk->store->record_events(allowing(*dead, like));
  if (!recorded) return store_failed(desk->bench.settings, recorded.error(), around);
  return say_allowed(options, *dead, *recorded,
                     Zones::of(options.common, desk->bench.settings, around, desk->store.get()), around);
}

}  // namespace

int prospect_set(const ProspectSetOptions& options, Surroundings& around) {
  auto found = find_prospect(options.common, options.prospect, around);
  if (!found) return found.error();
  const auto asked = read_change(options.fields, *found->bench.policy, around.clock());
  if (!asked) return refuse_wrongs(asked.error(), around);
  if (asked->empty()) {
    complain(around, "nothing to set: 'jeda prospect set --help' lists what there is");
    return exit_usage;
  }
  auto desk = with_store_for_known(*std::move(found), around);
  if (!desk) return desk.error();
  const auto changed = change(*desk, *asked, around);
  if (!changed) return changed.error();
  return say(options.common, around,
             fmt::format("{}: {}", desk->prospect.key, *changed ? "changed" : "all of that was known already"),
             {{"prospect", desk->prospect.key}, {"changed", *changed}});
}

int prospect_assign(const ProspectAssignOptions& options, Surroundings& around) {
  if (options.to.empty() == options.team.empty()) {
    complain(around, "to whom? Give either --to or --team");
    return exit_usage;
  }
  auto desk = find_prospect(options.common, options.prospect, around);
  if (!desk) return desk.error();
  return options.team.empty() ? assign_by_hand(options, *std::move(desk), around)
                              : assign_by_turn(options, *std::move(desk), around);
}

int prospect_block(const ProspectMarkOptions& options, Surroundings& around) {
  return mark(options, policy::TouchKind::blocked, "{} is not to be written to", around);
}

int prospect_allow(const ProspectAllowOptions& options, Surroundings& around) {
  if (options.prospect.empty() != options.dead) {
    complain(around, "whom? Give either an address or --dead");
    return exit_usage;
  }
  if (options.dead) return allow_dead(options, around);
  return mark(options, policy::TouchKind::allowed, "{} may be written to", around);
}

int prospect_link(const ProspectLinkOptions& options, Surroundings& around) {
  auto found = find_prospect(options.common, options.prospect, around);
  if (!found) return found.error();
  const auto address = read_prospect(*found->bench.policy, options.address);
  if (!address) return refuse_wrongs({{"", address.error()}}, around);
  if (address->key == found->prospect.key) {
    complain(around, "both are the same address");
    return exit_usage;
  }
  const auto desk = with_store_for_known(*std::move(found), around);
  if (!desk) return desk.error();
  const auto refused = refuse_forgotten(*desk->store, desk->bench.settings, address->key, around);
  if (!refused || *refused) return refused ? exit_no : refused.error();
  const auto linked = desk->store->link(desk->prospect, *address);
  if (!linked) return store_failed(desk->bench.settings, linked.error(), around);
  return say(
      options.common, around,
      fmt::format("{} and {} {} one person", desk->prospect.key, address->key, *linked ? "are now" : "were already"),
      {{"prospect", desk->prospect.key}, {"address", address->key}, {"changed", *linked}});
}

}  // namespace jeda::command
