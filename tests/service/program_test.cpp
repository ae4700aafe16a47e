// Running commands, and the two processes' protocol.
#include <catch2/catch.hpp>

#include <sys/socket.h>

#include <array>
#include <thread>

#include "service/mta/hands.h"
#include "service/program.h"

using namespace jeda::service;
using std::chrono::milliseconds;

namespace {

std::string said(const std::vector<std::string>& argv, const jeda::service::ProgramLimits& limits = {}) {
  const auto output = jeda::service::run_program(argv, limits);
  return output ? *output : "error: " + output.error();
}

/// Writes down what it is asked.
class Scripted final : public jeda::service::Hands {
 public:
  tl::expected<std::string, std::string> perform(jeda::service::Verb verb, std::string_view id) override {
    asked += std::to_string(static_cast<int>(verb)) + ":" + std::string(id) + " ";
    if (verb == jeda::service::Verb::remove) return tl::unexpected<std::string>("refused");
    return std::string(verb == jeda::service::Verb::list ? 100000 : 3, 'x');
  }
  std::string asked;
};

struct Pair {
  jeda::Descriptor left;
  jeda::Descriptor right;
};
Pair sockets() {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  return {jeda::Descriptor(ends[0]), jeda::Descriptor(ends[1])};
}

}  // namespace

TEST_CASE("a program gives its output, and nothing of ours") {
  CHECK(said({"/bin/echo", "a b", "$HOME;id"}) == "a b $HOME;id\n");
  ::setenv("JEDA_SECRET", "1", 1);
  CHECK(said({"/usr/bin/env"}) == "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C\n");
  CHECK(said({"/bin/ls", "/proc/self/fd"}) == "0\n1\n2\n3\n");  // 3 is ls's own
  CHECK(said({"/bin/cat"}) == "");
}

TEST_CASE("a program that fails says why") {
  CHECK(said({"/nowhere"}) == "error: cannot run /nowhere: No such file or directory");
  CHECK(said({"/bin/sh", "-c", "echo no >&2; exit 3"}) == "error: /bin/sh: exit 3: no");
  CHECK(said({"/bin/sh", "-c", "printf 'a\\033b\\nc' >&2; exit 1"}) == "error: /bin/sh: exit 1: a?b");
  CHECK(said({"/bin/sh", "-c", "kill -9 $$"}) == "error: /bin/sh: killed by a signal: ");
}

TEST_CASE("a program's time and output are bounded") {
  CHECK(said({"/bin/sleep", "60"}, {100, milliseconds(50)}) == "error: /bin/sleep: no end after 50 ms");
  CHECK(said({"/usr/bin/yes"}, {1000, milliseconds(10000)}) == "error: /usr/bin/yes: it wrote more than 1000 bytes");
  CHECK(said({"/bin/sh", "-c", "printf 0123456789"}, {10, milliseconds(10000)}) == "0123456789");
}

TEST_CASE("queue ids are letters and digits") {
  for (const char* good : {"4fWz1k0Q", "A", "3m8k0q9x2cABCDEFGHIJKLMNOPQRSTUV"})
    CHECK(jeda::service::is_queue_id(good));
  for (const char* bad : {"", "-d", "a b", "../x", "a;b", "ALL\n", "3m8k0q9x2cABCDEFGHIJKLMNOPQRSTUVW", "\xc3\xa9"})
    CHECK_FALSE(jeda::service::is_queue_id(bad));
}

TEST_CASE("the hands answer calls until the other side is gone") {
  auto [ours, theirs] = sockets();
  Scripted hands;
  bool closed = false;
  std::thread server([&, socket = theirs.get()] { closed = jeda::service::serve(socket, hands); });
  {
    jeda::service::RemoteHands remote(std::move(ours));
    CHECK(remote.perform(jeda::service::Verb::list, "") == std::string(100000, 'x'));
    CHECK(remote.perform(jeda::service::Verb::release, "4fWz1k0Q") == "xxx");
    CHECK(remote.perform(jeda::service::Verb::remove, "4fWz1k0Q").error() == "refused");
    CHECK(remote.perform(jeda::service::Verb::release, "-ALL").error() == "no queue id");
    CHECK(remote.perform(jeda::service::Verb::release, "").error() == "no queue id");
    CHECK_FALSE(remote.lost());
  }
  server.join();
  CHECK(closed);
  CHECK(hands.asked == "0: 2:4fWz1k0Q 4:4fWz1k0Q ");
}

TEST_CASE("what is no call ends the hands, and nothing is done") {
  const std::vector<std::string> bad{std::string("\x06\x01"
                                                 "A",
                                                 3),
                                     std::string("\x02\x00", 2),
                                     std::string("\x00\x01"
                                                 "A",
                                                 3),
                                     std::string("\x02\x21") + std::string(33, 'A'),
                                     std::string("\x04\x03-d ", 5),
                                     std::string("\x02\x05"
                                                 "A",
                                                 3)};
  for (const std::string& call : bad) {
    auto [ours, theirs] = sockets();
    Scripted hands;
    REQUIRE(::send(ours.get(), call.data(), call.size(), 0) == static_cast<ssize_t>(call.size()));
    ::shutdown(ours.get(), SHUT_WR);
    CHECK_FALSE(jeda::service::serve(theirs.get(), hands));
    CHECK(hands.asked == "");
  }
}

TEST_CASE("hands that are gone are noticed") {
  auto [ours, theirs] = sockets();
  theirs.close();
  jeda::service::RemoteHands remote(std::move(ours));
  CHECK_FALSE(remote.perform(jeda::service::Verb::list, ""));
  CHECK(remote.lost());
  CHECK_FALSE(remote.perform(jeda::service::Verb::host, ""));
}
