#include <catch2/catch.hpp>

#include "mail/facts.h"

namespace jeda::mail {
namespace {

std::string shown(const RawMessage& message) {
  std::string text;
  for (const HeaderField& field : message.header) {
    text += "[" + field.name + "|" + field.value + "]";
  }
  return text + message.body;
}

TEST_CASE("a message in a file is split into fields and body") {
  CHECK(shown(split_message("A: 1\r\nB:2\r\n\r\nbody\r\n")) == "[A|1][B|2]body\r\n");
  CHECK(shown(split_message("A: 1\nB: 2\n\nbody\n")) == "[A|1][B|2]body\n");
  CHECK(shown(split_message("From ani Mon May 4\nA: 1\n\nbody")) == "[A|1]body");
  CHECK(shown(split_message("A: 1\r\n 2\r\n\t3\r\n\r\n")) == "[A|1 2\t3]");
  CHECK(shown(split_message("A : 1\n\nb")) == "[A|1]b");
  CHECK(shown(split_message("A:\n\nb")) == "[A|]b");
  CHECK(shown(split_message("A: 1")) == "[A|1]");
}

TEST_CASE("a line that is no field begins the body") {
  CHECK(shown(split_message("no header here\n")) == "no header here\n");
  CHECK(shown(split_message("A: 1\nno field\nB: 2\n")) == "[A|1]no field\nB: 2\n");
  CHECK(shown(split_message("\nA: 1\n")) == "A: 1\n");
  CHECK(shown(split_message(" folded nothing\n")) == " folded nothing\n");
  CHECK(shown(split_message(": no name\n")) == ": no name\n");
  CHECK(shown(split_message("")).empty());
  CHECK(shown(split_message("From x")).empty());
}

}  // namespace
}  // namespace jeda::mail
