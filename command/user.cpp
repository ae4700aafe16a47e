// jeda user: accounts of the web page.
#include <fmt/format.h>

#include <map>

#include "base/moments.h"
#include "base/terminal.h"
#include "base/text.h"
#include "command/inputs.h"
#include "command/json.h"
#include "service/password.h"

namespace jeda::command {
namespace {

using Account = store::Desk::Account;
using Role = store::Desk::Role;

Role role_of(const std::string& name) {
  if (name == "admin") return Role::admin;
  return name == "reviewer" ? Role::reviewer : Role::viewer;
}

/// A desk, and the account that is meant, where there is one.
struct Opened {
  config::Settings settings;
  std::unique_ptr<store::Desk> desk;
  std::optional<Account> account;
};

OrExit<Opened> open(const UserOptions& options, Surroundings& around) {
  auto settings = read_settings(options.common, around);
  if (!settings) return tl::unexpected(settings.error());
  auto desk = open_desk(*settings, around);
  if (!desk) return tl::unexpected(desk.error());
  auto account = (*desk)->account(options.name);
  if (!account) return tl::unexpected(store_failed(*settings, account.error(), around));
  return Opened{*std::move(settings), *std::move(desk), *std::move(account)};
}

/// The same, of an account that is there.
OrExit<Opened> open_existing(const UserOptions& options, Surroundings& around) {
  auto opened = open(options, around);
  if (!opened || opened->account) return opened;
  complain(around, fmt::format("there is no account '{}'", options.name));
  return tl::unexpected(static_cast<int>(exit_no));
}

std::optional<std::string> typed_password(Surroundings& around) {
  if (!around.ask_secret) {
    complain(around, "there is no terminal to ask for the password: --stdin reads it from standard input");
    return std::nullopt;
  }
  auto first = around.ask_secret("Password: ");
  const auto second = first ? around.ask_secret("Again: ") : std::nullopt;
  if (second && first == second) return first;
  complain(around, second ? "the two are not the same" : "no password was given");
  return std::nullopt;
}

/// Exit where none is given or it may not be set.
OrExit<std::string> new_hash(const UserOptions& options, Surroundings& around) {
  std::optional<std::string> password;
  if (options.standard_input) {
    password.emplace();
    std::getline(around.in, *password);
    if (password->ends_with('\r')) password->pop_back();
  } else {
    password = typed_password(around);
  }
  if (!password) return tl::unexpected(static_cast<int>(exit_usage));
  if (const auto fault = service::password_fault(*password)) {
    complain(around, *fault);
    return tl::unexpected(static_cast<int>(exit_usage));
  }
  auto hash = service::hash_password(*password);
  if (!hash.empty()) return hash;
  complain(around, "the password could not be hashed: no memory");
  return tl::unexpected(static_cast<int>(exit_failed));
}

int put(Opened& opened, const Account& account, const std::string& what, const UserOptions& options,
        Surroundings& around) {
  const auto put = opened.desk->put_account(account, caller(around), around.clock());
  if (!put) return store_failed(opened.settings, put.error(), around);
  if (options.common.json) {
    print_json(around.out,
               Json{{"name", account.name}, {"role", store::to_string(account.role)}, {"disabled", account.disabled}});
  } else {
    around.out << fmt::format("{}: {}\n", account.name, what);
  }
  return exit_done;
}

/// Changes an account that is there.
template <typename Change>
int change(const UserOptions& options, const std::string& what, Surroundings& around, Change&& change) {
  auto opened = open_existing(options, around);
  if (!opened) return opened.error();
  Account account = *opened->account;
  change(account);
  return put(*opened, account, what, options, around);
}

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 100 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._@-") == std::string::npos;
}

}  // namespace

int user_add(const UserOptions& options, Surroundings& around) {
  if (!is_name(options.name)) {
    complain(around, "a name is made of a-z, 0-9, '.', '_', '@' and '-', at most 100 of them");
    return exit_usage;
  }
  auto opened = open(options, around);
  if (!opened) return opened.error();
  if (opened->account) {
    complain(around, fmt::format("there is an account '{}' already", options.name));
    return exit_no;
  }
  const auto hash = new_hash(options, around);
  if (!hash) return hash.error();
  const Account account{options.name, *hash, role_of(options.role), false, around.clock()};
  return put(*opened, account, fmt::format("added as {}", options.role), options, around);
}

int user_passwd(const UserOptions& options, Surroundings& around) {
  auto opened = open_existing(options, around);
  if (!opened) return opened.error();
  const auto hash = new_hash(options, around);
  if (!hash) return hash.error();
  Account account = *opened->account;
  account.hash = *hash;
  return put(*opened, account, "the password is changed", options, around);
}

int user_role(const UserOptions& options, Surroundings& around) {
  return change(options, fmt::format("is {} now", options.role), around,
                [&](Account& account) { account.role = role_of(options.role); });
}

int user_disable(const UserOptions& options, Surroundings& around) {
  return change(options, "cannot log in any more", around, [](Account& account) { account.disabled = true; });
}

int user_enable(const UserOptions& options, Surroundings& around) {
  return change(options, "can log in again", around, [](Account& account) { account.disabled = false; });
}

int user_remove(const UserOptions& options, Surroundings& around) {
  auto opened = open_existing(options, around);
  if (!opened) return opened.error();
  const auto dropped = opened->desk->drop_account(options.name, caller(around), around.clock());
  if (!dropped) return store_failed(opened->settings, dropped.error(), around);
  if (options.common.json) {
    print_json(around.out, Json{{"name", options.name}, {"removed", *dropped}});
  } else {
    around.out << fmt::format("{}: removed\n", options.name);
  }
  return exit_done;
}

int user_list(const UserOptions& options, Surroundings& around) {
  const auto opened = open(options, around);
  if (!opened) return opened.error();
  const auto accounts = opened->desk->accounts();
  if (!accounts) return store_failed(opened->settings, accounts.error(), around);
  auto list = Json::array();
  Table table({"name", "role", "state", "since"});
  for (const auto& account : *accounts) {
    list.push_back({{"name", account.name},
                    {"role", store::to_string(account.role)},
                    {"disabled", account.disabled},
                    {"created_at", rfc3339(account.created_at, nullptr)}});
    table.add({account.name, std::string(store::to_string(account.role)), account.disabled ? "disabled" : "",
               format_time(account.created_at, nullptr)});
  }
  if (options.common.json) {
    print_json(around.out, Json{{"accounts", std::move(list)}});
  } else if (accounts->empty()) {
    around.out << "there is no account\n";
  } else {
    table.print(around.out);
  }
  return exit_done;
}

}  // namespace jeda::command
