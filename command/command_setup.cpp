// jeda setup and jeda doctor on the command line.
#include "command/command_parts.h"

namespace jeda::command {
namespace {

void add(CLI::App& setup, const char* mta, const char* help, const char* place, SetupOptions& options,
         std::vector<Verb>& verbs) {
  auto* verb = setup.add_subcommand(mta, help);
  options.mta = mta;
  verb->add_flag("--apply", options.apply, "make the change; without it, it is only shown");
  verb->add_flag("--remove", options.remove, "take the filter out again");
  verb->add_flag("--reload", options.reload, "with --apply: let the MTA read it at once");
  verb->add_option("--mta-config", options.mta_config, place)->type_name("PATH");
  add_verb(*verb, options, set_up, false, verbs);
}

}  // namespace

void add_setup(CLI::App& app, SetupBoth& options, std::vector<Verb>& verbs) {
  auto* setup = app.add_subcommand("setup", "Make jeda the last filter of the MTA; shows the change first");
  setup->require_subcommand(0, 1);
  add(*setup, "postfix", "Change main.cf and master.cf", "directory of main.cf (default /etc/postfix)", options.postfix,
      verbs);
  add(*setup, "sendmail", "Change sendmail.mc, and make sendmail.cf anew",
      "sendmail.mc, or its directory (default /etc/mail)", options.sendmail, verbs);
}

void add_doctor(CLI::App& app, DoctorOptions& options, std::vector<Verb>& verbs) {
  auto* verb = app.add_subcommand("doctor", "Look at the whole installation, and say what to do about what is wrong");
  verb->add_option("--mta-config", options.mta_config, "the MTA's configuration directory, or sendmail.cf")
      ->type_name("PATH");
  add_verb(*verb, options, examine, true, verbs);
}

}  // namespace jeda::command
