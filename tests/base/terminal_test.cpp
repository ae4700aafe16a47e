#include "base/terminal.h"

#include <catch2/catch.hpp>

#include <sstream>

using jeda::clip;
using jeda::display_width;
using jeda::escaped;
using jeda::escaped_lines;
using jeda::Table;

TEST_CASE("what a sender wrote cannot drive the terminal") {
  struct Row {
    const char* name;
    std::string text;
    std::string want;
  };
  const Row rows[] = {
      {"plain text stays", "Penawaran harga 2026 \\ 50%", "Penawaran harga 2026 \\ 50%"},
      {"letters of any script stay", "café 報價 ราคา", "café 報價 ราคา"},
      {"an escape sequence", "\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"},
      {"line ends and tabs", "a\r\nb\tc", "a\\x0d\\x0ab\\x09c"},
      {"a NUL byte", std::string("a\0b", 3), "a\\x00b"},
      {"delete and 8-bit control sequence introducer",
       "\x7f\xc2\x9b"
       "31m",
       "\\x7f\\u009b31m"},
      {"text turned round", "invoice\u202Efdp.exe", "invoice\\u202efdp.exe"},
      {"isolates and marks", "\u2066a\u2069\u200F", "\\u2066a\\u2069\\u200f"},
      {"characters that cannot be seen", "a\u200Bb\u00ADc\u3164d", "a\\u200bb\\u00adc\\u3164d"},
      {"invisible tags past the first plane", "\U000E0041", "\\ue0041"},
      {"line and paragraph separators", "a\u2028b\u2029", "a\\u2028b\\u2029"},
      {"bytes that are no UTF-8",
       "a\xff\xc3"
       "b\xe2\x82",
       "a\uFFFD\uFFFDb\uFFFD"},
      {"an overlong escape byte", "\xc0\x9b[2J", "\uFFFD\uFFFD[2J"},
      {"a glyph chosen by a variation selector", "\u2764\uFE0F", "\u2764\uFE0F"},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(escaped(row.text) == row.want);
  }
}

TEST_CASE("text of several lines keeps its line feeds and tabs alone") {
  CHECK(escaped_lines("a:1:1: bad\n\tline\n    ^\n\x1b[2J\r") == "a:1:1: bad\n\tline\n    ^\n\\x1b[2J\\x0d");
}

TEST_CASE("the width of text is what a terminal gives it") {
  CHECK(display_width("") == 0);
  CHECK(display_width("harga") == 5);
  CHECK(display_width("報價") == 4);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\U0001F600") == 2);
  CHECK(display_width("\uFFFD") == 1);
}

TEST_CASE("text is cut between characters and says so") {
  CHECK(clip("harga", 5) == "harga");
  CHECK(clip("penawaran", 8) == "penaw...");
  CHECK(clip("報價報價", 6) == "報...");
  CHECK(clip("harga", 2) == "..");
}

TEST_CASE("tables line up whatever stands in them") {
  Table table({"who", "rules", "subject"});
  table.add({"報價", "", "a\nb"});
  table.add({"budi", "", ""});
  table.add({std::string(100, 'x'), "", "c"});
  std::ostringstream out;
  table.print(out, "  ");
  const std::string wide = std::string(57, 'x') + "...";
  CHECK(out.str() == "  who" + std::string(59, ' ') + "subject\n" +       //
                         "  報價" + std::string(58, ' ') + "a\\x0ab\n" +  //
                         "  budi\n" +                                     //
                         "  " + wide + "  c\n");
}
