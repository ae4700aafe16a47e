#include "service/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "base/descriptor.h"
#include "base/printable.h"
#include "base/text.h"

namespace jeda::service {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_error_bytes = 4096;  // of standard error; the rest is read and dropped

struct Pipe {
  Descriptor read;
  Descriptor write;
};

tl::expected<Pipe, std::string> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return tl::unexpected("cannot make a pipe: " + system_text(errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// posix_spawn's two objects, which have to be destroyed.
class SpawnPlan {
 public:
  SpawnPlan(int out, int err) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  tl::expected<pid_t, std::string> spawn(std::vector<std::string> argv) const {
    std::vector<char*> pointers;
    for (std::string& word : argv) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    std::string locale = "LC_ALL=C";
    const std::array<char*, 3> environment{path.data(), locale.data(), nullptr};
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, pointers[0], &actions_, &attributes_, pointers.data(), environment.data());
    if (error != 0) return tl::unexpected(fmt::format("cannot run {}: {}", argv[0], system_text(error)));
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// A started program and what it has said so far.
struct Running {
  pid_t pid = 0;
  Pipe out;
  Pipe err;
  std::string said;
  std::string complained;
};

// Takes what is there. False: the other end is closed.
bool take(Descriptor& from, std::string& text, std::size_t most) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  text.append(buffer.data(), std::min(static_cast<std::size_t>(count), most - std::min(most, text.size())));
  return true;
}

// Reads both pipes to their ends. The error says why it was given up.
tl::expected<void, std::string> read_all(Running& running, const ProgramLimits& limits) {
  const auto end = steady_clock::now() + limits.time;
  while (running.out.read.open() || running.err.read.open()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now()).count();
    if (left <= 0) return tl::unexpected(fmt::format("no end after {} ms", limits.time.count()));
    std::array<pollfd, 2> wanted{{{running.out.read.get(), POLLIN, 0}, {running.err.read.get(), POLLIN, 0}}};
    if (::poll(wanted.data(), wanted.size(), static_cast<int>(left)) < 0 && errno != EINTR)
      return tl::unexpected("cannot wait: " + system_text(errno));
    if (wanted[0].revents != 0 && !take(running.out.read, running.said, limits.bytes + 1)) running.out.read.close();
    if (wanted[1].revents != 0 && !take(running.err.read, running.complained, most_error_bytes))
      running.err.read.close();
    if (running.said.size() > limits.bytes)
      return tl::unexpected(fmt::format("it wrote more than {} bytes", limits.bytes));
  }
  return {};
}

// Its exit status; absent where a signal ended it.
std::optional<int> wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return std::nullopt;
  return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
}

}  // namespace

std::string first_line(std::string_view text) {
  constexpr std::size_t longest = 200;
  return masked(text.substr(0, std::min(text.find_first_of("\r\n"), longest)));
}

tl::expected<std::string, std::string> run_program(const std::vector<std::string>& argv, const ProgramLimits& limits) {
  auto out = make_pipe();
  auto err = make_pipe();
  if (!out) return tl::unexpected(out.error());
  if (!err) return tl::unexpected(err.error());
  const auto pid = SpawnPlan(out->write.get(), err->write.get()).spawn(argv);
  if (!pid) return tl::unexpected(pid.error());
  Running running{*pid, std::move(*out), std::move(*err), {}, {}};
  running.out.write.close();
  running.err.write.close();
  const auto read = read_all(running, limits);
  if (!read) ::kill(-running.pid, SIGKILL);
  const auto status = wait_for(running.pid);
  if (!read) return tl::unexpected(fmt::format("{}: {}", argv[0], read.error()));
  if (status == 0) return std::move(running.said);
  const std::string how = status ? fmt::format("exit {}", *status) : "killed by a signal";
  return tl::unexpected(fmt::format("{}: {}: {}", argv[0], how, first_line(running.complained)));
}

}  // namespace jeda::service
