#include "command/records.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace jeda::command;

namespace {

constexpr std::array<Column, 3> columns{{{"who", false, true}, {"what"}, {"also", true}}};

/// "line: who=..., also=a|b" for each record, then the errors.
std::string read(FileFormat format, const std::string& text) {
  std::istringstream in(text);
  FileErrors errors;
  std::string shown;
  for (const auto& record : read_records(in, format, columns, errors)) {
    shown += std::to_string(record.line) + ":";
    for (const auto& [name, values] : record.values) {
      shown += " " + name;
      for (const auto& value : values) shown += "=" + value;
    }
    shown += "\n";
  }
  return shown + errors.to_string("f");
}

std::string csv(const std::string& text) { return read(FileFormat::csv, text); }
std::string jsonl(const std::string& text) { return read(FileFormat::json_lines, text); }

}  // namespace

TEST_CASE("CSV is read as RFC 4180 has it") {
  struct Row {
    const char* name;
    std::string text;
    std::string want;
  };
  const Row rows[] = {
      {"columns by name, in any order and letter case", "What,WHO\nx,y\n", "2: what=x who=y\n"},
      {"no line feed at the end", "who\na", "2: who=a\n"},
      {"Windows line ends and a byte order mark", "\xef\xbb\xbfwho,what\r\na,b\r\n", "2: what=b who=a\n"},
      {"quotes", "who,what\n\"a, \"\"b\"\"\",\"\"\n", "2: who=a, \"b\"\n"},
      {"a quoted field of several lines, and where the next record begins", "who\n\"a\n\nb\"\nc\n",
       "2: who=a\n\nb\n5: who=c\n"},
      {"white space round fields", " who , what \n a , b\t\n", "2: what=b who=a\n"},
      {"empty lines and rows without any value", "who,what\n\n,\n  \na,b\n", "5: what=b who=a\n"},
      {"lists", "who,also\na,x; y;;z\n", "2: also=x=y=z who=a\n"},
      {"semicolons, as spreadsheets write beside a decimal comma", "who;also\n\"a, b\";\"x; y\"\nc;\n",
       "2: also=x=y who=a, b\n3: who=c\n"},
      {"a header alone", "who\n", ""},
      {"nothing", "", "f: it has no header line that names the columns\n"},
      {"an unknown column, one twice, one missing", "waht,what,what\nx,y,z\n",
       "f:1: unknown column 'waht' (did you mean 'what'? known: who, what, also)\nf:1: column 'what' stands "
       "twice\nf:1: the column 'who' is "
       "missing\n"},
      {"too few and too many fields", "who,what\na\na,b,c\nd,e\n",
       "4: what=e who=d\nf:2: it has 1 fields where the header has 2\nf:3: it has 3 fields where the header has 2\n"},
      {"a stray quote spoils its own record only", "who,what\na\"b,c\n\"a\"b,c\nd,e\n",
       "4: what=e who=d\n"
       "f:2: a quote stands inside a field: write it twice, and quotes around the whole field\n"
       "f:3: a quote stands inside a field: write it twice, and quotes around the whole field\n"},
      {"a quote that is not closed", "who\na\n\"b\nc\n", "2: who=a\nf:3: a quote that opens here is not closed\n"},
      {"bytes that are no UTF-8", "who\n\xff\nb\n", "3: who=b\nf:2: this line is no UTF-8\n"},
      {"a lone carriage return ends no line", "who,what\na,b\rc,d\n", "f:2: it has 3 fields where the header has 2\n"},
  };
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(csv(row.text) == row.want);
  }
}

TEST_CASE("JSON Lines are objects of texts, numbers, booleans and lists") {
  CHECK(jsonl("{\"who\": \"a\", \"what\": 1500000, \"also\": [\"x\", \"\", \"y\"]}\n\n"
              "{\"Who\": true, \"what\": null, \"also\": \"x\"}") ==
        "1: also=x=y what=1500000 who=a\n3: also=x who=true\n");
  CHECK(jsonl("{\"who\": \"a\"\n[1]\n{\"who\": {}, \"what\": [1], \"whom\": 1, \"also\": [[1]]}\n{\"who\": \"b\"}\n") ==
        "4: who=b\n"
        "f:1: this is no JSON: something is wrong at byte 12\n"
        "f:2: this is no JSON object\n"
        "f:3: also: a text was expected here\n"
        "f:3: what: a list cannot stand here\n"
        "f:3: who: a text was expected here\n"
        "f:3: unknown column 'whom' (did you mean 'who'? known: who, what, also)\n");
}

TEST_CASE("whatever a file holds, reading it ends and stays within bounds") {
  const std::string long_line(longest_record + 10, 'x');
  CHECK(csv("who\n" + long_line + "\na\n") == "3: who=a\nf:2: this line is longer than 1048576 bytes\n");
  CHECK(jsonl(std::string(longest_record - 10, '[')).find("f:1: this is no JSON") == 0);
  std::string open = "who\n\"";
  for (int i = 0; i < 20'000; ++i) open += std::string(100, 'x') + "\n";
  CHECK(csv(open) == "f:2: this record is longer than 1048576 bytes: is a quote not closed?\n");
  std::string many = "who\n";
  for (int i = 0; i < 250; ++i) many += "a,b\n";
  const auto shown = csv(many);
  CHECK(std::count(shown.begin(), shown.end(), '\n') == 101);
  CHECK(shown.ends_with("f:101: it has 2 fields where the header has 1\nf: and 150 more errors\n"));
  CHECK(csv(std::string(3, '\0') + "\n" + std::string(1000, '\0')).find("f:1: unknown column") == 0);
}
