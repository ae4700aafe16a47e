#include "policy/load/load.h"

#include <catch2/catch.hpp>

#include "config/report.h"

using namespace jeda;
using namespace jeda::policy;
using namespace std::chrono_literals;

namespace {

const std::string head =
    "version: 1\nmode: enforce\norganisation:\n  domains: [ours.example, \"*.ours.example\"]\n  sales: "
    "[\"*@ours.example\"]\n";

tl::expected<config::SourceFile, std::string> no_files(const std::string& path) {
  return tl::unexpected("cannot read " + path);
}

tl::expected<LoadedPolicy, config::Diagnostics> parse(const std::string& text, const ReadFile& read = no_files) {
  return parse_policy({"rules.yaml", text}, read);
}

PolicyPtr parse_good(const std::string& text, const ReadFile& read = no_files) {
  const auto loaded = parse(text, read);
  INFO((loaded ? std::string() : config::to_string(loaded.error())));
  REQUIRE(loaded);
  return loaded->policy;
}

}  // namespace

TEST_CASE("what a file leaves out has its default") {
  const PolicyPtr policy = parse_good(head +
                                      "rules:\n  - {name: g, kind: gap, wait: 7d, action: hold}\n"
                                      "  - {name: d, kind: duplicate-sender, within: 30d, action: reject}\n");
  CHECK(policy->language == Language::id);
  REQUIRE(policy->prospects.size() == 1);
  CHECK(policy->prospects[0].match == "*");
  CHECK(policy->prospects[0].audience == Audience::business);
  CHECK(policy->prospects[0].zone->name() == "Asia/Jakarta");
  CHECK(policy->holidays.empty());
  const Gap& gap = std::get<Gap>(policy->rules[0].kind);
  CHECK(gap.floor == 2h);
  CHECK(gap.after_reply == 24h);
  CHECK(gap.wait == std::vector<Duration>{7 * 24h});
  CHECK(policy->rules[0].release == Release::review);
  CHECK(std::get<DuplicateSender>(policy->rules[1].kind).scope == Scope::address);
}

TEST_CASE("everybody has a place among the prospects, though the file names only some") {
  const PolicyPtr policy = parse_good(head +
                                      "prospects:\n  - {match: '*@Toko.example', audience: consumer}\n"
                                      "  - {match: 'ani@*', time_zone: Asia/Makassar}\n"
                                      "rules: [{name: h, kind: time-of-day, action: hold}]\n");
  REQUIRE(policy->prospects.size() == 3);
  CHECK(policy->prospect("ani@toko.example").audience == Audience::consumer);
  CHECK(policy->prospect("ani@x.example").zone->name() == "Asia/Makassar");
  CHECK(policy->prospect("x@x.example").match == "*");
}

TEST_CASE("a rule may be limited to audiences and to senders, one or several") {
  const PolicyPtr policy = parse_good(
      "version: 1\nmode: observe\nlanguage: en\norganisation:\n  domains: [ours.example]\n  sales: "
      "[\"*@ours.example\"]\n"
      "  people: {Budi Santoso: [Budi, Sales1@Ours.example]}\n"
      "rules:\n  - {name: a, kind: time-of-day, action: tag, when: {audience: consumer, sender: Budi Santoso}}\n"
      "  - {name: b, kind: time-of-day, action: tag, when: {audience: [business, consumer], sender: [S*@Ours.Example, "
      "'*']}}\n");
  CHECK(policy->language == Language::en);
  CHECK(policy->organisation.people[0].addresses ==
        std::vector<std::string>{"budi@ours.example", "sales1@ours.example"});
  CHECK(policy->rules[0].when.audience == std::vector<Audience>{Audience::consumer});
  CHECK(policy->rules[0].when.sender == std::vector<std::string>{"Budi Santoso"});
  CHECK(policy->rules[1].when.audience == std::vector<Audience>{Audience::business, Audience::consumer});
  CHECK(policy->rules[1].when.sender == std::vector<std::string>{"s*@ours.example", "*"});
}

TEST_CASE("logins in sales and exempt are addresses of the first domain") {
  const PolicyPtr policy = parse_good(
      "version: 1\nmode: observe\norganisation: {domains: [Ours.example, b.example], sales: [Budi, 's*'], exempt: "
      "[billing]}\n"
      "rules: [{name: h, kind: time-of-day, action: hold}]\n");
  CHECK(policy->organisation.domains == std::vector<std::string>{"ours.example", "b.example"});
  CHECK(policy->organisation.sales == std::vector<std::string>{"budi@ours.example", "s*@ours.example"});
  CHECK(policy->organisation.exempt == std::vector<std::string>{"billing@ours.example"});
}

TEST_CASE("holidays come from files and from maps in the file itself") {
  const auto read = [](const std::string& path) -> tl::expected<config::SourceFile, std::string> {
    return config::SourceFile{path, "2026-12-25: Natal\n"};
  };
  const PolicyPtr policy = parse_good(
      head + "holidays: [cal.yaml, {2026-12-31: Tutup buku}]\nrules: [{name: h, kind: time-of-day, action: hold}]\n",
      read);
  CHECK(policy->holidays == Calendar{{date::local_days(date::year(2026) / 12 / 25), "Natal"},
                                     {date::local_days(date::year(2026) / 12 / 31), "Tutup buku"}});
}

TEST_CASE("the version names all that was read, and nothing else") {
  std::string calendar = "2026-12-25: Natal\n";
  const auto read = [&](const std::string& path) -> tl::expected<config::SourceFile, std::string> {
    return config::SourceFile{path, calendar};
  };
  const std::string text = head + "holidays: [c.yaml]\nrules: [{name: h, kind: time-of-day, action: hold}]\n";
  const std::string version = parse_good(text, read)->version;
  CHECK(parse_good(text, read)->version == version);
  CHECK(parse_good(text + "# a note\n", read)->version != version);
  calendar = "2026-12-25: Christmas\n";
  CHECK(parse_good(text, read)->version != version);
}

TEST_CASE("names of kinds and values read back as they are printed") {
  CHECK(kind_name(Gap{}) == "gap");
  CHECK(kind_name(StopAfter{}) == "stop-after");
  CHECK(kind_name(TimeOfDay{}) == "time-of-day");
  CHECK(kind_name(DuplicateSender{}) == "duplicate-sender");
  CHECK(to_string(Mode::observe) == "observe");
  CHECK(to_string(Language::en) == "en");
  CHECK(to_string(Audience::consumer) == "consumer");
  CHECK(to_string(Action::reject) == "reject");
  CHECK(to_string(Release::when_allowed) == "when-allowed");
  CHECK(to_string(Scope::company) == "company");
}

TEST_CASE("a rules file that cannot be read is one error") {
  const auto loaded = load_policy("/nonexistent/rules.yaml");
  REQUIRE_FALSE(loaded);
  CHECK(config::to_string(loaded.error()) ==
        "/nonexistent/rules.yaml:1:1: cannot read /nonexistent/rules.yaml: No such file or directory\n");
}

TEST_CASE("errors in a calendar are told in its own name, after those of the rules") {
  const auto read = [](const std::string& path) -> tl::expected<config::SourceFile, std::string> {
    return config::SourceFile{path, "2026-13-01: x\n"};
  };
  const auto loaded = parse("version: 2\n" + head.substr(11) + "holidays: [a.yaml]\nrules: []\n", read);
  REQUIRE_FALSE(loaded);
  CHECK(config::to_string(loaded.error()) ==
        "rules.yaml:1:10: version '2' is not known (known: 1)\n    version: 2\n             ^\n"
        "a.yaml:1:1: '2026-13-01' is no date (YYYY-MM-DD)\n    2026-13-01: x\n    ^\n");
}

TEST_CASE("a file of ten thousand rules is refused in bounded time") {
  std::string text = head + "rules:\n";
  for (int i = 0; i < 10000; ++i) text += "  - {name: r, kind: gpa, actoin: hodl, wiat: 7}\n";
  const auto loaded = parse(text);
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().size() == config::Report::most_errors + 1);
}
