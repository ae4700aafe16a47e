#include <catch2/catch.hpp>

#include <chrono>

#include "tests/config/support.h"
#include "tests/support/slowness.h"

using namespace jeda::config;

namespace {

std::string repeat(const std::string& part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

std::string staircase(std::size_t depth) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += std::string(i, ' ') + "a:\n";
  return out;
}

std::string alias_bomb() {
  std::string out = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    out += std::string(1, c) + ": &" + c + " [" + repeat(std::string("*") + static_cast<char>(c - 1) + ",", 9) + "]\n";
  }
  return out;
}

std::string first_message(const Reading& reading) {
  return reading.findings.errors.empty() ? "" : reading.findings.errors.front().message;
}

}  // namespace

TEST_CASE("nesting is bounded, however it is written") {
  const auto text = GENERATE(repeat("[", 100000), repeat("{a: ", 100000), repeat("- ", 100000), repeat("? ", 100000),
                             staircase(1000), "a: " + repeat("[", 100000) + repeat("]", 100000));
  const Reading reading(text);
  CHECK(first_message(reading) == "nested more than 32 levels deep");
  CHECK_FALSE(reading.node);
}

TEST_CASE("an alias bomb is refused before it grows") {
  const Reading reading(alias_bomb());
  CHECK(first_message(reading) == "anchors (&name) are not supported: write the value out");
  CHECK_FALSE(reading.node);
}

TEST_CASE("a file over its bound is not parsed") {
  const Reading reading(std::string(largest_yaml + 1, ' '));
  CHECK(first_message(reading) == "the file has 1048577 bytes; more than 1048576 are not read");
}

namespace {

// Reads a megabyte of it and says how long that took.
std::chrono::milliseconds time_to_read(const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  const Reading reading(text);
  const auto taken = std::chrono::steady_clock::now() - start;
  CHECK((reading.node || !reading.findings.errors.empty()));
  return std::chrono::duration_cast<std::chrono::milliseconds>(taken);
}

}  // namespace

TEST_CASE("a megabyte of anything is read or refused, and the process lives") {
  const std::string part =
      GENERATE("[a,", "a: b\n", "- a\n", "a", "a ", "\"", "'", "'' ", "|\n ", "%", "#", "&a ", "*a ", "!a ", "!<",
               "---\n", "...\n", ": ", "? a\n", "]", "}", "{", ",", "\t", "\r", "\\", "é", "{a: b}, ", "[]", "[],",
               "{},", "%YAML 1.2\n", "%TAG ! a\n", "a\n b\n", ">-\n  a\n\n", "\"\\u00e9", "- \n", "- # note\n");
  INFO("part: " << part);
  CHECK(time_to_read(repeat(part, largest_yaml / part.size())) < std::chrono::seconds(20));
}

TEST_CASE("a megabyte on one line takes no longer than on many") {
  const std::string part = GENERATE("a,", "~,", "'',", "{},", "[],", "{a: },", "a: b,", "? a,", "é,");
  INFO("part: " << part);
  CHECK(time_to_read("[" + repeat(part, jeda::test::rounds(largest_yaml) / part.size() - 2) + "]") <
        std::chrono::seconds(20));
}
