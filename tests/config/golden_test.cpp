// Whole error texts: golden/rules/NAME.yaml and golden/settings/NAME.yaml, each with NAME.expected beside it.
// JEDA_GOLDEN=write in the environment writes the expected files anew: read the difference before committing it.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/settings.h"
#include "policy/load/load.h"

namespace fs = std::filesystem;
using namespace jeda;

namespace {

const fs::path golden = fs::path(JEDA_SOURCE_DIR) / "tests/config/golden";

std::vector<fs::path> files_in(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(golden / folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read(const fs::path& path) { return config::read_file(path.string()).value_or(config::SourceFile{}).text; }

std::string judge_rules(const fs::path& path) {
  const auto reader = [](const std::string& name) -> tl::expected<config::SourceFile, std::string> {
    const auto file = config::read_file((golden / name).string());
    if (!file) return tl::unexpected("cannot read " + name + ": No such file or directory");
    return config::SourceFile{name, file->text};
  };
  const auto loaded = policy::parse_policy({path.filename().string(), read(path)}, reader);
  return loaded ? "accepted\n" + config::to_string(loaded->warnings) : config::to_string(loaded.error());
}

std::string judge_settings(const fs::path& path) {
  const auto settings = config::parse_settings({path.filename().string(), read(path)});
  return settings ? "accepted\n" : config::to_string(settings.error());
}

void compare(const fs::path& path, const std::string& text) {
  const fs::path expected = fs::path(path).replace_extension(".expected");
  const char* mode = std::getenv("JEDA_GOLDEN");
  if (mode != nullptr && std::string(mode) == "write") std::ofstream(expected, std::ios::binary) << text;
  INFO(path.string());
  CHECK(text == read(expected));
}

}  // namespace

TEST_CASE("rules files get the errors and warnings that are written beside them") {
  const auto files = files_in("rules");
  REQUIRE(files.size() >= 10);
  for (const fs::path& path : files) compare(path, judge_rules(path));
}

TEST_CASE("settings files get the errors that are written beside them") {
  const auto files = files_in("settings");
  REQUIRE(files.size() >= 2);
  for (const fs::path& path : files) compare(path, judge_settings(path));
}
