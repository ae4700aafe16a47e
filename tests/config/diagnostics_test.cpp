#include <catch2/catch.hpp>

#include "base/utf8.h"
#include "config/report.h"

using jeda::find_invalid_utf8;
using namespace jeda::config;

TEST_CASE("a diagnostic shows its place, its line and a caret") {
  const Diagnostic diagnostic{
      "rules.yaml", {12, 5}, "unknown key 'unaswered' (did you mean 'unanswered'?)", "    unaswered: 8"};
  CHECK(diagnostic.to_string() ==
        "rules.yaml:12:5: unknown key 'unaswered' (did you mean 'unanswered'?)\n"
        "        unaswered: 8\n"
        "        ^\n");
}

TEST_CASE("the caret stands under the character, whatever its bytes") {
  struct Case {
    std::string line;
    int column;
    std::string want_excerpt;
  };
  const auto c = GENERATE(values<Case>({
      {"nama: é: x", 8, "    nama: é: x\n           ^\n"},
      {"\tab", 2, "    \tab\n    \t^\n"},
      {"ab", 3, "    ab\n      ^\n"},
      {"ab", 9, "    ab\n"},
      {"a\x1b[2Jb", 1, "    a?[2Jb\n    ^\n"},
      {"a\xff\xfe"
       "b",
       4, "    a??b\n       ^\n"},
      {"a\xe2\x80\xae"
       "b",
       3, "    a?b\n      ^\n"},
  }));
  CHECK(Diagnostic{"f", {1, c.column}, "m", c.line}.to_string() ==
        "f:1:" + std::to_string(c.column) + ": m\n" + c.want_excerpt);
}

TEST_CASE("of a long line the part around the caret is shown") {
  const Diagnostic diagnostic{"f", {1, 501}, "m", std::string(500, 'a') + "X" + std::string(500, 'b')};
  CHECK(diagnostic.to_string() == "f:1:501: m\n    ..." + std::string(60, 'a') + "X" + std::string(59, 'b') +
                                      "...\n    " + std::string(63, ' ') + "^\n");
}

TEST_CASE("a message cannot start a line of its own") {
  CHECK(Diagnostic{"f\ng", {1, 1}, "a\r\nb", ""}.to_string() == "f?g:1:1: a??b\n");
}

TEST_CASE("diagnostics come in the order of file and place, each once") {
  const Diagnostics diagnostics{{"b", {2, 1}, "second", ""},  {"a", {9, 9}, "third", ""},
                                {"b", {1, 7}, "first b", ""}, {"b", {1, 2}, "first a", ""},
                                {"b", {2, 1}, "second", ""},  {"a", {1, 1}, "third a", ""}};
  CHECK(to_string(diagnostics) == "b:1:2: first a\nb:1:7: first b\nb:2:1: second\na:1:1: third a\na:9:9: third\n");
}

TEST_CASE("a slip gets the word it was meant to be, anything else gets none") {
  const std::vector<std::string> words{"unanswered", "action", "hold", "gap", "Asia/Jakarta", "stop-after"};
  struct Case {
    std::string word;
    std::optional<std::string> want_suggestion;
  };
  const auto c = GENERATE(values<Case>({{"unaswered", "unanswered"},
                                        {"acton", "action"},
                                        {"hodl", "hold"},
                                        {"HOLD", "hold"},
                                        {"gp", "gap"},
                                        {"Asia/Jakrata", "Asia/Jakarta"},
                                        {"stop_after", "stop-after"},
                                        {"xyz", std::nullopt},
                                        {"", std::nullopt},
                                        {"holiday", std::nullopt}}));
  CHECK(suggest(c.word, words) == c.want_suggestion);
}

TEST_CASE("a word of a megabyte is no slip, and takes no time") {
  CHECK(suggest(std::string(1 << 20, 'a'), {"action"}) == std::nullopt);
}

TEST_CASE("a quotation is short, and on one line") {
  CHECK(quote("hold") == "'hold'");
  CHECK(quote("a\n\tb") == "'a? b'");
  CHECK(quote(std::string(61, 'x')) == "'" + std::string(60, 'x') + "...'");
}

TEST_CASE("what is no UTF-8 is found") {
  struct Case {
    std::string text;
    std::size_t want_offset;
  };
  const auto c = GENERATE(values<Case>({{"abc", std::string::npos},
                                        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", std::string::npos},
                                        {"a\x80", 1},
                                        {"\xc0\xaf", 0},
                                        {"\xe0\x80\xaf", 0},
                                        {"\xed\xa0\x80", 0},
                                        {"\xf4\x90\x80\x80", 0},
                                        {"ab\xe2\x82", 2}}));
  CHECK(find_invalid_utf8(c.text) == c.want_offset);
}

TEST_CASE("a file of nothing but errors gives so many and a note") {
  Findings findings;
  const SourceFile file{"f", "x"};
  Report report(file, findings);
  for (int i = 0; i < 100000; ++i) report.error({1, 1}, std::to_string(i));
  CHECK(findings.errors.size() == Report::most_errors + 1);
  CHECK(findings.errors.back().message == "too many errors: the rest of the file is not reported");
}
