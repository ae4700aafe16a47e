// Copies and notices of jeda-agent as they pass the filter, and what is kept of a message for them.
#include <catch2/catch.hpp>

#include "milter/original.h"
#include "milter/own_mail.h"

using namespace jeda;
using milter::OwnToken;

namespace {

OwnToken read(std::string_view name, std::string_view value) {
  OwnToken token;
  token.read(name, value);
  return token;
}

const std::string good = "0123456789abcdef0123456789abcdef";

}  // namespace

TEST_CASE("a token is 32 hex digits in a header field of ours") {
  CHECK(read("X-Jeda-Notice", good).bearer == OwnToken::Bearer::notice);
  CHECK(read("x-jeda-copy", " " + good + "\r\n").bearer == OwnToken::Bearer::copy);
  CHECK(read("x-jeda-copy", " " + good + "\r\n").token == good);
  CHECK(read("X-Jeda", good).bearer == OwnToken::Bearer::none);
  CHECK(read("X-Jeda-Copy", good + "0").bearer == OwnToken::Bearer::none);
  CHECK(read("X-Jeda-Copy", "0123456789abcdef0123456789abcde'").bearer == OwnToken::Bearer::none);
  CHECK(read("X-Jeda-Copy", "").bearer == OwnToken::Bearer::none);
}

TEST_CASE("of several tokens the first counts") {
  OwnToken token = read("X-Jeda-Notice", good);
  token.read("X-Jeda-Copy", std::string(32, 'a'));
  CHECK(token.bearer == OwnToken::Bearer::notice);
  CHECK(token.token == good);
}

TEST_CASE("a message is kept byte for byte, with CRLF where the MTA gave folded lines bare") {
  milter::Original original;
  original.header("From", " budi@ours.example");
  original.header("DKIM-Signature", "\tv=1;\n\tb=abc\r\n\tdef");
  original.header("Subject", "no space");
  original.header("Empty", "");
  original.body("one\r\n\r\n");
  original.body("two\r\n");
  CHECK(original.text(std::nullopt) ==
        "From: budi@ours.example\r\nDKIM-Signature:\tv=1;\r\n\tb=abc\r\n\tdef\r\nSubject:no space\r\nEmpty:\r\n\r\n"
        "one\r\n\r\ntwo\r\n");
  CHECK(original.text("new") ==
        "From: budi@ours.example\r\nDKIM-Signature:\tv=1;\r\n\tb=abc\r\n\tdef\r\nSubject: new\r\nEmpty:\r\n\r\n"
        "one\r\n\r\ntwo\r\n");
}

TEST_CASE("a message beyond 4 MiB is not kept") {
  milter::Original original;
  const std::string chunk(65535, 'x');
  std::size_t size = 0;
  for (; size + chunk.size() <= milter::max_original; size += chunk.size()) original.body(chunk);
  CHECK(original.is_whole());
  original.body(chunk);
  CHECK_FALSE(original.is_whole());
  original.body("x");
  CHECK_FALSE(original.is_whole());
}
