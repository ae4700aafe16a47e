// Queue listings: recorded ones, and such as somebody might wish to have read wrongly.
#include <catch2/catch.hpp>

#include <map>

#include "service/mta/queue.h"

using namespace jeda;
using namespace jeda::service;

namespace {

/// Gives what was recorded.
class Recorded final : public jeda::service::Hands {
 public:
  tl::expected<std::string, std::string> perform(jeda::service::Verb verb, std::string_view) override {
    return answers[verb];
  }
  std::map<jeda::service::Verb, std::string> answers;
};

// As Postfix 3.7 writes it.
constexpr const char* two_mails =
    R"({"queue_name": "hold", "queue_id": "4fWz1k0QzBz1", "arrival_time": 1795312800, "message_size": 812, "forced_expire": false, "sender": "budi@ours.example", "recipients": [{"address": "ani@toko.example"},{"address": "eka@toko.example"}]})"
    "\n"
    R"({"queue_name": "deferred", "queue_id": "A1B2C3", "arrival_time": 1795312801, "message_size": 1, "forced_expire": false, "sender": "MAILER-DAEMON", "recipients": [{"address": "x@y.example", "delay_reason": "connect to y.example[192.0.2.1]:25: Connection refused"}]})"
    "\n";

std::string line(const std::string& sender) {
  return R"({"queue_name": "hold", "queue_id": "4fWz1k", "arrival_time": 1, "sender": ")" + sender +
         R"(", "recipients": []})" + "\n";
}

}  // namespace

TEST_CASE("Postfix's listing is read") {
  const auto listing = jeda::service::parse_postqueue(two_mails);
  REQUIRE(listing);
  REQUIRE(listing->size() == 2);
  const jeda::service::QueuedMail& held = listing->at("4fWz1k0QzBz1");
  CHECK(held.place == jeda::service::Place::held);
  CHECK(held.sender == "budi@ours.example");
  CHECK(held.recipients == std::vector<std::string>{"ani@toko.example", "eka@toko.example"});
  CHECK(held.arrival == Time(std::chrono::seconds(1795312800)));
  const jeda::service::QueuedMail& bounce = listing->at("A1B2C3");
  CHECK(bounce.place == jeda::service::Place::elsewhere);
  CHECK(bounce.queue == "deferred");
  CHECK(bounce.sender == "");
  CHECK(jeda::service::parse_postqueue("")->empty());
}

TEST_CASE("a listing that cannot be read whole is none") {
  for (const char* bad : {"{", "mail queue is empty\n", "{}\n", "null\n", "[]\n",
                          "{\"queue_name\": \"hold\", \"queue_id\": \"../etc\", \"recipients\": []}\n",
                          "postqueue: fatal: something\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(jeda::service::parse_postqueue(bad));
  }
  const std::string whole = two_mails;
  CHECK_FALSE(jeda::service::parse_postqueue(whole.substr(0, whole.size() - 1)));
  CHECK_FALSE(jeda::service::parse_postqueue(whole + "{\"queue_name\""));
}

TEST_CASE("addresses cannot break a listing") {
  for (const std::string& sender :
       {std::string("\xff\xfe@x"), std::string("\xc3"), std::string("a\\\"b@x"), std::string("\\u0000@x"),
        std::string("a\x01z@x"), std::string("\\q"), std::string("x\", \"queue_name\": \"active"),
        std::string("\", \"recipients\": ") + std::string(5000, '[')}) {
    CAPTURE(sender);
    const auto listing = jeda::service::parse_postqueue(line(sender) + two_mails);
    REQUIRE(listing);
    CHECK(listing->size() == 3);
    CHECK(listing->contains("4fWz1k"));
  }
}

TEST_CASE("a mail that is seen in two queues has not left hold") {
  std::string active = two_mails;
  active.replace(active.find("\"hold\""), 6, "\"active\"");
  for (const std::string& text : {active + two_mails, two_mails + active}) {
    const auto listing = jeda::service::parse_postqueue(text);
    REQUIRE(listing);
    CHECK(listing->at("4fWz1k0QzBz1").place == jeda::service::Place::held);
  }
}

TEST_CASE("Sendmail's queue files are read") {
  const std::string control =
      "V8\nT1795312800\nK0\nN0\nP30324\nF8bs\n$_[127.0.0.1]\nSbudi@ours.example\nqjeda: gap ref=abc\n"
      "A<budi@ours.example>\nrRFC822; ani@toko.example\nRPFD:<ani@toko.example>\nRPFD:eka@toko.example\n"
      "H?P?Return-Path: <\x81g>\nH??Received: from client\n\tby mta; Mon\nH??Subject: Halo\nH??Message-ID: "
      "<1@budi>\n.\n";
  Recorded hands;
  hands.answers[jeda::service::Verb::list] =
      "hf 5A1 " + std::to_string(control.size()) + "\n" + control + "qf 5A2 5\nSx@y\n";
  hands.answers[jeda::service::Verb::read] = "hf 5A1 " + std::to_string(control.size()) + "\n" + control + "the body\n";
  hands.answers[jeda::service::Verb::host] = "Version 8.17.1\n  (canonical domain name) $j = mta.ours.example\n  x\n";
  const auto queue = jeda::service::sendmail_queue(hands);
  const auto listing = queue->list();
  REQUIRE(listing);
  CHECK(listing->at("5A1").place == jeda::service::Place::held);
  CHECK(listing->at("5A1").sender == "budi@ours.example");
  CHECK(listing->at("5A1").recipients == std::vector<std::string>{"ani@toko.example", "eka@toko.example"});
  CHECK(listing->at("5A2").place == jeda::service::Place::elsewhere);
  CHECK(queue->message("5A1") ==
        "Received: from client\n\tby mta; Mon\nSubject: Halo\nMessage-ID: <1@budi>\n\nthe body\n");
  CHECK(queue->host() == "mta.ours.example");
  for (const char* bad : {"hf", "hf 5A1\n", "hf 5A1 9\nx", "hf ../x 1\nx", "hf 5A1 -1\nx"}) {
    hands.answers[jeda::service::Verb::list] = bad;
    CHECK_FALSE(queue->list());
  }
}

TEST_CASE("the MTA's name is a name") {
  Recorded hands;
  const auto queue = jeda::service::postfix_queue(hands);
  hands.answers[jeda::service::Verb::host] = "mta.ours.example\n";
  CHECK(queue->host() == "mta.ours.example");
  for (const char* bad : {"", "\n", "a b\n", "a\nb\n", "x;y"}) {
    hands.answers[jeda::service::Verb::host] = bad;
    CHECK_FALSE(queue->host());
  }
}
