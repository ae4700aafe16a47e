// jeda held on the command line.
#include <map>

#include "command/command_parts.h"
#include "command/slips.h"

namespace jeda::command {
namespace {

using What = store::Ask::What;

const std::map<std::string, std::optional<store::HeldState>> states = {
    {"held", store::HeldState::held},         {"released", store::HeldState::released},
    {"returned", store::HeldState::returned}, {"discarded", store::HeldState::discarded},
    {"gone", store::HeldState::gone},         {"any", std::nullopt}};
const std::map<std::string, policy::Release> releases = {{"when-allowed", policy::Release::when_allowed},
                                                         {"review", policy::Release::review}};
const std::map<std::string, store::HeldOrder> orders = {{"oldest", store::HeldOrder::oldest},
                                                        {"newest", store::HeldOrder::newest},
                                                        {"next-allowed", store::HeldOrder::next_allowed}};

/// An option whose values are names.
template <typename Value>
void add_named(CLI::App& verb, const char* name, const std::map<std::string, Value>& values, const char* what,
               const char* type, const std::function<void(const Value&)>& set) {
  verb.add_option_function<std::string>(
          name, [&values, set](const std::string& word) { set(values.at(word)); }, what)
      ->type_name(type)
      ->check(one_of(name + 2, values));
}

/// `given` is told of each that is used.
void add_filter(CLI::App& verb, HeldFilterOptions& options, const std::function<void()>& given) {
  const auto text = [&](const char* name, std::string& value, const char* what, const char* type) {
    verb.add_option_function<std::string>(
            name,
            [&value, given](const std::string& word) {
              value = word;
              given();
            },
            what)
        ->type_name(type);
  };
  auto& filter = options.filter;
  text("--salesperson", filter.salesperson, "of this salesperson", "PERSON");
  text("--prospect", filter.prospect, "to an address with this part", "TEXT");
  text("--rule", filter.rule, "which this rule objected to", "RULE");
  text("--text", filter.text, "with this part in subject, salesperson, recipient or reference", "TEXT");
  text("--from", options.from, "held at this time, or this day, or later", "TIME");
  text("--before", options.before, "held before this time, or until the end of this day", "TIME");
  add_named<policy::Release>(verb, "--release", releases, "when-allowed or review", "HOW", [&filter, given](auto how) {
    filter.release = how;
    given();
  });
  verb.add_flag_callback(
      "--trouble",
      [&filter, given] {
        filter.in_trouble = true;
        given();
      },
      "with a request that did not work");
  add_named<store::HeldOrder>(verb, "--order", orders, "oldest (default), newest or next-allowed", "ORDER",
                              [&filter](auto order) { filter.order = order; });
}

void add_list(CLI::App& held, HeldListOptions& options, std::vector<Verb>& verbs) {
  auto* verb = held.add_subcommand("list", "List held mail");
  add_named<std::optional<store::HeldState>>(*verb, "--state", states,
                                             "held (default), released, returned, discarded, gone or any", "STATE",
                                             [&options](const auto& state) { options.choice.filter.state = state; });
  add_filter(*verb, options.choice, [] {});
  verb->add_option("--after", options.choice.filter.after, "go on where the page before ended")->type_name("PLACE");
  verb->add_option("--limit", options.choice.filter.limit, "at most so many lines")
      ->type_name("N")
      ->check(CLI::Range(1, store::most_listed))
      ->capture_default_str();
  add_verb(*verb, options, held_list, true, verbs);
}

void add_show(CLI::App& held, HeldShowOptions& options, std::vector<Verb>& verbs) {
  auto* verb = held.add_subcommand("show", "Show one held mail whole");
  verb->add_option("REFERENCE", options.reference, "as the list names it")->required()->type_name("");
  add_verb(*verb, options, held_show, true, verbs);
}

void add_act(CLI::App* verb, HeldActOptions& options, What what, std::vector<Verb>& verbs) {
  options.what = what;
  options.choice.filter.limit = store::most_listed;
  verb->add_option("REFERENCE", options.references, "as the list names it; several at once")->type_name("");
  add_filter(*verb, options.choice, [&options] { options.filtered = true; });
  if (what != What::release_when_allowed) {
    verb->add_option("--words", options.words, what == What::note ? "the note, for reviewers" : "to the salesperson")
        ->type_name("TEXT");
  }
  verb->add_flag("--dry-run", options.dry_run, "show what would be done, and do nothing");
  verb->add_flag("--yes", options.yes, "do not ask");
  if (what != What::note && what != What::release_when_allowed) {
    verb->add_flag("--wait", options.wait, "wait, for at most a minute, until it is done");
  }
  add_verb(*verb, options, held_act, true, verbs);
}

}  // namespace

void add_held(CLI::App& app, HeldOptions& options, std::vector<Verb>& verbs) {
  auto* held = app.add_subcommand("held", "Look at held mail, and decide about it");
  held->require_subcommand(0, 1);
  add_list(*held, options.list, verbs);
  add_show(*held, options.show, verbs);
  add_act(held->add_subcommand("release", "Let mail go on its way"), options.release, What::release, verbs);
  add_act(held->add_subcommand("release-when-allowed", "Let it go at its next allowed moment"),
          options.release_when_allowed, What::release_when_allowed, verbs);
  add_act(held->add_subcommand("return", "Give it back to the salesperson, with words"), options.give_back,
          What::give_back, verbs);
  add_act(held->add_subcommand("discard", "Delete it"), options.discard, What::discard, verbs);
  add_act(held->add_subcommand("note", "Write something down about it"), options.note, What::note, verbs);
}

}  // namespace jeda::command
