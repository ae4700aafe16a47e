#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <thread>

#include "command/doctor/doctor.h"

namespace jeda::doctor {
namespace {

constexpr std::chrono::seconds most{8};  // of one check; each has shorter limits of its own

struct Check {
  const char* name;
  Findings (*run)(const Patient&);
};
constexpr Check checks[] = {{"policy", check_policy},      {"clock", check_clock},     {"socket", check_socket},
                            {"chain", check_chain},        {"inbound", check_inbound}, {"aliases", check_aliases},
                            {"store", check_store},        {"agent", check_agent},     {"users", check_users},
                            {"queue", check_queue},        {"notices", check_notices}, {"prospects", check_prospects},
                            {"strangers", check_strangers}};

Findings run(const Check& check, const Patient& patient) {
  try {
    return check.run(patient);
  } catch (const std::exception& error) {
    return {{Level::unknown, check.name, fmt::format("could not be looked at: {}", error.what()), ""}};
  }
}

struct Running {
  const Check* check;
  std::future<Findings> findings;
};

Running start(const Check& check, const std::shared_ptr<const Patient>& patient) {
  std::packaged_task<Findings()> task([&check, patient] { return run(check, *patient); });
  Running running{&check, task.get_future()};
  std::thread(std::move(task)).detach();
  return running;
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::warning:
      return "warning";
    case Level::fault:
      return "fault";
    case Level::unknown:
      break;
  }
  return "unknown";
}

Findings examine(const Patient& patient) {
  const auto shared = std::make_shared<const Patient>(patient);
  std::vector<Running> all;
  for (const Check& check : checks) all.push_back(start(check, shared));
  const auto end = std::chrono::steady_clock::now() + most;
  Findings findings;
  for (auto& running : all) {
    if (running.findings.wait_until(end) == std::future_status::ready) {
      for (auto& finding : running.findings.get()) findings.push_back(std::move(finding));
    } else {
      findings.push_back({Level::unknown, running.check->name, fmt::format("gave no answer within {} s", most.count()),
                          "look for a disk or a server that hangs"});
    }
  }
  return findings;
}

}  // namespace jeda::doctor
