// jeda user on the command line.
#include "command/command_parts.h"
#include "command/slips.h"

namespace jeda::command {
namespace {

void add(CLI::App* verb, UserOptions& options, Run<UserOptions> run, std::vector<Verb>& verbs) {
  add_verb(*verb, options, run, false, verbs);
}

CLI::App* with_name(CLI::App* verb, UserOptions& options) {
  verb->add_option("NAME", options.name, "of the account")->required()->type_name("");
  return verb;
}

CLI::App* with_password(CLI::App* verb, UserOptions& options) {
  verb->add_flag("--stdin", options.standard_input, "take the password from standard input, a line");
  return verb;
}

CLI::Option* add_role(CLI::App* verb, UserOptions& options) {
  return verb->add_option("--role", options.role, "viewer (default), reviewer or admin")
      ->type_name("ROLE")
      ->check(one_of("role", {"viewer", "reviewer", "admin"}));
}

}  // namespace

void add_user(CLI::App& app, UsersOptions& options, std::vector<Verb>& verbs) {
  auto* user = app.add_subcommand("user", "Look after the accounts of the web page");
  user->require_subcommand(0, 1);
  auto* added = user->add_subcommand("add", "Make an account");
  add_role(added, options.add);
  add(with_password(with_name(added, options.add), options.add), options.add, user_add, verbs);
  add(user->add_subcommand("list", "List the accounts"), options.list, user_list, verbs);
  add(with_password(with_name(user->add_subcommand("passwd", "Change a password"), options.passwd), options.passwd),
      options.passwd, user_passwd, verbs);
  auto* role = with_name(user->add_subcommand("role", "Change what one may do"), options.role);
  add_role(role, options.role)->required();
  add(role, options.role, user_role, verbs);
  add(with_name(user->add_subcommand("disable", "Keep one from logging in"), options.disable), options.disable,
      user_disable, verbs);
  add(with_name(user->add_subcommand("enable", "Let one log in again"), options.enable), options.enable, user_enable,
      verbs);
  add(with_name(user->add_subcommand("remove", "Remove an account"), options.remove), options.remove, user_remove,
      verbs);
}

}  // namespace jeda::command
