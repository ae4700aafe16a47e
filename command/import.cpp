#include "command/import.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/terminal.h"
#include "command/json.h"

namespace jeda::command {
namespace {

constexpr std::size_t bar_width = 30;
constexpr std::size_t steps = 100;        // a bar is drawn so many times at most
constexpr std::size_t line_step = 65536;  // and so often where the total is not known

std::string shown_name(const ImportOptions& options) {
  return options.file == "-" ? std::string("standard input") : options.file;
}

std::optional<FileFormat> format_of(const ImportOptions& options) {
  if (options.format) return options.format;
  const auto extension = std::filesystem::path(options.file).extension().string();
  if (extension == ".csv" || extension == ".CSV") return FileFormat::csv;
  if (extension == ".jsonl" || extension == ".ndjson" || extension == ".JSONL") return FileFormat::json_lines;
  return std::nullopt;
}

std::size_t size_of(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<std::size_t>(size);
}

}  // namespace

Progress::Progress(Surroundings& around, std::string what, std::size_t total)
    : out_(around.terminal ? &around.err : nullptr), what_(std::move(what)), total_(total) {}

Progress::~Progress() {
  if (out_ != nullptr && shown_ != static_cast<std::size_t>(-1)) *out_ << "\r\x1b[K" << std::flush;
}

void Progress::update(std::size_t done) {
  if (out_ == nullptr) return;
  const auto step = total_ > 0 ? std::min(done, total_) * steps / total_ : done / line_step;
  if (step == shown_) return;
  shown_ = step;
  if (total_ == 0) {
    *out_ << fmt::format("\r{} {}", what_, done) << std::flush;
    return;
  }
  const auto full = step * bar_width / steps;
  *out_ << fmt::format("\r{} [{:<{}}] {:>3}%", what_, std::string(full, '#'), bar_width, step) << std::flush;
}

OrExit<std::vector<Record>> read_import(const ImportOptions& options, std::span<const Column> columns,
                                        FileErrors& errors, Surroundings& around) {
  const auto format = format_of(options);
  if (!format) {
    complain(around, fmt::format("which format has {}? Give --format csv or --format jsonl", shown_name(options)));
    return tl::unexpected<int>(exit_usage);
  }
  const bool standard_input = options.file == "-";
  std::ifstream file;
  if (!standard_input) file.open(options.file, std::ios::binary);
  if (!standard_input && !file) {
    complain(around, fmt::format("cannot open {}", options.file));
    return tl::unexpected<int>(exit_usage);
  }
  Progress progress(around, "reading", standard_input ? 0 : size_of(options.file));
  return read_records(standard_input ? around.in : file, *format, columns, errors,
                      [&](std::size_t bytes) { progress.update(bytes); });
}

int refuse_import(const ImportOptions& options, FileErrors errors, Surroundings& around) {
  errors.sort();
  if (options.common.json) {
    auto list = Json::array();
    for (const auto& entry : errors.kept()) {
      list.push_back(
          {{"file", shown_name(options)}, {"line", entry.line}, {"column", entry.column}, {"message", entry.message}});
    }
    print_json(around.out, {{"good", false}, {"errors", std::move(list)}, {"more_errors", errors.more()}});
    return exit_usage;
  }
  around.err << escaped_lines(errors.to_string(shown_name(options)));
  complain(around, fmt::format("{} error{}: nothing was recorded", errors.count(), errors.count() == 1 ? "" : "s"));
  return exit_usage;
}

int say_imported(const ImportOptions& options, const Imported& imported, Surroundings& around) {
  const auto& [what, count, done, did, rest, rest_key] = imported;
  if (options.common.json) {
    Json json = {{"good", true}, {std::string(what) + "s", count}};
    json[std::string(did)] = done ? Json(*done) : Json(nullptr);
    if (!rest_key.empty()) json[std::string(rest_key)] = done ? Json(count - *done) : Json(nullptr);
    json["dry_run"] = options.dry_run;
    print_json(around.out, json);
    return exit_done;
  }
  const auto text = fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  if (done) {
    around.out << fmt::format("{}: {} {}, {} {}\n", text, *done, did, count - *done, rest);
  } else {
    around.out << fmt::format("{}: all good; nothing was recorded (--dry-run)\n", text);
  }
  return exit_done;
}

int refuse_wrongs(const Wrongs& wrongs, Surroundings& around) {
  for (const auto& wrong : wrongs) {
    const bool argument = wrong.field == "prospect" || wrong.field.empty();
    auto option = wrong.field.starts_with("slot_") ? std::string("slot") : wrong.field;
    complain(around, argument ? wrong.message : fmt::format("--{}: {}", option, wrong.message));
  }
  return exit_usage;
}

}  // namespace jeda::command
