#include "bench/load.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace jeda::bench {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

// What the threads share.
struct Run {
  explicit Run(const Load& asked)
      : load(asked), counting_from(Clock::now() + asked.warm_up), end(counting_from + asked.duration) {}

  const Load& load;
  Clock::time_point counting_from;
  Clock::time_point end;
  std::atomic<std::uint64_t> next = 0;
  std::mutex mutex;
  Report report;                    // guarded by mutex
  std::optional<mta::Error> error;  // guarded by mutex: the first
};

mta::Result<mta::MilterClient> open(const Load& load) {
  auto client = mta::MilterClient::connect(load.socket, load.classic ? mta::Offer::classic() : mta::Offer::postfix());
  if (!client) return client;
  for (auto reply : {client->connection("laptop.ours.example", "192.0.2.10"), client->helo("laptop.ours.example")}) {
    if (!reply) return tl::unexpected(reply.error());
  }
  return client;
}

bool is_over(const Run& run, std::uint64_t number) {
  return run.load.messages != 0 ? number >= run.load.messages : Clock::now() >= run.end;
}

mta::Result<Report> send_all(Run& run, mta::MilterClient& client) {
  Report report;
  for (;;) {
    const std::uint64_t number = run.next++;
    if (is_over(run, number)) return report;
    const mta::Message message = make_message(run.load.plan, number, run.load.run);
    const auto begin = Clock::now();
    const auto outcome = client.send(message);
    const auto latency = std::chrono::duration_cast<microseconds>(Clock::now() - begin);
    if (!outcome) return tl::unexpected(outcome.error());
    if (begin < run.counting_from) continue;
    report.latencies.push_back(static_cast<std::uint32_t>(latency.count()));
    ++report.verdicts[static_cast<std::size_t>(verdict_of(*outcome))];
  }
}

void add(Run& run, mta::Result<Report> part) {
  const std::lock_guard lock(run.mutex);
  if (!part) {
    if (!run.error) run.error = std::move(part.error());
    return;
  }
  Report& sum = run.report;
  sum.latencies.insert(sum.latencies.end(), part->latencies.begin(), part->latencies.end());
  for (std::size_t i = 0; i < sum.verdicts.size(); ++i) sum.verdicts[i] += part->verdicts[i];
}

double milliseconds(std::uint32_t microseconds_count) { return microseconds_count / 1000.0; }

}  // namespace

Verdict verdict_of(const mta::Outcome& outcome) {
  using Kind = mta::Modification::Kind;
  if (outcome.reply.is_rejection()) return Verdict::reject;
  if (outcome.reply.is_temporary()) return Verdict::tempfail;
  if (!outcome.lets_through()) return Verdict::other;
  if (outcome.find(Kind::quarantine) != nullptr) return Verdict::hold;
  return outcome.modifications.empty() ? Verdict::accept : Verdict::tag;
}

double Report::per_second() const {
  return elapsed.count() == 0 ? 0 : static_cast<double>(latencies.size()) * 1e6 / static_cast<double>(elapsed.count());
}

std::uint32_t Report::percentile(double fraction) const {
  if (latencies.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(latencies.size())));
  return latencies[std::clamp<std::size_t>(rank, 1, latencies.size()) - 1];
}

mta::Result<Report> run(const Load& load) {
  std::vector<mta::MilterClient> clients;
  for (int i = 0; i < load.connections; ++i) {
    auto client = open(load);
    if (!client) return tl::unexpected(client.error());
    clients.push_back(std::move(*client));
  }

  Run shared(load);
  std::vector<std::thread> threads;
  for (mta::MilterClient& client : clients) {
    threads.emplace_back([&shared, &client] { add(shared, send_all(shared, client)); });
  }
  for (std::thread& thread : threads) thread.join();
  shared.report.elapsed = std::chrono::duration_cast<microseconds>(Clock::now() - shared.counting_from);
  for (mta::MilterClient& client : clients) static_cast<void>(client.quit());

  if (shared.error) return tl::unexpected(*shared.error);
  std::sort(shared.report.latencies.begin(), shared.report.latencies.end());
  return std::move(shared.report);
}

std::string to_text(const Report& report) {
  std::string text = fmt::format("{} messages in {:.2f} s: {:.0f} a second\n", report.latencies.size(),
                                 static_cast<double>(report.elapsed.count()) / 1e6, report.per_second());
  text += fmt::format("latency p50 {:.3f} ms, p99 {:.3f} ms, max {:.3f} ms\n", milliseconds(report.percentile(0.5)),
                      milliseconds(report.percentile(0.99)), milliseconds(report.percentile(1)));
  for (std::size_t i = 0; i < verdict_names.size(); ++i) {
    if (report.verdicts[i] != 0) text += fmt::format("{} {}\n", verdict_names[i], report.verdicts[i]);
  }
  return text;
}

std::string to_json(const Report& report) {
  nlohmann::json verdicts;
  for (std::size_t i = 0; i < verdict_names.size(); ++i) verdicts[verdict_names[i]] = report.verdicts[i];
  const nlohmann::json json = {
      {"messages", report.latencies.size()},
      {"elapsed_us", report.elapsed.count()},
      {"per_second", report.per_second()},
      {"p50_us", report.percentile(0.5)},
      {"p99_us", report.percentile(0.99)},
      {"max_us", report.percentile(1)},
      {"verdicts", verdicts},
  };
  return json.dump() + "\n";
}

}  // namespace jeda::bench
