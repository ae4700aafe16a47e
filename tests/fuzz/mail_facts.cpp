// Any bytes as a message: facts are read, and what a log, a header or the store will hold is safe to hold.
#include <algorithm>
#include <cstdint>

#include "mail/facts.h"
#include "mail/sketch.h"
#include "mail/written/words.h"
#include "tests/fuzz/promise.h"

namespace {

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using jeda::mail::Address;
using jeda::mail::MessageFacts;

void check_addresses(const std::vector<Address>& addresses, const jeda::mail::Limits& limits) {
  promise(addresses.size() <= limits.addresses, "addresses are bounded");
  for (const Address& address : addresses) {
    promise(!address.key.empty() && is_one_line(address.key) && is_one_line(address.raw), "an address is one line");
    promise(jeda::mail::normalise(address.key) == address.key, "a key is normalised");
  }
}

void check_written(const std::string& written) {
  promise(written.find_first_of(std::string_view("\0\1\2\3\4", 5)) == std::string::npos, "written holds no marks");
  const auto sketch = jeda::mail::sketch_of(written, {});
  promise(!sketch || similarity(*sketch, *sketch) == 100, "a text is like itself");
  promise(jeda::mail::words_of(written, 50).size() <= 50, "words are bounded");
  promise(!sketch || jeda::mail::count_words(written) > 0, "what has a sketch has words");
}

void check(const MessageFacts& facts, const jeda::mail::Limits& limits) {
  promise(is_one_line(facts.subject) && is_one_line(facts.date), "subject and date are one line");
  promise(is_one_line(facts.message_id), "a message id is one line");
  promise(facts.references.size() <= limits.references, "references are bounded");
  promise(facts.text.find('\0') == std::string::npos, "text has no NUL");
  promise(facts.fingerprint.size() == 32, "a fingerprint is 16 bytes in hex");
  promise(is_one_line(facts.purpose) && is_one_line(facts.override_reason), "purpose and override are one line");
  for (const auto* list : {&facts.links, &facts.attachments, &facts.figures}) {
    promise(list->size() <= 100 && std::all_of(list->begin(), list->end(), is_one_line), "evidence is short lines");
  }
  check_written(facts.written);
  for (const std::string& other : facts.otherwise) check_written(other);
  promise(facts.beside.find('\0') == std::string::npos, "what stands beside the text has no NUL");
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
