// worst_case: gives the daemon the worst messages that we could think of, one by one, over the milter protocol, and
// holds it to its promise: from the end of message to the verdict less than a second (of its own processor time, so
// that a busy machine does not fail the test), and less than 32 MiB beyond what it needs anyway.
//
//   worst_case --daemon JEDA-MILTER --source DIR [--scan-limit SIZE] [--apart] [--name PART]
#include <fmt/format.h>
#include <sys/wait.h>
#include <time.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tests/scenarios/process.h"
#include "tests/scenarios/way.h"
#include "tests/support/milter_client.h"
#include "tests/worst/messages.h"

namespace {

using namespace jeda;
namespace fs = std::filesystem;
using scenarios::Broken;
using Clock = std::chrono::steady_clock;

constexpr double most_seconds = 1.0;
constexpr double most_mebibytes = 32.0;

struct Options {
  std::string daemon;
  fs::path source;
  std::string scan_limit;
  std::string name;
  bool apart = false;
};

struct Cost {
  std::string name;
  std::string verdict;
  double processor = 0;   // seconds, from end of message to the verdict
  double wall = 0;        // seconds, the same
  double collecting = 0;  // processor seconds, before
  double memory = 0;      // MiB beyond the baseline, at most, of all the message

  bool is_kept() const { return processor < most_seconds && memory < most_mebibytes; }
};

void replace(std::string& text, std::string_view old, std::string_view by) {
  const auto at = text.find(old);
  if (at == std::string::npos) throw Broken(fmt::format("rules.yaml has no '{}'", old));
  text.replace(at, old.size(), by);
}

/// The shipped policy, enforced, at any hour, with a list of patterns that explode.
std::string policy(const Options& options) {
  const std::string source = options.source.string();
  std::string text = scenarios::slurp(options.source / "rules.yaml");
  replace(text, "mode: observe", options.apart ? "mode: enforce\nrecipients: apart" : "mode: enforce");
  replace(text, "business: {mon-fri: [\"09:00-17:00\"], holidays: closed}",
          "business: {mon-fri: [\"00:00-24:00\"], sat-sun: [\"00:00-24:00\"], holidays: open}");
  replace(text, "calendars/", source + "/calendars/");
  replace(text, "phrases/indonesian.yaml, phrases/english.yaml",
          fmt::format("{0}/phrases/indonesian.yaml, {0}/phrases/english.yaml, {{explodes: ['(a+)+$', '(a|aa)+b$', "
                      "'(a*)*c', '(.*a){{12}}d', '(\\w+\\s?)*e;$', '^(([a-z])+.)+[A-Z]([a-z])+$']}}",
                      source));
  return text + "  - {name: explodes, kind: phrase, list: explodes, action: tag}\n";
}

class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "jeda-worst-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw Broken("cannot make " + name);
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class Filter {
 public:
  Filter(const Options& options, const fs::path& directory) : log_(directory / "log") {
    scenarios::write_file(directory / "rules.yaml", policy(options));
    scenarios::write_file(directory / "jeda.yaml",
                          fmt::format("socket: unix:{0}/sock\nstore: sqlite:{0}/history.db\nrules: rules.yaml\n"
                                      "preview: text\nscan_limit: {1}\nnotices: {{from: jeda@ours.example}}\n",
                                      directory.string(), options.scan_limit));
    endpoint_ = "unix:" + (directory / "sock").string();
    process_ = std::make_unique<scenarios::Process>(
        std::vector<std::string>{options.daemon, "--config", (directory / "jeda.yaml").string()},
        scenarios::Environment{}, log_);
    while (log().find("listening socket=") == std::string::npos)
      if (process_->ended(5)) throw Broken(log());
  }

  const std::string& endpoint() const { return endpoint_; }
  std::string log() const { return scenarios::slurp(log_); }
  bool is_alive() { return !process_->ended(0); }

  double processor_seconds() const {
    clockid_t clock = 0;
    timespec time{};
    if (::clock_getcpuclockid(process_->id(), &clock) != 0 || ::clock_gettime(clock, &time) != 0)
      throw Broken("the daemon ended:\n" + log());
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

  /// From now on `peak()` counts anew.
  void forget_peak() const { scenarios::overwrite(proc("clear_refs"), "5"); }
  double peak() const { return mebibytes("VmHWM:"); }

 private:
  fs::path proc(const char* name) const { return fs::path("/proc") / std::to_string(process_->id()) / name; }

  double mebibytes(const std::string& key) const {
    std::istringstream words(scenarios::slurp(proc("status")));
    for (std::string word; words >> word;) {
      double kibibytes = 0;
      if (word == key && words >> kibibytes) return kibibytes / 1024;
    }
    throw Broken("no " + key);
  }

  fs::path log_;
  std::string endpoint_;
  std::unique_ptr<scenarios::Process> process_;
};

template <typename T>
T value_of(mta::Result<T> result) {
  if (!result) throw Broken("milter: " + result.error().message);
  return std::move(*result);
}

/// All of the message but its end. False: the filter has given its verdict before.
bool tell(mta::MilterClient& client, const worst::Hostile& mail, const std::string& id) {
  if (!mail.inbound) client.define("{auth_authen}", "budi");
  client.define("i", id);
  value_of(client.mail(mail.inbound ? (mail.bounce ? "" : "ani@toko.example") : "budi@ours.example"));
  if (mail.inbound)
    value_of(client.rcpt("budi@ours.example"));
  else
    for (const std::string& to : mail.to) value_of(client.rcpt(to));
  if (value_of(client.data()).is_final()) return false;
  value_of(client.header("From", mail.inbound ? "ani@toko.example" : "budi@ours.example"));
  value_of(client.header("Message-ID", "<" + id + "@client.example>"));
  for (const auto& [name, value] : mail.header) value_of(client.header(name, value));
  value_of(client.end_of_header());
  return !value_of(client.body(mail.body)).is_final();
}

std::string verdict_of(const mta::Outcome& outcome) {
  if (outcome.find(mta::Modification::Kind::quarantine) != nullptr) return "hold";
  if (outcome.find(mta::Modification::Kind::insert_header) != nullptr ||
      outcome.find(mta::Modification::Kind::add_header) != nullptr)
    return "tag";
  return mta::to_string(outcome.reply).substr(0, 9);
}

Cost measure(const Filter& filter, const worst::Kind& kind, int number, double baseline) {
  Cost cost;
  cost.name = kind.name;
  const worst::Hostile mail = kind.make();
  filter.forget_peak();
  const double begin = filter.processor_seconds();
  auto client =
      value_of(mta::MilterClient::connect(filter.endpoint(), mta::Offer::postfix(), std::chrono::seconds(60)));
  value_of(client.connection("client.example", "198.51.100.7"));
  value_of(client.helo("client.example"));
  cost.verdict = "early";
  if (tell(client, mail, fmt::format("W{}", number))) {
    const double before = filter.processor_seconds();
    const auto start = Clock::now();
    cost.verdict = verdict_of(value_of(client.end_of_message()));
    cost.wall = std::chrono::duration<double>(Clock::now() - start).count();
    cost.processor = filter.processor_seconds() - before;
    cost.collecting = before - begin;
  }
  client.quit();
  cost.memory = filter.peak() - baseline;
  return cost;
}

const worst::Kind ordinary{"an ordinary mail", [] {
                             worst::Hostile mail;
                             mail.body = "Dear Ani,\r\nour offer stands until Friday.\r\nBudi\r\n";
                             return mail;
                           }};

void show(const Cost& cost) {
  fmt::print("{:35} {:10} cpu {:8.1f} ms, wall {:8.1f} ms, before {:8.1f} ms, {:6.1f} MiB{}\n", cost.name, cost.verdict,
             cost.processor * 1e3, cost.wall * 1e3, cost.collecting * 1e3, cost.memory, cost.is_kept() ? "" : "  OVER");
  std::fflush(stdout);
}

/// On a daemon of its own, which has served ordinary mail before.
Cost measure_alone(const Options& options, const worst::Kind& kind) {
  const Scratch scratch;
  Filter filter(options, scratch.path());
  measure(filter, ordinary, 0, 0);
  measure(filter, ordinary, 1, 0);
  filter.forget_peak();
  const double baseline = filter.peak();
  if (kind.before != nullptr) measure(filter, {kind.name, kind.before}, 2, baseline);
  const Cost cost = measure(filter, kind, 3, baseline);
  if (!filter.is_alive()) throw Broken("the daemon ended");
  return cost;
}

int run(const Options& options) {
  int over = 0;
  for (const worst::Kind& kind : worst::kinds()) {
    if (std::string_view(kind.name).find(options.name) == std::string_view::npos) continue;
    const Cost cost = measure_alone(options, kind);
    show(cost);
    over += cost.is_kept() ? 0 : 1;
  }
  fmt::print("{} over {} s or {} MiB\n", over, most_seconds, most_mebibytes);
  return over == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Holds jeda-milter to its bounds with the worst messages.", "worst_case");
  Options options;
  options.scan_limit = "1MiB";
  app.add_option("--daemon", options.daemon, "jeda-milter")->required();
  app.add_option("--source", options.source, "the directory of rules.yaml")->required();
  app.add_option("--scan-limit", options.scan_limit, "as in jeda.yaml");
  app.add_option("--name", options.name, "only messages with this in their name");
  app.add_flag("--apart", options.apart, "each recipient is judged alone");
  CLI11_PARSE(app, argc, argv);
  try {
    return run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
