#include "policy/telling/advice.h"
#include "base/printable.h"

#include <algorithm>
#include <random>

#include <unicode/unistr.h>

#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

using Lines = std::vector<std::string>;

/// Advice for a gap rule whose text is the admin's own; the prospect and the salesperson before are as given.
Lines advice_with(const std::string& text, const std::string& prospect = "ani@acme.example",
                  const std::string& other = "sari") {
  Policy policy = policy_with({rule("gap", default_gap())});
  policy.language = Language::en;
  policy.rules[0].advice = text;
  const Outgoing message = mail_from("budi", {recipient(prospect)});
  const auto known = history({contact(moment("2026-11-23 09:00"), other)});
  return advice_lines(policy, message, decide(policy, message, std::vector{known}, moment("2026-11-25 10:00")));
}

bool is_utf8(const std::string& text) {
  std::string again;
  icu::UnicodeString::fromUTF8(text).toUTF8String(again);
  return again == text;
}

void check_shape(const Lines& lines) {
  CHECK(lines.size() <= 7);
  for (const std::string& line : lines) {
    INFO(line);
    CHECK(line.size() <= 500);
    CHECK_FALSE(line.empty());
    CHECK(is_utf8(line));
    CHECK(std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }));
  }
}

}  // namespace

TEST_CASE("an accepted message gets no advice") {
  const Policy policy = full_policy();
  const Outgoing message = mail_from("budi", {recipient("ani@acme.example")});
  CHECK(advice_lines(policy, message, Decision{}).empty());
}

TEST_CASE("in observe mode mail is sent, and its advice says so") {
  Policy policy = policy_with({rule("stop", StopAfter{1}, Action::reject), rule("gap", default_gap())});
  policy.language = Language::en;
  policy.mode = Mode::observe;
  const Outgoing message = mail_from("budi", {recipient("ani@acme.example"), recipient("edo@acme.example")});
  const std::vector known(2, history({contact(moment("2026-11-23 09:00"), "budi")}));
  const Decision decision = decide(policy, message, known, moment("2026-11-25 10:00"));
  CHECK(advice_lines(policy, message, decision) ==
        Lines{"Phone this prospect and ask whether to go on: 1 message is unanswered (limit 1), the newest from you on "
              "Monday, "
              "23 November 2026 at 09:00 WIB. Likewise 1 more recipient.",
              "Also, the minimum wait of 7 days is not over.", "This mail is sent all the same."});
}

TEST_CASE("a prospect is called as they were told of, else as To has it, never by an address") {
  const auto first_line = [](std::vector<std::string> told, std::vector<std::string> written) {
    Policy policy = policy_with({rule("stop", StopAfter{1}, Action::hold)});
    policy.language = Language::en;
    Outgoing message = mail_from("budi", {recipient("ani@acme.example")});
    message.content.display_names = std::move(written);
    ProspectHistory known = history({contact(moment("2026-11-23 09:00"), "budi")});
    known.facts.names = std::move(told);
    const auto decision = decide(policy, message, std::vector{known}, moment("2026-11-25 10:00"));
    const std::string line = advice_lines(policy, message, decision).at(0);
    return line.substr(0, line.find(" and ask"));
  };
  CHECK(first_line({"Ani Lestari", "Bu Ani"}, {"Ani"}) == "Phone Ani Lestari");
  CHECK(first_line({}, {"Ani"}) == "Phone Ani");
  CHECK(first_line({"ani@acme.example"}, {"'ani@acme.example'"}) == "Phone this prospect");
  CHECK(first_line({}, {}) == "Phone this prospect");
}

TEST_CASE("what decides comes first, one more reason without a step of its own, and hints are none") {
  Policy policy =
      policy_with({rule("gap", default_gap()), rule("stop", StopAfter{1}, Action::reject),
                   rule("one", DuplicateSender{days(30), Scope::address}), rule("hint", StopAfter{1}, Action::tag)});
  policy.language = Language::en;
  const Outgoing message = mail_from("budi", {recipient("ani@acme.example")});
  ProspectHistory known = history({contact(moment("2026-11-23 09:00"), "sari@ours.example")});
  known.facts.owner = Owner{"sari@ours.example", Owner::How::by_hand, moment("2026-11-01 09:00")};
  const auto decision = decide(policy, message, std::vector{known}, moment("2026-11-25 10:00"));
  CHECK(advice_lines(policy, message, decision) ==
        Lines{"Leave this to sari, who is in charge of this prospect and last wrote on Monday, 23 November 2026 at "
              "09:00 WIB. This mail was not sent.",
              "Also, 1 message is unanswered; the limit is 1.", "One more rule objects."});
}

TEST_CASE("an admin's own text takes the place of the shipped one") {
  CHECK(advice_with(
            "Wait for {{prospect}}, {{salesperson}}: {{last_by}} wrote on {{last_contact}}.\n"
            "{{#several}}many{{/several}}{{^several}}One{{/several}} <open>, {{required}} & more: {{next_allowed}}") ==
        Lines{"Wait for ani@acme.example, budi: sari wrote on Monday, 23 November 2026 at 09:00 WIB.",
              "One <open>, 7 days & more: Monday, 30 November 2026 at 09:00 WIB"});
}

TEST_CASE("a purpose is called by its title, in the policy's language") {
  PurposeRule wants;
  wants.purposes = {"win-back"};
  wants.start = {{TouchKind::order, {}}};
  Policy policy = policy_with({rule("back", wants)});
  policy.purposes = {{"win-back", {}, {}, {}, {{Language::id, "sapaan"}}}};
  policy.rules[0].advice = "{{purpose}}";
  Outgoing message = mail_from("budi", {recipient("ani@acme.example")});
  message.content.given = true;
  message.content.imprint.purpose = "win-back";
  const auto said = [&](Language language) {
    policy.language = language;
    const std::vector known{history({})};
    return advice_lines(policy, message, decide(policy, message, known, moment("2026-11-25 10:00"))).at(0);
  };
  CHECK(said(Language::id) == "sapaan");
  CHECK(said(Language::en) == "win-back");
}

TEST_CASE("an own text that cannot be rendered gives the shipped one") {
  const Lines shipped = advice_with("");
  REQUIRE(shipped.size() == 1);
  CHECK(advice_with("{{#several}}never closed") == shipped);
  CHECK(advice_with("{{unclosed") == shipped);
  CHECK(advice_with(" \n {{holiday}} \n") == shipped);
  CHECK(advice_with(std::string(5000, 'x')) == shipped);
}

TEST_CASE("a long own text is cut to the lines there are, each to its bytes") {
  std::string text;
  for (int i = 0; i < 20; ++i) text += std::string(300, 'a') + "\n\n";
  const Lines lines = advice_with(text.substr(0, 3900));
  check_shape(lines);
  CHECK(lines.size() == 4);
  std::string wide;
  for (int i = 0; i < 400; ++i) wide += "é";
  const Lines cut = advice_with(wide);
  check_shape(cut);
  CHECK(cut[0].ends_with("é…"));
}

TEST_CASE("a value from hostile mail is no template, no line and no mark of direction") {
  struct Row {
    std::string prospect;
    std::string want;
  };
  const std::vector<Row> table{
      {"{{rule}}@evil.example", "To {{rule}}@evil.example."},
      {"{{#rule}}@evil.example", "To {{#rule}}@evil.example."},
      {"{{>prospect}}@evil.example", "To {{>prospect}}@evil.example."},
      {"a\r\nRCPT TO:<b>@evil.example", "To a RCPT TO:<b>@evil.example."},
      {std::string("a\0\x1b[31m\x7f@evil.example", 21), "To a[31m@evil.example."},
      {"a\u202Eb\u200Fc\u2028d@evil.example", "To abc d@evil.example."},
      {"\xff\xfe@evil.example", "To \uFFFD\uFFFD@evil.example."},
      {"<b>\"&'</b>@evil.example", "To <b>\"&'</b>@evil.example."},
  };
  for (const Row& row : table) {
    const Lines lines = advice_with("To {{prospect}}.", row.prospect);
    check_shape(lines);
    CHECK(lines.at(0) == row.want);
  }
}

TEST_CASE("a partial is nothing, whatever the value it names holds") {
  CHECK(advice_with("Wait.{{>last_by}}{{>prospect}}", "{{>prospect}}@evil.example", "{{>last_by}}") == Lines{"Wait."});
}

TEST_CASE("advice keeps its shape whatever is in it") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 dice(seed);
  for (int run = 0; run < 300; ++run) {
    std::string prospect(dice() % 1200, ' ');
    std::string other(dice() % 300, ' ');
    for (char& c : prospect) c = static_cast<char>(dice());
    for (char& c : other) c = "{}#^/>& \n\xC3\xA9.prospect"[dice() % 20];
    const Lines lines =
        advice_with(run % 2 == 0 ? "" : "{{prospect}}{{last_by}}\n{{{prospect}}}{{&last_by}}", prospect, other);
    check_shape(lines);
    for (const std::string& line : lines) {
      const std::string plain = to_ascii(line);
      CHECK(std::all_of(plain.begin(), plain.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; }));
    }
  }
}

TEST_CASE("text for SMTP is ASCII: letters transliterated, the rest question marks") {
  CHECK(to_ascii("plain text, {{x}} 100%") == "plain text, {{x}} 100%");
  CHECK(to_ascii("Isra Mi’raj – “café” … Straße") == "Isra Mi'raj - \"cafe\" ... Strasse");
  CHECK(to_ascii("Иван") == "Ivan");
  CHECK(to_ascii("a\tb\r\nc\x01"
                 "d") == "a b cd");
  CHECK(to_ascii("\U0001F600 ok") == "? ok");
  CHECK(to_ascii("\xff") == "?");
  CHECK(to_ascii("").empty());
}

TEST_CASE("moments are written on the clock of a zone, in both languages") {
  const Time at = moment("2026-11-30 09:00");
  CHECK(format_moment(at, zone("Asia/Jakarta"), Language::id) == "Senin, 30 November 2026 pukul 09:00 WIB");
  CHECK(format_moment(at, zone("Asia/Jakarta"), Language::en) == "Monday, 30 November 2026 at 09:00 WIB");
  CHECK(format_moment(at, zone("Asia/Makassar"), Language::id) == "Senin, 30 November 2026 pukul 10:00 WITA");
  CHECK(format_moment(at, zone("Asia/Jayapura"), Language::id) == "Senin, 30 November 2026 pukul 11:00 WIT");
  CHECK(format_moment(at, zone("Europe/Berlin"), Language::en) == "Monday, 30 November 2026 at 03:00 CET");
  CHECK(format_moment(moment("2027-05-02 23:59"), zone("Asia/Jakarta"), Language::id) ==
        "Minggu, 2 Mei 2027 pukul 23:59 WIB");
  CHECK(format_moment(moment("2027-08-14 00:05"), zone("America/New_York"), Language::en) ==
        "Friday, 13 August 2027 at 13:05 EDT");
}

TEST_CASE("lengths of time are written in the largest unit that divides them") {
  CHECK(format_duration(days(7), Language::id) == "7 hari");
  CHECK(format_duration(days(7), Language::en) == "7 days");
  CHECK(format_duration(days(1), Language::en) == "1 day");
  CHECK(format_duration(days(14), Language::en) == "14 days");
  CHECK(format_duration(hours(2), Language::id) == "2 jam");
  CHECK(format_duration(hours(36), Language::en) == "36 hours");
  CHECK(format_duration(std::chrono::minutes(90), Language::id) == "90 menit");
  CHECK(format_duration(std::chrono::seconds(30), Language::en) == "30 seconds");
  CHECK(format_duration({}, Language::en) == "0 minutes");
}

TEST_CASE("a template is checked before it is used") {
  struct Row {
    std::string text;
    std::string want;
  };
  const std::vector<Row> table{
      {"Wait for {{prospect}}{{#others}} and {{others}} more{{/others}}.", ""},
      {"{{#holiday}}It is {{.}}.{{/holiday}}{{^holiday}}Wait.{{/holiday}}", ""},
      {"{{#own}}you{{/own}}{{^own}}{{last_by}}{{/own}}{{! a note }}", ""},
      {"{{prospek}}", "unknown variable 'prospek'"},
      {"{{^own}}{{lst_by}}{{/own}}x", "unknown variable 'lst_by'"},
      {"{{#own}}{{lst_by}}{{/own}}x", "unknown variable 'lst_by'"},
      {"{{prospect", "Unclosed tag at 0"},
      {"x {{#own}}y", "Unclosed section \"own\" at 2"},
      {"x {{/own}}", "Unopened section \"own\" at 2"},
      {"{{#own}}{{#tag}}x{{/own}}{{/tag}}", "Unclosed section \"own\" at 0"},
      {"{{> footer}}", "partials ('> footer') are not supported"},
      {"{{=<% %>=}}<% rule %>", "other delimiters than {{ }} are not supported"},
      {" \n", "it says nothing"},
      {std::string(4001, 'x'), "longer than 4000 bytes"},
  };
  for (const Row& row : table) {
    INFO(row.text);
    CHECK(check_template(row.text) == row.want);
  }
}
