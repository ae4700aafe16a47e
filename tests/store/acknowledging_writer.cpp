// acknowledging_writer PATH FIRST: records one contact after the other in a store, from four threads, and prints
// "contact N" or "reply N" once the store has said it is on disk. Runs until it is killed: kill_test kills it and looks
// for what it had printed.
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace {

using namespace jeda::store;

const jeda::Time start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 16);

void say(const std::string& line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::exit(1);
}

void record(Store& store, int number) {
  const std::string name = std::to_string(number);
  const jeda::policy::Recipient prospect{"p" + name + "@toko.example", "p" + name + "@toko.example", "toko.example"};
  Offer offer;
  offer.salesperson = "budi";
  offer.message_id = "m" + name;
  offer.recipients = {prospect};
  const auto outcome = store.transact(offer, [&](const auto&) {
    Judgement judgement;
    judgement.at = start + std::chrono::seconds(number);
    return judgement;
  });
  if (!outcome) std::exit(1);
  say("contact " + name + "\n");
  if (!store.record_reply({start + std::chrono::seconds(number), "", {prospect}, {"budi"}, {}})) std::exit(1);
  say("reply " + name + "\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  auto store = open_sqlite(argv[1]);
  if (!store) return 1;
  std::atomic<int> next = std::atoi(argv[2]);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (true) record(**store, next++);
    });
  }
  for (std::thread& thread : threads) thread.join();
}
