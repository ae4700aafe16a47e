// Any bytes as the words of a bounce: where the returned message begins, whom they name, whether an address is dead,
// and what fields say. The first line is taken for the address that the bounce came to and for its subject.
#include <algorithm>
#include <cstdint>

#include "mail/bounce/delivery_status.h"
#include "mail/bounce/diagnosis.h"
#include "mail/bounce/feedback.h"
#include "mail/bounce/notice.h"
#include "mail/bounce/phrases.h"
#include "mail/bounce/report.h"
#include "mail/bounce/returned.h"
#include "mail/bounce/text_addresses.h"
#include "tests/fuzz/promise.h"

namespace {

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda::mail;

constexpr std::size_t most = 5;

void check_address(const Address& address) {
  promise(!address.key.empty() && is_one_line(address.key) && is_one_line(address.raw), "an address is one line");
  promise(!address.domain().empty(), "an address in words has a domain");
}

void check_words(std::string_view text) {
  promise(is_one_line(plain_words(text)), "plain words are one line");
  const Diagnosis diagnosis = diagnose(text, text, text);
  promise(diagnosis.status.size() >= 5 && diagnosis.status.size() <= 9, "a status is three numbers");
  const CopyPlace copy = find_copy(text);
  promise(copy.begin <= copy.header && copy.header <= text.size(), "a returned message lies in the text");
  promise(is_one_line(unsubscribe_request({}, text)), "a wish is one line");
}

void check_recipients(std::string_view text) {
  for (const TextAddress& found : addresses_in(text, most)) {
    promise(found.begin < found.end && found.end <= text.size(), "an address lies in the text");
    check_address(found.address);
  }
  const auto recipients = recipients_in(text, most);
  promise(recipients.size() <= most, "recipients are bounded");
  for (const NoticeRecipient& one : recipients) {
    check_address(one.address);
    promise(one.reason.size() <= 2048, "a reason is bounded");
  }
  DeliveryStatus status;
  read_delivery_status(text, most, status);
  promise(status.recipients.size() <= most, "recipients of fields are bounded");
  promise(is_one_line(status.message_id), "a message id is one line");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto first = text.substr(0, text.find('\n'));
  if (const auto recipient = verp_recipient(first)) check_address(*recipient);
  check_words(text);
  check_recipients(text);
  MessageFacts facts;
  facts.subject = first;
  facts.text = text;
  is_bounce_notice(facts);
  return 0;
}
