// Notices, copies, accounts and the record: what is done once stays once.
#include <sqlite3.h>
#include <catch2/catch.hpp>

#include <set>

#include <fmt/format.h>

#include "base/random.h"
#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using What = Ask::What;

namespace {

/// What the database says to a statement: "ok", or the error.
std::string execute(const std::string& path, const std::string& sql) {
  sqlite3* connection = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &connection) == SQLITE_OK);
  const int result = sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
  const std::string said = result == SQLITE_OK ? "ok" : sqlite3_errmsg(connection);
  sqlite3_close(connection);
  return said;
}

constexpr std::string_view copy_token = "00112233445566778899aabbccddeeff";

/// Held mail whose copy waits in the store.
std::string hold_copy(Office& office) {
  const std::string reference = office.hold();
  CHECK(execute(office.path(), fmt::format("UPDATE held SET token = '{}', original = 'Subject: x'; UPDATE message SET "
                                           "queue_id = ''",
                                           copy_token)) == "ok");
  return reference;
}

}  // namespace

TEST_CASE("tokens are 32 hex digits, and never the same") {
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) {
    const auto token = random_token();
    REQUIRE(token);
    CHECK(token->size() == 32);
    CHECK(token->find_first_not_of("0123456789abcdef") == std::string::npos);
    tokens.insert(*token);
  }
  CHECK(tokens.size() == 1000);
}

TEST_CASE("a notice is sent until the MTA took it, and passes the filter once") {
  Office office;
  const std::string reference = office.hold();
  const auto due = [&](double at) { return sure(office.desk().notices(hour(at), 10)); };
  CHECK(due(0.5).empty());
  const Notice notice = due(1).at(0);
  CHECK_FALSE(sure(office.desk().offered(notice.id, hour(1))));  // before sending
  CHECK(sure(office.desk().sending(notice.id, hour(1))));
  CHECK(due(1).at(0).standing == Notice::Standing::due);  // killed in the dialogue: it was not ended
  CHECK(sure(office.desk().offered(notice.id, hour(1))));
  CHECK(due(1).empty());
  CHECK(sure(office.desk().claim_notice(notice.token, hour(1)))->first);
  office.reopen();  // killed before the MTA's answer was noted
  CHECK(due(1).at(0).attempts == 1);
  CHECK(due(1).at(0).standing == Notice::Standing::passed);
  CHECK_FALSE(sure(office.desk().claim_notice(notice.token, hour(1)))->first);
  CHECK(sure(office.desk().not_sent(notice.id, "451 try again", hour(3))));
  CHECK(due(2).empty());
  CHECK(due(3).at(0).token == notice.token);
  CHECK(sure(office.desk().claim_notice(notice.token, hour(3)))->first);
  CHECK(sure(office.desk().sent(notice.id, hour(3))));
  CHECK_FALSE(sure(office.desk().sent(notice.id, hour(3))));
  CHECK_FALSE(sure(office.desk().sending(notice.id, hour(3))));
  CHECK_FALSE(sure(office.desk().not_sent(notice.id, "late", {})));
  CHECK_FALSE(sure(office.desk().claim_notice(notice.token, hour(4)))->first);
  CHECK(sure(office.desk().claim_notice(notice.token, hour(4)))->reference == reference);
  CHECK_FALSE(sure(office.desk().claim_notice("00000000000000000000000000000000", hour(4))));
  CHECK_FALSE(sure(office.desk().claim_notice("' OR 1=1 --", hour(4))));
  CHECK(due(99).empty());
}

TEST_CASE("what no filter saw pass is due again only when one says so that was in the way") {
  using Standing = Notice::Standing;
  Office office;
  office.hold();
  const auto due = [&](double at) { return sure(office.desk().notices(hour(at), 10)); };
  const Notice notice = due(1).at(0);
  CHECK(sure(office.desk().sending(notice.id, hour(2))));
  CHECK(sure(office.desk().offered(notice.id, hour(2))));
  CHECK(due(49.9).empty());
  CHECK(due(50).at(0).standing == Standing::untold);
  const Time offered = hour(2);
  CHECK(sure(office.desk().filter_says(offered + std::chrono::seconds(1), hour(9))) == 0);  // started since
  CHECK(sure(office.desk().filter_says(offered, offered + std::chrono::minutes(4))) == 0);  // it may yet pass
  CHECK(due(9).empty());
  CHECK(sure(office.desk().filter_says(offered, offered + std::chrono::minutes(5))) == 1);
  CHECK(due(3).at(0).standing == Standing::due);
  CHECK(due(3).at(0).token == notice.token);

  CHECK(sure(office.desk().offered(notice.id, hour(3))));
  CHECK(sure(office.desk().claim_notice(notice.token, hour(3)))->first);
  CHECK(sure(office.desk().filter_says(hour(0), hour(9))) == 0);
  CHECK(due(9).at(0).standing == Standing::passed);
}

TEST_CASE("a notice that was given up is said in the record") {
  Office office;
  const std::string reference = office.hold();
  const Notice notice = sure(office.desk().notices(hour(1), 10)).at(0);
  CHECK(sure(office.desk().sending(notice.id, hour(2))));
  CHECK(sure(office.desk().not_sent(notice.id, "550 no such\r\nuser", {})));
  CHECK(sure(office.desk().notices(hour(99), 10)).empty());
  CHECK(office.record(reference) == Lines{"agent: notice failed: held: 550 no such  user"});
}

TEST_CASE("nobody is told where nobody is to be told") {
  Office office;
  const std::string reference = office.hold({.notify = ""});
  office.ask(What::release, reference);
  CHECK(sure(office.desk().finish(office.begun().id, hour(4))));
  CHECK(office.notices().empty());
  CHECK(office.state(reference) == "released");
}

TEST_CASE("the first notice is of the mail that was held, not of a client's retry") {
  Office office;
  const Offer mail = offer("budi", {"ani@toko.example"}, "one@ours.example");
  Offer again = mail;
  again.queue_id = "4Xq2";
  const Judge hold = [](const policy::Histories&) { return held_judgement({}); };
  const auto first = transact(office.store(), mail, hold);
  CHECK(transact(office.store(), again, hold).reference == first.reference);
  CHECK(office.notices().size() == 1);
  CHECK(sure(office.desk().show(first.reference))->item.message.queue_id == "4Xq2");
}

TEST_CASE("a copy is given to the MTA until the filter saw it, and is held once") {
  Office office;
  const std::string reference = hold_copy(office);
  const auto due = [&](double at) { return sure(office.desk().copies("mx1", hour(at), 10)).size(); };
  CHECK(sure(office.desk().copies("mx2", hour(9), 10)).empty());
  CHECK(sure(office.desk().copies("mx1", hour(9), 10)).at(0).notify == "budi@ours.example");
  CHECK(sure(office.desk().held_at("mx1", hour(0))).empty());
  office.ask(What::release, reference);
  CHECK(sure(office.desk().due("mx1", hour(9), 10)).empty());

  CHECK(sure(office.desk().copy_offered(reference, hour(9))));
  CHECK(due(9) == 0);                                              // the MTA may have it
  CHECK_FALSE(sure(office.desk().copy_sent(reference, hour(9))));  // no filter in the way: its salesperson has it back
  CHECK(due(99) == 0);
  CHECK(sure(office.desk().filter_says(hour(9), hour(9))) == 0);
  CHECK(sure(office.desk().filter_says(hour(9), hour(9.1))) == 1);
  const auto again = sure(office.desk().copies("mx1", hour(9.1), 10));
  REQUIRE(again.size() == 1);
  CHECK(!sure(office.desk().claim_copy(copy_token, "4Xq9", "mx1")));  // the salesperson knows that token
  const std::string token = again.at(0).token;
  auto claim = sure(office.desk().claim_copy(token, "4Xq9", "mx1"));
  REQUIRE(claim);
  CHECK(claim->first);
  CHECK(claim->reference == reference);
  CHECK(claim->rules == "gap");
  CHECK(claim->sender == "budi@ours.example");
  CHECK(claim->recipients.at(0).raw == "ani@toko.example");
  CHECK(sure(office.desk().copy_not_sent(reference, "452 full", hour(10))));
  CHECK(due(9.5) == 0);
  CHECK(sure(office.desk().list({.in_trouble = true})).items.at(0).copy_trouble == "452 full");
  CHECK(sure(office.desk().claim_copy(token, "4Xqa", "mx1"))->first);
  CHECK_FALSE(sure(office.desk().claim_copy(token, "4Xqb", "mx1"))->first);
  CHECK(sure(office.desk().copies("mx1", hour(10), 10)).at(0).passed);
  CHECK(sure(office.desk().copy_sent(reference, hour(10))));
  CHECK_FALSE(sure(office.desk().copy_sent(reference, hour(10))));
  CHECK(due(99) == 0);
  CHECK(sure(office.desk().show(reference))->item.copy_trouble.empty());
  CHECK(sure(office.desk().show(reference))->item.message.queue_id == "4Xqa");
  CHECK(sure(office.desk().due("mx1", hour(10), 10)).size() == 1);
  CHECK_FALSE(sure(office.desk().claim_copy(token, "4Xqc", "mx1"))->first);
  CHECK(!sure(office.desk().claim_copy("", "4Xqc", "mx1")));
  CHECK(!sure(office.desk().claim_copy("other", "4Xqc", "mx1")));
}

TEST_CASE("accounts are put, changed and dropped, and logins with them") {
  using Role = Desk::Role;
  Office office;
  Desk& desk = office.desk();
  CHECK(sure(desk.put_account({"citra", "hash", Role::reviewer, false, hour(1)}, "root (shell)", hour(1))));
  CHECK(sure(desk.put_account({"adi", "hash", Role::viewer, false, hour(1)}, "root (shell)", hour(1))));
  CHECK(sure(desk.account("citra"))->role == Role::reviewer);
  CHECK(!sure(desk.account("Citra")));
  const Desk::WebSession session{"00ff", "citra", "csrf", hour(2), hour(2)};
  CHECK(sure(desk.put_session(session)));
  CHECK_FALSE(sure(desk.put_session(session)));
  auto used = session;
  used.used_at = hour(3);
  CHECK(sure(desk.put_session(used)));
  CHECK(sure(desk.session("00ff"))->used_at == hour(3));
  CHECK(sure(desk.drop_sessions("", hour(3))) == 0);
  CHECK(sure(desk.put_account({"citra", "hash2", Role::admin, true, hour(1)}, "root (shell)", hour(4))));
  CHECK(!sure(desk.session("00ff")));
  CHECK_FALSE(sure(desk.put_session(used)));  // a login that was ended does not come back
  CHECK(sure(desk.accounts()).size() == 2);
  CHECK(sure(desk.drop_account("citra", "root (shell)", hour(5))));
  CHECK_FALSE(sure(desk.drop_account("citra", "root (shell)", hour(5))));
  Lines lines;
  for (const Entry& entry : sure(desk.entries("root (shell)", "", 10, ""))) {
    lines.push_back(fmt::format("{} {}", entry.what, entry.detail));
  }
  CHECK(lines == Lines{"account dropped citra", "account put citra admin disabled", "account put adi viewer",
                       "account put citra reviewer"});
  for (const auto* name : {"", "Budi", "a b", "a'b", "a/../b", "\xC3\xA9"}) {
    CHECK(!desk.put_account({name, "hash", Role::viewer, false, hour(1)}, "root (shell)", hour(1)));
  }
}

TEST_CASE("a secret of the page is the first that was offered") {
  Office office;
  Desk& desk = office.desk();
  CHECK(sure(desk.web_secret("device", "aa")) == "aa");
  CHECK(sure(desk.web_secret("device", "bb")) == "aa");
  CHECK(sure(desk.web_secret("other", "bb")) == "bb");
}

TEST_CASE("the record is read page by page, and nothing in it is changed or deleted") {
  Office office;
  const std::string reference = office.hold();
  for (int i = 0; i < 5; ++i) {
    CHECK(sure(office.desk().note({hour(i), "citra", "login", "", fmt::format("{}", i), "192.0.2.1"})));
  }
  office.ask(What::note, reference);
  CHECK_FALSE(sure(office.desk().note({hour(1), "citra", "note", "none", "", ""})));
  const auto first = sure(office.desk().entries("citra", "", 3, ""));
  REQUIRE(first.size() == 3);
  CHECK(first[0].reference == reference);
  CHECK(first[1].detail == "4");
  CHECK(first[1].from == "192.0.2.1");
  const auto rest = sure(office.desk().entries("citra", "", 9, std::to_string(first[2].id)));
  REQUIRE(rest.size() == 3);
  CHECK(rest[0].detail == "2");
  CHECK(sure(office.desk().entries("", reference, 9, "")).size() == 1);
  CHECK(sure(office.desk().entries("", "none", 9, "")).empty());
  CHECK(sure(office.desk().entries("", "", 9, "x")).empty());
  CHECK(sure(office.desk().entries("dewi", "", 9, "")).empty());
  CHECK(execute(office.path(), "UPDATE entry SET who = 'dewi'") == "the record is never changed");
  CHECK(execute(office.path(), "DELETE FROM entry") == "the record is never deleted from");
}

TEST_CASE("agents are known by their hosts, as they were last seen") {
  Office office;
  const AgentSign first{"mx2.ours.example", hour(1), hour(2), std::nullopt, "store what=\"due\""};
  const AgentSign other{"mx1.ours.example", hour(1), hour(3), hour(2), ""};
  CHECK(sure(office.desk().agents()).empty());
  CHECK(sure(office.desk().put_agent(first)));
  CHECK(sure(office.desk().put_agent(other)));
  CHECK(sure(office.another()->agents()) == std::vector{other, first});
  const AgentSign again{"mx2.ours.example", hour(4), hour(5), hour(5), ""};
  CHECK(sure(office.desk().put_agent(again)));
  CHECK(sure(office.desk().agents()) == std::vector{other, again});
}

TEST_CASE("how much waits is counted") {
  Office office;
  CHECK(sure(office.desk().figures()).held == 0);
  CHECK_FALSE(sure(office.desk().figures()).oldest_held);
  const std::string released = office.hold({.at = hour(2)});
  const std::string tried = office.hold({.at = hour(1)}, {"eka@toko.example"});
  const std::string lost = office.hold({.at = hour(3)}, {"adi@toko.example"});
  office.ask(What::release, tried);
  CHECK(sure(office.desk().put_off(office.begun().id, "refused", std::nullopt, hour(4))));
  office.ask(What::release, released);
  CHECK(sure(office.desk().found(lost, HeldState::gone, hour(5), "")));
  const DeskFigures figures = sure(office.desk().figures());
  CHECK(figures.held == 2);
  CHECK(figures.gone == 1);
  CHECK(figures.oldest_held == hour(1));
  CHECK(figures.requests_waiting == 1);
  CHECK(figures.requests_failed == 1);
  CHECK(figures.notices_waiting == static_cast<int>(office.notices().size()));
}
