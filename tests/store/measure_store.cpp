// measure_store PATH THREADS SECONDS PROSPECTS [WINDOW]: offers mail to the first PROSPECTS of a seeded store, one
// recipient each, from THREADS threads, each mail with an imprint, looking WINDOW (0) hours back at what its
// salesperson sent, and prints decisions a second and how long they took. Every decision is committed to disk.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "store/sqlite/sqlite.h"

namespace {

using namespace jeda::store;
using Moment = std::chrono::steady_clock::time_point;

Offer offer_to(std::int64_t prospect, std::uint64_t id, std::chrono::hours window) {
  Offer offer;
  offer.windows = {window, window};
  for (std::size_t i = 0; i < 8; ++i) offer.imprint.marks.push_back(static_cast<std::uint32_t>(id + i));
  offer.imprint.sketch.emplace();
  for (auto& byte : offer.imprint.sketch->bytes) byte = static_cast<std::uint8_t>(id = id * 0x9e3779b97f4a7c15ULL + 1);
  offer.imprint.subject = "menindaklanjuti penawaran kami untuk tahun depan";
  offer.salesperson = fmt::format("seller-{}@ours.example", prospect % 20);
  offer.message_id = fmt::format("{:016x}.{:016x}@client.ours.example", id, id * 0x9e3779b97f4a7c15ULL);
  offer.fingerprint = "0123456789abcdef0123456789abcdef";
  offer.subject = "Menindaklanjuti penawaran kami untuk tahun depan";
  offer.queue_id = fmt::format("4X{:010x}", id);
  offer.host = "mx1.ours.example";
  const std::string company = fmt::format("c{}.example", prospect / 4);
  const std::string key = fmt::format("p{}@{}", prospect, company);
  offer.recipients = {{key, key, company}};
  return offer;
}

Judgement accept(const jeda::policy::Histories& histories) {
  Judgement judgement;
  judgement.at = std::chrono::floor<jeda::Duration>(std::chrono::system_clock::now());
  judgement.policy_version = "0123456789ab";
  judgement.decision.answers.assign(histories.size(), false);
  return judgement;
}

std::vector<double> offer_mail(Store& store, std::int64_t prospects, std::uint64_t seed, Moment end,
                               std::chrono::hours window) {
  std::mt19937_64 random(seed);
  std::vector<double> micros;
  for (Moment before = std::chrono::steady_clock::now(); before < end;) {
    const auto prospect = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(prospects));
    const auto outcome = store.transact(offer_to(prospect, random(), window), accept);
    if (!outcome) std::abort();
    const Moment after = std::chrono::steady_clock::now();
    micros.push_back(std::chrono::duration<double, std::micro>(after - before).count());
    before = after;
  }
  return micros;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return std::fputs("usage: measure_store PATH THREADS SECONDS PROSPECTS [WINDOW]\n", stderr), 2;
  auto store = open_sqlite(argv[1]);
  if (!store) return std::fprintf(stderr, "%s\n", store.error().message.c_str()), 1;
  const auto threads = static_cast<std::size_t>(std::atoi(argv[2]));
  const int seconds = std::atoi(argv[3]);
  const std::chrono::hours window(argc > 5 ? std::atoi(argv[5]) : 0);
  const Moment end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::vector<std::vector<double>> taken(threads);
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i) {
    running.emplace_back(
        [&, i] { taken[i] = offer_mail(**store, std::atoll(argv[4]), std::random_device()(), end, window); });
  }
  for (std::thread& thread : running) thread.join();
  std::vector<double> all;
  for (const auto& some : taken) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end());
  fmt::print("{:.0f} a second, p50 {:.0f} us, p99 {:.0f} us, longest {:.0f} us\n",
             static_cast<double>(all.size()) / seconds, all[all.size() / 2], all[all.size() * 99 / 100], all.back());
  return 0;
}
