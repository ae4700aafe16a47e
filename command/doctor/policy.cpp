// The policy, the holidays it knows, the clock and the zones.
#include <date/tz.h>
#include <fmt/format.h>
#include <sys/timex.h>

#include "command/doctor/doctor.h"
#include "service/stores.h"

namespace jeda::doctor {
namespace {

constexpr int days_of_warning = 60;
constexpr std::chrono::milliseconds no_page_check{0};

Finding holidays(const policy::Policy& policy, Time now) {
  if (policy.holidays.empty())
    return {Level::warning, "holidays", "the policy knows no holidays: each is taken for a working day",
            "name files of them in rules.yaml: holidays: [calendars/indonesia.yaml]"};
  const date::year last = date::year_month_day(policy.holidays.rbegin()->first).year();
  const auto end = date::sys_days(last / date::December / 31);
  const auto left = (end - date::floor<date::days>(now)).count();
  const std::string says = fmt::format("holidays are known to the end of {}", static_cast<int>(last));
  const std::string advice = "add next year's holidays to the calendar that rules.yaml names, then reload";
  if (left < 0) return {Level::fault, "holidays", says + ", which is past: none is kept any more", advice};
  if (left < days_of_warning) return {Level::warning, "holidays", fmt::format("{}: {} days more", says, left), advice};
  return {Level::ok, "holidays", says, ""};
}

std::string first_of(const config::Diagnostics& diagnostics) {
  const auto& first = diagnostics.front();
  return fmt::format("{}:{}:{}: {}", first.file, first.at.line, first.at.column, first.message);
}

Finding synchronised() {
  timex state{};
  const int result = ::adjtimex(&state);
  if (result < 0) return {Level::unknown, "clock", "the system does not tell whether its clock is kept right", ""};
  if (result == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
    return {Level::warning, "clock", "the clock is not kept right by NTP: every rule counts by it",
            "run an NTP client, such as systemd-timesyncd or chrony; timedatectl shows its state"};
  return {Level::ok, "clock", "the clock is kept right by NTP", ""};
}

Finding zones() {
  try {
    const auto& data = date::get_tzdb();
    const auto* here = date::current_zone();
    return {Level::ok, "zones", fmt::format("time zones {} are there, this host is in {}", data.version, here->name()),
            ""};
  } catch (const std::exception& error) {
    return {Level::fault, "zones", fmt::format("time zones cannot be read: {}", error.what()),
            "install tzdata, and let /etc/localtime lead to a zone"};
  }
}

}  // namespace

Findings check_policy(const Patient& patient) {
  const auto loaded = policy::load_policy(patient.rules);
  if (!loaded)
    return {{Level::fault, "policy",
             fmt::format("{} cannot be used ({} error{}): {}", patient.rules, loaded.error().size(),
                         loaded.error().size() == 1 ? "" : "s", first_of(loaded.error())),
             "jeda check shows every error; daemons that run keep the policy they have, but would not start"}};
  const auto& policy = *loaded->policy;
  Findings findings;
  if (!loaded->warnings.empty())
    findings.push_back({Level::warning, "policy", first_of(loaded->warnings), "jeda check shows every warning"});
  if (policy.mode == policy::Mode::observe)
    findings.push_back({Level::warning, "policy", "mode is observe: mail is judged and recorded, and all of it passes",
                        "set mode: enforce in rules.yaml when what jeda held says is right"});
  if (findings.empty())
    findings.push_back({Level::ok, "policy", fmt::format("{} is good, version {}", patient.rules, policy.version), ""});
  findings.push_back(holidays(policy, patient.now));
  return findings;
}

Findings check_clock(const Patient& patient) {
  Findings findings = {synchronised(), zones()};
  const auto pulse = service::care_of(patient.settings)->pulse(no_page_check);
  if (pulse && pulse->newest && *pulse->newest > patient.now + store::most_ahead)
    findings.push_back(
        {Level::fault, "clock",
         fmt::format("something in the store is dated {}, which is still to come: the clock was or is wrong",
                     date::format("%FT%TZ", date::floor<std::chrono::seconds>(*pulse->newest))),
         "set the clock right; `jeda store clock` shows what holds mail back until then, and mends it"});
  return findings;
}

}  // namespace jeda::doctor
