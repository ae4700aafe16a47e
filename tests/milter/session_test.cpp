// What the scenarios cannot see from outside: how early a message leaves, and what is left of a message that is given
// up.
#include "milter/session.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "mail/seal.h"
#include "milter/tag.h"
#include "tests/doubles/memory.h"

using namespace jeda;
using milter::Next;

namespace {

class ListLog : public milter::Log {
 public:
  void write(Level, std::string_view line) noexcept override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

policy::PolicyPtr a_policy() {
  policy::Policy policy;
  policy.version = "test";
  policy.mode = policy::Mode::enforce;
  policy.language = policy::Language::en;
  policy.organisation.domains = {"ours.example"};
  policy.organisation.networks = {*policy::parse_network("127.0.0.0/8")};
  policy.organisation.sales = {"*@ours.example"};
  policy.organisation.exempt = {"billing@ours.example", "abuse@ours.example"};
  policy.organisation.reports = {"abuse@ours.example"};
  policy.prospects = {{"*", policy::Audience::business, date::locate_zone("Asia/Jakarta")}};
  policy.rules.push_back({"stop", policy::StopAfter{1}, policy::Action::reject, {}, {}, {}});
  return std::make_shared<const policy::Policy>(policy);
}

struct World {
  std::unique_ptr<store::Store> store = std::make_unique<store::MemoryStore>();
  ListLog log;
  policy::PolicyPtr policy = a_policy();
  milter::Services services{*store, [this] { return policy; },   [] { return Time{std::chrono::hours(500000)}; },
                            log,    config::OnFailure::tempfail, {}};
  milter::Session session{services};

  World() { session.connect("127.0.0.1", "mx.ours.example"); }

  Next offer(std::string_view from, std::vector<std::string> to, std::string_view login = "") {
    if (const Next step = session.mail(login, from); step != Next::go_on) return step;
    for (const std::string& recipient : to) session.recipient(recipient);
    return session.data();
  }

  std::string send(std::string_view from, std::vector<std::string> to, std::string_view id) {
    if (offer(from, std::move(to)) == Next::accept) return "left\n";
    session.header("Message-ID", id);
    session.header("Subject", "Hello");
    session.body("Hello there.\r\n");
    return to_string(session.end_of_message("Q1"));
  }
};

}  // namespace

TEST_CASE("mail that is not ours to judge leaves at the earliest step") {
  World world;
  SECTION("an exempt sender at MAIL") { CHECK(world.session.mail("", "<billing@ours.example>") == Next::accept); }
  SECTION("a bounce to nobody in sales at DATA") {
    world.session.connect("192.0.2.1", "mx");
    CHECK(world.session.mail("", "<>") == Next::go_on);
    world.session.recipient("<billing@ours.example>");
    CHECK(world.session.data() == Next::accept);
  }
  SECTION("a bounce of our own hosts to nobody in sales once its header bears no token") {
    CHECK(world.session.mail("", "<>") == Next::go_on);
    world.session.recipient("<billing@ours.example>");
    CHECK(world.session.data() == Next::go_on);
    world.session.header("Subject", "Undelivered");
    CHECK(world.session.body("text") == Next::accept);
  }
  SECTION("one of our hosts that is nobody in sales at MAIL") {
    CHECK(world.session.mail("", "<cron@host.other.example>") == Next::accept);
  }
  SECTION("internal mail at DATA") {
    CHECK(world.session.mail("", "<budi@ours.example>") == Next::go_on);
    world.session.recipient("<siti@ours.example>");
    CHECK(world.session.data() == Next::accept);
  }
  SECTION("internal mail to where reports come in at DATA") {
    CHECK(world.session.mail("", "<budi@ours.example>") == Next::go_on);
    world.session.recipient("<abuse@ours.example>");
    CHECK(world.session.data() == Next::accept);
  }
  SECTION("inbound mail to nobody in sales at DATA") {
    world.session.connect("192.0.2.1", "mx");
    CHECK(world.session.mail("", "<ani@toko.example>") == Next::go_on);
    world.session.recipient("<billing@ours.example>");
    CHECK(world.session.data() == Next::accept);
  }
  CHECK(world.log.lines.empty());
}

TEST_CASE("mail to where reports come in is read though nobody in sales has that address") {
  World world;
  world.session.connect("192.0.2.1", "mx");
  CHECK(world.offer("<fbl@toko.example>", {"<abuse@ours.example>"}) == Next::go_on);
  CHECK(world.offer("<>", {"<Abuse+x@ours.example>"}) == Next::go_on);
}

TEST_CASE("where outgoing mail bears a tag, only a report that returns it counts") {
  World world;
  world.services.tag_key = "a key";
  const std::string tag = milter::tag_of("a key", "offer@client.example");
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>"}, "<offer@client.example>") ==
        "add-header X-Jeda-Tag: " + tag + "\naccept\n");
  const auto dead_after = [&](const std::string& returned) {
    world.session.connect("192.0.2.1", "mx");
    REQUIRE(world.offer("<>", {"<budi@ours.example>"}) == Next::go_on);
    world.session.header("From", "MAILER-DAEMON@mx.toko.example");
    world.session.header("Content-Type", "multipart/report; report-type=delivery-status; boundary=b");
    world.session.body(
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: "
        "rfc822;ani@toko.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: "
        "text/rfc822-headers\r\n\r\nMessage-ID: <offer@client.example>\r\n" +
        returned + "\r\n--b--\r\n");
    CHECK(to_string(world.session.end_of_message("Q2")) == "accept\n");
    return world.store->history({"ani@toko.example", "ani@toko.example", ""})->prospect.do_not_contact.has_value();
  };
  CHECK_FALSE(dead_after(""));
  CHECK_FALSE(dead_after("X-Jeda-Tag: " + milter::tag_of("another key", "offer@client.example") + "\r\n"));
  CHECK_FALSE(dead_after("X-Jeda-Tag: " + milter::tag_of("a key", "other@client.example") + "\r\n"));
  CHECK_FALSE(dead_after("X-Jeda-Tag: " + tag + "0\r\n"));
  CHECK(world.store->unverified(10)->size() == 1);  // the same report, told again
  CHECK(dead_after("X-Jeda-Tag: " + tag + "\r\n"));
}

TEST_CASE("a tag that a sender wrote himself gives way to the true one") {
  World world;
  world.services.tag_key = "a key";
  REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
  world.session.header("X-Jeda-Tag", "0123456789abcdef0123456789abcdef");
  world.session.header("Message-ID", "<offer@client.example>");
  CHECK(to_string(world.session.end_of_message("Q1")) ==
        "remove-header X-Jeda-Tag 1\nadd-header X-Jeda-Tag: " + milter::tag_of("a key", "offer@client.example") +
            "\naccept\n");
}

TEST_CASE("the key of tags is made once, private, and anything else in its place is refused") {
  char directory[] = "/tmp/jeda-tag-XXXXXX";
  REQUIRE(mkdtemp(directory) != nullptr);
  const std::filesystem::path store = std::filesystem::path(directory) / "history.db";
  const auto first = milter::tag_key(store.string());
  REQUIRE(first);
  CHECK(first->size() == 64);
  CHECK(milter::tag_key(store.string()) == *first);
  const std::string file = store.string() + ".tag";
  CHECK(std::filesystem::status(file).permissions() == std::filesystem::perms(0600));
  std::ofstream(file) << "no key\n";
  CHECK(milter::tag_key(store.string()).error() == file + ": there is something else than a key in it");
  std::filesystem::remove_all(directory);
}

TEST_CASE("held mail is sealed with its subject as it goes on") {
  policy::Policy policy = *a_policy();
  policy.overrides = {"urgent", 3, std::chrono::hours(24)};
  policy.rules = {{"stop", policy::StopAfter{1}, policy::Action::hold, {}, {}, {}}};
  const auto check = [&](std::string_view written, const std::string& sent) {
    World world;
    world.policy = std::make_shared<const policy::Policy>(policy);
    world.send("<budi@ours.example>", {"<ani@toko.example>"}, "<first@client.example>");
    REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
    world.session.header("Subject", written);
    world.session.body("Hello there.\r\n");
    CHECK(to_string(world.session.end_of_message("Q1")).starts_with("change-header Subject: " + sent + "\n"));
    const auto held = world.store->held(store::HeldState::held, 10);
    REQUIRE(held->size() == 1);
    const auto seal = mail::unpack_seal(held->front().seal);
    REQUIRE(seal);
    CHECK(mail::broken(*seal, "Subject: " + sent + "\n\nHello there.\n") == "");
    CHECK(mail::broken(*seal, "Subject: another\n\nHello there.\n") == "header");
  };
  check(" [urgent: mati]  Caf\u00e9  Rina", "Caf\u00e9  Rina");
  check(" [urgent: mati] Caf\xe9", "=?UTF-8?B?Q2Fmw6k=?=");
  check(" =?utf-8?Q?[urgent]_Caf=C3=A9?=", "=?UTF-8?B?Q2Fmw6k=?=");
}

TEST_CASE("the subject is changed only where an override stood in it") {
  World world;
  policy::Policy policy = *world.policy;
  policy.overrides = {"urgent", 3, std::chrono::hours(24)};
  world.policy = std::make_shared<const policy::Policy>(policy);
  int prospects = 0;
  const auto subject = [&](std::string_view value) {
    REQUIRE(world.offer("<budi@ours.example>", {fmt::format("<p{}@toko.example>", ++prospects)}) == Next::go_on);
    world.session.header("Subject", value);
    world.session.body("Hello there.\r\n");
    return to_string(world.session.end_of_message("Q1"));
  };
  CHECK(subject("Urgent news") == "accept\n");
  CHECK(subject("[urgent: server down] News") == "change-header Subject: News\naccept\n");
  CHECK(subject("=?UTF-8?Q?=5BURGENT=5D_Caf=C3=A9?=") == "change-header Subject: =?UTF-8?B?Q2Fmw6k=?=\naccept\n");
}

TEST_CASE("a header field of ours is taken off however its name is written, and other names do no harm") {
  World world;
  REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
  for (const std::string name : {"X-Jed\u0430", "X\u2010Jeda-Override", "Betreff-\u00DCber", "\u65E5\u672C",
                                 "\x9A\xDF\xA4", "\u200B", "X-Jeda-a\rb"})
    world.session.header(name, "x");
  world.session.body("Hello there.\r\n");
  CHECK(to_string(world.session.end_of_message("Q1")) ==
        "remove-header X\u2010Jeda-Override 1\nremove-header X-Jed\u0430 1\naccept\n");
}

TEST_CASE("a body is asked for up to the limit and no further") {
  World world;
  world.services.limits.body_bytes = 10;
  REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
  CHECK(world.session.body("12345") == Next::go_on);
  CHECK(world.session.body("67890") == Next::skip);
  CHECK(world.session.body("more") == Next::skip);
}

TEST_CASE("messages for which no memory is left are put off where they are governed, and pass unread where not") {
  World world;
  world.services.memory = std::make_shared<milter::BodyMemory>(16 * 1024);
  const std::string chunk(8 * 1024, 'x');
  SECTION("a body") {
    REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::go_on);
    CHECK(world.services.memory->used() > chunk.size());
    CHECK(world.session.body(chunk) == Next::put_off);
    CHECK(world.services.metrics->no_memory.Value() == 1);
  }
  SECTION("a body that could be collected and not be read") {
    REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::go_on);
    CHECK(to_string(world.session.end_of_message("Q1")).starts_with("reply 451 4.7.1\n"));
  }
  SECTION("a header") {
    REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
    for (int i = 0; i < 3; ++i) world.session.header("X-Long", chunk);
    CHECK(to_string(world.session.end_of_message("Q1")).starts_with("reply 451 4.7.1\n"));
  }
  SECTION("recipients") {
    std::vector<std::string> many;
    for (int i = 0; i < 100; ++i) many.push_back(fmt::format("<ani{}@toko.example>", i));
    REQUIRE(world.offer("<budi@ours.example>", many) == Next::go_on);
    CHECK(world.session.body("Hello.") == Next::put_off);
  }
  SECTION("a reply") {
    world.session.connect("192.0.2.1", "mx");
    REQUIRE(world.offer("<ani@toko.example>", {"<budi@ours.example>"}) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::accept);
    CHECK(world.services.metrics->no_memory.Value() == 1);
  }
  SECTION("while only observing") {
    policy::Policy policy = *world.policy;
    policy.mode = policy::Mode::observe;
    world.policy = std::make_shared<const policy::Policy>(policy);
    REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::go_on);
    CHECK(world.session.body(chunk) == Next::accept);
  }
  CHECK(world.services.memory->used() == 0);
  world.session.connect("127.0.0.1", "mx.ours.example");
  CHECK(world.send("<budi@ours.example>", {"<eko@toko.example>"}, "<1@ours>") == "accept\n");
}

TEST_CASE("memory of a message is given back however it ends") {
  World world;
  auto memory = world.services.memory;
  const auto begin = [&](milter::Session& session) {
    session.mail("", "<budi@ours.example>");
    session.recipient("<ani@toko.example>");
    session.data();
    session.header("Subject", "Hello");
    session.body("Hello there.\r\n");
    CHECK(memory->used() > 0);
  };
  SECTION("abort") {
    begin(world.session);
    world.session.abort();
  }
  SECTION("the next message") {
    begin(world.session);
    world.session.mail("", "<billing@ours.example>");
  }
  SECTION("its end") {
    begin(world.session);
    world.session.end_of_message("Q1");
  }
  SECTION("the connection's end") {
    milter::Session other(world.services);
    begin(other);
  }
  CHECK(memory->used() == 0);
}

TEST_CASE("a copy of ours for which no memory is left is put off, not let through to whom it was addressed") {
  World world;
  REQUIRE(world.session.mail("", "<>") == Next::go_on);
  world.session.recipient("<budi@ours.example>");
  REQUIRE(world.session.data() == Next::go_on);
  world.services.memory = std::make_shared<milter::BodyMemory>(0);
  world.session.mail("", "<>");
  world.session.recipient("<budi@ours.example>");
  world.session.data();
  world.session.header("X-Jeda-Copy", "00112233445566778899aabbccddeeff");
  CHECK(to_string(world.session.end_of_message("Q1")).starts_with("reply 451 4.7.1\n"));
}

TEST_CASE("a message that is given up leaves no trace") {
  World world;
  REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
  world.session.abort();
  CHECK(to_string(world.session.end_of_message("Q1")) == "accept\n");
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>"}, "<1@ours>") == "accept\n");
}

TEST_CASE("mail of ours is read to its end, to whomever of us it goes") {
  World world;
  CHECK(world.session.mail("", "<>") == Next::go_on);
  world.session.recipient("<billing@ours.example>");
  CHECK(world.session.data() == Next::go_on);
  world.session.header("X-Jeda-Copy", "0123456789abcdef0123456789abcdef");
  CHECK(world.session.body("text") == Next::go_on);
  CHECK(to_string(world.session.end_of_message("Q1")) == "accept\n");  // no desk knows this token
}

TEST_CASE("a token from outside says nothing") {
  World world;
  world.session.connect("192.0.2.1", "mx");
  CHECK(world.session.mail("", "<>") == Next::go_on);
  world.session.recipient("<billing@ours.example>");
  CHECK(world.session.data() == Next::accept);
}

TEST_CASE("events that come out of order are harmless") {
  World world;
  world.session.recipient("<ani@toko.example>");
  world.session.header("Subject", "x");
  CHECK(world.session.body("x") == Next::accept);
  CHECK(world.session.data() == Next::accept);
  CHECK(to_string(world.session.end_of_message("")) == "accept\n");
  world.session.abort();
}

TEST_CASE("one recipient written three ways counts once") {
  World world;
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>", "<ANI@toko.example>", "<ani+x@toko.example>"},
                   "<1@ours>") == "accept\n");
  const auto history = world.store->history({"ani@toko.example", "", ""});
  REQUIRE(history);
  CHECK(history->prospect.unanswered == 1);
}

TEST_CASE("what is more than can be judged is refused, and noted where the policy only observes") {
  World world;
  const bool observe = GENERATE(false, true);
  policy::Policy policy = *world.policy;
  policy.mode = observe ? policy::Mode::observe : policy::Mode::enforce;
  world.policy = std::make_shared<const policy::Policy>(policy);
  const auto judged = [&](int recipients, int own_headers) {
    std::vector<std::string> to;
    for (int i = 0; i < recipients; ++i) to.push_back("<p" + std::to_string(i) + "@toko.example>");
    to.push_back(to.front());
    CHECK(world.offer("<budi@ours.example>", to) == Next::go_on);
    for (int i = 0; i < own_headers; ++i) world.session.header("X-Jeda-" + std::to_string(i), "v");
    const milter::Actions actions = world.session.end_of_message("Q1");
    return actions.modifications.empty() ? to_string(actions) : std::to_string(actions.modifications.size());
  };
  const std::string passed = "accept\n";
  SECTION("as much as can be judged") {
    CHECK(judged(1500, 1000) == (observe ? passed : "1000"));
    CHECK(world.log.lines.front().find("beyond") == std::string::npos);
  }
  SECTION("recipients") {
    CHECK(judged(1501, 0) == (observe ? passed : "reply 550 5.7.1\n  jeda: too many recipients\n"));
    CHECK(world.log.lines.front() == "beyond queue=Q1 why=\"too many recipients\"");
  }
  SECTION("header fields of ours") {
    CHECK(judged(1, 1001) == (observe ? passed : "reply 550 5.7.1\n  jeda: too many X-Jeda header fields\n"));
    CHECK(world.log.lines.front() == "beyond queue=Q1 why=\"too many X-Jeda header fields\"");
  }
}

TEST_CASE("every X-Jeda header a sender wrote is taken out, the last one first") {
  World world;
  REQUIRE(world.offer("<budi@ours.example>", {"<ani@toko.example>"}) == Next::go_on);
  for (const char* name : {"X-Jeda", "x-jeda", "X-Jeda-Purpose", "X-Jedae", "X-Jeda "}) world.session.header(name, "v");
  CHECK(to_string(world.session.end_of_message("Q1")) ==
        "remove-header X-Jeda  1\n"
        "remove-header X-Jeda-Purpose 1\n"
        "remove-header x-jeda 2\n"
        "remove-header X-Jeda 1\n"
        "accept\n");
}

TEST_CASE("a hold that the MTA cannot carry out is a failure, and nothing is recorded") {
  World world;
  auto policy = *world.policy;
  policy.rules = {{"hours", policy::StopAfter{1}, policy::Action::hold, policy::Release::review, {}, {}}};
  world.policy = std::make_shared<const policy::Policy>(policy);
  world.session.set_can_hold(false);
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>"}, "<1@ours>") == "accept\n");
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>"}, "<2@ours>") ==
        "reply 451 4.7.1\n  jeda: the contact history is not available; nothing was sent, try again later\n");
  CHECK(world.store->held(store::HeldState::held, 10)->empty());
}

TEST_CASE("the prospect is whom the MTA delivers to, whatever was offered") {
  World world;
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>"}, "<1@ours>") == "accept\n");
  const std::string refused = "reply 550 5.7.1";
  for (const char* path :
       {"<ani%toko.example@ours.example>", "<toko.example!ani>", "<@mx.ours.example:ani@toko.example>",
        "<\"ani@toko.example\"@ours.example>", "<\"ani@toko.example\">", "<ani(x) @ toko.example>",
        "<ani%toko.example@MX.ours.example>", "<ani\\@toko.example>"}) {
    CAPTURE(path);
    CHECK(world.send("<budi@ours.example>", {path}, "<2@ours>").starts_with(refused));
  }
  SECTION("by the word of the MTA") {
    for (const auto& [path, resolved, want] : std::vector<std::array<std::string_view, 3>>{
             {"<sales-list@ours.example>", "ani@toko.example", "reply 550 5.7.1"},
             {"<ani@toko.example>", "siti@ours.example", "left"},
             {"<ani@toko.example>", "ani%toko.example@ours.example", "reply 550 5.7.1"},
             {"<siti@ours.example>", "siti", "left"},  // Sendmail's local mailer
             {"<\"ani@toko.example\"@ours.example>", "ani@toko.example", "reply 550 5.7.1"},
             {"<root>", "root@mx.ours.example", "left"},
             {"<siti@ours.example>", "siti ani@toko.example", "reply 550 5.1.3"},
         }) {
      CAPTURE(path, resolved);
      REQUIRE(world.session.mail("", "<budi@ours.example>") == Next::go_on);
      world.session.recipient(path, resolved);
      const bool left = world.session.data() == Next::accept;
      const std::string said = left ? "left" : to_string(world.session.end_of_message("Q1"));
      CHECK(said.substr(0, want.size()) == want);
    }
  }
}

TEST_CASE("a sender is who the MTA takes him for") {
  World world;
  for (const char* path : {"<budi%ours.example@mx.ours.example>", "<ours.example!budi>", "<budi(x)@ours.example>",
                           "<@mx.ours.example:budi@ours.example>", "<budi>"})
    CHECK(world.offer(path, {"<ani@toko.example>"}) == Next::go_on);
}

TEST_CASE("mail to an address that cannot be understood is refused whole") {
  World world;
  const auto bad = GENERATE(as<std::string>{}, "<ani@toko.example,siti@ours.example>", "<ani@[192.0.2.1]>", "<\"ani>");
  CAPTURE(bad);
  CHECK(world.send("<budi@ours.example>", {"<siti@ours.example>", "<rina@toko.example>", bad}, "<1@ours>") ==
        "reply 550 5.1.3\n  jeda: the address " + bad +
            " cannot be understood; nothing was sent, write it as name@domain\n");
  CHECK(world.log.lines.front() == "beyond queue=Q1 why=" + service::log_value("no address: " + bad));
  CHECK(world.store->history({"rina@toko.example", "", ""})->prospect.unanswered == 0);
  policy::Policy policy = *world.policy;
  policy.mode = policy::Mode::observe;
  world.policy = std::make_shared<const policy::Policy>(policy);
  CHECK(world.send("<budi@ours.example>", {bad}, "<2@ours>") == "accept\n");
  CHECK(world.send("<budi@ours.example>", {bad, "<rina@toko.example>"}, "<3@ours>") == "accept\n");
  CHECK(world.store->history({"rina@toko.example", "", ""})->prospect.unanswered == 1);
}

TEST_CASE("mail to those that are no prospects leaves, and beside others they are not judged") {
  World world;
  policy::Policy policy = *world.policy;
  policy.organisation.no_prospects = {"*@drop.example", "budiprivate@gmail.com"};
  world.policy = std::make_shared<const policy::Policy>(policy);
  CHECK(world.offer("<budi@ours.example>", {"<4711@drop.example>", "<B.udiPrivate@gmail.com>"}) == Next::accept);
  CHECK(world.send("<budi@ours.example>", {"<ani@toko.example>", "<4711@drop.example>"}, "<1@ours>") == "accept\n");
  CHECK(world.send("<budi@ours.example>", {"<rina@toko.example>", "<4711@drop.example>"}, "<2@ours>") == "accept\n");
  CHECK(world.store->history({"4711@drop.example", "", ""})->prospect.unanswered == 0);
  world.session.connect("203.0.113.9", "mx.ours.example");
  REQUIRE(world.offer("<4711@drop.example>", {"<budi@ours.example>"}) == Next::go_on);
  world.session.header("From", "4711@drop.example");
  world.session.end_of_message("Q2");
  CHECK(world.log.lines.back() == "inbound queue=Q2 reply=no why=no-prospect");
}

TEST_CASE("mail from loopback is never a prospect's, whatever networks are ours") {
  World world;
  policy::Policy policy = *world.policy;
  policy.organisation.networks.clear();
  world.policy = std::make_shared<const policy::Policy>(policy);
  for (const char* client : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", ""}) {
    CAPTURE(client);
    world.session.connect(client, "mx");
    CHECK(world.offer("<ani@toko.example>", {"<budi@ours.example>"}) == Next::accept);
  }
  world.session.connect("192.0.2.1", "mx");
  CHECK(world.offer("<ani@toko.example>", {"<budi@ours.example>"}) == Next::go_on);
}

TEST_CASE("a message that a relay of this host hands back is one message, with a footer or not") {
  World world;
  const auto send = [&](std::string_view login, std::string_view client, std::string_view id, std::string_view body) {
    world.session.connect(client, "mx");
    REQUIRE(world.session.mail(login, "<budi@ours.example>") == Next::go_on);
    world.session.recipient("<ani@toko.example>");
    REQUIRE(world.session.data() == Next::go_on);
    world.session.header("Message-ID", id);
    world.session.header("Subject", "Hello");
    world.session.body(body);
    return to_string(world.session.end_of_message("Q1")).substr(0, 15);
  };
  const std::string text = "Hello Ani.\r\n\r\nBudi\r\n";
  const std::string footer = "-- \r\nThis mail was scanned.\r\nPT Ours\r\n";
  const std::string refused = "reply 550 5.7.1";
  REQUIRE(send("budi", "203.0.113.9", "<1@ours>", text) == "accept\n");
  CHECK(send("", "127.0.0.1", "<1@ours>", text) == "accept\n");
  CHECK(send("", "::1", "<1@ours>", text + footer) == "accept\n");
  CHECK(world.store->history({"ani@toko.example", "", ""})->prospect.unanswered == 1);
  // Nobody else's words are taken for a footer.
  CHECK(send("budi", "127.0.0.1", "<1@ours>", text + footer) == refused);
  CHECK(send("", "203.0.113.9", "<1@ours>", text + footer) == refused);
  CHECK(send("", "127.0.0.1", "<2@ours>", text + footer) == refused);
  CHECK(send("", "127.0.0.1", "<1@ours>", "Buy now!\r\n" + text + footer) == refused);
  CHECK(send("", "127.0.0.1", "<1@ours>", text + std::string(5000, 'x') + "\r\n") == refused);
}

namespace {

using Chance = std::mt19937;

std::string one_of(Chance& chance, const std::vector<std::string>& choices) {
  return choices[chance() % choices.size()];
}

/// rina@x.example, in one of the ways that an MTA takes apart; or in one that it may not understand.
std::string spelled(Chance& chance) {
  const std::string local = one_of(chance, {"rina", "Rina", "\"rina\"", "ri\\na", "\"ri\\na\"", "rina(c)", "(c)rina"});
  const std::string domain = one_of(chance, {"x.example", "X.Example", "x.example.", "\"x.example\"", "x . example"});
  const std::string ours = one_of(chance, {"", "@ours.example", "@OURS.example.", "@[192.0.2.1]"});
  std::string path = one_of(chance, {local + "@" + domain, local + " @ " + domain, local + "%" + domain + ours,
                                     "x.example!" + local + ours, local + "\\@" + domain, "\"rina@x.example\"" + ours,
                                     local + "@" + domain + ours, local + "@" + domain + "@"});
  for (int turns = static_cast<int>(chance() % 3); turns > 0; --turns)
    path =
        one_of(chance, {path, "@a.example:" + path, "group:" + path + ";", "Rina <" + path + ">", " " + path + "(c)"});
  return "<" + path + ">";
}

/// One mail under one Message-ID: a byte of its text or of a field that matters is changed, added or taken away.
void send_changed(milter::Session& session, Chance& chance) {
  std::vector<std::string> parts = {"<1@ours>", "Hello", "text/plain", "Hello there.\r\n"};
  std::string& part = parts[1 + chance() % 3];
  const std::size_t at = chance() % part.size();
  const std::string by = one_of(chance, {"", "!", "\xe2\x80\x8b", part.substr(at, 1) + " ", "\xef\xbc\xa1"});
  part.replace(at, 1, by == part.substr(at, 1) ? "?" : by);
  session.header("Message-ID", parts[0]);
  session.header("Subject", parts[1]);
  session.header("Content-Type", parts[2]);
  session.body(parts[3]);
}

}  // namespace

TEST_CASE("one mail to one prospect is judged alike or refused, however it is addressed and changed") {
  constexpr int rounds = 2000;
  const Chance::result_type seed = 20261129;
  CAPTURE(seed);
  Chance chance(seed);
  World world;
  world.session.connect("192.0.2.10", "mx.ours.example");
  const auto offer = [&](const std::string& path) {
    return world.offer("<budi@ours.example>", {path}, "budi") == Next::go_on;
  };
  REQUIRE(offer("<rina@x.example>"));
  world.session.header("Message-ID", "<1@ours>");
  world.session.header("Subject", "Hello");
  world.session.header("Content-Type", "text/plain");
  world.session.body("Hello there.\r\n");
  REQUIRE(to_string(world.session.end_of_message("Q1")) == "accept\n");
  int judged = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string path = spelled(chance);
    CAPTURE(path, i);
    REQUIRE(offer(path));
    send_changed(world.session, chance);
    const std::string answer = to_string(world.session.end_of_message("Q1"));
    CHECK(answer.starts_with("reply 550 5."));
    judged += answer.starts_with("reply 550 5.7.1");
  }
  CHECK(judged > rounds / 2);
}
