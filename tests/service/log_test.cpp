#include "service/log.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using jeda::service::log_value;

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

TEST_CASE("a line is an object where that is asked for, whatever a sender wrote") {
  using jeda::service::as_json;
  using jeda::service::Log;
  const auto json = [](const std::string& line) { return as_json("jeda-milter", Log::Level::warning, line); };
  const std::string head = R"({"program":"jeda-milter","level":"warning",)";
  CHECK(json("decision queue=4Xq1 ref=3m8k us=412") ==
        head + R"("message":"decision","queue":"4Xq1","ref":"3m8k","us":"412"})");
  CHECK(json("inbound bounce=a@x bounce=b@x soft=\"\"") ==
        head + R"("message":"inbound","bounce":["a@x","b@x"],"soft":""})");
  CHECK(json("reload refused, policy version=3 stays") ==
        head + R"("message":"reload refused, policy stays","version":"3"})");
  for (const std::string value : {"x\" ref=1", "\\", "a\nb", "\x1b[31m", "\xe2\x80\xae", "back\\x41", "\""})
    CHECK(nlohmann::json::parse(json("doubt what=" + log_value(value) + " end=1")) ==
          nlohmann::json{
              {"program", "jeda-milter"}, {"level", "warning"}, {"message", "doubt"}, {"what", value}, {"end", "1"}});
  CHECK(json("doubt what=" + log_value("\xff") + " \"") == head + R"("message":"doubt \"","what":"\ufffd"})");
}

TEST_CASE("a long log value is cut") {
  CHECK(log_value(std::string(1000, 'x')) == '"' + std::string(200, 'x') + "...\"");
}
