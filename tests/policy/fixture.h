// What the tests of policy/ share: moments written as people write them, and a policy like the shipped one.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "policy/decide.h"

namespace jeda::policy {

inline const date::time_zone& zone(const std::string& name) { return *date::locate_zone(name); }

/// "2026-11-30 09:00" or "2026-11-30 09:00:05" on the clock of a zone; of two such moments the first.
inline Time moment(const std::string& text, const std::string& zone_name = "Asia/Jakarta") {
  date::local_time<Duration> clock;
  std::istringstream in(text.size() == 16 ? text + ":00" : text);
  in >> date::parse("%F %T", clock);
  INFO(text);
  REQUIRE_FALSE(in.fail());
  return zone(zone_name).to_sys(clock, date::choose::earliest);
}

/// "Mon 2026-11-30 09:00 WIB"; "never" for none.
inline std::string show(std::optional<Time> at, const std::string& zone_name = "Asia/Jakarta") {
  if (!at) return "never";
  return date::format("%a %F %T %Z", date::make_zoned(&zone(zone_name), date::floor<std::chrono::seconds>(*at)));
}

inline Duration hours(int count) { return std::chrono::hours(count); }
inline Duration days(int count) { return std::chrono::hours(24 * count); }
inline int clock_minute(int hour, int minute = 0) { return hour * 60 + minute; }

inline WeekHours business_hours() {
  WeekHours week;
  for (std::size_t day = 1; day <= 5; ++day) week.days[day] = {{clock_minute(9), clock_minute(17)}};
  return week;
}

inline WeekHours consumer_hours() {
  WeekHours week;
  for (std::size_t day = 1; day <= 5; ++day) {
    week.days[day] = {{clock_minute(11), clock_minute(13)}, {clock_minute(17), clock_minute(21)}};
  }
  week.days[0] = week.days[6] = {{clock_minute(8), clock_minute(21)}};
  week.open_on_holidays = true;
  return week;
}

inline date::local_days day(int year, unsigned month, unsigned of_month) {
  return date::local_days(date::year(year) / date::month(month) / date::day(of_month));
}

inline Gap default_gap() { return {hours(2), hours(24), {days(7), days(7), days(14)}}; }

inline Rule rule(const std::string& name, Kind kind, Action action = Action::hold,
                 Release release = Release::when_allowed) {
  return Rule{name, std::move(kind), action, release, {}, {}};
}

/// The example of the design: no rules yet.
inline Policy bare_policy() {
  Policy policy;
  policy.version = "0123456789ab";
  policy.mode = Mode::enforce;
  policy.organisation.domains = {"ours.example"};
  policy.organisation.networks = {*parse_network("127.0.0.0/8"), *parse_network("::1")};
  policy.organisation.sales = {"*@ours.example"};
  policy.organisation.exempt = {"billing@ours.example"};
  policy.organisation.people = {{"budi", {"budi@ours.example", "sales1@ours.example"}}};
  policy.prospects = {{"*@toko.example", Audience::consumer, &zone("Asia/Jayapura")},
                      {"*@rumah.example", Audience::consumer, &zone("Asia/Makassar")},
                      {"*@berlin.example", Audience::business, &zone("Europe/Berlin")},
                      {"*", Audience::business, &zone("Asia/Jakarta")}};
  policy.business = business_hours();
  policy.consumer = consumer_hours();
  policy.holidays = {{day(2026, 12, 25), "Natal"}, {day(2027, 1, 1), "Tahun Baru"}};
  return policy;
}

inline Policy full_policy() {
  Policy policy = bare_policy();
  policy.rules = {rule("gap", default_gap()), rule("stop", StopAfter{8}, Action::reject, Release::review),
                  rule("hours", TimeOfDay{}),
                  rule("one-salesperson", DuplicateSender{days(30), Scope::address}, Action::reject, Release::review)};
  return policy;
}

inline Policy policy_with(std::vector<Rule> rules) {
  Policy policy = bare_policy();
  policy.rules = std::move(rules);
  return policy;
}

inline Recipient recipient(const std::string& key, const std::string& company = {}) { return {key, key, company}; }

inline Outgoing mail_from(const std::string& salesperson, std::vector<Recipient> recipients) {
  return {salesperson, salesperson + "@ours.example", std::move(recipients)};
}

inline Touch contact(Time at, const std::string& by, bool answer = false) {
  return {at, TouchKind::contact, by, answer, "ref"};
}
inline Touch reply(Time at, const std::string& to) { return {at, TouchKind::reply, to, false, ""}; }

/// A prospect with this log, whose company has nobody else.
inline ProspectHistory history(const std::vector<Touch>& log) {
  ProspectHistory result;
  result.prospect = fold(log);
  result.company = result.prospect.people;
  return result;
}

/// One recipient in business hours in Jakarta.
inline Decision decide_one(const Policy& policy, const std::string& salesperson, const ProspectHistory& known, Time now,
                           const std::string& prospect = "ani@acme.example") {
  return decide(policy, mail_from(salesperson, {recipient(prospect, "acme.example")}), std::vector{known}, now);
}

}  // namespace jeda::policy
