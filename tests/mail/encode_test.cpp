#include "mail/mime/encode.h"

#include <catch2/catch.hpp>

#include <sstream>

#include "mail/mime/encoded_word.h"

using namespace jeda::mail;

namespace {

std::string decoded(const std::string& value) {
  Doubts doubts;
  std::string text = decode_header(value, doubts);
  CHECK(doubts.empty());
  return text;
}

}  // namespace

TEST_CASE("plain ASCII stands as it is, line breaks never") {
  CHECK(encode_header("Penawaran mesin kasir") == "Penawaran mesin kasir");
  CHECK(encode_header("") == "");
  CHECK(encode_header("Halo\r\nBcc: x@evil.example") == "HaloBcc: x@evil.example");
}

TEST_CASE("other letters become encoded words that read back the same") {
  CHECK(encode_header("Pesanan Café") == "=?UTF-8?B?UGVzYW5hbiBDYWbDqQ==?=");
  for (const std::string text : {"Pesanan Café", "日本語の件名がとても長くて折り返しが必要になる場合でも壊れない",
                                 "=?UTF-8?B?eA==?= as it stands"}) {
    std::istringstream lines(encode_header(text));
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 76);
    CHECK(decoded(encode_header(text)) == text);
  }
}

TEST_CASE("an encoded word ends between characters") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "é";
  CHECK(decoded(encode_header("x" + text)) == "x" + text);
}

TEST_CASE("bytes that are no UTF-8 are replaced, not passed on") {
  CHECK(decoded(encode_header("a\xFFz")) == "a\xEF\xBF\xBDz");
}
