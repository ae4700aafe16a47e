// jeda-seed: fills a store with prospects that each got one mail two months ago, through the store's own transactions.
//
// Exit: 0 done, 2 usage, 3 the store failed.
#include <chrono>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/traffic.h"
#include "mail/address.h"
#include "store/sqlite/sqlite.h"

namespace {

using namespace jeda;

constexpr std::uint64_t prospects_per_offer = 200;
constexpr std::chrono::days age{60};  // past every gap and window of bench/rules.yaml

// One mail from the salesperson of `first` to prospects that are all hers.
store::Offer make_offer(std::uint64_t first, std::uint64_t end) {
  store::Offer offer;
  offer.salesperson = bench::salesperson_of(first);
  offer.message_id = fmt::format("seed.{}@ours.example", first);
  offer.fingerprint = fmt::format("{:032x}", first);
  offer.subject = "Penawaran";
  offer.queue_id = fmt::format("5{:X}", first);
  offer.host = "mail.ours.example";
  for (std::uint64_t number = first; number < end && offer.recipients.size() < prospects_per_offer;
       number += bench::salespeople) {
    const std::string address = bench::prospect(number);
    const std::string key = mail::normalise(address);
    offer.recipients.push_back({key, address, mail::company_of(key)});
  }
  return offer;
}

store::Judgement accept(const policy::Histories& histories) {
  store::Judgement judgement;
  judgement.at = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now() - age);
  judgement.decision.answers.assign(histories.size(), false);
  judgement.policy_version = "seed";
  return judgement;
}

}  // namespace

int main(int argc, char** argv) {
  std::string path;
  std::uint64_t prospects = 10'000;
  CLI::App app("Fills a store with prospects for jeda-load --prospects-from.", "jeda-seed");
  app.add_option("store", path, "the database file")->required();
  app.add_option("-n,--prospects", prospects, "how many");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  auto opened = store::open_sqlite(path, {});
  if (!opened) {
    fmt::print(stderr, "jeda-seed: {}\n", opened.error().message);
    return 3;
  }
  constexpr std::uint64_t block = bench::salespeople * prospects_per_offer;
  for (std::uint64_t begin = 0; begin < prospects; begin += block) {
    for (std::uint64_t first = begin; first < std::min(begin + bench::salespeople, prospects); ++first) {
      const auto outcome = (*opened)->transact(make_offer(first, std::min(begin + block, prospects)), accept);
      if (!outcome) {
        fmt::print(stderr, "jeda-seed: {}\n", outcome.error().message);
        return 3;
      }
    }
  }
  return 0;
}
