// Any bytes as a message from outside: bounces, complaints, absences and wishes are read, and what the store and a log
// will hold is safe to hold. The first byte says whether the envelope sender was "<>".
#include <algorithm>
#include <cstdint>

#include "mail/inbound.h"
#include "tests/fuzz/promise.h"

namespace {

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using jeda::mail::Address;

constexpr date::year_month_day today{date::year(2026), date::month(11), date::day(22)};

void check_address(const Address& address) {
  promise(!address.key.empty() && is_one_line(address.key) && is_one_line(address.raw), "an address is one line");
}

void check(const jeda::mail::InboundFacts& facts, const jeda::mail::Limits& limits) {
  promise(facts.words >= 0, "words are counted");
  promise(facts.opt_out_wish.size() <= 200 && is_one_line(facts.opt_out_wish), "a wish is a short line");
  promise(!facts.wish_doubtful || !facts.opt_out_wish.empty(), "where there is no wish, there is no doubt");
  if (facts.bounce) {
    promise(facts.bounce->failed.size() <= limits.addresses, "recipients are bounded");
    promise(is_one_line(facts.bounce->message_id), "a message id is one line");
    for (const auto& failed : facts.bounce->failed) {
      check_address(failed.address);
      promise(!failed.status.empty() && failed.status.size() <= 9, "a status is three numbers");
      promise(failed.diagnostic.size() <= 200 && is_one_line(failed.diagnostic), "a diagnostic is a short line");
    }
  }
  if (facts.complaint) {
    promise(is_one_line(facts.complaint->type), "a feedback type is one line");
    std::for_each(facts.complaint->recipients.begin(), facts.complaint->recipients.end(), check_address);
  }
  if (facts.absence && facts.absence->until) {
    promise(facts.absence->until->ok() && *facts.absence->until >= today, "nobody is back in the past");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  if (size == 0) return 0;
  jeda::mail::Limits limits;
  limits.depth = 4;  // so that small inputs reach the bounds
  limits.parts = 8;
  limits.addresses = 5;
  const auto message = jeda::mail::split_message({reinterpret_cast<const char*>(data) + 1, size - 1});
  const auto facts = read_facts(message, data[0] % 2 == 1, limits);
  check(read_inbound(message, facts, today, limits), limits);
  return 0;
}
