#include "mail/seal.h"

#include <catch2/catch.hpp>

namespace jeda::mail {
namespace {

const std::string sealed_text =
    "Received: from client by mta (Postfix) with ESMTP id 4Xq1;\r\n Mon, 2 Nov 2026\r\n"
    "From: \"Budi, Sales\" <budi@ours.example>\r\nTo: Ani <ani@toko.example>, eko@gmail.com\r\n"
    "Subject: A long subject that\r\n goes on\r\nMessage-ID: <m1@ours.example>\r\n"
    "Content-Type: text/plain\r\nX-Mailer: one\r\n\r\nHello.\r\n\r\nBudi\r\n";

RawMessage raw_of(const std::string& text) { return split_message(text); }

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const auto at = text.find(part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, part.size(), by);
}

std::string with_bare_line_feeds(std::string text) {
  std::erase(text, '\r');
  return text;
}

}  // namespace

TEST_CASE("a seal is whole however an MTA writes the message down, and broken by anything else") {
  const Seal seal = seal_of(raw_of(sealed_text));
  struct Case {
    std::string part;
    std::string by;
    std::string_view want;
  };
  const Case cases[] = {
      {"X-Mailer", "X-Mailer", ""},
      {"Ani <ani@toko.example>, eko", "\"Ani\"\n\t<ani@toko.example>,\n\teko", ""},
      {"eko@gmail.com", "eko@mail.gmail.com", ""},
      {"that\n goes", "that goes", ""},
      {"X-Mailer: one", "DKIM-Signature: v=1", ""},
      {"X-Mailer: one", "Content-Length: 12", ""},
      {"X-Mailer: one", "X-Jeda-Override: now", ""},
      {"Budi\n", "Budi\n\n", ""},
      {"Hello.", "Hallo.", "body"},
      {"\n\nBudi", "\nBudi", "body"},
      {"Budi\n", "Budi\nNew!\n", "body"},
      {"Budi\n", "", "body"},
      {"goes on", "goes off", "header"},
      {"Ani <", "Anu <", "header"},
      {"eko@", "eki@", "header"},
      {"<m1@", "<m2@", "header"},
      {"X-Mailer: one", "Cc: one@x.example", "header"},
      {"Subject: A long subject that\n goes on\n", "", "header"},
  };
  const std::string queued = with_bare_line_feeds(sealed_text);
  for (const Case& one : cases) {
    INFO(one.part << " -> " << one.by);
    CHECK(broken(seal, replaced(queued, one.part, one.by)) == one.want);
  }
}

TEST_CASE("any byte of the body that changes breaks its seal") {
  const Seal seal = seal_of(raw_of(sealed_text));
  const std::string queued = with_bare_line_feeds(sealed_text);
  const std::size_t body = queued.find("\n\n") + 2;
  for (std::size_t at = body; at < queued.size(); ++at) {
    CAPTURE(at);
    CHECK(broken(seal, std::string(queued).replace(at, 1, "x")) == "body");
    CHECK(broken(seal, std::string(queued).insert(at, "x")) == "body");
    if (at + 1 < queued.size()) CHECK(broken(seal, std::string(queued).erase(at, 1)) == "body");
    CHECK(broken(seal, queued.substr(0, at)) == (at + 1 < queued.size() ? "body" : ""));
  }
}

TEST_CASE("the subject that a message goes on with is sealed in place of its own") {
  const std::string urgent = replaced(sealed_text, "A long subject that\r\n goes on", "[urgent: now] Offer");
  const Seal seal = seal_of(raw_of(urgent), "Offer");
  CHECK(broken(seal, with_bare_line_feeds(replaced(urgent, "[urgent: now] ", ""))).empty());
  CHECK(broken(seal, with_bare_line_feeds(urgent)) == "header");
}

TEST_CASE("of a message seen in part, that part is sealed") {
  RawMessage message = raw_of(sealed_text);
  message.body_complete = false;
  message.body.resize(GENERATE(0, 1, 7, 8, 9, 10, 11, 14));  // between CR and LF, too
  const Seal seal = seal_of(message);
  CHECK_FALSE(seal.whole);
  const std::string queued = with_bare_line_feeds(sealed_text);
  CHECK(broken(seal, queued).empty());
  CHECK(broken(seal, queued + "more\n").empty());
  if (seal.bytes > 1) CHECK(broken(seal, replaced(queued, "Hello", "hello")) == "body");
  CHECK(broken(seal, replaced(queued, "goes on", "goes off")) == "header");
}

TEST_CASE("a seal is packed and unpacked, and nothing else is") {
  const Seal seal = seal_of(raw_of(sealed_text));
  const std::string packed = pack(seal);
  CHECK(unpack_seal(packed) == seal);
  for (std::size_t size = 0; size < packed.size(); ++size) CHECK_FALSE(unpack_seal(packed.substr(0, size)));
  CHECK_FALSE(unpack_seal(packed + "x"));
  CHECK_FALSE(unpack_seal("2" + packed.substr(1)));
  CHECK_FALSE(unpack_seal("1 w 1 99999999999999999999 "));
}

}  // namespace jeda::mail
