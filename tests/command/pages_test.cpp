// The examples of the man pages are taken at their word.
#include <catch2/catch.hpp>

#include <sstream>

#include "config/settings.h"
#include "policy/load/load.h"

using namespace jeda;

namespace {

/// What roff prints for a line of text: "\e" is a backslash.
std::string unescaped(std::string line) {
  for (auto at = line.find("\\e"); at != std::string::npos; at = line.find("\\e", at + 1)) line.replace(at, 2, "\\");
  return line;
}

/// The literal displays of a page's EXAMPLES, unescaped.
std::vector<std::string> examples(const std::string& page) {
  const auto file = config::read_file(std::string(JEDA_SOURCE_DIR) + "/man/" + page);
  REQUIRE(file);
  const auto begin = file->text.find(".Sh EXAMPLES");
  REQUIRE(begin != std::string::npos);
  std::vector<std::string> found;
  bool inside = false;
  std::istringstream lines(file->text.substr(begin));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(".Bd -literal")) found.emplace_back();
    if (inside && line != ".Ed") found.back() += unescaped(line) + "\n";
    inside = line.starts_with(".Bd -literal") || (inside && line != ".Ed");
  }
  return found;
}

std::string problems(const std::string& rules) {
  const auto loaded = policy::parse_policy({"rules.yaml", rules}, [](const std::string& path) {
    return tl::expected<config::SourceFile, std::string>(tl::unexpected("no " + path));
  });
  return config::to_string(loaded ? loaded->warnings : loaded.error());
}

}  // namespace

TEST_CASE("the settings in jeda.yaml(5) are good") {
  const auto found = examples("jeda.yaml.5");
  REQUIRE(found.size() == 3);
  for (const auto& text : found) {
    INFO(text);
    const auto settings = config::parse_settings({"jeda.yaml", text});
    CHECK((settings ? "" : config::to_string(settings.error())) == "");
  }
}

TEST_CASE("the policy in rules.yaml(5) is good, and so is the rule that is added to it") {
  const auto found = examples("rules.yaml.5");
  REQUIRE(found.size() == 3);
  CHECK(problems(found[0]) == "");
  CHECK(problems(found[0] + found[1]) == "");
  CHECK(problems(found[0] + found[1] + found[1]) != "");
  // The third replaces the rules of the first.
  CHECK(problems(found[0].substr(0, found[0].find("rules:")) + found[2]) == "");
}
