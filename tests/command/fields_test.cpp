#include "command/fields.h"

#include <catch2/catch.hpp>

#include "base/moments.h"
#include "command/event_fields.h"
#include "command/prospect_fields.h"
#include "policy/load/load.h"

using namespace jeda;
using namespace jeda::command;

namespace {

const policy::Policy& fixture() {
  static const auto loaded = policy::load_policy(std::string(JEDA_SOURCE_DIR) + "/tests/command/fixture/rules.yaml");
  REQUIRE(loaded);
  return *loaded->policy;
}

Time at(const char* text) { return parse_moment(text, nullptr).value(); }

const Time now = at("2026-11-20T03:00");

std::string windows(const std::vector<std::string>& texts) {
  const auto read = read_windows(texts);
  if (!read) return read.error();
  std::string shown;
  for (const auto& text : windows_text(*read)) shown += (shown.empty() ? "" : "; ") + text;
  return shown;
}

EventFields fields(std::string kind, std::string moment = "") {
  EventFields fields;
  fields.prospect = "joko@pabrik.example";
  fields.kind = std::move(kind);
  fields.at = std::move(moment);
  return fields;
}

tl::expected<store::Event, Wrongs> event(const EventFields& fields, Time told = now) {
  return read_event(fields, fixture(), date::locate_zone("Asia/Jakarta"), told, EventSource::file);
}

}  // namespace

TEST_CASE("a person is somebody that the policy spells out, or an address in sales") {
  CHECK(read_person(fixture(), "budi") == "budi");
  CHECK(read_person(fixture(), "sales1") == "budi");
  CHECK(read_person(fixture(), "SALES1@ours.example") == "budi");
  CHECK(read_person(fixture(), "sari@ours.example") == "sari@ours.example");
  // Everybody of ours.example is in sales, so a slip would be a person of its own.
  CHECK(read_person(fixture(), "bdui").error() == "'bdui' is nobody in sales (did you mean 'budi'? known: budi)");
  CHECK(read_person(fixture(), "Budi S <SALES1@ours.example>") == "budi");
  CHECK(
      read_person(fixture(), "billing@ours.example").error().starts_with("'billing@ours.example' is nobody in sales"));
  CHECK_FALSE(read_person(fixture(), ""));
  CHECK_FALSE(read_person(fixture(), std::string(100'000, '@')));
}

TEST_CASE("a prospect is an address outside") {
  const auto prospect = read_prospect(fixture(), "<JOKO+x@Pabrik.example>");
  REQUIRE(prospect);
  CHECK(prospect->key == "joko@pabrik.example");
  CHECK(prospect->company == "pabrik.example");
  for (const auto* text :
       {"Joko <joko@pabrik.example>", " \"Joko <j>\" <joko@pabrik.example> ", "joko@pabrik.example"}) {
    INFO(text);
    CHECK(read_prospect(fixture(), text).value().raw == "joko@pabrik.example");
  }
  for (const auto* text : {"", "<>", "joko", "@pabrik.example", "a b@pabrik.example", "a@b.example, c@d.example",
                           "Joko joko@pabrik.example", "Joko <joko@pabrik.example> x", "a\x01@pabrik.example"}) {
    INFO(text);
    const auto refused = read_prospect(fixture(), text);
    CHECK((refused ? refused->key : "") == "");
    if (!refused) CHECK(refused.error().ends_with(" is not an address"));
  }
  CHECK(read_prospect(fixture(), "Budi@OURS.example").error() == "'Budi@OURS.example' is one of our own addresses");
  CHECK_FALSE(read_prospect(fixture(), std::string(400, 'a') + "@pabrik.example"));
}

TEST_CASE("windows are read, merged and shown as people write them") {
  CHECK(windows({"mon-fri 08:30-10:00"}) == "mon-fri 08:30-10:00");
  CHECK(windows({"sat 14:00-16:00, 10:00-12:00"}) == "sat 10:00-12:00, 14:00-16:00");
  CHECK(windows({"mon-fri 08:00-10:00", "tue 09:00-11:00"}) == "mon 08:00-10:00; tue 08:00-11:00; wed-fri 08:00-10:00");
  CHECK(windows({"sat-sun 22:00-02:00"}) == "sat-sun 22:00-02:00");
  CHECK(windows({"sun-mon 09:00-24:00"}) == "mon 09:00-24:00; sun 09:00-24:00");
  CHECK(windows({}) == "");
  CHECK(windows({"mon"}) == "'mon' is not like 'mon-fri 08:30-10:00'");
  CHECK(windows({"mon 9-10"}) == "'9-10' is no window (09:00-17:00, 22:00-02:00, 17:00-24:00)");
  CHECK(windows({"mon 09:00-10:00,"}) == "mon 09:00-10:00");
  CHECK(windows({"senin 09:00-10:00"}).starts_with("'senin' is no day"));
}

TEST_CASE("words are one line of UTF-8") {
  CHECK(read_words("a\r\nb\tc") == "a b c");
  CHECK(read_words("a\x1b[2J").error() == "it has control characters");
  CHECK(read_words("\xff").error() == "it is no UTF-8");
  CHECK(read_words(std::string(257, 'a')).error() == "it is longer than 256 bytes");
}

TEST_CASE("an event told again later is the same event") {
  for (auto told : {fields("expiry", "2027-01-31 00:00"), fields("commitment", "2026-11-27 10:00"),
                    fields("call", "2026-11-19 10:00")}) {
    INFO(told.kind);
    const auto first = event(told);
    const auto second = event(told, now + std::chrono::hours(1));
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->id == second->id);
    CHECK((!first->id.empty() || first->at == second->at));
  }
  auto slot = fields("commitment");
  slot.slot_from = "2026-11-27T10:00+09:00";
  slot.slot_to = "12:00";
  const auto agreed = event(slot);
  REQUIRE(agreed);
  CHECK(agreed->details.slot->from == at("2026-11-27T01:00"));
  CHECK(agreed->details.slot->to == at("2026-11-27T03:00"));
  CHECK(agreed->at == now);
  slot.note = "other";
  CHECK(event(slot)->id != agreed->id);
}

TEST_CASE("an expiry keeps its own moment, and was told no later than now") {
  const auto ahead = event(fields("expiry", "2027-01-31T00:00Z"));
  REQUIRE(ahead);
  CHECK(ahead->at == now);
  CHECK(ahead->details.slot == policy::Slot{at("2027-01-31T00:00"), at("2027-01-31T00:00")});
  CHECK(event(fields("expiry", "2026-01-31T00:00Z"))->at == at("2026-01-31T00:00"));
}

TEST_CASE("what is wrong with an event is told at once") {
  auto bad = fields("call", "2026-11-20T10:01");
  bad.prospect = "sari@ours.example";
  bad.by = "nobody";
  bad.note = std::string(1001, 'x');
  bad.amount = "5";
  bad.slot_from = "2026-11-27 10:00";
  const auto refused = event(bad);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Wrongs{{"prospect", "'sari@ours.example' is one of our own addresses"},
                                  {"by", "'nobody' is nobody in sales (known: budi)"},
                                  {"note", "it is longer than 1000 bytes"},
                                  {"amount", "it belongs to an order alone"},
                                  {"slot_from", "it belongs to a commitment alone"},
                                  {"at", "2026-11-20 10:01 WIB lies in the future"}});
}

TEST_CASE("an amount is a decimal with a currency") {
  for (const auto* amount : {"", "-1", "1,5", "1.500.000", "1e6", "12345678901234567890123", "1.12345"}) {
    INFO(amount);
    auto order = fields("order", "2026-11-19 10:00");
    order.amount = amount;
    order.currency = "IDR";
    CHECK_FALSE(event(order));
    order.amount = "1500000.00";
    CHECK(event(order));
    order.currency = "rp";
    CHECK_FALSE(event(order));
  }
}

TEST_CASE("a change touches what it names and nothing else") {
  policy::ProspectFacts facts;
  facts.company = "Pabrik";
  facts.consent = "by card";
  facts.owner = policy::Owner{"budi", policy::Owner::How::by_hand, at("2026-01-01T00:00")};
  ProspectFields told;
  told.owner = "budi";
  told.names = {"Joko", "Joko"};
  told.clear = {"consent"};
  const auto change = read_change(told, fixture(), now);
  REQUIRE(change);
  change->apply(facts);
  CHECK(facts.company == "Pabrik");
  CHECK(facts.consent.empty());
  CHECK(facts.names == std::vector<std::string>{"Joko"});
  CHECK(facts.owner->since == at("2026-01-01T00:00"));
  told.owner = "sari@ours.example";
  read_change(told, fixture(), now)->apply(facts);
  CHECK(facts.owner == policy::Owner{"sari@ours.example", policy::Owner::How::by_hand, now});
}
