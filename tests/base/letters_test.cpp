// What a reader takes letters for.
#include "base/letters.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace jeda;

TEST_CASE("one word has one look, however its letters are spelled") {
  const std::vector<std::string> spellings{
      "DISKON",
      "d\u200Bi\u200Cs\u200Dk\u2060o\uFEFFn",                          // of no width
      "dis\u00ADkon",                                                  // soft hyphen
      "d\u034Fi\u180Es\uFE0Fk\U000E0064o\u2063n",                      // joiners, selectors, tags
      "di\u115Fs\u1160k\u3164o\uFFA0n",                                // fillers of Hangul
      "\uFF44\uFF49\uFF53\uFF4B\uFF4F\uFF4E",                          // full width
      "\U0001D41D\U0001D422\U0001D42C\U0001D424\U0001D428\U0001D427",  // mathematical
      "\u24D3\u24D8\u24E2\u24DA\u24DE\u24DD",                          // circled
      "\U0001F173\U0001F178\U0001F182\U0001F17A\U0001F17E\U0001F17D",  // white on black
      "d\u0456s\u043A\u043En",                                         // Cyrillic
      "\u0501\u0456\u0455\u043A\u043E\u0578",                          // Cyrillic and Armenian
      "\u1D05\u026A\uA731\u1D0B\u1D0F\u0274",                          // small capitals
      "d\u0336i\u0336s\u0336k\u0336o\u0336n\u0336",                    // struck out
      "d\u00EDsk\u00F3n",                                              // accents
      "\u202Enoksid\u202C",                                            // written backwards, and turned round
      "dis\xFFkon",                                                    // a byte of no UTF-8
  };
  for (const std::string& spelling : spellings) {
    CAPTURE(spelling);
    CHECK(look_of(spelling) == "diskon");
    CHECK(has_other_look(spelling) == (spelling != "DISKON"));
  }
  CHECK(look_of("e\u2011mail") == "e-mail");
}

TEST_CASE("what people write has no other look, and is seen as it is written") {
  for (const std::string text : {"Diskon \u201Cmurah\u201D \u2013 50 %", "\u65E5\u672C\u8A9E\u306E", "stra\u00DFe"}) {
    CAPTURE(text);
    CHECK_FALSE(has_other_look(text));
  }
  for (const std::string text : {"Скидка для вас", "\u03AD\u03BA\u03C0\u03C4\u03C9\u03C3\u03B7", "日本語", "عرض خاص"}) {
    CHECK(as_seen(text) == text);
    CHECK(without_unseen(text) == text);
  }
  CHECK(look_of("Скидка") != look_of("Скидки"));
  CHECK(look_of("d\u00EDskon", Accents::kept) == "d\u00EDskon");
}

TEST_CASE("fillers are blanks to some readers and nothing to others") {
  CHECK(as_seen("beli\u3164ini") == "beliini");
  CHECK(as_seen("beli\u3164ini", Fillers::blanks) == "beli ini");
  CHECK(without_unseen("be\u200Bli\u3164ini\u202E") == "beli\u3164ini\u202E");
}

TEST_CASE("what grows or piles up without end does not") {
  std::string piled = "a";
  for (int i = 0; i < 100000; ++i) piled += "\u0301\u0323";
  CHECK(look_of(piled) == "a");
  CHECK(as_seen(piled).size() < 100);
  std::string phrases;
  for (int i = 0; i < 1000; ++i) phrases += "\uFDFA ";
  CHECK(as_seen(phrases) == phrases);
  CHECK(as_seen("\uFB01\uFDFA\uFB01") == "fi\uFDFAfi");
}
