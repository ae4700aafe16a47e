// Is it our mail?
#include <catch2/catch.hpp>

#include "agent/looking.h"

using namespace jeda;
using namespace jeda::agent;

namespace {

store::Task task(const std::string& message_id = "1@budi") {
  store::Task task;
  task.sender = "<Budi@ours.example>";
  task.message.queue_id = "4fWz1k";
  task.message.message_id = message_id;
  task.message.recipients = {{"ani@toko.example", "Ani@toko.example", "toko.example"}};
  return task;
}

jeda::service::QueuedMail queued(const std::string& sender, const std::string& recipient) {
  jeda::service::QueuedMail mail;
  mail.id = "4fWz1k";
  mail.sender = sender;
  mail.recipients = {recipient};
  return mail;
}

Seen seen(const jeda::service::QueuedMail& mail) { return look_for(task(), {{mail.id, mail}}).seen; }

}  // namespace

TEST_CASE("a queue id that names another envelope is not our mail") {
  CHECK(seen(queued("budi@ours.example", "ani@toko.example")) == Seen::held);
  CHECK(seen(queued("rewritten@ours.example", "ANI@toko.example")) == Seen::held);
  CHECK(seen(queued("budi@ours.example", "alias@toko.example")) == Seen::held);
  CHECK(seen(queued("sari@ours.example", "eka@toko.example")) == Seen::gone);
  CHECK(look_for(task(), {}).seen == Seen::gone);
}

TEST_CASE("nothing is done to a message with another Message-ID") {
  const std::string same = "Subject: x\nMessage-ID:\n <1@budi>\n\nMessage-ID: <2@budi>\n";
  const jeda::service::QueuedMail ours = queued("budi@ours.example", "ani@toko.example");
  CHECK(difference(task(), ours, same) == "");
  CHECK(difference(task("2@budi"), ours, same) == "another Message-ID");
  CHECK(difference(task(), ours, "Subject: x\n\nMessage-ID: <1@budi>\n") == "another Message-ID");
  CHECK(difference(task(), queued("x@y", "z@y"), same) == "another sender and other recipients");
}

TEST_CASE("without a Message-ID the whole envelope must be the same") {
  const std::string text = "Subject: x\nMessage-ID: <made-by-the-mta>\n\n";
  CHECK(difference(task(""), queued("budi@ours.example", "ani@toko.example"), text) == "");
  CHECK(difference(task(""), queued("sari@ours.example", "ani@toko.example"), text) == "another sender");
  CHECK(difference(task(""), queued("budi@ours.example", "eka@toko.example"), text) == "other recipients");
}
