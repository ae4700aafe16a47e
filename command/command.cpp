#include "command/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "command/command_parts.h"
#include "command/inputs.h"
#include "command/slips.h"

namespace jeda::command {
namespace {

constexpr auto ask_for_help = "'jeda --help' lists the verbs, 'jeda VERB --help' their options";

/// The options of all verbs outlive the parser that fills them.
struct AllOptions {
  CheckOptions check;
  ExplainOptions explain;
  HistoryOptions history;
  HeldOptions held;
  EventOptions event;
  ProspectOptions prospect;
  UsersOptions user;
  SetupBoth setup;
  DoctorOptions doctor;
  StoreOptions store;
};

void add_check(CLI::App& app, CheckOptions& options, std::vector<Verb>& verbs) {
  auto* verb = app.add_subcommand("check", "Check jeda.yaml and rules.yaml; every error at once");
  verb->add_option("RULES", options.common.rules, "the policy, instead of the one the settings name")->type_name("");
  add_verb(*verb, options, check, false, verbs);
}

void add_explain(CLI::App& app, ExplainOptions& options, std::vector<Verb>& verbs) {
  auto* verb = app.add_subcommand("explain", "Say what every rule thinks of a message; nothing is recorded");
  verb->add_option("--from", options.from, "envelope sender (default: the message's From, else the login's)")
      ->type_name("ADDRESS");
  verb->add_option("--login", options.login, "login of the client that submits it")->type_name("LOGIN");
  verb->add_option("--to", options.to, "recipient; may be repeated (default: the message's To and Cc)")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  verb->add_option("--at", options.at,
                   "when, like 2026-11-23T10:00 or 2026-11-23, by the prospect's clock (default: now)")
      ->type_name("TIME");
  verb->add_option("--client", options.client, "address of the client (default: this host)")->type_name("IP");
  verb->add_option("MESSAGE", options.message, "a message in a file; - is standard input")->type_name("");
  add_verb(*verb, options, explain, true, verbs);
}

void add_history(CLI::App& app, HistoryOptions& options, std::vector<Verb>& verbs) {
  auto* verb = app.add_subcommand("history", "Show what passed between us and a prospect");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  add_limit(*verb, options.limit);
  add_verb(*verb, options, history, true, verbs);
}

std::vector<Verb> add_verbs(CLI::App& app, AllOptions& options) {
  std::vector<Verb> verbs;
  add_check(app, options.check, verbs);
  add_explain(app, options.explain, verbs);
  add_history(app, options.history, verbs);
  add_held(app, options.held, verbs);
  add_event(app, options.event, verbs);
  add_prospect(app, options.prospect, verbs);
  add_user(app, options.user, verbs);
  add_setup(app, options.setup, verbs);
  add_doctor(app, options.doctor, verbs);
  add_store(app, options.store, verbs);
  return verbs;
}

/// "held: list, or show?"
std::string ask_which(const CLI::App& noun) {
  std::string names;
  const auto verbs = noun.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* verb : verbs) {
    if (!names.empty()) names += verb == verbs.back() ? ", or " : ", ";
    names += verb->get_name();
  }
  return fmt::format("{}: {}?", noun.get_name(), names);
}

/// Help and version are asked for by exceptions too: CLI11's way.
int explain_parse(const CLI::App& app, const CLI::ParseError& error, Surroundings& around) {
  if (error.get_name() == "CallForHelp") {
    around.out << app.help();
    return exit_done;
  }
  if (error.get_name() == "CallForVersion") {
    around.out << error.what() << '\n';
    return exit_done;
  }
  complain(around, error.what());
  complain(around, ask_for_help);
  return exit_usage;
}

int parse_and_run(std::vector<std::string> arguments, Surroundings& around) {
  CLI::App app("Look after the follow-up mail that jeda-milter governs.", "jeda");
  app.set_version_flag("--version", "jeda " JEDA_VERSION);
  app.require_subcommand(0, 1);
  AllOptions options;
  const auto verbs = add_verbs(app, options);
  CommonOptions before_verb;
  add_common(app, before_verb, false);
  if (const auto slip = first_slip(app, arguments)) {
    complain(around, *slip);
    complain(around, ask_for_help);
    return exit_usage;
  }
  try {
    std::reverse(arguments.begin(), arguments.end());
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return explain_parse(app, error, around);
  }
  for (const auto& verb : verbs) {
    if (!verb.app->parsed()) continue;
    if (verb.common->config.empty()) verb.common->config = before_verb.config;
    verb.common->json = verb.common->json || before_verb.json;
    return verb.run(around);
  }
  if (!app.get_subcommands().empty()) {
    complain(around, ask_which(*app.get_subcommands().front()));
    complain(around, ask_for_help);
  } else {
    around.err << app.help();
  }
  return exit_usage;
}

}  // namespace

int run(const std::vector<std::string>& arguments, Surroundings& around) {
  try {
    return parse_and_run(arguments, around);
  } catch (const std::exception& error) {
    complain(around, fmt::format("failed: {}", error.what()));
    return exit_failed;
  }
}

}  // namespace jeda::command
