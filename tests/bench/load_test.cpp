#include "bench/load.h"

#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <stdexcept>
#include <string>

#include <catch2/catch.hpp>

extern char** environ;

using namespace jeda::bench;

namespace {

// The filter that does nothing, as a process of its own.
class NullFilter {
 public:
  NullFilter() {
    char pattern[] = "/tmp/jeda-load-XXXXXX";
    if (mkdtemp(pattern) == nullptr) throw std::runtime_error("mkdtemp");
    directory_ = pattern;
    std::string program = JEDA_NULL_FILTER;
    std::string socket = endpoint();
    char* arguments[] = {program.data(), socket.data(), nullptr};
    if (posix_spawn(&process_, program.c_str(), nullptr, nullptr, arguments, environ) != 0) {
      throw std::runtime_error("cannot start " + program);
    }
    while (!answers() && waitpid(process_, nullptr, WNOHANG) == 0) usleep(1000);
  }
  ~NullFilter() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    unlink(socket_path().c_str());
    rmdir(directory_.c_str());
  }
  NullFilter(const NullFilter&) = delete;
  NullFilter& operator=(const NullFilter&) = delete;

  std::string endpoint() const { return "unix:" + socket_path(); }

 private:
  std::string socket_path() const { return directory_ + "/socket"; }

  // The socket's file is there a moment before anybody listens on it.
  bool answers() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
    const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    const bool connected = connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(connection);
    return connected;
  }

  std::string directory_;
  pid_t process_ = -1;
};

}  // namespace

TEST_CASE("every message is sent and counted") {
  const NullFilter filter;
  for (const bool classic : {false, true}) {
    const auto report = run({.socket = filter.endpoint(), .connections = 4, .messages = 300, .classic = classic});
    REQUIRE(report);
    CHECK(report->latencies.size() == 300);
    CHECK(report->verdicts == decltype(report->verdicts){300});
    CHECK(report->per_second() > 0);
  }
}

TEST_CASE("a filter that is not there is an error") {
  const auto report = run({.socket = "unix:/nowhere/socket", .messages = 1});
  REQUIRE_FALSE(report);
  CHECK(report.error().message == "unix:/nowhere/socket: No such file or directory");
}

TEST_CASE("a percentile is a latency that was measured") {
  Report report;
  CHECK(report.percentile(0.5) == 0);
  for (std::uint32_t i = 1; i <= 100; ++i) report.latencies.push_back(i * 10);
  CHECK(report.percentile(0.5) == 500);
  CHECK(report.percentile(0.99) == 990);
  CHECK(report.percentile(1) == 1000);
}

TEST_CASE("mail that is spread over prospects reaches each of them once before any comes again") {
  const Plan plan{.first = 17, .spread = 10'000};
  std::set<std::uint64_t> reached;
  for (std::uint64_t number = 0; number < 10'000; ++number) reached.insert(plan.prospect_number(number));
  CHECK(reached.size() == 10'000);
  CHECK(*reached.rbegin() == 9'999);
}

TEST_CASE("messages differ by their number and by their run") {
  const Plan plan;
  std::set<std::string> ids;
  for (const char* word : {"a", "b"}) {
    for (std::uint64_t number = 0; number < 10; ++number)
      ids.insert(make_message(plan, number, word).header.at(5).second);
  }
  CHECK(ids.size() == 20);
  CHECK(make_message(plan, 3, "a").recipients == std::vector<std::string>{"p3@toko0.example"});
  CHECK(make_message(plan, 53, "a").sender == "s3@ours.example");
}
