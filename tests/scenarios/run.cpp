#include "tests/scenarios/run.h"

#include <date/date.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <sqlite3.h>

#include <algorithm>
#include <sstream>

#include "command/command.h"
#include "mail/address.h"
#include "service/stores.h"
#include "store/sqlite/sqlite.h"
#include "tests/scenarios/process.h"

namespace jeda::scenarios {
namespace {

constexpr int all_touches = 10000;

/// Another process that holds the database: a writer that does not end its transaction.
class Lock {
 public:
  explicit Lock(const std::filesystem::path& database) {
    sqlite3_open(database.c_str(), &connection_);
    sqlite3_busy_timeout(connection_, 5000);
    if (sqlite3_exec(connection_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK)
      throw Broken(fmt::format("cannot lock the store: {}", sqlite3_errmsg(connection_)));
  }
  ~Lock() { sqlite3_close(connection_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  sqlite3* connection_ = nullptr;
};

template <typename T>
T value_of(store::Result<T> result) {
  if (!result) throw Broken("store: " + result.error().message);
  return std::move(*result);
}

bool matches(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

std::string moment(std::optional<Time> time) {
  return time ? date::format("%a %F %T UTC", date::floor<std::chrono::seconds>(*time)) : "never";
}

/// The value of "key=" in the last line of `log` that starts with `kind`.
std::optional<std::string> logged(const std::string& log, std::string_view kind, const std::string& key) {
  std::optional<std::string> found;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(fmt::format("{} ", kind)) == std::string::npos) continue;
    const auto at = line.find(" " + key + "=");
    if (at == std::string::npos) continue;
    const auto start = at + key.size() + 2;
    found = line.substr(start, line.find(' ', start) - start);
  }
  return found;
}

std::string settings_text(const Scenario& scenario, const Site& site) {
  std::string text = fmt::format("socket: unix:{}\nsocket_mode: \"0666\"\nstore: sqlite:{}\nrules: rules.yaml\n",
                                 site.socket.string(), site.database().string());
  for (const auto& [key, value] : scenario.settings) text += fmt::format("{}: {}\n", key, value);
  return text;
}

void write_site(const Scenario& scenario, const Site& site) {
  std::filesystem::create_directories(site.directory);
  write_file(site.config(), settings_text(scenario, site));
  write_file(site.rules(), scenario.rules);
  write_file(site.directory / "holidays.yaml", scenario.holidays);
}

const Mail* mail_of(const Event& event) {
  if (const auto* send = std::get_if<Send>(&event)) return &send->mail;
  if (const auto* reply = std::get_if<Reply>(&event)) return &reply->mail;
  return nullptr;
}

class Run {
 public:
  Run(const Scenario& scenario, Site site, const MakeWay& make)
      : scenario_(scenario), site_(std::move(site)), way_(make(site_, scenario.steps.front().now)) {}

  std::vector<std::string> run() {
    for (std::size_t i = 0; i < scenario_.steps.size(); ++i) step(scenario_.steps[i], i + 1);
    if (!failures_.empty()) failures_.push_back("  its log:\n" + way_->log());
    return std::move(failures_);
  }

 private:
  void step(const Step& one, std::size_t number) {
    step_ = &one;
    number_ = number;
    way_->set_time(one.now);
    log_start_ = way_->log().size();
    if (const auto* reload = std::get_if<Reload>(&one.event)) return do_reload(*reload);
    if (const auto* restart = std::get_if<Restart>(&one.event)) return way_->restart(restart->kill);
    if (const auto* fault = std::get_if<StoreFault>(&one.event)) return do_fault(*fault);
    if (const auto* command = std::get_if<Command>(&one.event)) return do_command(*command);
    const Mail& mail = *mail_of(one.event);
    const bool inbound = std::holds_alternative<Reply>(one.event);
    const auto before = count_replies(inbound);
    const Seen seen = way_->deliver(mail);
    check_verdict(seen, inbound, before, count_replies(inbound));
    check_reply(seen);
    check_header(seen);
    if (step_->expect.to)
      compare("to", fmt::format("{}", fmt::join(*step_->expect.to, " ")), fmt::format("{}", fmt::join(seen.to, " ")));
    if (step_->expect.subject && seen.subject) compare("subject", *step_->expect.subject, *seen.subject);
    check_store();
  }

  void do_reload(const Reload& reload) {
    write_file(site_.rules(), reload.rules);
    write_file(site_.directory / "holidays.yaml", reload.holidays);
    way_->reload();
    const std::string seen = new_log().find("reload refused") == std::string::npos ? "reloaded" : "refused";
    compare("verdict", step_->expect.verdict, seen);
    for (const std::string& part : step_->expect.log) contain("log", part, new_log());
  }

  void do_fault(const StoreFault& fault) {
    lock_.reset();
    if (fault.locked) lock_ = std::make_unique<Lock>(site_.database());
  }

  void do_command(const Command& command) {
    std::vector<std::string> arguments = {"--config", site_.config().string()};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    std::istringstream in;
    std::ostringstream out;
    const Time now = step_->now;
    command::Surroundings around{in,
                                 out,
                                 out,
                                 [now] { return now; },
                                 service::open_reader,
                                 [](const config::Settings& settings) { return service::open_store(settings); }};
    around.open_desk = [](const config::Settings& settings) { return service::open_desk(settings); };
    around.login = "root";
    const int exit = command::run(arguments, around);
    if (exit != step_->expect.exit)
      fail("exit", std::to_string(step_->expect.exit), fmt::format("{}\n{}", exit, out.str()));
    for (const std::string& part : step_->expect.output) contain("output", part, out.str());
    check_store();
  }

  void check_verdict(const Seen& seen, bool inbound, const std::vector<int>& before, const std::vector<int>& after) {
    std::string want = step_->expect.verdict;
    std::string got = seen.verdict;
    if (want == "ignored" && !way_->tells_ignored()) want = "accept";
    if (inbound && (want == "recorded" || want == "not-a-reply") && (got == "accept" || got == "ignored"))
      got = recorded(before, after);
    if (inbound && want == "accept" && got == "ignored") got = want;
    if (!want.empty()) compare("verdict", want, got);
    if (step_->expect.rules) compare("rules", *step_->expect.rules, rules_logged());
    for (const std::string& part : step_->expect.log) contain("log", part, new_log());
  }

  std::string rules_logged() {
    const std::string rules = logged(new_log(), "decision", "rules").value_or("(no decision)");
    return rules == "-" ? "" : rules;
  }

  void check_reply(const Seen& seen) {
    const std::string joined = fmt::format("{}", fmt::join(seen.reply, " "));
    for (const std::string& part : step_->expect.reply) contain("reply", part, joined);
    if (!step_->expect.whole_reply) return;
    const auto& want = *step_->expect.whole_reply;
    const bool same =
        want.size() == seen.reply.size() && std::equal(want.begin(), want.end(), seen.reply.begin(), matches);
    if (!same)
      fail("reply", fmt::format("{}", fmt::join(want, "\n    ")), fmt::format("{}", fmt::join(seen.reply, "\n    ")));
  }

  void check_header(const Seen& seen) {
    const std::string got = fmt::format("{}", fmt::join(seen.own_headers, " | "));
    if (seen.verdict == "accept" || seen.verdict == "tag") {
      const std::string want = step_->expect.header.value_or(seen.verdict == "tag" ? "tag; rules=*; ref=*" : "");
      if (!matches(want, got) || seen.own_headers.size() > 1) fail("X-Jeda", want, got);
    }
    if (step_->expect.reason && seen.reason && !matches(*step_->expect.reason, *seen.reason))
      fail("quarantine reason", *step_->expect.reason, *seen.reason);
  }

  void check_store() {
    if (lock_) return;
    for (const auto& [key, counts] : step_->expect.history) check_counts(key, counts);
    if (step_->expect.held) compare("held", std::to_string(*step_->expect.held), std::to_string(held_now()));
    if (!step_->expect.next) return;
    const std::string reference = logged(new_log(), "decision", "ref").value_or("");
    const auto message = value_of(reader().held_message(reference));
    compare("next", moment(*step_->expect.next), message ? moment(message->next_allowed) : "(not held)");
  }

  void check_counts(const std::string& key, const Counts& want) {
    const auto touches = value_of(reader().touches(key, all_touches));
    const auto count = [&](policy::TouchKind kind) {
      return static_cast<int>(std::count_if(touches.begin(), touches.end(),
                                            [&](const auto& one) { return !one.hold && one.touch.kind == kind; }));
    };
    const auto waits = std::count_if(touches.begin(), touches.end(),
                                     [](const auto& one) { return one.hold == store::HeldState::held; });
    const auto compare_count = [&](const char* what, const std::optional<int>& number, int got) {
      if (number) compare(key + " " + what, std::to_string(*number), std::to_string(got));
    };
    compare_count("contacts", want.contacts, count(policy::TouchKind::contact));
    compare_count("held", want.held, static_cast<int>(waits));
    compare_count("replies", want.replies, count(policy::TouchKind::reply));
    const auto history = value_of(reader().history({key, key, mail::company_of(key)}));
    compare_count("unanswered", want.unanswered, history.prospect.unanswered);
  }

  int held_now() { return static_cast<int>(value_of(reader().held(store::HeldState::held, all_touches)).size()); }

  /// Whom the step's reply should be credited to: as the scenario says, else its From.
  std::vector<std::string> credited() {
    if (!step_->expect.credited.empty()) return step_->expect.credited;
    return {mail::normalise(mail_of(step_->event)->from)};
  }

  static std::string recorded(const std::vector<int>& before, const std::vector<int>& after) {
    std::size_t grown = 0;
    for (std::size_t i = 0; i < before.size(); ++i) grown += after[i] > before[i] ? 1 : 0;
    return grown == 0 ? "not-a-reply" : grown == before.size() ? "recorded" : "recorded in part";
  }

  /// The replies of each prospect that the step's mail may be credited to; of none where the store is not to be asked.
  std::vector<int> count_replies(bool inbound) {
    std::vector<int> counts;
    if (!inbound || lock_) return counts;
    for (const std::string& key : credited()) {
      const auto touches = value_of(reader().touches(key, all_touches));
      counts.push_back(static_cast<int>(std::count_if(
          touches.begin(), touches.end(), [](const auto& one) { return one.touch.kind == policy::TouchKind::reply; })));
    }
    return counts;
  }

  store::Reader& reader() {
    if (!reader_) reader_ = value_of(store::open_sqlite_reader(site_.database().string()));
    return *reader_;
  }

  std::string new_log() { return way_->log().substr(log_start_); }

  void compare(const std::string& what, const std::string& want, const std::string& got) {
    if (want != got) fail(what, want, got);
  }

  void contain(const std::string& what, const std::string& part, const std::string& whole) {
    if (whole.find(part) == std::string::npos) fail(what, "..." + part + "...", whole);
  }

  void fail(const std::string& what, const std::string& want, const std::string& got) {
    failures_.push_back(fmt::format("{}:{}: {}, step {} (at {} = {}): {}\n  expected: {}\n  got:      {}",
                                    scenario_.file, step_->line, scenario_.name, number_, step_->at, moment(step_->now),
                                    what, want, got));
  }

  const Scenario& scenario_;
  Site site_;
  std::unique_ptr<Way> way_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<Lock> lock_;
  std::vector<std::string> failures_;
  const Step* step_ = nullptr;
  std::size_t number_ = 0;
  std::size_t log_start_ = 0;
};

}  // namespace

std::vector<std::string> run_scenario(const Scenario& scenario, const std::filesystem::path& directory,
                                      const std::filesystem::path& socket, const MakeWay& make) {
  if (scenario.steps.empty()) return {};
  const Site site{directory, socket};
  try {
    write_site(scenario, site);
    return Run(scenario, site, make).run();
  } catch (const std::exception& error) {
    return {fmt::format("{}:{}: {}: {}", scenario.file, scenario.line, scenario.name, error.what())};
  }
}

}  // namespace jeda::scenarios
