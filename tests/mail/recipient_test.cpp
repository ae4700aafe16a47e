// Whom an MTA delivers to: what Postfix 3.7 and Sendmail 8.17 made of these was tried on both.
#include "mail/recipient.h"

#include <array>
#include <catch2/catch.hpp>
#include <ctime>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

std::string resolved(std::string_view path) {
  const auto address = resolve_recipient(path, [](std::string_view domain) { return domain == "ours.example"; });
  return address ? address->raw : "";
}

TEST_CASE("every spelling that an MTA delivers to one mailbox is that mailbox") {
  for (const std::string_view path : {
           "<rina@x.example>",
           "rina@x.example",
           " <rina@x.example> ",
           "<rina@x.example",
           "< rina@x.example >",
           "<rina @ x.example>",
           "<rina@x . example>",
           "<rina@x.example.>",
           "<rina@\"x.example\">",
           "<(comment)rina@x.example>",
           "<rina(a (nested) \\) one)@x.example(b)>",
           "<\"rina\"@x.example>",
           "<ri\\na@x.example>",
           "<\"ri\\na\"@x.example>",
           "<Rina <rina@x.example>>",
           "<\"Rina, of X\" <rina@x.example>>",
           "<group:rina@x.example;>",
           "<rina@x.example;>",
           "<@a.example:rina@x.example>",
           "<@a.example,@b.example:rina@x.example>",
           "<@a.example:@b.example:rina@x.example>",
           "<x.example!rina>",
           "<x.example!rina@ours.example>",
           "<ours.example!x.example!rina>",
           "<x.example!\"rina@ours.example\">",
           "<rina%x.example>",
           "<rina%x.example@ours.example>",
           "<rina%x.example@OURS.example.>",
           "<rina%x.example%ours.example@ours.example>",
           "<rina@x.example@ours.example>",
           "<rina@x.example@>",
           "<rina\\@x.example>",
           "<rina\\@x.example@ours.example>",
           "<\"rina@x.example\">",
           "<\"rina@x.example\"@ours.example>",
           "<\"rina%x.example\"@ours.example>",
           "<\"x.example!rina\"@ours.example>",
           "<\"@a.example:rina@x.example\"@ours.example>",
           "<\"\\\"rina\\\"@x.example\"@ours.example>",
           "<rina%x.example@[192.0.2.1]>",
           "<x.example!rina@[192.0.2.1]>",
       }) {
    CAPTURE(path);
    CHECK(resolved(path) == "rina@x.example");
  }
}

TEST_CASE("what stands before a domain of others is theirs") {
  const auto paths = std::to_array<std::array<std::string_view, 2>>({
      {"<rina%y.example@x.example>", "rina%y.example@x.example"},
      {"<rina%ours.example@x.example>", "rina%ours.example@x.example"},
      {"<y.example!rina@x.example>", "y.example!rina@x.example"},
      {"<a.example!x.example!rina>", "x.example!rina@a.example"},
      {"<rina@ours.example@x.example>", "\"rina@ours.example\"@x.example"},
      {"<\"rina s\"@x.example>", "\"rina s\"@x.example"},
      {"<\"a\\\"b\"@x.example>", "\"a\\\"b\"@x.example"},
      {"<rina..s@x.example>", "rina..s@x.example"},
      {"<Rina+offer@X.Example>", "Rina+offer@X.Example"},
      {"<rina@b\u00fccher.example>", "rina@b\u00fccher.example"},
  });
  for (const auto& [path, want] : paths) {
    CAPTURE(path);
    CHECK(resolved(path) == want);
  }
}

TEST_CASE("mailboxes of ours stay ours, and those without a domain are this host's") {
  CHECK(resolved("<siti@ours.example>") == "siti@ours.example");
  CHECK(resolved("<siti@ours.example(@x.example)>") == "siti@ours.example");
  CHECK(resolved("<siti%ours.example@ours.example>") == "siti@ours.example");
  CHECK(resolved("<Postmaster>") == "Postmaster");
  CHECK(resolved("<root@>") == "root");
}

TEST_CASE("what cannot be understood is nobody") {
  for (const std::string_view path : {
           "<>",
           "",
           "<rina@x.example,siti@ours.example>",
           "<siti@ours.example rina@x.example>",
           "<siti@ours.example> <rina@x.example>",
           "<a@ours.example <rina@x.example>>",
           "<ri na@x.example>",
           "<\"ri\"na@x.example>",
           "<rina@x.example (no end>",
           "<\"rina@x.example>",
           "<rina@x.example\\>",
           "<rina@x..example>",
           "<rina@.x.example>",
           "<rina@x.example..>",
           "<rina@x.example%ours.example>",
           "<rina@ours.example!x.example>",
           "<ours.example!rina%x.example>",
           "<x.example!rina%y.example@ours.example>",
           "<rina@x.example:25>",
           "<:rina@x.example>",
           "<group:rina@x.example>",
           "<rina@x.example>>",
           "<>x.example!rina<root>",
           "<@x.example>",
           "<@ours.example>",
           "<\"@x.example\">",
           "<rina@[192.0.2.1]>",
           "<rina@[IPv6:2001:db8::1]>",
           "<rina@[x.example]>",
           "<rina)@x.example>",
           "<\"<rina@x.example\"@ours.example>",
           "<ri\\\\na@x.example>",
           "<rina@x,example>",
           "<rina\r\n@x.example>",
           "<ri\x01na@x.example>",
       }) {
    CAPTURE(path);
    CHECK(resolved(path).empty());
  }
  CHECK(resolved("<" + std::string(64, 'r') + "@" + std::string(255, 'x') + ">").size() == 320);
  CHECK(resolved("<" + std::string(65, 'r') + "@" + std::string(255, 'x') + ">").empty());
}

TEST_CASE("paths made to cost much cost little") {
  const auto begin = std::clock();
  for (const std::string_view piece : {"a:", "(", "\"@\"", "%x", "x!", "<", "@a:", "\\@", "@"}) {
    for (const std::string& path : {repeated(piece, 2000 / piece.size()), repeated(piece, 100000)}) resolved(path);
  }
  CHECK(std::clock() - begin < CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace jeda::mail
