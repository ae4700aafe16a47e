#include "service/http/http.h"

#include <catch2/catch.hpp>

using namespace jeda::http;

TEST_CASE("forms are read as browsers write them") {
  const auto fields = parse_fields("a=1&b=x+y%2Bz%00&a=2&c&=d&&e==");
  REQUIRE(fields);
  CHECK((*fields)["a"] == "1");
  CHECK(fields->all("a") == std::vector<std::string>{"1", "2"});
  CHECK((*fields)["b"] == std::string("x y+z\0", 6));
  CHECK(fields->has("c"));
  CHECK((*fields)["c"].empty());
  CHECK((*fields)["e"] == "=");
  CHECK((*fields)["nothing"].empty());
}

TEST_CASE("forms that are broken or have too many fields are none") {
  for (const auto* text : {"a=%", "a=%4", "a=%zz", "%=1"}) CHECK_FALSE(parse_fields(text));
  std::string many;
  for (std::size_t i = 0; i <= most_fields; ++i) many += "a=1&";
  CHECK_FALSE(parse_fields(many));
}

TEST_CASE("what is escaped for a query is read back") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const auto fields = parse_fields("x=" + query_escaped(all));
  REQUIRE(fields);
  CHECK((*fields)["x"] == all);
}

TEST_CASE("a cookie is found by its whole name") {
  CHECK(cookie_value("a=1; jeda=x; jeda-lang=id", "jeda") == "x");
  CHECK(cookie_value("xjeda=1;jeda=2", "jeda") == "2");
  CHECK(cookie_value("jeda", "jeda").empty());
  CHECK(cookie_value("", "jeda").empty());
}
