// Lists of phrases: what they match, what is wrong with them, and that none takes long.
#include <chrono>

#include "fixture.h"
#include "policy/phrases.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

std::string matched(const std::vector<std::string>& patterns, const std::string& text) {
  const auto list = Patterns::compile(patterns);
  REQUIRE(list);
  const auto answer = (*list)->match(text);
  if (const auto* hit = std::get_if<Patterns::Hit>(&answer)) return hit->words;
  return std::holds_alternative<Patterns::None>(answer) ? "none" : "too complex";
}

}  // namespace

TEST_CASE("a list matches words and expressions, whatever the case and the line breaks") {
  struct Row {
    std::string pattern;
    std::string text;
    std::string want;
  };
  const std::vector<Row> table{
      {"sudah dicek", "Pak, SUDAH\nDicek belum?", "SUDAH Dicek"},
      {"\\bcek\\b", "sudah dicek?", "none"},
      {"\\bcek\\b", "sudah cek?", "cek"},
      {"sudah (di)?cek", "Sudah cek ya", "Sudah cek"},
      {"haven't heard", "We haven\u2019t heard", "haven't heard"},
      {"^halo$", "pagi\n\nHalo\n\nkami", "Halo"},
      {"^halo$", "pagi\nhalo", "none"},
      {"\\bÉTÉ\\b", "cet été là", "été"},
      {"beli|pesan", "silakan pesan", "pesan"},
      {"a.c", "xabcx", "abc"},
      {"[0-9]{2}%", "diskon 50%", "50%"},
  };
  for (const Row& row : table) {
    INFO(row.pattern << " in " << row.text);
    CHECK(matched({"nowhere", row.pattern}, row.text) == row.want);
  }
  CHECK(matched({}, "anything") == "none");
  CHECK(matched({"x"}, "") == "none");
}

TEST_CASE("what matched is shown on one line of at most 60 bytes") {
  const std::string words = matched({"a.*z"}, "a\u202e" + std::string(200, 'b') + "z");
  CHECK(words.size() <= 60);
  CHECK(words.find("\u202e") == std::string::npos);
}

TEST_CASE("an error names the pattern, the place and what is wrong") {
  struct Row {
    std::string pattern;
    std::size_t want_offset;
    std::string want_message;
  };
  const std::vector<Row> table{
      {"a(b", 3, "unmatched marking parenthesis ( or \\("},
      {"é(", 3, "unmatched marking parenthesis ( or \\("},
      {"[a", 2, "unmatched [ or [^ in character class declaration"},
      {"a*", 0, "it matches every text"},
      {"\xff", 0, "it is not UTF-8"},
  };
  for (const Row& row : table) {
    INFO(row.pattern);
    const auto list = Patterns::compile({"fine", row.pattern});
    REQUIRE_FALSE(list);
    CHECK(list.error().index == 1);
    CHECK(list.error().offset == row.want_offset);
    CHECK(list.error().message == row.want_message);
  }
}

TEST_CASE("a pattern that explodes is given up, and the others still match") {
  const std::string evil_text = std::string(20000, 'a') + "! wow";
  for (const std::string pattern : {"(a+)+$", "(a*)*b", "(.*)*c", "(?:a|aa)+$", "(\\w+\\s?)*\\?"}) {
    INFO(pattern);
    const auto began = std::chrono::steady_clock::now();
    CHECK(matched({pattern}, evil_text) == "too complex");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));  // unoptimised and busy machines too
  }
  CHECK(matched({"(?:a|aa)+$", "w.w"}, evil_text) == "wow");
}

TEST_CASE("what may be left out of a pattern is not asked of the text") {
  struct Row {
    std::string pattern;
    std::string text;
    bool want_hit;
  };
  const Row rows[] = {
      {"colou?r", "a color", true},
      {"ab(cdef)?gh", "abgh", true},
      {"abc{0,1}de", "abde", true},
      {"(longword|x+)yz", "xyz", true},
      {"(?:first|second) one", "Second one", true},
      {"[abc]def", "cdef", true},
      {"longword|z{2}", "zz", true},
      {"(ab){2}cd", "ababcd", true},
      {"(ab){0,2}cd", "cd", true},
      {"quick\\s+fox", "a quick  FOX", true},
      {"(?=start)star", "start", true},
      {"over (the )?(lazy|sleepy) dog", "over lazy dog", true},
      {"(ab){2}cd", "abcd", false},
      {"quick\\s+fox", "quickfox", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern, row.text);
    const auto patterns = Patterns::compile({row.pattern});
    REQUIRE(patterns);
    CHECK(std::holds_alternative<Patterns::Hit>((*patterns)->match(row.text)) == row.want_hit);
  }
}

TEST_CASE("words are found as they look, in texts and in patterns") {
  CHECK(matched({"diskon"}, "di\u200Bskon besar") == "diskon");
  CHECK(matched({"diskon"}, "d\u0456skon besar") == "diskon");
  CHECK(matched({"dis.on"}, "\uFF44\uFF49\uFF53\uFF4B\uFF4F\uFF4E") == "diskon");
  CHECK(matched({"d\u0456skon"}, "Diskon besar") != "none");
  CHECK(matched({"di[s\u0455]+kon"}, "Diskon besar") == "Diskon");
  CHECK(matched({"beli sekarang"}, "beli\u3164sekarang") == "beli sekarang");
  CHECK(matched({"\u0441\u043A\u0438\u0434\u043A\u0430"}, "\u0421\u043A\u0438\u0434\u043A\u0430!") ==
        "\u0421\u043A\u0438\u0434\u043A\u0430");
  CHECK(matched({"caf\u00E9"}, "Cafe Maju") != "none");
}
