#include "milter/wording.h"

#include <catch2/catch.hpp>

using namespace jeda;
using milter::to_string;

namespace {

store::Outcome outcome(std::string rules, std::vector<std::string> advice = {}) {
  store::Outcome outcome;
  outcome.reference = "7k2m9qpd4x";
  outcome.rules = std::move(rules);
  outcome.advice = std::move(advice);
  return outcome;
}

}  // namespace

TEST_CASE("a rejection gives the advice first and the reference last, in ASCII") {
  CHECK(to_string({{}, milter::rejection(outcome("stop", {"Caf\u00e9 first.", "Then the phone."}))}) ==
        "reply 550 5.7.1\n"
        "  Cafe first.\n"
        "  Then the phone.\n"
        "  jeda rules=stop ref=7k2m9qpd4x\n");
}

TEST_CASE("a rejection never has more than 8 lines, none over 500 bytes") {
  const auto reply = milter::rejection(outcome("stop", std::vector<std::string>(20, std::string(2000, 'x'))));
  REQUIRE(reply.lines.size() == 8);
  CHECK(reply.lines[0] == std::string(497, 'x') + "...");
  CHECK(reply.lines[7] == "jeda rules=stop ref=7k2m9qpd4x");
}

TEST_CASE("the quarantine reason keeps its reference within Postfix' 100 bytes") {
  CHECK(milter::quarantine("gap,hours", "7k2m9qpd4x").reason == "jeda: gap,hours ref=7k2m9qpd4x");
  const std::string reason = milter::quarantine(std::string(300, 'r'), "7k2m9qpd4x").reason;
  CHECK(reason.size() == 100);
  CHECK(reason.ends_with("... ref=7k2m9qpd4x"));
}

TEST_CASE("the tag header names rules and reference and nothing else") {
  const auto header = milter::tag_header(outcome("gap,hours", {"secret advice"}));
  CHECK(header.name == "X-Jeda");
  CHECK(header.value == "tag; rules=gap,hours; ref=7k2m9qpd4x");
}

TEST_CASE("a subject goes on byte for byte without its token") {
  const auto value = [](std::string subject, std::string_view decoded) {
    return milter::subject_value({{"From", "a"}, {"subject", std::move(subject)}, {"Subject", "b"}}, {"urgent"},
                                 decoded);
  };
  CHECK(value(" [urgent: mati] Caf\u00e9  Rina", "Caf\u00e9 Rina") == "Caf\u00e9  Rina");
  CHECK(value("Re: [Urgent] Cafe\u0301", "Re: Caf\u00e9") == "Re: Cafe\u0301");
  CHECK(value("Caf\u00e9 [urgent:\n mati]\n Rina", "Caf\u00e9 Rina") == "Caf\u00e9 Rina");
  CHECK(value("Caf\u00e9\n buka [urgent]\n", "Caf\u00e9 buka") == "Caf\u00e9\n buka");
  CHECK(value("[urgent: mati]", "") == "");
}

TEST_CASE("a subject is encoded where its token cannot be cut out, or what is left cannot stand") {
  const auto value = [](std::string subject, std::string_view decoded) {
    return milter::subject_value({{"Subject", std::move(subject)}}, {"urgent"}, decoded);
  };
  CHECK(value("=?utf-8?Q?[urgent]_Caf=C3=A9?=", "Caf\u00e9") == "=?UTF-8?B?Q2Fmw6k=?=");
  CHECK(value("[urgent] Caf\xe9", "Caf\u00e9") == "=?UTF-8?B?Q2Fmw6k=?=");
  CHECK(value("=?utf-8?Q?[urgent]?= Halo", "Halo") == "Halo");
  CHECK(value("[urgent] Halo\x01\x02", "Halo") == "Halo");
  CHECK(value("Halo [urgent]\nBcc: x@y.example", "Halo Bcc: x@y.example") == "Halo Bcc: x@y.example");
  CHECK(value("[urgent] " + std::string(1000, 'x'), "x") == "x");
  CHECK(milter::subject_value({}, {"urgent"}, "Halo") == "Halo");
}

TEST_CASE("a failure is a temporary one, in the policy's language") {
  CHECK(to_string({{}, milter::failure_reply(policy::Language::en)}) ==
        "reply 451 4.7.1\n  jeda: the contact history is not available; nothing was sent, try again later\n");
  CHECK(to_string({{}, milter::failure_reply(policy::Language::id)}) ==
        "reply 451 4.7.1\n  jeda: riwayat kontak sedang tidak tersedia; pesan belum dikirim, coba lagi nanti\n");
}
