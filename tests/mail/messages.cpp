#include "tests/mail/messages.h"

namespace jeda::mail {

MessageFacts facts_of(std::string_view message) { return read_facts(split_message(message), false, Limits{}); }

std::string raws(const std::vector<Address>& addresses) {
  std::string joined;
  for (const Address& address : addresses) {
    joined += (joined.empty() ? "" : " ") + address.raw;
  }
  return joined;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

}  // namespace jeda::mail
