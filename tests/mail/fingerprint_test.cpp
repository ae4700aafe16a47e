#include "mail/fingerprint.h"

#include <catch2/catch.hpp>

namespace jeda::mail {
namespace {

RawMessage offered() {
  RawMessage message;
  message.header = {{"Received", "from a by b"},
                    {"From", "budi@ours.example"},
                    {"Subject", "Penawaran"},
                    {"Message-ID", "<a@b>"},
                    {"Content-Type", "text/plain"}};
  message.body = "Halo.\r\n";
  return message;
}

TEST_CASE("a message that differs in a byte that matters is another one") {
  const std::string first = exact_digest(offered());
  CHECK(first.size() == 64);
  RawMessage other = offered();
  SECTION("the body") { other.body += " "; }
  SECTION("a field") { other.header[2].value = "Penawaran "; }
  SECTION("a field more") { other.header.push_back({"Cc", "sari@ours.example"}); }
  SECTION("how its text is read") { other.header[4].value = "text/html"; }
  SECTION("an override") { other.header.push_back({"X-Jeda-Override", "penting"}); }
  SECTION("two fields made one") {
    other.header[1].value += std::string(1, '\0') + "subject:Penawaran";
    other.header.erase(other.header.begin() + 2);
  }
  CHECK(exact_digest(other) != first);
}

TEST_CASE("any byte that changes, is added or taken away makes another message") {
  const std::string first = exact_digest(offered());
  const auto change_each = [&](auto&& part_of) {
    const std::string before = part_of(static_cast<const RawMessage&>(offered()));
    for (std::size_t at = 0; at < before.size(); ++at) {
      CAPTURE(before, at);
      for (const std::string& by : {std::string(), std::string(1, static_cast<char>(before[at] ^ 1)),
                                    before.substr(at, 1) + " ", before.substr(at, 1) + "\xe2\x80\x8b"}) {
        RawMessage other = offered();
        const_cast<std::string&>(part_of(other)).replace(at, 1, by);
        CHECK(exact_digest(other) != first);
      }
    }
  };
  change_each([](const RawMessage& message) -> const std::string& { return message.body; });
  for (std::size_t field = 1; field < offered().header.size(); ++field)
    change_each([&](const RawMessage& message) -> const std::string& { return message.header[field].value; });
}

TEST_CASE("what relays add on the way makes no other message") {
  RawMessage other = offered();
  other.header[0].value = "from c by d";
  other.header.insert(other.header.begin(), {"DKIM-Signature", "v=1"});
  other.header.push_back({"Date", "Mon, 23 Nov 2026 10:00:00 +0700"});
  other.header[2].name = "FROM";
  CHECK(exact_digest(other) == exact_digest(offered()));
}

TEST_CASE("what was not seen whole is like nothing") {
  RawMessage body = offered();
  body.body_complete = false;
  CHECK(exact_digest(body).empty());
  RawMessage header = offered();
  header.header_complete = false;
  CHECK(exact_digest(header).empty());
}

}  // namespace
}  // namespace jeda::mail
