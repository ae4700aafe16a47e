// jeda setup: shows what has to change in the MTA's configuration, and changes it when asked to.
#include <fmt/format.h>

#include "base/terminal.h"
#include "command/inputs.h"
#include "command/json.h"
#include "command/setup/setup.h"
#include "command/setup/text_diff.h"
#include "service/program.h"

namespace jeda::command {
namespace {

using setup::Mta;
using setup::Proposal;
using Which = config::AgentSettings::Mta;

const service::ProgramLimits reload_limits{64 * 1024, std::chrono::seconds(30)};

int mta_failed(Surroundings& around, const std::string& reason) {
  complain(around, reason);
  return exit_failed;
}

/// What was done, for the answer.
struct Done {
  bool applied = false;
  bool reloaded = false;
};

std::string reload_text(const Mta& mta) { return fmt::format("{}", fmt::join(mta.reload_command(), " ")); }

void show(const SetupOptions& options, const Mta& mta, const Proposal& proposal, const Done& done, std::ostream& out) {
  for (const auto& change : proposal.changes)
    out << escaped_lines(setup::text_diff(change.path, change.before, change.after));
  for (const auto& note : proposal.notes) out << "note: " << escaped(note) << '\n';
  if (proposal.changes.empty()) {
    out << fmt::format("nothing to do: jeda is {} {}\n", options.remove ? "not in" : "the last filter in",
                       escaped(mta.place()));
    return;
  }
  if (!done.applied) {
    out << "nothing is changed yet; --apply makes this change\n";
  } else if (!done.reloaded) {
    out << fmt::format("changed; this puts it in force: {}\n", escaped(reload_text(mta)));
  } else {
    out << "changed, and in force\n";
  }
}

void show_json(const Mta& mta, const Proposal& proposal, const Done& done, std::ostream& out) {
  Json json = {{"place", mta.place()},    {"filter", proposal.address},    {"change", !proposal.changes.empty()},
               {"applied", done.applied}, {"reloaded", done.reloaded},     {"reload", mta.reload_command()},
               {"notes", proposal.notes}, {"refusals", proposal.refusals}, {"files", Json::array()}};
  for (const auto& change : proposal.changes)
    json["files"].push_back(
        {{"file", change.path}, {"diff", setup::text_diff(change.path, change.before, change.after)}});
  print_json(out, json);
}

int answer(const SetupOptions& options, const Mta& mta, const Proposal& proposal, const Done& done,
           Surroundings& around) {
  for (const auto& refusal : proposal.refusals) complain(around, refusal);
  if (options.common.json)
    show_json(mta, proposal, done, around.out);
  else if (proposal.refusals.empty())
    show(options, mta, proposal, done, around.out);
  else
    complain(around, "nothing was changed");
  return proposal.refusals.empty() ? exit_done : exit_usage;
}

int set_up(const SetupOptions& options, Mta& mta, Surroundings& around) {
  const auto proposal = mta.propose(options.remove);
  if (!proposal) return mta_failed(around, proposal.error());
  Done done;
  if (options.apply && proposal->refusals.empty() && !proposal->changes.empty()) {
    if (const auto applied = mta.apply(*proposal, options.remove); !applied)
      return mta_failed(around, applied.error() + "; nothing was changed");
    done.applied = true;
    if (options.reload) {
      const auto reloaded = service::run_program(mta.reload_command(), reload_limits);
      if (!reloaded) return mta_failed(around, "the change is made, but not in force: " + reloaded.error());
      done.reloaded = true;
    }
  }
  return answer(options, mta, *proposal, done, around);
}

}  // namespace

int set_up(const SetupOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  if (const auto path = settings->socket.find_first_of(" \t,;{}()$`'\"#\\"); path != std::string::npos) {
    complain(around, fmt::format("socket: no MTA can be told of '{}': it has a '{}'", settings->socket,
                                 settings->socket[path]));
    return exit_usage;
  }
  const bool postfix = options.mta == "postfix";
  const bool same = settings->agent.mta == (postfix ? Which::postfix : Which::sendmail);
  const std::string place = options.mta_config.empty() && same ? settings->agent.mta_config : options.mta_config;
  auto mta = postfix ? setup::postfix_mta(place, *settings) : setup::sendmail_mta(place, *settings);
  return mta ? set_up(options, **mta, around) : mta_failed(around, mta.error());
}

}  // namespace jeda::command
