#include "policy/networks.h"

#include <catch2/catch.hpp>

using jeda::policy::parse_network;

TEST_CASE("a network contains its addresses in every spelling") {
  struct Case {
    std::string network;
    std::string address;
    bool want_contained;
  };
  const auto c = GENERATE(values<Case>({
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.0/8", "::ffff:10.0.0.1", true},
      {"::ffff:10.0.0.0/104", "10.0.0.1", true},
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.2", false},
      {"192.0.2.128/25", "192.0.2.129", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"2001:db8::/32", "2001:DB8:1::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"::1", "::1", true},
      {"::1", "0:0:0:0:0:0:0:1", true},
      {"127.0.0.0/8", "", false},
      {"127.0.0.0/8", "localhost", false},
      {"127.0.0.0/8", "127.0.0.1.", false},
  }));
  const auto network = parse_network(c.network);
  REQUIRE(network);
  CHECK(network->contains(c.address) == c.want_contained);
}

TEST_CASE("what is no network is absent") {
  const auto text =
      GENERATE("", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8", "10.0.0/8", "256.0.0.1", "::/129",
               "2001:db8::1/32", "10.0.0.0/8x", "10.0.0.0/8/8", "example.com", ":::1", "[::1]", "fe80::1%eth0");
  CHECK_FALSE(parse_network(text));
}

TEST_CASE("a NUL does not end an address") {
  CHECK_FALSE(parse_network(std::string("10.0.0.1\0x", 10)));
  CHECK_FALSE(parse_network("10.0.0.1")->contains(std::string("10.0.0.1\0x", 10)));
}
