#include "agent/privilege.h"

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "base/text.h"

namespace jeda::agent {
namespace {

tl::unexpected<std::string> failed(const std::string& what, int error) {
  return tl::unexpected(fmt::format("cannot {}: {}", what, system_text(error)));
}

// postsuper and postqueue become Postfix's user and group; root's own files are none of their business.
constexpr std::array<int, 7> kept{CAP_SETUID, CAP_SETGID, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH,
                                  CAP_CHOWN,  CAP_FOWNER, CAP_KILL};

}  // namespace

std::string user_for(const std::string& named) {
  constexpr const char* filters_own = "jeda";
  constexpr const char* own = "jeda-agent";
  return named == filters_own && ::getpwnam(own) != nullptr ? own : named;
}

tl::expected<void, std::string> become(const std::string& user) {
  errno = 0;
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) return tl::unexpected(fmt::format("there is no user '{}'", user));
  const uid_t uid = entry->pw_uid;
  const gid_t gid = entry->pw_gid;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("give up new rights", errno);
  if (::geteuid() == uid && ::getuid() == uid) return {};
  if (::initgroups(user.c_str(), gid) != 0) return failed(fmt::format("take the groups of '{}'", user), errno);
  if (::setresgid(gid, gid, gid) != 0) return failed(fmt::format("take the group of '{}'", user), errno);
  if (::setresuid(uid, uid, uid) != 0) return failed(fmt::format("become '{}'", user), errno);
  if (uid != 0 && ::setuid(0) == 0) return tl::unexpected<std::string>("root's rights came back");
  return {};
}

void keep_queue_rights() {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  for (int right = 0; ::prctl(PR_CAPBSET_READ, right, 0, 0, 0) >= 0; ++right)
    if (std::find(kept.begin(), kept.end(), right) == kept.end()) ::prctl(PR_CAPBSET_DROP, right, 0, 0, 0);
}

}  // namespace jeda::agent
