// Any bytes as the path of a MAIL or RCPT command, as a header of addresses and as a glob.
#include <cstdint>
#include <string>

#include "mail/facts.h"
#include "mail/recipient.h"
#include "tests/fuzz/promise.h"

using jeda::fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string key = jeda::mail::normalise(text);
  promise(jeda::mail::normalise(key) == key, "normalising twice is normalising once");
  if (const auto address = jeda::mail::parse_path(text)) {
    promise(!address->key.empty(), "a key is never empty");
    promise(address->key.find_first_of("\r\n") == std::string::npos, "a key is one line");
    const std::string company = jeda::mail::company_of(address->key);
    promise(std::string(address->domain()).ends_with(company), "a company is the end of a domain");
  }
  const auto ours = [](std::string_view domain) { return domain == "ours.example"; };
  if (const auto address = jeda::mail::resolve_recipient(text, ours)) {
    promise(!address->key.empty() && address->raw.size() <= 325, "a mailbox is short, and has a name");
    const auto again = jeda::mail::resolve_recipient(address->raw, ours);
    promise(again && again->raw == address->raw, "resolving twice is resolving once");
    promise(address->domain() != "ours.example" || address->key.find_first_of("%!") == std::string::npos,
            "nothing leads on from a mailbox of ours");
  }
  const auto half = text.substr(0, size / 2);
  jeda::mail::matches_glob(half, text.substr(size / 2));
  promise(jeda::mail::matches_glob("*", text), "a star matches everything");
  jeda::mail::read_header_facts({{"From", std::string(text)}}, false, {});
  return 0;
}
