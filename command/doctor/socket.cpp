// The filter's socket: whether a milter answers there, and who may reach it.
#include <fmt/format.h>
#include <grp.h>
#include <netdb.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "command/doctor/doctor.h"
#include "command/doctor/talk.h"
#include "command/setup/socket.h"
#include "service/descriptor.h"

namespace jeda::doctor {
namespace {

using service::Descriptor;
using std::chrono::steady_clock;

std::string reason(int error) { return std::system_category().message(error); }

bool await(int socket, short events, steady_clock::time_point end) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd wanted{socket, events, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

tl::expected<Descriptor, std::string> connect_address(int family, const sockaddr* address, socklen_t length,
                                                      steady_clock::time_point end) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.open()) return tl::unexpected(reason(errno));
  if (::connect(socket.get(), address, length) == 0) return socket;
  if (errno == EAGAIN) return tl::unexpected<std::string>("too many wait for it already");
  if (errno != EINPROGRESS) return tl::unexpected(reason(errno));
  if (!await(socket.get(), POLLOUT, end)) return tl::unexpected<std::string>("no answer in time");
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return tl::unexpected(reason(error));
  return socket;
}

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
  return {Level::unknown, "socket", fmt::format("{} cannot be looked at: {}", path, reason(errno)), "run this as root"};
}

/// Someone's rights by mode bits.
class Rights {
 public:
  explicit Rights(const passwd& entry) : user_(entry.pw_uid) {
    int count = 0;
    ::getgrouplist(entry.pw_name, entry.pw_gid, nullptr, &count);
    groups_.resize(static_cast<std::size_t>(count));
    ::getgrouplist(entry.pw_name, entry.pw_gid, groups_.data(), &count);
  }

  bool may(const struct stat& status, mode_t bit) const {
    if (user_ == 0) return true;
    if (status.st_uid == user_) return (status.st_mode & (bit << 6)) != 0;
    for (const gid_t group : groups_)
      if (status.st_gid == group) return (status.st_mode & (bit << 3)) != 0;
    return (status.st_mode & bit) != 0;
  }

 private:
  uid_t user_;
  std::vector<gid_t> groups_;
};

std::string group_name(gid_t group) {
  const auto* entry = ::getgrgid(group);
  return entry != nullptr ? entry->gr_name : std::to_string(group);
}

}  // namespace

tl::expected<Descriptor, std::string> connect_unix(const std::string& path, std::chrono::milliseconds time) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return tl::unexpected<std::string>("its path is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return connect_address(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address,
                         steady_clock::now() + time);
}

tl::expected<Descriptor, std::string> connect_inet(const std::string& host, const std::string& port,
                                                   std::chrono::milliseconds time) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0)
    return tl::unexpected<std::string>(::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
  tl::expected<Descriptor, std::string> socket = tl::unexpected<std::string>("no address");
  for (const addrinfo* at = found; at != nullptr && !socket; at = at->ai_next)
    socket = connect_address(at->ai_family, at->ai_addr, at->ai_addrlen, steady_clock::now() + time);
  return socket;
}

bool say(const Descriptor& socket, std::string_view bytes) {
  return ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::string hear(const Descriptor& socket, std::size_t least, std::chrono::milliseconds time) {
  const auto end = steady_clock::now() + time;
  std::string heard;
  std::array<char, 4096> buffer{};
  while (heard.size() < least && await(socket.get(), POLLIN, end)) {
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) break;
    heard.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return heard;
}

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
  const auto* entry = ::getpwnam(user.c_str());
  if (entry == nullptr)
    return {{Level::unknown, "reach", fmt::format("there is no user '{}', who the MTA runs as", user), ""}};
  const Rights rights(*entry);
  struct stat status {};
  std::filesystem::path directory = "/";
  for (const auto& part : std::filesystem::path(path).parent_path()) {
    directory /= part;
    if (::stat(directory.c_str(), &status) != 0) return {};  // told by check_socket
    if (!rights.may(status, 01))
      return {{Level::fault, "reach", fmt::format("the MTA's user {} may not enter {}", user, directory.string()),
               fmt::format("let its group be one that {} is in, with the right to enter (chgrp, chmod g+x)", user)}};
  }
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (!rights.may(status, 02))
    return {{Level::fault, "reach",
             fmt::format("the MTA's user {} may not connect to {} (group {}, mode {:04o})", user, path,
                         group_name(status.st_gid), status.st_mode & 07777),
             fmt::format("set socket_group in jeda.yaml to a group that {} is in, and socket_mode to \"0660\"", user)}};
  return {{Level::ok, "reach", fmt::format("the MTA's user {} may connect to {}", user, path), ""}};
}

}  // namespace jeda::doctor
