// scenarios: runs scenario files one way.
#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "tests/scenarios/mta.h"
#include "tests/scenarios/process.h"
#include "tests/scenarios/run.h"

namespace {

using namespace jeda::scenarios;
namespace fs = std::filesystem;

constexpr int skipped = 77;

struct Options {
  std::string way = "session";
  std::string base;
  std::string name;
  Programs programs;
  std::vector<std::string> files;
  bool keep = false;
};

Options read_options(CLI::App& app, int argc, char** argv) {
  Options options;
  app.add_option("--way", options.way, "session, milter, postfix or sendmail")
      ->check(CLI::IsMember({"session", "milter", "postfix", "sendmail"}));
  app.add_option("--base", options.base, "the policy that scenarios change")->required();
  app.add_option("--name", options.name, "only scenarios with this in their name");
  app.add_option("--daemon", options.programs.daemon, "jeda-milter");
  app.add_option("--sandbox", options.programs.sandbox, "postfix-sandbox or sendmail-sandbox");
  app.add_option("--cache", options.programs.cache, "where Sendmail is unpacked");
  app.add_option("--preload", options.programs.faketime, "what the daemon preloads: libfaketimeMT.so.1");
  app.add_flag("--keep", options.keep, "keep the directories of the run");
  app.add_option("files", options.files)->required();
  app.parse(argc, argv);
  return options;
}

jeda::config::SourceFile source(const std::string& path) { return {fs::path(path).filename().string(), slurp(path)}; }

/// The scenarios of this way in all files; false where a file cannot be read, after saying why.
bool read_all(const Options& options, std::vector<Scenario>& scenarios) {
  bool good = true;
  for (const std::string& file : options.files) {
    auto parsed = parse_scenarios(source(file), source(options.base));
    if (!parsed) fmt::print(stderr, "{}", jeda::config::to_string(parsed.error()));
    good = good && parsed.has_value();
    if (!parsed) continue;
    for (Scenario& one : *parsed) {
      const bool here = std::find(one.ways.begin(), one.ways.end(), options.way) != one.ways.end();
      if (here && one.name.find(options.name) != std::string::npos) scenarios.push_back(std::move(one));
    }
  }
  return good;
}

/// A directory of this run alone, which the MTA's user may enter.
class Scratch {
 public:
  explicit Scratch(bool keep) : keep_(keep) {
    std::string name = (root() / "jeda-scenarios-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw Broken("cannot make " + name);
    path_ = name;
    fs::permissions(path_, fs::perms(0755));
  }
  ~Scratch() {
    std::error_code ignored;
    if (!keep_) fs::remove_all(path_, ignored);
    if (keep_) fmt::print("kept: {}\n", path_.string());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  /// In memory where that can be: what is tested here is no disk, and every decision waits for it.
  static fs::path root() {
    const fs::path memory = "/dev/shm";
    return std::getenv("TMPDIR") == nullptr && ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
  }

  fs::path path_;
  bool keep_;
};

MakeWay make_way(const Options& options, const Mta* mta) {
  if (mta != nullptr)
    return [&options, mta](const Site& site, jeda::Time now) {
      return run_through_mta(options.programs, *mta, site, now);
    };
  if (options.way == "milter")
    return [&options](const Site& site, jeda::Time now) { return run_over_milter(options.programs, site, now); };
  return run_in_process;
}

/// The MTA that this way goes through; null for none.
std::unique_ptr<Mta> make_mta(const Options& options, const Scratch& scratch) {
  if (options.way == "postfix") return start_postfix(options.programs, scratch.path() / "postfix");
  if (options.way == "sendmail") return surrounding_sendmail();
  return nullptr;
}

int run_all(const Options& options, const std::vector<Scenario>& scenarios, const Scratch& scratch) {
  const std::unique_ptr<Mta> mta = make_mta(options, scratch);
  const MakeWay make = make_way(options, mta.get());
  int failed = 0;
  int number = 0;
  std::size_t steps = 0;
  for (const Scenario& scenario : scenarios) {
    const fs::path directory = scratch.path() / std::to_string(++number);
    const auto failures = run_scenario(scenario, directory, mta ? mta->socket() : directory / "sock", make);
    for (const std::string& failure : failures) fmt::print("{}\n", failure);
    failed += failures.empty() ? 0 : 1;
    steps += scenario.steps.size();
    if (!options.keep) fs::remove_all(directory);  // each store's log takes 32 MiB
  }
  fmt::print("{}: {} scenarios, {} steps, {} failed\n", options.way, scenarios.size(), steps, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs scenario files in process, over the milter protocol or through a real MTA.", "scenarios");
  try {
    const Options options = read_options(app, argc, argv);
    std::vector<Scenario> scenarios;
    if (!read_all(options, scenarios)) return 2;
    if (scenarios.empty() && !options.name.empty()) throw Broken("no scenario of that name");
    const Scratch scratch(options.keep);
    if (options.way == "sendmail" && std::getenv("SENDMAIL_CF") == nullptr)
      return run_beside_sendmail(options.programs, scratch.path() / "sendmail", {argv + 1, argv + argc});
    return run_all(options, scenarios, scratch);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return std::string_view(error.what()).starts_with("skip") ? skipped : 1;
  }
}
