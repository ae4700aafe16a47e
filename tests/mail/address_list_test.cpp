#include <array>
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

std::string to_of(std::string_view value) {
  return raws(read_header_facts({{"To", std::string(value)}}, false, Limits{}).to);
}

TEST_CASE("the addresses of a header are those a mail reader shows") {
  const auto lists = std::to_array<std::array<std::string_view, 2>>({
      {"budi@x.example", "budi@x.example"},
      {"Budi <budi@x.example>", "budi@x.example"},
      {"<budi@x.example>", "budi@x.example"},
      {"\"Doe, J\" <a@b.example>, c@d.example", "a@b.example c@d.example"},
      {"\"victim@x.example\" <a@b.example>", "a@b.example"},
      {"victim@x.example <a@b.example>", "a@b.example"},
      {"(victim@x.example, y@z) a@b.example", "a@b.example"},
      {"Bo (x \\) , y (z)) <k@l.example>", "k@l.example"},
      {"a@b.example (Budi)", "a@b.example"},
      {"G: c@d.example, <e@f.example>;, g@h.example", "c@d.example e@f.example g@h.example"},
      {"undisclosed-recipients:;", ""},
      {"\"a \\\" , b\" <q@r.example>", "q@r.example"},
      {"<@x.example,@y.example:z@w.example>", "z@w.example"},
      {"=?utf-8?q?a,b?= <m@n.example>", "m@n.example"},
      {"Foo <a@b.example>, Bar <c@d.example", "a@b.example c@d.example"},
      {"Foo <a@b.example, c@d.example", "a@b.example c@d.example"},
      {"a@b.example; c@d.example", "a@b.example c@d.example"},
      {"budi @ x . example", "budi@x.example"},
      {"a@b.example c@d.example", "a@b.example c@d.example"},
      {"\"quoted local\"@x.example", "\"quoted local\"@x.example"},
      {"budi@[IPv6:2001:db8::1], a@b.example", "budi@[IPv6:2001:db8::1] a@b.example"},
      {"\"Budi <budi@x.example>", "budi@x.example"},
      {"(Budi <budi@x.example>", "budi@x.example"},
      {"a@b.example,\r\n\tc@d.example", "a@b.example c@d.example"},
      {"<a@b.example> <c@d.example>", "a@b.example c@d.example"},
      {"Budi", ""},
      {"<>", ""},
      {",,;:,", ""},
      {"@", ""},
  });
  for (const auto& [value, want_addresses] : lists) {
    CAPTURE(value);
    CHECK(to_of(value) == want_addresses);
  }
}

TEST_CASE("ten From fields give all their addresses, none gives none") {
  std::vector<HeaderField> header;
  std::string want_from;
  for (int i = 0; i < 10; ++i) {
    header.push_back({"From", "p" + std::to_string(i) + "@x.example"});
    want_from += (i == 0 ? "" : " ") + header.back().value;
  }
  CHECK(raws(read_header_facts(header, false, Limits{}).from) == want_from);
  CHECK(read_header_facts({}, false, Limits{}).from.empty());
}

TEST_CASE("addresses past the limit are a doubt") {
  Limits limits;
  limits.addresses = 2;
  const auto facts = read_header_facts({{"To", "a@x.example, b@x.example, c@x.example"}}, false, limits);
  CHECK(raws(facts.to) == "a@x.example b@x.example");
  CHECK(facts.doubts == std::vector<std::string>{"more than 2 addresses in one header"});
}

TEST_CASE("header names are read in any letter case, with their key beside the raw form") {
  const auto facts = read_header_facts(
      {{"FROM", "Budi <B.udi+x@GMail.com>"}, {"cC", "c@x.example"}, {"reply-TO", "r@x.example"}}, false, Limits{});
  CHECK(facts.from == std::vector<Address>{{"B.udi+x@GMail.com", "budi@gmail.com", "Budi"}});
  CHECK(raws(facts.cc) == "c@x.example");
  CHECK(raws(facts.reply_to) == "r@x.example");
}

}  // namespace
}  // namespace jeda::mail
