// Any bytes as what the MTA's queue commands print, and as an address in what they print of other mail.
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "base/utf8.h"
#include "service/mta/queue.h"
#include "tests/fuzz/promise.h"

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda;
using namespace jeda::service;

namespace {

/// Prints the same, whatever is asked.
class Recorded final : public jeda::service::Hands {
 public:
  explicit Recorded(std::string text) : text_(std::move(text)) {}
  tl::expected<std::string, std::string> perform(jeda::service::Verb, std::string_view) override { return text_; }

 private:
  const std::string text_;
};

void check(const tl::expected<jeda::service::Listing, std::string>& listing) {
  if (!listing) {
    promise(listing.error().find_first_of("\r\n\x1b") == std::string::npos, "an error is one line");
    return;
  }
  for (const auto& [id, mail] : *listing) {
    promise(jeda::service::is_queue_id(id) && id == mail.id, "an id is letters and digits");
    promise(!mail.queue.empty() &&
                (mail.queue == "hold" || mail.queue == "quarantine") == (mail.place == jeda::service::Place::held),
            "a place is as its queue is called");
  }
}

// As Postfix writes a string: it escapes what JSON asks for, and copies bytes that are no UTF-8.
std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append({'\\', c});
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::string postfix_line(std::string_view queue, std::string_view id, std::string_view sender) {
  return fmt::format(R"({{"queue_name": "{}", "queue_id": "{}", "arrival_time": 1795312800, "message_size": 1, )"
                     R"("forced_expire": false, "sender": "{}", "recipients": [{{"address": "{}"}}]}})"
                     "\n",
                     queue, id, sender, sender);
}

void check_hostile_address(std::string_view address) {
  const auto listing = jeda::service::parse_postqueue(postfix_line("hold", "4fWz1k", quoted(address)) +
                                                      postfix_line("deferred", "A1B2", "budi@ours.example"));
  promise(listing && listing->size() == 2, "an address hides no mail");
  promise(listing->at("4fWz1k").place == jeda::service::Place::held, "an address takes no mail out of hold");
  promise(
      listing->at("A1B2").place == jeda::service::Place::elsewhere && listing->at("A1B2").sender == "budi@ours.example",
      "nor does it change other mail");
  const auto& sender = listing->at("4fWz1k").sender;
  promise(find_invalid_utf8(sender) == std::string_view::npos, "what is read is UTF-8");
  const bool plain = find_invalid_utf8(address) == std::string_view::npos;
  promise(!plain || address == "MAILER-DAEMON" || sender == address, "an address is read as it is");
}

void check_hostile_control(std::string_view line) {
  const std::string control = fmt::format("V8\nT1795312800\nS{}\nRPFD:<{}>\nH??Subject: x\n.\n", line, line);
  const std::string other = "V8\nSx@y\n.\n";
  Recorded hands(fmt::format("hf 5A1 {}\n{}qf 5A2 {}\n{}", control.size(), control, other.size(), other));
  const auto listing = jeda::service::sendmail_queue(hands)->list();
  promise(listing && listing->size() == 2, "a control file hides no mail");
  promise(listing->at("5A1").place == jeda::service::Place::held &&
              listing->at("5A2").place == jeda::service::Place::elsewhere,
          "nor moves any");
  promise(listing->at("5A2").sender == "x@y", "nor changes other mail");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(jeda::service::parse_postqueue(text));
  Recorded hands{std::string(text)};
  for (const auto& queue : {jeda::service::postfix_queue(hands), jeda::service::sendmail_queue(hands)}) {
    check(queue->list());
    const auto host = queue->host();
    promise(!host || is_one_line(*host), "a host is one line");
    const auto message = queue->message("4fWz1k");
    promise(message || !message.error().empty(), "a refusal has a reason");
  }
  check_hostile_address(text);
  check_hostile_control(text.substr(0, text.find('\n')));
  return 0;
}
