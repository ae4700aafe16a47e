// Any bytes as a message: facts are read, and what a log, a header or the store will hold is safe to hold.
#include <algorithm>
#include <cstdint>

#include "mail/facts.h"
#include "tests/fuzz/promise.h"

namespace {

using jeda::fuzz::promise;
using jeda::mail::Address;
using jeda::mail::MessageFacts;

bool is_one_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

void check_addresses(const std::vector<Address>& addresses, const jeda::mail::Limits& limits) {
  promise(addresses.size() <= limits.addresses, "addresses are bounded");
  for (const Address& address : addresses) {
    promise(!address.key.empty() && is_one_line(address.key) && is_one_line(address.raw), "an address is one line");
    promise(jeda::mail::normalise(address.key) == address.key, "a key is normalised");
  }
}

void check(const MessageFacts& facts, const jeda::mail::Limits& limits) {
  promise(is_one_line(facts.subject) && is_one_line(facts.date), "subject and date are one line");
  promise(is_one_line(facts.message_id), "a message id is one line");
  promise(facts.references.size() <= limits.references, "references are bounded");
  promise(facts.text.find('\0') == std::string::npos, "text has no NUL");
  promise(facts.fingerprint.size() == 32, "a fingerprint is 16 bytes in hex");
  check_addresses(facts.from, limits);
  check_addresses(facts.to, limits);
  check_addresses(facts.cc, limits);
  check_addresses(facts.reply_to, limits);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  jeda::mail::Limits limits;
  limits.depth = 4;  // so that small inputs reach the bounds
  limits.parts = 8;
  limits.addresses = 5;
  limits.references = 4;
  const auto message = jeda::mail::split_message({reinterpret_cast<const char*>(data), size});
  check(read_facts(message, false, limits), limits);
  return 0;
}
