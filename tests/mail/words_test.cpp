#include "mail/written/words.h"
#include "base/text.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using Strings = std::vector<std::string>;

TEST_CASE("a text is cut between two characters") {
  const std::string cafe = "caf\xC3\xA9 \xF0\x9F\x98\x80";
  CHECK(cut_utf8(cafe, 100) == cafe);
  CHECK(cut_utf8(cafe, cafe.size()) == cafe);
  CHECK(cut_utf8(cafe, 5) == "caf\xC3\xA9");
  CHECK(cut_utf8(cafe, 4) == "caf");
  CHECK(cut_utf8(cafe, 9) == "caf\xC3\xA9 ");
  CHECK(cut_utf8(cafe, 0).empty());
  CHECK(cut_utf8("\xA9\xA9\xA9", 2).empty());
}

TEST_CASE("words are counted as people count them") {
  struct Counted {
    std::string_view text;
    std::size_t want_words;
  };
  for (const auto& [text, want_words] : std::vector<Counted>{
           {"", 0},
           {"   \n\t ", 0},
           {"satu", 1},
           {" satu  dua\ntiga ", 3},
           {"ya - tidak", 2},
           {"*** --- ...", 0},
           {"lihat https://toko.example/a?b=c&d=e#f ya", 3},
           {"Pak Andi's toko-online", 3},
           {"Rp1.500.000,-", 1},
           {"caf\xC3\xA9\xC2\xA0ole", 2},
           {"\xE2\x80\x93 \xE2\x80\xA2", 0},
           {"\xE4\xBD\xA0\xE5\xA5\xBD", 1},
           {"\xF0\x9F\x98\x80", 0},
           {"\xC3 x", 1},
       }) {
    CAPTURE(text);
    CHECK(count_words(text) == want_words);
  }
}

TEST_CASE("words are folded letters and digits") {
  CHECK(words_of("Pak Andi's toko-online", 100) == Strings{"pak", "andi", "s", "toko", "online"});
  CHECK(words_of("CAF\xC3\x89 \xD0\x96UK", 100) == Strings{"caf\xC3\xA9", "\xD0\xB6uk"});
  CHECK(words_of("Rp1.500", 100) == Strings{"rp1", "500"});
  CHECK(words_of("a\xC3z \xFF", 100) == Strings{"a", "z"});
  CHECK(words_of("", 100).empty());
  CHECK(words_of("a b c", 2) == Strings{"a", "b"});
  CHECK(words_of("a b c", 0).empty());
}

TEST_CASE("distinct words are those of all texts, sorted, each once") {
  CHECK(distinct_words_of({"Toko Ani", "ani di TOKO baru"}, 100) == Strings{"ani", "baru", "di", "toko"});
  CHECK(distinct_words_of({"b a", "d c b"}, 2) == Strings{"a", "b", "c", "d"});
  CHECK(distinct_words_of({}, 2).empty());
}

// Letter by letter, all of them as Unicode knows them.
struct Slowly {
  explicit Slowly(const std::string& text) {
    const auto units = icu::UnicodeString::fromUTF8(text);
    bool inside = false;
    for (std::int32_t i = 0; i < units.length(); i = units.moveIndex32(i, 1)) {
      const UChar32 c = units.char32At(i);
      const bool letter = u_isalnum(c) != 0;
      const bool belongs = letter || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
      if (belongs && !inside) words.emplace_back();
      if (belongs) icu::UnicodeString(u_foldCase(c, U_FOLD_CASE_DEFAULT)).toUTF8String(words.back());
      inside = belongs;
      if (letter && !counted) ++count;
      counted = u_isUWhiteSpace(c) == 0 && (counted || letter);
    }
  }

  Strings words;
  std::size_t count = 0;
  bool counted = false;
};

TEST_CASE("words of random texts are what reading them letter by letter gives") {
  const auto seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::vector<std::string> pieces{"a",
                                        "Z",
                                        "0",
                                        "_",
                                        "'",
                                        " ",
                                        "\n",
                                        "\x0b",
                                        "\x1f",
                                        "\x7f",
                                        "\"",
                                        "/:",
                                        "iI",
                                        "\xC3\x89",
                                        "\xC4\xB0",
                                        "\xC2\xA0",
                                        "\xE2\x84\xAA",
                                        "e\xCC\x81",
                                        "\xE0\xB9\x80\xE0\xB8\xB5",
                                        "\xEF\xBF\xBD",
                                        "\xE3\x80\x80",
                                        "\xE4\xBD\xA0",
                                        "\xF0\x9F\x98\x80",
                                        "\xF0\x90\x90\x80",
                                        "kata",
                                        "Kata",
                                        "\xE2\x80\x99"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto left = random() % 1500; left > 0; --left) text += pieces[random() % pieces.size()];
    CAPTURE(text);
    Slowly want(text);
    REQUIRE(count_words(text) == want.count);
    REQUIRE(words_of(text, text.size()) == want.words);
    std::sort(want.words.begin(), want.words.end());
    want.words.erase(std::unique(want.words.begin(), want.words.end()), want.words.end());
    REQUIRE(distinct_words_of({text}, text.size()) == want.words);
  }
}

}  // namespace
}  // namespace jeda::mail
