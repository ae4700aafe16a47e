// seed_store PATH COUNT: makes a store with COUNT prospects, quickly, for measuring. Prospect N (from 0) is
// "pN@cM.example" with M = N / 4; each got one mail from seller-K@ours.example, K = N modulo 20, in January 2025, and
// answered it a day later. Prints nothing; exit 1 with the reason where it fails.
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "store/sqlite/writer.h"

namespace {

using jeda::Time;
using namespace jeda::store;
using jeda::policy::TouchKind;

const Time start = std::chrono::sys_days(std::chrono::year(2025) / 1 / 6) + std::chrono::hours(3);

struct Seeded {
  jeda::policy::Recipient prospect;
  TouchRow mail;
  TouchRow reply;
};

Seeded make(std::int64_t number) {
  Seeded seeded;
  seeded.prospect.company = fmt::format("c{}.example", number / 4);
  seeded.prospect.key = fmt::format("p{}@{}", number, seeded.prospect.company);
  seeded.prospect.raw = seeded.prospect.key;
  const Time at = start + std::chrono::milliseconds(number);
  const std::string seller = fmt::format("seller-{}@ours.example", number % 20);
  seeded.mail = {seeded.prospect, 2 * number + 1, 0, {at, TouchKind::contact, seller, false, {}}};
  seeded.reply = {
      seeded.prospect, 2 * number + 2, 0, {at + std::chrono::hours(24), TouchKind::reply, seller, false, {}}};
  return seeded;
}

void record(Tables& tables, std::int64_t number) {
  const Seeded seeded = make(number);
  Tail prospect = tables.ledger.tail(seeded.prospect.key);
  Tail company = tables.ledger.tail(seeded.prospect.company);
  for (const TouchRow* touch : {&seeded.mail, &seeded.reply}) {
    tables.ledger.add(*touch, prospect);
    tables.ledger.add_to_company(*touch, company);
  }
  tables.ledger.finish(prospect);
  tables.ledger.finish(company);
  Offer offer{seeded.mail.touch.salesperson,
              fmt::format("seed-{}@ours.example", number),
              "seed",
              "Penawaran harga",
              fmt::format("S{:07}", number),
              "mx.ours.example",
              {seeded.prospect}};
  Judgement judgement;
  judgement.at = seeded.mail.touch.at;
  judgement.policy_version = "seed";
  tables.records.insert(seeded.mail.record, prepare(offer), judgement, "");
  tables.records.insert_reply(seeded.reply.record, {seeded.reply.touch.at, "", {seeded.prospect}, {}, {}}, "", true,
                              {seeded.prospect});
}

/// In the order of the addresses, so that pages fill one after the other.
std::vector<std::int64_t> by_address(std::int64_t count) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  std::sort(numbers.begin(), numbers.end(),
            [](std::int64_t left, std::int64_t right) { return std::to_string(left) < std::to_string(right); });
  return numbers;
}

const Error* seed(Database& database, std::int64_t count) {
  Connection& connection = database.connection();
  connection.run("PRAGMA cache_size = -200000; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 20000; BEGIN");
  std::int64_t done = 0;
  for (const std::int64_t number : by_address(count)) {
    record(database.tables(), number);
    if (++done % 20000 == 0) connection.run("COMMIT; BEGIN");
    if (!connection.ok()) break;
  }
  connection.run("COMMIT; PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
  return connection.error() ? &*connection.error() : nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: seed_store PATH COUNT\n", stderr), 2;
  auto database = Database::open(argv[1], "", 1000, {.make = true});
  if (!database) return std::fprintf(stderr, "%s\n", database.error().message.c_str()), 1;
  const Error* error = seed(**database, std::strtoll(argv[2], nullptr, 10));
  if (error != nullptr) return std::fprintf(stderr, "%s\n", error->message.c_str()), 1;
  return 0;
}
