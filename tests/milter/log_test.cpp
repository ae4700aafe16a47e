#include "milter/log.h"

#include <catch2/catch.hpp>

using jeda::milter::log_value;

TEST_CASE("a log value cannot break its line or pass for another key") {
  struct Row {
    std::string value;
    std::string want;
  };
  const auto row = GENERATE(values<Row>({
      {"budi@ours.example", "budi@ours.example"},
      {"", "\"\""},
      {"two words", "\"two words\""},
      {"a=b", "\"a=b\""},
      {"say \"hi\"", "\"say \\\"hi\\\"\""},
      {"back\\slash", "\"back\\\\slash\""},
      {"line\nfeed\r", "\"line\\x0afeed\\x0d\""},
      {std::string("nul\0", 4), "\"nul\\x00\""},
      {"\x1b[31mred", "\"\\x1b[31mred\""},
      {"\xe2\x80\xae", "\"\\xe2\\x80\\xae\""},
  }));
  CHECK(log_value(row.value) == row.want);
}

TEST_CASE("a long log value is cut") {
  CHECK(log_value(std::string(1000, 'x')) == '"' + std::string(200, 'x') + "...\"");
}
