// The agent's rounds over a real store, with a queue and an MTA that are told what to do: every state, every step at
// which it may be killed.
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "agent/agent.h"
#include "mail/seal.h"
#include "policy/load/load.h"
#include "tests/store/desk_fixture.h"

using namespace jeda;
using namespace jeda::agent;
using namespace jeda::store::test;
using store::Ask;
using store::HeldState;

namespace {

constexpr const char* id = "4Xq1";
constexpr const char* second_id = "4Xq0";
constexpr const char* text = "Subject: Penawaran\nMessage-ID: <1@budi>\n\nHalo\n";

/// The MTA's queue.
class ScriptedQueue final : public jeda::service::Queue {
 public:
  tl::expected<jeda::service::Listing, std::string> list() override {
    ++listings;
    if (blind) return tl::unexpected<std::string>("no such directory");
    return mails;
  }
  tl::expected<std::string, std::string> message(std::string_view name) override {
    if (unreadable) return tl::unexpected<std::string>("too large");
    return name == second_id ? second_content : content;
  }
  tl::expected<void, std::string> release(std::string_view name) override {
    if (auto refused = refusal()) return tl::unexpected(*refused);
    if (!idle && at(name)) at(name)->place = jeda::service::Place::elsewhere;
    return {};
  }
  tl::expected<void, std::string> deliver(std::string_view name) override {
    if (at(name) && at(name)->place == jeda::service::Place::elsewhere && mails.erase(std::string(name)) > 0)
      ++delivered;
    return {};
  }
  tl::expected<void, std::string> remove(std::string_view name) override {
    if (auto refused = refusal()) return tl::unexpected(*refused);
    if (!idle && at(name) && at(name)->place == jeda::service::Place::held) mails.erase(std::string(name));
    return {};
  }
  tl::expected<std::string, std::string> host() override { return "mx1"; }

  void add_second() {
    mails[second_id] = mails.at(id);
    mails[second_id].id = second_id;
  }

  void add(jeda::service::Place place = jeda::service::Place::held) {
    mails[id] = {
        id, place, place == jeda::service::Place::held ? "hold" : "deferred", "budi@ours.example", {"ani@toko.example"},
        {}, true};
  }

  jeda::service::Listing mails;
  std::string content = text;
  std::string second_content = std::string("Received: later\n") + text;
  int delivered = 0;
  int listings = 0;
  bool blind = false;       // cannot be listed
  bool refuses = false;     // the commands fail
  bool idle = false;        // they do nothing
  bool unreadable = false;  // messages cannot be read

 private:
  jeda::service::QueuedMail* at(std::string_view name) {
    const auto found = mails.find(name);
    return found == mails.end() ? nullptr : &found->second;
  }
  std::optional<std::string> refusal() const { return refuses ? std::optional<std::string>("refused") : std::nullopt; }
};

/// The MTA, with the filter in its way unless it is away; that lets each token pass once.
class ScriptedPost final : public Post {
 public:
  explicit ScriptedPost(store::Desk& desk) : desk_(desk) {}

  Posted send(std::string_view to, std::string_view message, const std::function<bool()>& may_end) override {
    ++offered;
    on_send();
    if (answer.taken == Posted::Taken::no) return answer;
    if (!may_end()) return {Posted::Taken::no, false, false, "not ended"};
    if (!filtered || passes(message)) delivered.push_back(std::string(message));
    last_to = to;
    return answer;
  }

  /// Notices that arrived, by the beginning of their subject.
  int arrived(const std::string& subject) const {
    int count = 0;
    for (const std::string& message : delivered)
      if (message.find("\nSubject: " + subject) != std::string::npos) ++count;
    return count;
  }

  Posted answer{Posted::Taken::yes, false, false, ""};
  std::vector<std::string> delivered;
  std::string last_to;
  std::function<void()> on_send = [] {};
  int offered = 0;
  bool filtered = true;

 private:
  bool passes(std::string_view message) {
    const auto token = message.substr(message.find("X-Jeda-Notice: ") + 15, 32);
    const auto claim = sure(desk_.claim_notice(token, hour(3)));
    return claim && claim->first;
  }

  store::Desk& desk_;
};

class Silent final : public jeda::service::Log {
 public:
  void write(Level, std::string_view line) noexcept override { lines += std::string(line) + "\n"; }
  std::string lines;
};

struct Killed {};

policy::PolicyPtr shipped_policy() {
  const auto loaded = policy::parse_policy(
      {"rules.yaml",
       "version: 1\nmode: enforce\nlanguage: en\norganisation: {domains: [ours.example], sales: [\"*@ours.example\"]}\n"
       "prospects: [{match: \"*\"}]\n"
       "rules: [{name: gap, kind: gap, floor: 2h, after_reply: 24h, wait: [7d], action: hold, release: "
       "when-allowed}]\n"},
      [](const std::string&) -> tl::expected<config::SourceFile, std::string> {
        return tl::unexpected<std::string>("none");
      });
  REQUIRE(loaded);
  return loaded->policy;
}

/// A store with one mail on hold, its queue, and an agent that can be killed and started again.
struct Host {
  Office office;
  ScriptedQueue queue;
  ScriptedPost post{office.desk()};
  Silent log;
  NoticeTexts texts;
  config::Settings settings;
  policy::PolicyPtr policy = shipped_policy();
  Time time = hour(3);
  std::string reference;
  std::unique_ptr<Agent> agent;

  explicit Host(Holding holding = {.at = hour(1), .release = policy::Release::review, .next_allowed = std::nullopt},
                bool sealed = true) {
    settings.notices.from = "jeda@ours.example";
    const auto judge = [&](const policy::Histories&) {
      store::Judgement made = held_judgement(holding);
      if (sealed) made.held->seal = mail::pack(mail::seal_of(mail::split_message(text)));
      return made;
    };
    store::Offer mail = offer("budi", {"ani@toko.example"}, "1@budi");
    reference = transact(office.store(), mail, judge).reference;
    queue.add();
    start();
  }

  void start(const std::string& die_at = "") {
    const auto step = [die_at](std::string_view at) {
      if (at == die_at) throw Killed{};
    };
    Tools tools{office.desk(), queue, post, texts, log, [this] { return time; }, [this] { return policy; }, step};
    agent = std::make_unique<Agent>(std::move(tools), settings, "mx1");
  }

  void round(Duration later = std::chrono::seconds(2)) {
    time += later;
    agent->round();
  }

  /// Rounds over two hours, as patient as the longest wait. The filter, which has run all the time, says its part.
  void rounds() {
    for (int i = 0; i < 12; ++i) {
      if (post.filtered) CHECK(office.desk().filter_says(hour(0), time));
      round(std::chrono::minutes(10));
    }
  }

  void ask(Ask::What what) {
    REQUIRE(office.ask(what, reference, "citra", hour(2), "words").upshot == store::Answer::Upshot::done);
  }
  std::string state() { return office.state(reference); }
  bool held() const { return queue.mails.contains(id) && queue.mails.at(id).place == jeda::service::Place::held; }
  store::QueueRequest request() { return *sure(office.desk().show(reference))->item.request; }
};

struct Kind {
  Ask::What what;
  const char* want_state;
  int want_delivered;
  const char* want_notice;
};
const std::vector<Kind> kinds{{Ask::What::release, "released", 1, "Released"},
                              {Ask::What::give_back, "returned", 0, "Returned"},
                              {Ask::What::discard, "discarded", 0, "Not sent"}};

}  // namespace

TEST_CASE("what is asked for is done, seen to be done, and told once") {
  for (const Kind& kind : kinds) {
    Host host;
    host.ask(kind.what);
    host.round();
    CHECK(host.state() == kind.want_state);
    CHECK_FALSE(host.queue.mails.contains(id));
    CHECK(host.queue.delivered == kind.want_delivered);
    host.rounds();
    CHECK(host.post.arrived(kind.want_notice) == 1);
    CHECK(host.post.last_to == "budi@ours.example");
  }
}

TEST_CASE("nothing is done that nobody asked for, and no queue is listed for nothing") {
  Host host;
  host.rounds();
  CHECK(host.state() == "held");
  CHECK(host.held());
  const int before = host.queue.listings;
  host.round();
  CHECK(host.queue.listings == before);
}

TEST_CASE("killed at any step and started again: one place, one notice") {
  for (const Kind& kind : kinds)
    for (const char* step : {"begun", "kept", "acted", "looked", "finished", "sending", "offered", "posted", "sent"}) {
      CAPTURE(kind.want_state, step);
      Host host;
      host.ask(kind.what);
      host.start(step);
      bool killed = false;
      try {
        for (int i = 0; i < 3; ++i) host.round();
      } catch (const Killed&) {
        killed = true;
      }
      CHECK(killed == (std::string(step) != "kept" || kind.what == Ask::What::give_back));
      CHECK_FALSE((host.held() && host.state() != "held"));
      host.start();
      host.rounds();
      CHECK(host.state() == kind.want_state);
      CHECK(host.queue.delivered == kind.want_delivered);
      CHECK(host.queue.mails.empty());
      CHECK(host.post.arrived(kind.want_notice) == 1);
    }
}

TEST_CASE("what the MTA refuses is tried again with growing waits, then given up and shown") {
  for (const bool idle : {false, true}) {
    Host host;
    (idle ? host.queue.idle : host.queue.refuses) = true;
    host.ask(Ask::What::release);
    host.round();
    CHECK(host.state() == "held");
    CHECK(host.request().state == store::RequestState::waiting);
    CHECK(host.request().trouble == (idle ? "the MTA's command changed nothing" : "refused"));
    for (int i = 0; i < 20; ++i) host.round(std::chrono::hours(2));
    CHECK(host.request().state == store::RequestState::failed);
    CHECK(host.request().attempts == most_request_tries);
    CHECK(host.state() == "held");
    CHECK(host.held());
  }
}

TEST_CASE("a queue that cannot be listed is never taken for an empty one") {
  Host host;
  host.ask(Ask::What::release);
  host.queue.blind = true;
  host.rounds();
  CHECK(host.state() == "held");
  CHECK(host.request().state == store::RequestState::waiting);
  host.queue.blind = false;
  host.rounds();
  CHECK(host.state() == "released");
}

TEST_CASE("what an admin did by hand is found") {
  SECTION("released") {
    Host host;
    host.queue.add(jeda::service::Place::elsewhere);
    host.round();
    CHECK(host.state() == "released");
    host.rounds();
    CHECK(host.post.arrived("Released") == 1);
  }
  SECTION("deleted: gone, but only after two looks and a minute") {
    Host host({.at = hour(3), .release = policy::Release::review, .next_allowed = std::nullopt});
    host.queue.mails.clear();
    host.round();
    host.round(std::chrono::seconds(30));
    CHECK(host.state() == "held");
    host.round(std::chrono::seconds(30));
    CHECK(host.state() == "gone");
    host.rounds();
    CHECK(host.post.offered == 1);
    CHECK(host.post.arrived("On hold") == 1);
  }
  SECTION("missing in one listing only") {
    Host host;
    host.queue.mails.clear();
    host.round();
    CHECK(host.state() == "held");
    host.queue.add();
    host.rounds();
    CHECK(host.state() == "held");
  }
  SECTION("quicker than the agent") {
    for (const Kind& kind : kinds) {
      Host host;
      host.ask(kind.what);
      host.queue.add(jeda::service::Place::elsewhere);
      host.rounds();
      CHECK(host.state() == "released");
      CHECK(host.request().state == store::RequestState::voided);
    }
  }
  SECTION("deleted before it was released: not released") {
    Host host;
    host.ask(Ask::What::release);
    host.queue.mails.clear();
    host.rounds();
    CHECK(host.state() == "gone");
  }
}

TEST_CASE("what is not what was held does not leave, and the reviewer is told") {
  struct Case {
    std::string content;
    std::string want;
  };
  const auto& [content, want] = GENERATE(values<Case>({
      {"Subject: Penawaran\nMessage-ID: <1@budi>\n\nHalo, diskon!\n",
       "the body in the queue is not what was held: "
       "nothing leaves"},
      {"Subject: Diskon\nMessage-ID: <1@budi>\n\nHalo\n",
       "the header in the queue is not what was held: nothing leaves"},
  }));
  Host host;
  host.queue.content = content;
  SECTION("released") {
    host.ask(Ask::What::release);
    host.rounds();
    CHECK(host.request().state == store::RequestState::failed);
    CHECK(host.request().trouble == want);
  }
  SECTION("returned") {
    host.ask(Ask::What::give_back);
    host.rounds();
    CHECK(host.request().trouble == want);
    CHECK(host.post.arrived("Returned") == 0);
  }
  CHECK(host.state() == "held");
  CHECK(host.held());
  CHECK(host.queue.delivered == 0);
}

TEST_CASE("what is not what was held does not leave by schedule either, and may be discarded") {
  Host host({.at = hour(1), .release = policy::Release::when_allowed, .next_allowed = hour(3)});
  host.queue.content = "Subject: Penawaran\nMessage-ID: <1@budi>\n\nHalo, diskon!\n";
  host.rounds();
  CHECK(host.request().trouble == "the body in the queue is not what was held: nothing leaves");
  CHECK(host.state() == "held");
  CHECK(host.held());
  host.ask(Ask::What::discard);
  host.rounds();
  CHECK(host.state() == "discarded");
  CHECK_FALSE(host.held());
  CHECK(host.queue.delivered == 0);
}

TEST_CASE("what an MTA writes otherwise leaves, and so does mail of which an older jeda kept no digest") {
  const bool sealed = GENERATE(true, false);
  Host host({.at = hour(1), .release = policy::Release::review, .next_allowed = std::nullopt}, sealed);
  host.queue.content = "Received: by mta\nSubject:  Penawaran\nX-Other: 1\nMessage-ID:\n <1@budi>\n\nHalo\n\n";
  if (!sealed) host.queue.content += "anything\n";
  host.ask(Ask::What::release);
  host.rounds();
  CHECK(host.state() == "released");
  CHECK(host.queue.delivered == 1);
}

TEST_CASE("nothing is done to another message under the same id") {
  Host host;
  host.ask(Ask::What::discard);
  host.queue.mails[id].sender = "sari@ours.example";
  host.queue.content = "Message-ID: <2@sari>\n\nHalo\n";
  host.rounds();
  CHECK(host.held());
  CHECK(host.request().state == store::RequestState::failed);
  CHECK(host.request().trouble.find("names another message") != std::string::npos);
}

TEST_CASE("returned mail that is in the hold queue again is removed again") {
  Host host;
  host.ask(Ask::What::give_back);
  host.round();
  REQUIRE(host.state() == "returned");
  host.queue.add();
  host.rounds();
  CHECK(host.queue.mails.empty());
  CHECK(host.post.arrived("Returned") == 1);
}

TEST_CASE("of mail that a client offered twice, one copy stays on hold") {
  Host host;
  host.queue.add_second();
  SECTION("the newest") {
    host.rounds();
    CHECK(host.held());
    CHECK_FALSE(host.queue.mails.contains(second_id));
    CHECK(host.office.record(host.reference) ==
          std::vector<std::string>{"agent: second copy: 4Xq0 was on hold as well, and is removed"});
  }
  SECTION("also where the other is settled already") {
    for (const Kind& kind : kinds) {
      Host other;
      other.queue.add_second();
      other.ask(kind.what);
      other.rounds();
      CHECK(other.state() == kind.want_state);
      CHECK(other.queue.mails.empty());
      CHECK(other.queue.delivered == kind.want_delivered);
    }
  }
  SECTION("the one that is there, where the newer offer came to nothing") {
    host.queue.mails.erase(id);
    host.rounds();
    CHECK(host.state() == "held");
    CHECK(sure(host.office.desk().show(host.reference))->item.message.queue_id == second_id);
    CHECK(host.office.record(host.reference) ==
          std::vector<std::string>{"agent: second copy: 4Xq1 is not in the queue, 4Xq0 is"});
    host.ask(Ask::What::release);
    host.rounds();
    CHECK(host.state() == "released");
    CHECK(host.queue.delivered == 1);
  }
  SECTION("and another text under the same Message-ID is left alone") {
    host.queue.second_content += "more\n";
    host.rounds();
    CHECK(host.queue.mails.size() == 2);
    CHECK(
        host.office.record(host.reference) ==
        std::vector<std::string>{"agent: second copy: 4Xq0 is on hold under the same Message-ID with another text, and "
                                 "is left alone"});
  }
  SECTION("and other mail is left alone") {
    SECTION("of another Message-ID") { host.queue.second_content = "Message-ID: <2@budi>\n\nHalo\n"; }
    SECTION("of another sender") { host.queue.mails[second_id].sender = "sari@ours.example"; }
    SECTION("to another recipient") { host.queue.mails[second_id].recipients = {"tono@toko.example"}; }
    SECTION("that is on its way") { host.queue.mails[second_id].place = jeda::service::Place::elsewhere; }
    SECTION("that cannot be read") { host.queue.unreadable = true; }
    host.rounds();
    CHECK(host.queue.mails.size() == 2);
    CHECK(host.office.record(host.reference).empty());
  }
}

TEST_CASE("mail is returned only where its sender can be told") {
  Host host;
  host.settings.notices.from.clear();
  host.ask(Ask::What::give_back);
  host.rounds();
  CHECK(host.held());
  CHECK(host.request().state == store::RequestState::failed);
}

TEST_CASE("a return carries the original and the reviewer's words") {
  Host host;
  host.ask(Ask::What::give_back);
  host.rounds();
  REQUIRE(host.post.arrived("Returned") == 1);
  const std::string& notice = host.post.delivered.back();
  CHECK(notice.find(std::string("\n\n") + text) != std::string::npos);
  CHECK(notice.find("> words\n") != std::string::npos);
}

TEST_CASE("notices the MTA does not take wait, those it may have are not given again") {
  Host host;
  host.ask(Ask::What::discard);
  SECTION("not there") {
    host.post.answer = {Posted::Taken::no, false, true, "connection refused"};
    host.rounds();
    host.post.answer = {Posted::Taken::yes, false, false, ""};
    host.round(std::chrono::hours(2));
  }
  SECTION("not known, but seen to pass") {
    host.post.answer = {Posted::Taken::unknown, false, false, "broken"};
    host.rounds();
    CHECK(host.post.offered == 2);  // there are two: on hold, and not sent
    host.post.filtered = false;
  }
  CHECK(host.post.arrived("Not sent") == 1);
  const int offered = host.post.offered;
  host.rounds();
  CHECK(host.post.offered == offered);
}

TEST_CASE("a notice is told once though the agent dies after the MTA's 250 and no filter is there, then or later") {
  for (const bool filtered : {true, false}) {
    CAPTURE(filtered);
    Host host;
    host.ask(Ask::What::discard);
    host.post.filtered = filtered;
    host.start("posted");
    CHECK_THROWS_AS(host.round(), Killed);
    host.post.filtered = false;
    host.start();
    host.rounds();
    CHECK(host.post.arrived("On hold") + host.post.arrived("Not sent") == 2);
    CHECK(host.post.offered == 2);
  }
}

TEST_CASE("a notice of which nobody learns whether it was taken is given up after two days, and said to be") {
  Host host;
  host.post.filtered = false;
  host.start("offered");
  CHECK_THROWS_AS(host.round(), Killed);
  host.start();
  host.round(std::chrono::hours(47));
  CHECK(host.log.lines.find("dropped=") == std::string::npos);
  host.round(std::chrono::hours(2));
  CHECK(host.log.lines.find("notice kind=held ref=" + host.reference +
                            " queue=4Xq1 to=budi@ours.example dropped=\"the MTA may have it, or not: the answer "
                            "never came, and no filter saw it pass\"\n") != std::string::npos);
  host.rounds();
  CHECK(host.post.offered == 1);
  CHECK(host.post.delivered.empty());
}

TEST_CASE("a notice refused for good is given up") {
  Host host;
  host.ask(Ask::What::discard);
  host.post.answer = {Posted::Taken::no, true, false, "550 no such user"};
  for (int i = 0; i < 10; ++i) host.round(std::chrono::hours(2));
  CHECK(host.post.offered == 2 * 3);  // there are two: on hold, and not sent
}

TEST_CASE("mail held until its moment is judged again then") {
  SECTION("and released") {
    Host host({.at = hour(1), .next_allowed = hour(5)});
    host.round();
    CHECK(host.state() == "held");
    host.round(std::chrono::hours(3));
    CHECK(host.state() == "released");
    CHECK(host.queue.delivered == 1);
    host.rounds();
    CHECK(host.post.arrived("Released") == 1);
  }
  SECTION("unless the prospect wrote meanwhile") {
    Host host({.at = hour(1), .next_allowed = hour(5)});
    store::Reply reply;
    reply.at = hour(4);
    reply.message_id = "r@toko";
    reply.from = {{"ani@toko.example", "ani@toko.example", ""}};
    reply.to = {"budi"};
    REQUIRE(host.office.store().record_reply(reply));
    host.round(std::chrono::hours(3));
    CHECK(host.state() == "held");
    host.rounds();
    CHECK(host.held());
    CHECK(host.post.arrived("Read the reply first") == 1);
  }
}

TEST_CASE("a notice leads to the mail's page, with one key whoever writes") {
  Host host;
  host.settings.web.url = "https://jeda.ours.example";
  const auto token = [&] {
    std::string message = host.post.delivered.back();
    for (std::size_t at = 0; (at = message.find("=\n", at)) != std::string::npos;) message.erase(at, 2);
    const std::string path = host.settings.web.url + "/m/";
    const std::size_t at = message.find(path);
    REQUIRE(at != std::string::npos);
    return message.substr(at + path.size(), message.find_first_of("\"\n", at) - at - path.size());
  };
  host.rounds();
  REQUIRE(host.post.arrived("On hold") == 1);
  const jeda::service::Links links(*host.office.desk().web_secret(jeda::service::links_secret, "another"));
  const std::string first = token();
  CHECK(links.is_of_mail(first, host.reference, "budi"));
  host.ask(Ask::What::give_back);
  host.start();
  host.rounds();
  REQUIRE(host.post.arrived("Returned") == 1);
  CHECK(token() == first);
}

TEST_CASE("a slow MTA keeps no request waiting: what is left of the notices goes in the next round") {
  Host host;
  for (int i = 0; i < 5; ++i) host.office.hold({.at = hour(2)}, {"p" + std::to_string(i) + "@toko.example"});
  host.post.on_send = [&] { host.time += std::chrono::seconds(3); };
  host.round();
  CHECK(host.post.delivered.size() == 2);
  host.round();
  CHECK(host.post.delivered.size() == 4);
}

TEST_CASE("reviewers are reminded once, and mail is returned when its time is over") {
  Host host;
  host.settings.review.reviewers = "reviewers@ours.example";
  host.settings.review.remind_after = std::chrono::hours(24);
  host.settings.review.expire_after = std::chrono::hours(48);
  host.rounds();
  CHECK(host.post.arrived("Waiting for a reviewer") == 0);
  host.round(std::chrono::hours(24));
  host.rounds();
  CHECK(host.post.arrived("Waiting for a reviewer: 1 message") == 1);
  CHECK(host.post.last_to == "reviewers@ours.example");
  CHECK(host.state() == "held");
  host.round(std::chrono::hours(24));
  host.rounds();
  CHECK(host.state() == "returned");
  CHECK(host.post.arrived("Returned, nobody decided") == 1);
  CHECK(host.post.arrived("Waiting for a reviewer") == 1);
}

TEST_CASE("an agent says that it lives, seldom while nothing happens") {
  const std::string blind = "queue what=list reason=\"no such directory\"";
  Host host;
  const auto agents = [&] { return sure(host.office.desk().agents()); };
  CHECK(agents().empty());
  host.round();
  const Time first = host.time;
  CHECK(agents() == std::vector<store::AgentSign>{{"mx1", hour(3), first, first, ""}});
  for (int i = 0; i < 7; ++i) host.round();
  CHECK(agents().at(0).seen_at == first);
  host.round();
  CHECK(agents().at(0).seen_at == host.time);

  host.queue.blind = true;
  host.round(std::chrono::seconds(20));
  CHECK(agents() == std::vector<store::AgentSign>{{"mx1", hour(3), host.time, first, blind}});
  host.round();
  CHECK(agents().at(0).trouble == blind);
  host.queue.blind = false;
  host.round(std::chrono::seconds(30));
  CHECK(agents() == std::vector<store::AgentSign>{{"mx1", hour(3), host.time, host.time, ""}});

  host.start();
  host.round(std::chrono::seconds(-60));  // the clock was set back, too
  CHECK(agents().at(0).seen_at == host.time);
}
