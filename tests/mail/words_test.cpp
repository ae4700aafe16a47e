#include "mail/words.h"

#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using Strings = std::vector<std::string>;

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

}  // namespace
}  // namespace jeda::mail
