// Sending the benchmark's mail to a filter and measuring it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/traffic.h"
#include "tests/support/milter_client.h"

namespace jeda::bench {

struct Load {
  std::string socket;
  int connections = 20;
  std::chrono::milliseconds warm_up{0};  // messages begun in this time are sent and not counted
  std::chrono::milliseconds duration{5000};
  std::uint64_t messages = 0;  // not 0: so many in all, however long it takes
  bool classic = false;        // offer protocol 2 instead of all that Postfix offers
  Plan plan = {};
  std::string run = "run";  // goes into every Message-ID
};

/// What filters said to messages, in this order.
enum class Verdict { accept, tag, hold, reject, tempfail, other };
inline constexpr std::array<const char*, 6> verdict_names = {"accept", "tag", "hold", "reject", "tempfail", "other"};
Verdict verdict_of(const mta::Outcome& outcome);

struct Report {
  std::chrono::microseconds elapsed{0};  // from the end of the warm-up to the last reply
  std::vector<std::uint32_t> latencies;  // of every counted message, from MAIL to the last reply; microseconds, sorted
  std::array<std::uint64_t, verdict_names.size()> verdicts{};

  double per_second() const;
  /// The smallest latency that `fraction` of the messages do not exceed; 0 where there are none.
  std::uint32_t percentile(double fraction) const;
};

/// Opens all connections, then sends from each in a thread of its own, one message after the other. The error is the
/// first that any connection met.
mta::Result<Report> run(const Load& load);

/// For people: a table of a few lines. For programs: one JSON object, latencies in microseconds.
std::string to_text(const Report& report);
std::string to_json(const Report& report);

}  // namespace jeda::bench
