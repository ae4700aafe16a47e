#include "mail/address.h"

#include <array>
#include <catch2/catch.hpp>
#include <ctime>
#include <random>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

struct Spelling {
  std::string_view address;
  std::string_view want_key;
};

TEST_CASE("two spellings of one mailbox share a key") {
  const auto spellings = std::to_array<Spelling>({
      {"Budi@Toko.Example", "budi@toko.example"},
      {"  budi@toko.example\r\n", "budi@toko.example"},
      {"budi@toko.example.", "budi@toko.example"},
      {"budi@toko.example..", "budi@toko.example"},
      {"\"budi\"@toko.example", "budi@toko.example"},
      {"\"bu\\di\"@toko.example", "budi@toko.example"},
      {"\"budi.s\"@toko.example", "budi.s@toko.example"},
      {"\"budi s\"@toko.example", "\"budi s\"@toko.example"},
      {"\"budi\\ s\"@toko.example", "\"budi s\"@toko.example"},
      {"\"a\\\"b\"@toko.example", "\"a\\\"b\"@toko.example"},
      {"\"a@b\"@toko.example", "\"a@b\"@toko.example"},
      {"budi+promo@toko.example", "budi@toko.example"},
      {"budi+a+b@toko.example", "budi@toko.example"},
      {"\"budi+promo\"@toko.example", "budi@toko.example"},
      {"+promo@toko.example", "+promo@toko.example"},
      {"b.u.d.i@gmail.com", "budi@gmail.com"},
      {"B.udi+x@GoogleMail.com", "budi@gmail.com"},
      {"\"b.udi\"@gmail.com", "budi@gmail.com"},
      {"...@gmail.com", "...@gmail.com"},
      {"b.udi@toko.example", "b.udi@toko.example"},
      {"budi-s_x@toko.example", "budi-s_x@toko.example"},
      {"budi@b\xC3\xBC"
       "cher.example",
       "budi@xn--bcher-kva.example"},
      {"budi@B\xC3\x9C"
       "CHER.example",
       "budi@xn--bcher-kva.example"},
      {"budi@bu\xCC\x88"
       "cher.example",
       "budi@xn--bcher-kva.example"},
      {"budi@XN--BCHER-KVA.example", "budi@xn--bcher-kva.example"},
      {"budi@fa\xC3\x9F.example", "budi@xn--fa-hia.example"},  // non-transitional: not fass.example
      {"budi@toko\xE3\x80\x82"
       "example",
       "budi@toko.example"},  // ideographic full stop
      {"J\xC3\x96RG@x.example", "j\xC3\xB6rg@x.example"},
      {"Jo\xCC\x88rg@x.example", "j\xC3\xB6rg@x.example"},
      {"budi@[192.0.2.1]", "budi@[192.0.2.1]"},
      {"budi@[IPv6:2001:DB8::1]", "budi@[ipv6:2001:db8::1]"},
      {"Budi", "budi"},
      {"budi@", "budi@"},
      {"@toko.example", "\"\"@toko.example"},
      {"a b", "\"a b\""},
      {"", ""},
  });
  for (const Spelling& spelling : spellings) {
    CAPTURE(spelling.address);
    CHECK(normalise(spelling.address) == spelling.want_key);
    CHECK(normalise(spelling.want_key) == spelling.want_key);
  }
}

TEST_CASE("what cannot be normalised is compared byte for byte in lower case") {
  CHECK(normalise("BUDI\xFF@x.example") == "budi\xFF@x.example");
  CHECK(normalise("budi@\xFF"
                  "X.example") ==
        "budi@\xFF"
        "x.example");
  CHECK(normalise("budi@a\xEF\xBC\xA0"
                  "b.example") ==
        "budi@a\xEF\xBC\xA0"
        "b.example");  // full-width @ is no @
}

TEST_CASE("a long or NUL-bearing address is safe and keeps its key") {
  const std::string name(1000, 'A');
  CHECK(normalise(name + "@x.example") == std::string(1000, 'a') + "@x.example");
  CHECK(normalise("b@" + name + ".example") == "b@" + std::string(1000, 'a') + ".example");
  const std::string wide = repeated("\xC3\x9C", 1000);
  CHECK(normalise("b@" + wide).size() == 2 + wide.size());
  CHECK(normalise(wide + "@x.example") == repeated("\xC3\xBC", 1000) + "@x.example");
  CHECK(normalise(std::string("a\0b@x\0y.example", 15)) ==
        "a\xEF\xBF\xBD"
        "b@x\xEF\xBF\xBDy.example");
}

TEST_CASE("no line end survives in an address") {
  const auto address = parse_path("<budi\r\nX-Jeda: accept@x.example>");
  REQUIRE(address);
  CHECK(address->raw.find_first_of("\r\n") == std::string::npos);
  CHECK(address->key.find_first_of("\r\n") == std::string::npos);
}

TEST_CASE("a path is read with or without brackets and route") {
  const auto paths = std::to_array<std::array<std::string_view, 3>>({
      {"<budi@ours.example>", "budi@ours.example", "budi@ours.example"},
      {" <Budi@Ours.example> ", "Budi@Ours.example", "budi@ours.example"},
      {"budi@ours.example", "budi@ours.example", "budi@ours.example"},
      {"<budi@ours.example", "budi@ours.example", "budi@ours.example"},
      {"<@a.example,@b.example:budi@ours.example>", "budi@ours.example", "budi@ours.example"},
      {"<postmaster>", "postmaster", "postmaster"},
      {"<\"a>b\"@x.example>", "\"a>b\"@x.example", "\"a>b\"@x.example"},
  });
  for (const auto& [path, want_raw, want_key] : paths) {
    CAPTURE(path);
    const auto address = parse_path(path);
    REQUIRE(address);
    CHECK(address->raw == want_raw);
    CHECK(address->key == want_key);
  }
}

TEST_CASE("the null path and an empty path are absent") {
  for (const std::string_view path : {"<>", "", " ", "< >", "<", "<@a:>"}) {
    CAPTURE(path);
    CHECK_FALSE(parse_path(path));
  }
}

TEST_CASE("the domain is what follows the last @ outside quotes") {
  CHECK(parse_path("<\"a@b\"@x.example>")->domain() == "x.example");
  CHECK(parse_path("postmaster")->domain().empty());
  CHECK(parse_path("\"a@b\"")->domain().empty());
}

TEST_CASE("a company is the registrable domain") {
  const auto companies = std::to_array<std::array<std::string_view, 2>>({
      {"budi@toko.co.id", "toko.co.id"},
      {"budi@mail.jkt.toko.co.id", "toko.co.id"},
      {"budi@toko.example", "toko.example"},
      {"budi@sub.toko.web.id", "toko.web.id"},
      {"budi@xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"budi@co.id", ""},
      {"budi@id", ""},
      {"budi@[192.0.2.1]", ""},
      {"budi@192.0.2.1", ""},
      {"budi@..", ""},
      {"budi@a..b", ""},
      {"budi", ""},
      {"", ""},
      {"budi@gmail.com", ""},
      {"budi@yahoo.co.id", ""},
      {"budi@yahoo.com.sg", ""},
      {"budi@mail.yahoo.co.id", ""},
      {"budi@plasa.com", ""},
      {"budi@hotmail.co.uk", ""},
      {"budi@yahoo.toko.co.id", "toko.co.id"},
  });
  for (const auto& [key, want_company] : companies) {
    CAPTURE(key);
    CHECK(company_of(key) == want_company);
  }
}

TEST_CASE("freemail is a domain that hands out mailboxes") {
  for (const std::string_view domain :
       {"gmail.com", "yahoo.co.id", "yahoo.com", "ymail.com", "rocketmail.com", "outlook.co.id", "live.com",
        "icloud.com", "proton.me", "protonmail.com", "gmx.de", "mail.com", "zoho.com", "plasa.com", "Gmail.COM"}) {
    CAPTURE(domain);
    CHECK(is_freemail(domain));
  }
  for (const std::string_view domain : {"toko.co.id", "yahoo.toko.co.id", "mygmail.com", "com", "", "yahoo"}) {
    CAPTURE(domain);
    CHECK_FALSE(is_freemail(domain));
  }
}

TEST_CASE("a glob matches runs and single characters") {
  struct Match {
    std::string_view pattern;
    std::string_view text;
    bool want_match;
  };
  const auto matches = std::to_array<Match>({
      {"*@ours.example", "budi@ours.example", true},
      {"*@ours.example", "budi@ours.example.evil", false},
      {"*@OURS.example", "budi@ours.EXAMPLE", true},
      {"*", "", true},
      {"", "", true},
      {"", "a", false},
      {"?", "", false},
      {"b?di@*", "budi@x", true},
      {"b?di@*", "bdi@x", false},
      {"a*b*c", "aXbYbZc", true},
      {"a*b*c", "aXbYbZ", false},
      {"**a**", "bab", true},
      {"sales[1]", "sales1", false},
      {"j?rg@*", "j\xC3\xB6rg@x", true},
      {"J\xC3\x96RG@*", "j\xC3\xB6rg@x", true},
      {"*\xFF", "a\xFF", true},
  });
  for (const Match& match : matches) {
    CAPTURE(match.pattern, match.text);
    CHECK(matches_glob(match.pattern, match.text) == match.want_match);
  }
}

TEST_CASE("a glob of many stars does not blow up") {
  const std::string pattern = repeated("*a", 2000) + "b";
  const std::string text(4000, 'a');
  const auto begin = std::clock();
  CHECK_FALSE(matches_glob(pattern, text));
  CHECK(std::clock() - begin < 5 * CLOCKS_PER_SEC);
}

std::string random_address(std::mt19937& random) {
  constexpr auto pieces = std::to_array<std::string_view>({"a",
                                                           "B",
                                                           ".",
                                                           "+",
                                                           "@",
                                                           "\"",
                                                           "\\",
                                                           " ",
                                                           "-",
                                                           "_",
                                                           "gmail.com",
                                                           "\xC3\x9C",
                                                           "\xCC\x88",
                                                           "\xFF",
                                                           "\xC3",
                                                           "\xE3\x80\x82",
                                                           "\xEF\xBC\xA0",
                                                           "\xC2\xAD",
                                                           "xn--",
                                                           "[",
                                                           "]",
                                                           "\t",
                                                           "\r\n",
                                                           "<",
                                                           ">",
                                                           ":",
                                                           "\xC4\xB0",
                                                           "\xCD\x85",
                                                           "\xE1\xBA\x9E",
                                                           "9"});
  std::string address;
  for (auto count = random() % 12; count > 0; --count) {
    address += pieces.at(random() % pieces.size());
  }
  return address;
}

TEST_CASE("normalising twice is normalising once") {
  const auto seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 100000; ++i) {
    const std::string address = random_address(random);
    const std::string key = normalise(address);
    if (normalise(key) != key) {
      CAPTURE(address, key);
      REQUIRE(normalise(key) == key);
    }
    const auto path = parse_path(address);
    if (path && path->key.empty()) {
      CAPTURE(address);
      REQUIRE_FALSE(path->key.empty());
    }
  }
}

}  // namespace
}  // namespace jeda::mail
