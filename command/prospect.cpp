// jeda prospect set, assign, block, allow, link, list: what people tell of a prospect.
#include <fmt/format.h>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/event_fields.h"
#include "command/import.h"
#include "command/json.h"
#include "command/prospect_fields.h"

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

int mark(const ProspectMarkOptions& options, policy::TouchKind kind, std::string_view sentence, Surroundings& around) {
  auto found = find_prospect(options.common, options.prospect, around);
  if (!found) return found.error();
  store::Event event{found->prospect, kind, around.clock()};
  Wrongs wrongs;
  if (!options.by.empty()) {
    const auto person = read_person(*found->bench.policy, options.by);
    if (person) event.salesperson = *person;
    if (!person) wrongs.push_back({"by", person.error()});
  }
  const auto note = read_words(options.note, longest_note);
  if (note) event.details.note = *note;
  if (!note) wrongs.push_back({"note", note.error()});
  if (!wrongs.empty()) return refuse_wrongs(wrongs, around);
  const auto desk = with_store(*std::move(found), around);
  if (!desk) return desk.error();
  const auto recorded = desk->store->record_events({event});
  if (!recorded) return store_failed(desk->bench.settings, recorded.error(), around);
  return say(options.common, around, fmt::format(fmt::runtime(sentence), desk->prospect.key),
             {{"prospect", desk->prospect.key}, {"recorded", policy::to_string(kind)}});
}

Json json_wish(const store::LoggedTouch& wish, const date::time_zone* zone) {
  return {{"prospect", wish.prospect},
          {"since", rfc3339(wish.touch.at, zone)},
          {"salesperson", wish.touch.salesperson},
          {"sentence", wish.touch.details.note}};
}

int show_wishes(const ProspectListOptions& options, const std::vector<store::LoggedTouch>& wishes, bool cut,
                const Zones& zones, Surroundings& around) {
  if (options.common.json) {
    auto list = Json::array();
    for (const auto& wish : wishes) list.push_back(json_wish(wish, zones(wish.prospect)));
    print_json(around.out, {{"wishes", std::move(list)}, {"more", cut}});
    return exit_done;
  }
  if (wishes.empty()) {
    around.out << "no wish waits for a person\n";
    return exit_done;
  }
  Table table({"prospect", "since", "salesperson", "sentence"});
  for (const auto& wish : wishes) {
    table.add({wish.prospect, format_time(wish.touch.at, zones(wish.prospect)), wish.touch.salesperson,
               wish.touch.details.note});
  }
  table.print(around.out);
  if (cut) around.out << fmt::format("the oldest {}; --limit shows more\n", wishes.size());
  return exit_done;
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

int prospect_allow(const ProspectMarkOptions& options, Surroundings& around) {
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

int prospect_list(const ProspectListOptions& options, Surroundings& around) {
  if (!options.wishes) {
    complain(around, "list what? Give --wishes");
    return exit_usage;
  }
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto reader = open_store(*settings, around);
  if (!reader) return reader.error();
  auto wishes = (*reader)->open_wishes(options.limit + 1);  // one more tells whether there are more
  if (!wishes) return store_failed(*settings, wishes.error(), around);
  const bool cut = wishes->size() > static_cast<std::size_t>(options.limit);
  if (cut) wishes->pop_back();
  return show_wishes(options, *wishes, cut, Zones::of(options.common, *settings, around, reader->get()), around);
}

}  // namespace jeda::command
