// Any bytes as the value of an Authentication-Results field: what is read of it is bounded and as the grammar has it;
// and no field but one whose id is ours makes a message pass.
#include <cstdint>

#include "base/text.h"
#include "mail/authentication.h"
#include "tests/fuzz/promise.h"

namespace {

using jeda::fuzz::promise;

constexpr const char* ours = "mx.ours.example";

void check(const jeda::mail::AuthenticationResults& results) {
  promise(results.methods.size() <= 100, "methods are bounded");
  for (const auto& method : results.methods) {
    promise(!method.method.empty() && !method.result.empty(), "a method has a name and a result");
    promise(method.properties.size() <= 100, "properties are bounded");
    for (const auto& one : method.properties)
      promise(!one.type.empty() && !one.property.empty(), "a property has a name");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string value(reinterpret_cast<const char*>(data), size);
  const auto results = jeda::mail::read_authentication(value);
  if (results) check(*results);
  const jeda::mail::RawMessage message =
      jeda::mail::split_message("From: andi@toko.example\r\nSubject: Halo\r\n\r\nHalo.\r\n");
  auto header = message.header;
  header.insert(header.begin(), {"Authentication-Results", value});
  const auto facts = jeda::mail::read_facts(message, false, {});
  const auto authenticity = jeda::mail::authenticity_of(header, facts, {ours});
  if (authenticity == jeda::mail::Authenticity::nothing) return 0;
  promise(results && jeda::equals_ignoring_case(results->id, ours), "only our verifier's word counts");
  promise(!results->methods.empty(), "a field that says nothing decides nothing");
  return 0;
}
