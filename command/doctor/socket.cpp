// The filter's socket: whether a milter answers there, and who may reach it.
#include <fmt/format.h>
#include <grp.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "base/descriptor.h"
#include "base/text.h"
#include "command/doctor/doctor.h"
#include "command/doctor/rights.h"
#include "command/doctor/talk.h"
#include "command/setup/socket.h"

namespace jeda::doctor {
namespace {

/// How the MTA begins: version 6, every action and step it knows of.
constexpr std::string_view offer("\0\0\0\x0dO\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff", 17);
constexpr std::string_view quit("\0\0\0\x01Q", 5);
constexpr std::size_t least_answer = 17;

Finding unix_file(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    if (S_ISSOCK(status.st_mode)) return {};
    return {Level::fault, "socket", path + " is there and is not a socket", "remove it and restart jeda-milter"};
  }
  if (errno == ENOENT)
    return {Level::fault, "socket", "there is no " + path + ": the filter does not run, or has another `socket`",
            "systemctl start jeda-milter; journalctl -u jeda-milter says why it does not"};
  return {Level::unknown, "socket", fmt::format("{} cannot be looked at: {}", path, system_text(errno)),
          "run this as root"};
}

std::string group_name(gid_t group) {
  const auto* entry = ::getgrgid(group);
  return entry != nullptr ? entry->gr_name : std::to_string(group);
}

}  // namespace

Findings check_socket(const Patient& patient) {
  const auto where = setup::parse_socket(patient.settings.socket);
  if (!where.path.empty())
    if (auto finding = unix_file(where.path); finding.level != Level::ok) return {finding};
  const auto socket =
      where.path.empty() ? connect_inet(where.host, where.port, patience) : connect_unix(where.path, patience);
  const std::string& name = patient.settings.socket;
  const std::string look = "systemctl status jeda-milter, and journalctl -u jeda-milter";
  if (!socket) return {{Level::fault, "socket", fmt::format("nobody answers at {}: {}", name, socket.error()), look}};
  const std::string answer = say(*socket, offer) ? hear(*socket, least_answer, patience) : "";
  if (answer.size() < least_answer || answer[4] != 'O')
    return {
        {Level::fault, "socket",
         fmt::format(
             "{} at {}",
             answer.empty() ? "something listens, but does not answer," : "something else than a milter answers", name),
         look}};
  say(*socket, quit);
  return {{Level::ok, "socket", fmt::format("a milter answers at {}", name), ""}};
}

Findings check_reach(const std::string& path, const std::string& user) {
  const auto account = Account::named(user);
  if (!account) return {{Level::unknown, "reach", fmt::format("there is no user '{}', who the MTA runs as", user), ""}};
  struct stat status {};
  std::filesystem::path directory = "/";
  for (const auto& part : std::filesystem::path(path).parent_path()) {
    directory /= part;
    if (::stat(directory.c_str(), &status) != 0) return {};  // told by check_socket
    if (!account->may(status, 01))
      return {{Level::fault, "reach", fmt::format("the MTA's user {} may not enter {}", user, directory.string()),
               fmt::format("let its group be one that {} is in, with the right to enter (chgrp, chmod g+x)", user)}};
  }
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!account->may(status, 02))
    return {{Level::fault, "reach",
             fmt::format("the MTA's user {} may not connect to {} (group {}, mode {:04o})", user, path,
                         group_name(status.st_gid), status.st_mode & 07777),
             fmt::format("set socket_group in jeda.yaml to a group that {} is in, and socket_mode to \"0660\"", user)}};
  return {{Level::ok, "reach", fmt::format("the MTA's user {} may connect to {}", user, path), ""}};
}

}  // namespace jeda::doctor
