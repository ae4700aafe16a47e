#include <catch2/catch.hpp>

#include "tests/config/support.h"

using namespace jeda::config;

namespace {

std::string place(const Node& node) { return std::to_string(node.at.line) + ":" + std::to_string(node.at.column); }

// "{a@1:1: 'b'@1:4}": a tree with its places, on one line.
std::string show(const Node& node) {
  if (node.form != Node::Form::list && node.form != Node::Form::map) return describe(node) + "@" + place(node);
  const bool map = node.form == Node::Form::map;
  std::string out(1, map ? '{' : '[');
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) out += ", ";
    if (map) out += node.keys[i].text + "@" + place(node.keys[i]) + ": ";
    out += show(node.items[i]);
  }
  return out + (map ? "}" : "]");
}

}  // namespace

TEST_CASE("every value knows its place") {
  struct Case {
    std::string text;
    std::string want_tree;
  };
  const auto c = GENERATE(values<Case>({
      {"a: b", "{a@1:1: 'b'@1:4}"},
      {"# note\na:\n  - b\n  - 'c d'\n", "{a@2:1: ['b'@3:5, 'c d'@4:5]}"},
      {"a: {b: [c, d]}", "{a@1:1: {b@1:5: ['c'@1:9, 'd'@1:12]}}"},
      {"é: ü", "{é@1:1: 'ü'@1:4}"},
      {"\xEF\xBB\xBF"
       "a: b",
       "{a@1:2: 'b'@1:5}"},
      {"a: b\r\nc: d\r\n", "{a@1:1: 'b'@1:4, c@2:1: 'd'@2:4}"},
      {"a:\nb: ~\n", "{a@1:1: nothing@1:1, b@2:1: nothing@2:1}"},
      {"---\na: b\n...\n", "{a@2:1: 'b'@2:4}"},
      {"a: no\nb: 0660\nc: \"0660\"\n", "{a@1:1: 'no'@1:4, b@2:1: '0660'@2:4, c@3:1: '0660'@3:4}"},
      {"just text", "'just text'@1:1"},
  }));
  const Reading reading(c.text);
  CHECK(reading.errors() == "");
  REQUIRE(reading.node);
  CHECK(show(*reading.node) == c.want_tree);
}

TEST_CASE("what is no single document of plain YAML is refused with its place") {
  struct Case {
    std::string text;
    std::string want_errors;
  };
  const auto c = GENERATE(values<Case>({
      {"", "t.yaml:1:1: the file is empty\n"},
      {"\n# only a comment\n", "t.yaml:1:1: the file is empty\n"},
      {"---\n", "t.yaml:1:1: the file is empty\n    ---\n    ^\n"},
      {"~", "t.yaml:1:1: the file is empty\n    ~\n    ^\n"},
      {"a: b\n---\nc: d\n", "t.yaml:3:1: a second document begins here; the file may hold only one\n    c: d\n    ^\n"},
      {"a: &x b\n", "t.yaml:1:4: anchors (&name) are not supported: write the value out\n    a: &x b\n       ^\n"},
      {"a: &x b\nc: *x\n",
       "t.yaml:1:4: anchors (&name) are not supported: write the value out\n    a: &x b\n       ^\n"
       "t.yaml:2:4: aliases (*name) are not supported: write the value out\n    c: *x\n       ^\n"},
      {"a: !!int 3\n", "t.yaml:1:4: tags (!name) are not supported\n    a: !!int 3\n       ^\n"},
      {"a: 1\nb: 2\na: 3\n", "t.yaml:3:1: key 'a' is given twice\n    a: 3\n    ^\n"},
      {"{a: 1, 'a': 2}", "t.yaml:1:8: key 'a' is given twice\n    {a: 1, 'a': 2}\n           ^\n"},
      {"[a]: 1\n", "t.yaml:1:1: a key must be a text, not a list\n    [a]: 1\n    ^\n"},
      {"a: [1, 2\nb: 3\n", "t.yaml:2:2: not valid YAML: end of sequence flow not found\n    b: 3\n     ^\n"},
      {"a: b: c\n", "t.yaml:1:5: not valid YAML: illegal map value\n    a: b: c\n        ^\n"},
      {"a: 'b\n", "t.yaml:1:4: this quote is never closed\n    a: 'b\n       ^\n"},
      {"a: [\"b\\\"\n",
       "t.yaml:1:5: this quote is never closed\n    a: [\"b\\\"\n        ^\n"
       "t.yaml:2:1: not valid YAML: end of sequence flow not found\n"},
      {"a: \xff\n", "t.yaml:1:4: byte 0xFF is not UTF-8\n    a: ?\n       ^\n"},
      {std::string("a: \0b\n", 6), "t.yaml:1:4: control character 0x00: this is no text file\n    a: ?b\n       ^\n"},
      {"a: \x04\n", "t.yaml:1:4: control character 0x04: this is no text file\n    a: ?\n       ^\n"},
  }));
  const Reading reading(c.text);
  CHECK(reading.errors() == c.want_errors);
}

TEST_CASE("of two equal keys the first is kept") {
  const Reading reading("a: 1\na: 2\n");
  REQUIRE(reading.node);
  CHECK(show(*reading.node) == "{a@1:1: '1'@1:4}");
}
