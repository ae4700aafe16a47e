#include "tests/support/milter_client.h"

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>
#include <catch2/catch.hpp>

#include "tests/bench/scripted_filter.h"

using namespace jeda;
using mta::MilterClient;
using mta::Modification;
using mta::Offer;
using mta::Reply;
using test::ScriptedFilter;

namespace {

// The filter's answer to the negotiation.
std::string agreement(std::uint32_t version, std::uint32_t actions, std::uint32_t steps,
                      const std::string& macros = {}) {
  return "O" + mta::encode_number(version) + mta::encode_number(actions) + mta::encode_number(steps) + macros;
}

std::string zero_terminated(std::initializer_list<std::string> strings) {
  std::string bytes;
  for (const std::string& text : strings) bytes += text + '\0';
  return bytes;
}

// Says "continue" to everything.
ScriptedFilter::Script patient(const std::string& agreed) {
  ScriptedFilter::Script script{{'O', {agreed}}};
  for (const char command : {'C', 'H', 'M', 'R', 'T', 'L', 'N', 'B', 'E', 'U'}) script[command] = {"c"};
  return script;
}

// The commands alone, macros left out.
std::string commands(const std::vector<std::string>& packets) {
  std::string letters;
  for (const std::string& packet : packets) {
    if (packet.front() != SMFIC_MACRO) letters += packet.front();
  }
  return letters;
}

mta::Message small_message() {
  return {.sender = "budi@ours.example",
          .recipients = {"ani@toko.example"},
          .login = "budi",
          .queue_id = "4ABC",
          .header = {{"Subject", "Halo"}},
          .body = "Halo\r\n"};
}

MilterClient connect(const ScriptedFilter& filter, const Offer& offer = Offer::postfix()) {
  auto client = MilterClient::connect(filter.endpoint(), offer);
  if (!client) FAIL(client.error().message);
  return std::move(*client);
}

}  // namespace

TEST_CASE("a whole session is told as Postfix tells it") {
  ScriptedFilter filter(patient(agreement(6, 0, 0)));
  MilterClient client = connect(filter);
  REQUIRE(client.connection("laptop.example", "192.0.2.1", 1025));
  REQUIRE(client.helo("laptop.example"));
  const auto outcome = client.send(small_message());
  REQUIRE(outcome);
  CHECK(outcome->lets_through());
  REQUIRE(client.quit());

  const std::vector<std::string> want = {
      agreement(6, SMFI_CURR_ACTS, SMFI_CURR_PROT),
      "DC" + zero_terminated({"j", "mail.ours.example", "{daemon_name}", "mail.ours.example", "v", "Postfix 3.7.11"}),
      "C" + zero_terminated({"laptop.example"}) + "4\x04\x01" + zero_terminated({"192.0.2.1"}),
      "H" + zero_terminated({"laptop.example"}),
      "DM" + zero_terminated({"{auth_type}", "PLAIN", "{auth_authen}", "budi", "{mail_addr}", "budi@ours.example"}),
      "M" + zero_terminated({"<budi@ours.example>"}),
      "DR" + zero_terminated({"{rcpt_addr}", "ani@toko.example"}),
      "R" + zero_terminated({"<ani@toko.example>"}),
      "DT" + zero_terminated({"i", "4ABC"}),
      "T",
      "L" + zero_terminated({"Subject", "Halo"}),
      "DN" + zero_terminated({"i", "4ABC"}),
      "N",
      "BHalo\r\n",
      "DE" + zero_terminated({"i", "4ABC"}),
      "E",
      "Q",
  };
  CHECK(filter.received() == want);
}

TEST_CASE("events that the filter declined are not sent, and answers it does not give are not awaited") {
  struct Case {
    const char* what;
    std::uint32_t steps;
    std::string want_commands;
  };
  const Case cases[] = {
      {"all told", 0, "OMRTLNBE"},
      {"no body", SMFIP_NOBODY, "OMRTLNE"},
      {"no envelope", SMFIP_NOMAIL | SMFIP_NORCPT | SMFIP_NODATA, "OLNBE"},
      {"no header", SMFIP_NOHDRS | SMFIP_NOEOH, "OMRTBE"},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    ScriptedFilter filter(patient(agreement(6, 0, c.steps)));
    MilterClient client = connect(filter);
    REQUIRE(client.send(small_message()));
    client.close();
    CHECK(commands(filter.received()) == c.want_commands);
  }

  constexpr std::uint32_t silent =
      SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY;
  ScriptedFilter filter({{'O', {agreement(6, 0, silent)}}, {'E', {"a"}}});
  MilterClient client = connect(filter);
  const auto outcome = client.send(small_message());
  REQUIRE(outcome);
  CHECK(outcome->reply.kind == Reply::Kind::accept);
}

TEST_CASE("the classic offer is protocol 2, which has no DATA event") {
  ScriptedFilter filter(patient(agreement(2, 0, 0)));
  MilterClient client = connect(filter, Offer::classic());
  REQUIRE(client.send(small_message()));
  client.close();
  const auto received = filter.received();
  CHECK(received.front() == agreement(2, SMFI_V2_ACTS, SMFI_V2_PROT));
  CHECK(commands(received) == "OMRLNBE");
}

TEST_CASE("the filter may name the macros it wants") {
  ScriptedFilter filter(
      patient(agreement(6, 0, 0, mta::encode_number(SMFIM_ENVFROM) + zero_terminated({"{mail_addr}, j"}))));
  MilterClient client = connect(filter);
  REQUIRE(client.mail("budi@ours.example"));
  client.close();
  CHECK(filter.received().at(1) ==
        "DM" + zero_terminated({"{mail_addr}", "budi@ours.example", "j", "mail.ours.example"}));
}

TEST_CASE("a body is cut into chunks and ends at skip") {
  const std::string body(3 * MILTER_CHUNK_SIZE, 'x');
  for (const bool skips : {false, true}) {
    auto script = patient(agreement(6, 0, 0));
    if (skips) script['B'] = {"s"};
    ScriptedFilter filter(script);
    MilterClient client = connect(filter);
    REQUIRE(client.body(body));
    REQUIRE(client.body("y"));
    client.close();
    CHECK(commands(filter.received()) == (skips ? "OB" : "OBBBB"));
  }
}

TEST_CASE("after an accept nothing more of that message is told") {
  auto script = patient(agreement(6, 0, 0));
  script['R'] = {"a"};
  ScriptedFilter filter(script);
  MilterClient client = connect(filter);
  for (int i = 0; i < 2; ++i) {
    const auto outcome = client.send(small_message());
    REQUIRE(outcome);
    CHECK(outcome->stage == mta::Outcome::Stage::rcpt);
    CHECK(outcome->reply.kind == Reply::Kind::accept);
  }
  REQUIRE(client.data());
  CHECK(client.header("Subject", "Halo")->kind == Reply::Kind::accept);
  CHECK(client.end_of_message()->reply.kind == Reply::Kind::accept);
  client.close();
  CHECK(commands(filter.received()) == "OMRMR");
}

TEST_CASE("a message refused before its end is aborted") {
  auto script = patient(agreement(6, 0, 0));
  script['R'] = {"y" + zero_terminated({"550 5.1.1 100%% no"})};
  ScriptedFilter filter(script);
  MilterClient client = connect(filter);
  const auto outcome = client.send(small_message());
  REQUIRE(outcome);
  CHECK(outcome->stage == mta::Outcome::Stage::rcpt);
  CHECK(outcome->reply.is_rejection());
  REQUIRE(outcome->refused.size() == 1);
  CHECK(outcome->refused[0].first == "ani@toko.example");
  CHECK(to_string(outcome->refused[0].second) == "550 5.1.1 100% no");
  client.close();
  CHECK(commands(filter.received()) == "OMRA");
}

TEST_CASE("modifications at end of message are given in their order, and progress is no answer") {
  auto script = patient(agreement(6, SMFI_CURR_ACTS, 0));
  script['E'] = {"p",
                 "m" + mta::encode_number(2) + zero_terminated({"X-Jeda", ""}),
                 "h" + zero_terminated({"X-Jeda", "tag"}),
                 "i" + mta::encode_number(0) + zero_terminated({"X-First", "1"}),
                 "q" + zero_terminated({"jeda: gap"}),
                 "+" + zero_terminated({"<a@b>"}),
                 "-" + zero_terminated({"<c@d>"}),
                 "bnew body",
                 "a"};
  ScriptedFilter filter(script);
  MilterClient client = connect(filter);
  const auto outcome = client.end_of_message();
  REQUIRE(outcome);
  std::string texts;
  for (const Modification& modification : outcome->modifications) texts += to_string(modification) + "\n";
  CHECK(texts ==
        "change_header 2 X-Jeda: \n"
        "add_header X-Jeda: tag\n"
        "insert_header 0 X-First: 1\n"
        "quarantine jeda: gap\n"
        "add_recipient <a@b>\n"
        "delete_recipient <c@d>\n"
        "replace_body new body\n");
  CHECK(outcome->reply.kind == Reply::Kind::accept);
}

TEST_CASE("a filter that is not there, silent, gone or wrong is an error of its own") {
  using Kind = mta::Error::Kind;
  CHECK(MilterClient::connect("unix:/nowhere/socket", Offer::postfix()).error().kind == Kind::unreachable);
  CHECK(MilterClient::connect("carrier pigeon", Offer::postfix()).error().kind == Kind::unreachable);

  ScriptedFilter silent({});
  CHECK(MilterClient::connect(silent.endpoint(), Offer::postfix(), std::chrono::milliseconds(50)).error().kind ==
        Kind::timeout);

  ScriptedFilter greedy({{'O', {agreement(6, 0, SMFIP_NR_HDR)}}});
  CHECK(MilterClient::connect(greedy.endpoint(), Offer::classic()).error().kind == Kind::protocol);

  ScriptedFilter odd({{'O', {agreement(6, 0, 0)}}, {'M', {"h"}}});
  CHECK(connect(odd).mail("a@b").error().kind == Kind::protocol);
}
