// The files that are shipped: rules.yaml and its calendar.
#include <catch2/catch.hpp>

#include <set>

#include "policy/load/load.h"
#include "policy/phrases.h"

using namespace jeda;
using namespace jeda::policy;
using namespace std::chrono_literals;

namespace {

LoadedPolicy load_default() {
  auto loaded = load_policy(JEDA_SOURCE_DIR "/rules.yaml");
  INFO((loaded ? std::string() : config::to_string(loaded.error())));
  REQUIRE(loaded);
  return *loaded;
}

date::local_days day(int year, unsigned month, unsigned day_of_month) {
  return date::local_days(date::year(year) / date::month(month) / date::day(day_of_month));
}

const Rule& rule_named(const Policy& policy, const std::string& name) {
  for (const Rule& rule : policy.rules) {
    if (rule.name == name) return rule;
  }
  FAIL("no rule " << name);
  throw std::logic_error(name);
}

}  // namespace

TEST_CASE("the shipped policy loads without a warning, observing") {
  const LoadedPolicy loaded = load_default();
  CHECK(config::to_string(loaded.warnings) == "");
  CHECK(loaded.policy->mode == Mode::observe);
  CHECK(loaded.policy->language == Language::id);
  CHECK(loaded.policy->version.size() == 12);
  CHECK(loaded.policy->version.find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("every shipped rule and purpose has a title of its own in each language") {
  const PolicyPtr policy = load_default().policy;
  for (std::size_t i = 0; i < Language::names().size(); ++i) {
    const Language language(i);
    std::set<std::string> titles;
    for (const Rule& rule : policy->rules) {
      INFO(rule.name << " in " << language.name());
      CHECK(rule.titles.contains(language));
      CHECK(rule.title(language).find(',') == std::string::npos);  // several stand in a list
      CHECK(titles.insert(rule.title(language)).second);
    }
    for (const Purpose& purpose : policy->purposes) CHECK(purpose.titles.contains(language));
  }
}

TEST_CASE("the shipped rules that only make mail wait for its time are overridden") {
  const PolicyPtr policy = load_default().policy;
  for (const char* name : {"gap", "gap-cold", "hours", "agreed-slot"}) CHECK(rule_named(*policy, name).overridable);
  CHECK(policy->overrides.tokens() == std::vector<std::string>{"mendesak", "urgent"});
}

TEST_CASE("the shipped organisation is the example's") {
  const PolicyPtr policy = load_default().policy;
  const Organisation& organisation = policy->organisation;
  CHECK(organisation.domains == std::vector<std::string>{"ours.example"});
  REQUIRE(organisation.networks.size() == 2);
  CHECK(organisation.networks[0].contains("127.0.0.1"));
  CHECK(organisation.networks[1].contains("::1"));
  CHECK(organisation.sales == std::vector<std::string>{"*@ours.example"});
  CHECK(organisation.exempt == std::vector<std::string>{"billing@ours.example"});
  REQUIRE(organisation.people.size() == 1);
  CHECK(organisation.people[0].name == "budi");
  CHECK(organisation.people[0].addresses == std::vector<std::string>{"budi@ours.example", "sales1@ours.example"});
}

TEST_CASE("the shipped gap grows from a week to two, never under two hours") {
  const PolicyPtr policy = load_default().policy;
  const Rule& rule = rule_named(*policy, "gap");
  const Gap& gap = std::get<Gap>(rule.kind);
  CHECK(gap.floor == 2h);
  CHECK(gap.after_reply == 24h);
  CHECK(gap.wait == std::vector<Duration>{168h, 168h, 336h});
  CHECK(rule.action == Action::hold);
  CHECK(rule.release == Release::when_allowed);
}

TEST_CASE("the shipped stop tags from the fourth mail and refuses the ninth") {
  const PolicyPtr policy = load_default().policy;
  const Rule& soon = rule_named(*policy, "stop-soon");
  CHECK(std::get<StopAfter>(soon.kind).unanswered == 3);
  CHECK(soon.action == Action::tag);
  const Rule& stop = rule_named(*policy, "stop");
  CHECK(std::get<StopAfter>(stop.kind).unanswered == 8);
  CHECK(stop.action == Action::reject);
}

TEST_CASE("the shipped duplicate rules look 30 days back, by address and by company") {
  const PolicyPtr policy = load_default().policy;
  const Rule& one = rule_named(*policy, "one-salesperson");
  CHECK(std::get<DuplicateSender>(one.kind).within == 30 * 24h);
  CHECK(std::get<DuplicateSender>(one.kind).scope == Scope::address);
  CHECK(one.action == Action::reject);
  const Rule& company = rule_named(*policy, "one-company");
  CHECK(std::get<DuplicateSender>(company.kind).within == 30 * 24h);
  CHECK(std::get<DuplicateSender>(company.kind).scope == Scope::company);
  CHECK(company.action == Action::hold);
  CHECK(company.release == Release::review);
}

TEST_CASE("the shipped hours are policy.md's, and the file's equal the built-in ones") {
  const PolicyPtr policy = load_default().policy;
  using Windows = std::vector<Window>;
  for (unsigned weekday = 0; weekday < 7; ++weekday) {
    const bool weekend = weekday == 0 || weekday == 6;
    CHECK(policy->business.days[weekday] == (weekend ? Windows{} : Windows{{540, 1020}}));
    CHECK(policy->consumer.days[weekday] == (weekend ? Windows{{480, 1260}} : Windows{{660, 780}, {1020, 1260}}));
  }
  CHECK_FALSE(policy->business.open_on_holidays);
  CHECK(policy->consumer.open_on_holidays);
  CHECK(rule_named(*policy, "hours").kind.index() == 2);
}

TEST_CASE("the shipped prospects end with everybody, in Jakarta") {
  const PolicyPtr policy = load_default().policy;
  const ProspectRule& shop = policy->prospect("ani@toko.example");
  CHECK(shop.audience == Audience::consumer);
  CHECK(shop.zone->name() == "Asia/Jayapura");
  const ProspectRule& anybody = policy->prospect("x@y.example");
  CHECK(anybody.audience == Audience::business);
  CHECK(anybody.zone->name() == "Asia/Jakarta");
}

TEST_CASE("the calendar has the decreed days of 2026, joint leave included") {
  const PolicyPtr policy = load_default().policy;
  const Calendar& holidays = policy->holidays;
  const auto in_year = [&](int year) {
    return std::distance(holidays.lower_bound(day(year, 1, 1)), holidays.lower_bound(day(year + 1, 1, 1)));
  };
  CHECK(in_year(2026) == 17 + 8);
  CHECK(holidays.at(day(2026, 3, 21)) == "Idul Fitri 1447 H");
  CHECK(holidays.at(day(2026, 12, 24)) == "Cuti bersama Natal");
  CHECK(holidays.at(day(2026, 8, 17)) == "Proklamasi Kemerdekaan");
  CHECK(in_year(2027) == 18);
  CHECK(holidays.at(day(2027, 3, 10)) == "Idul Fitri 1448 H (perkiraan)");
  CHECK(holidays.at(day(2027, 8, 17)) == "Proklamasi Kemerdekaan");
  CHECK(holidays.count(day(2027, 12, 24)) == 0);
}

TEST_CASE("days of leave stand on working days") {
  const PolicyPtr policy = load_default().policy;
  for (const auto& [date, name] : policy->holidays) {
    if (name.rfind("Cuti bersama", 0) != 0) continue;
    const unsigned weekday = date::weekday(date).c_encoding();
    INFO(name);
    CHECK((weekday >= 1 && weekday <= 5));
  }
}

TEST_CASE("the shipped policy uses every kind, and its cold gap grows past the usual one") {
  const PolicyPtr policy = load_default().policy;
  std::set<std::size_t> kinds;
  for (const Rule& rule : policy->rules) kinds.insert(rule.kind.index());
  CHECK(kinds.size() == std::variant_size_v<Kind>);
  CHECK(std::get<Gap>(rule_named(*policy, "gap-cold").kind).wait ==
        std::vector<Duration>{168h, 168h, 336h, 504h, 672h});
  for (const char* name : {"gap", "hours", "one-company"}) CHECK(rule_named(*policy, name).overridable);
}

TEST_CASE("the shipped phrase lists find what people write, and leave ordinary mail alone") {
  struct Row {
    std::string text;
    std::set<std::string> want_lists;
  };
  const std::vector<Row> table{
      {"Selamat pagi Bu, sudah dicek?", {"empty-nudge"}},
      {"Apakah penawaran saya sudah dibaca?", {"empty-nudge"}},
      {"Hi Andi, just checking in.", {"empty-nudge"}},
      {"Any update?", {"empty-nudge"}},
      {"Cuma mau tanya kelanjutannya, Pak.", {"empty-nudge"}},
      {"Promo terbatas! Beli sekarang.", {"hard-selling"}},
      {"Buy now, limited time", {"hard-selling"}},
      {"Tolong banget ya Pak, saya kejar target", {"desperate"}},
      {"please please, I need this", {"desperate"}},
      {"Siap gan, nanti dikirim", {"over-familiar"}},
      {"Halo sis!", {"over-familiar"}},
      {"Hey buddy", {"over-familiar"}},
      {"Apakah boleh saya tetap menghubungi Bapak bulan depan?", {"asks-permission"}},
      {"May I keep in touch about this?", {"asks-permission"}},
      {"Kak Dewi, organisasi kami mengirim daftar harga.", {}},
      {"Terlampir analisis biaya gudang Bapak; elegan dan ringkas. Bisa kita bahas Selasa pukul 10?", {}},
      {"Dear Pak Andi, you asked about delivery in December: here is the schedule.", {}},
      {"Terima kasih sudah dicek, ini revisinya.", {}},
  };
  const PolicyPtr policy = load_default().policy;
  for (const Row& row : table) {
    std::set<std::string> lists;
    for (const PhraseList& list : policy->phrases) {
      if (std::holds_alternative<Patterns::Hit>(list.patterns->match(row.text))) lists.insert(list.name);
    }
    INFO(row.text);
    CHECK(lists == row.want_lists);
  }
}
