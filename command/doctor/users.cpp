// Whom the services run as: on a host where each has a user of its own, as the packages make them.
#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <set>

#include "base/files.h"
#include "command/doctor/doctor.h"
#include "command/doctor/rights.h"

namespace jeda::doctor {
namespace {

struct Service {
  const char* name;
  const char* user;
  bool writes;  // into a store that another user owns
};
constexpr std::array<Service, 3> services{Service{"jeda-milter", "jeda", false},
                                          Service{"jeda-agent", "jeda-agent", true},
                                          Service{"jeda-review", "jeda-review", true}};

/// The users of all processes by a name; root's are left out: the agent's hands.
std::set<uid_t> users_of(const std::string& program) {
  std::set<uid_t> users;
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
  if (!processes) return users;
  while (const dirent* entry = ::readdir(processes.get())) {
    const std::string directory = fmt::format("/proc/{}", entry->d_name);
    struct stat status {};
    if (std::atol(entry->d_name) <= 0 || ::stat(directory.c_str(), &status) != 0 || status.st_uid == 0) continue;
    const auto name = read_small_file(directory + "/comm");
    if (name && *name == program + "\n") users.insert(status.st_uid);
  }
  return users;
}

void check_process(const Service& service, uid_t own, Findings& findings) {
  for (const uid_t user : users_of(service.name)) {
    if (user == own) continue;
    findings.push_back(
        {Level::warning, "users",
         fmt::format("{} runs as {}, and has the user {} for its own: who takes it over has what is {}'s", service.name,
                     user_name(user), service.user, user_name(user)),
         fmt::format("let its unit, or `agent: user` in jeda.yaml, name {}; then restart it", service.user)});
  }
}

void check_store_of(const Service& service, const Account& account, const std::string& path, Findings& findings) {
  struct stat file {};
  struct stat directory {};
  const auto above = path.substr(0, path.rfind('/') + 1);
  if (::stat(path.c_str(), &file) != 0 || ::stat(above.empty() ? "." : above.c_str(), &directory) != 0) return;
  if (!account.may(directory, 01) || !account.may(file, 06))
    findings.push_back(
        {Level::fault, "users",
         fmt::format("{}, the user of {}, may not write to {}", service.user, service.name, path),
         fmt::format("systemd-sysusers; restart jeda-milter, which gives its group the right, then {}", service.name)});
  if (account.may_replace(directory) || file.st_uid == account.user())
    findings.push_back({Level::warning, "users",
                        fmt::format("{}, the user of {}, may remove or replace {}", service.user, service.name, path),
                        "let the directory and the store be jeda's, and the directory be writable to nobody else"});
}

}  // namespace

Findings check_users(const Patient& patient) {
  Findings findings;
  for (const Service& service : services) {
    const auto account = Account::named(service.user);
    if (!account) continue;
    check_process(service, account->user(), findings);
    if (service.writes) check_store_of(service, *account, patient.settings.store_path(), findings);
  }
  return findings;
}

}  // namespace jeda::doctor
