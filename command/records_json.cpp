// JSON Lines: an object a line.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "command/lines.h"

namespace jeda::command {
namespace {

using nlohmann::json;

/// A string, number or boolean as text; absent for what has no such form.
std::optional<std::string> text_of(const json& value) {
  if (value.is_string()) return std::string(trim(value.get_ref<const std::string&>()));
  if (value.is_number() || value.is_boolean()) return value.dump();
  return std::nullopt;
}

class JsonReader {
 public:
  JsonReader(Lines& lines, std::span<const Column> columns, FileErrors& errors)
      : lines_(lines), columns_(columns), errors_(errors) {}

  std::vector<Record> read() {
    std::string line;
    while (lines_.next(line)) {
      if (trim(line).empty()) continue;
      if (records_.size() == most_records) {
        wrong("", fmt::format("a file may have at most {} records", most_records));
        break;
      }
      read_line(line);
    }
    return std::move(records_);
  }

 private:
  void wrong(std::string_view column, std::string message) {
    errors_.add(lines_.number(), {std::string(column), std::move(message)});
  }

  void read_line(const std::string& line) try {
    const auto object = json::parse(line);
    if (!object.is_object()) return wrong("", "this is no JSON object");
    Record record{lines_.number(), {}};
    const auto before = errors_.count();
    for (const auto& [name, value] : object.items()) read_value(record, name, value);
    const bool good = errors_.count() == before;
    if (good && !record.values.empty()) records_.push_back(std::move(record));
  } catch (const json::parse_error& error) {
    wrong("", fmt::format("this is no JSON: something is wrong at byte {}", error.byte));
  } catch (const json::out_of_range&) {
    wrong("", "a number is too large");
  }

  void read_value(Record& record, const std::string& name, const json& value) {
    const auto* column = find_column(columns_, name);
    if (column == nullptr) return wrong("", unknown_column(columns_, name));
    if (value.is_null()) return;
    if (value.is_array() && !column->list) return wrong(column->name, "a list cannot stand here");
    std::vector<std::string> texts;
    for (const auto& item : value.is_array() ? value : json::array({value})) {
      auto text = text_of(item);
      if (!text) return wrong(column->name, "a text was expected here");
      if (!text->empty()) texts.push_back(*std::move(text));
    }
    if (!texts.empty()) record.values.insert_or_assign(std::string(column->name), std::move(texts));
  }

  Lines& lines_;
  std::span<const Column> columns_;
  FileErrors& errors_;
  std::vector<Record> records_;
};

}  // namespace

std::vector<Record> read_json_lines(Lines& lines, std::span<const Column> columns, FileErrors& errors) {
  return JsonReader(lines, columns, errors).read();
}

}  // namespace jeda::command
