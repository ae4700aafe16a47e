// What is read from a message for the rules.
#include "fixture.h"
#include "policy/phrases.h"
#include "policy/subject.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

const std::string usual = "Selamat pagi Pak Ani, kami dari Toko Maju ingin bertanya apakah sudah dicek?";

Policy reading_policy() {
  Policy policy = bare_policy();
  policy.overrides = {"urgent", 3, days(30)};
  policy.phrases = {{"nudge", *Patterns::compile({"sudah dicek"})}, {"evil", *Patterns::compile({"(a+)+$"})}};
  policy.purposes = {{"payment", {"*invoice*"}, {}, {}}, {"news", {}, {"sari"}, {}}, {"checking", {}, {}, {"nudge"}}};
  return policy;
}

mail::MessageFacts message_of(const std::string& subject, const std::string& text = usual) {
  mail::MessageFacts facts;
  facts.subject = subject;
  facts.text = facts.written = text;
  return facts;
}

Content read(const mail::MessageFacts& facts, const std::string& from = "budi") {
  return read_content(reading_policy(), mail_from(from, {recipient("ani@acme.example", "acme.example")}), facts);
}

}  // namespace

TEST_CASE("the token of an override is taken off the subject") {
  struct Row {
    std::string subject;
    std::string want_subject;
    std::string want_reason;
  };
  const std::vector<Row> table{
      {"Offer", "Offer", ""},
      {"[urgent] Offer", "Offer", "urgent"},
      {"Offer [Urgent: server is down] today", "Offer today", "server is down"},
      {"Re: [URGENT :  call me ] Offer", "Re: Offer", "call me"},
      {"[urgently] Offer", "[urgently] Offer", ""},
      {"[urgent Offer", "[urgent Offer", ""},
      {"[urgent][urgent: why] Offer", "Offer", "why"},
      {"[urgent]", "", "urgent"},
  };
  for (const Row& row : table) {
    INFO(row.subject);
    const Content content = read(message_of(row.subject));
    CHECK(content.subject == row.want_subject);
    CHECK(content.override_reason == row.want_reason);
    CHECK(content.subject_changed == (row.subject != row.want_subject));
  }
  auto both = message_of("[urgent: subject] Offer");
  both.override_reason = "header";
  CHECK(read(both).override_reason == "header");
  CHECK(read(both).subject == "Offer");
}

TEST_CASE("each of several tokens of an override is taken off, and the first gives the reason") {
  const std::vector<std::string> tokens{"mendesak", "urgent"};
  const TakenOff both = take_off("[urgent: two] Offer [Mendesak: one] today", tokens);
  CHECK(both.subject == "Offer today");
  CHECK(both.reason == "one");
  CHECK(take_off("[urgent] Offer", tokens).reason == "urgent");
  CHECK_FALSE(take_off("[penting: x] Offer", tokens).found);
  CHECK(take_off("[urgent] Offer", std::vector<std::string>()).subject == "[urgent] Offer");
}

TEST_CASE("a subject is remembered with its capitals, to be quoted") {
  CHECK(plain_subject("Re: Fwd:  Penawaran  Gudang CIKARANG") == "Penawaran Gudang CIKARANG");
  CHECK(plain_subject(std::string(79, 'A') + "\u00c9") == std::string(79, 'A'));
  CHECK(read(message_of("Re: Harga Printer")).imprint.subject == "Harga Printer");
}

TEST_CASE("subjects are compared without what mail clients put before them") {
  CHECK(comparable_subject("Re: Fwd: BLS: Penawaran  Baru") == "penawaran baru");
  CHECK(comparable_subject("RE[2]: Re (3) : Trs: Aw: Balas: x") == "x");
  CHECK(comparable_subject("Regarding: x") == "regarding: x");
  CHECK(comparable_subject(std::string(79, 'a') + "éé") == std::string(79, 'a'));
  CHECK(comparable_subject("") == "");
}

TEST_CASE("a purpose is told by the header, then the subject, the sender, and phrases") {
  auto facts = message_of("Your Invoice 12");
  facts.purpose = "news";
  CHECK(read(facts).imprint.purpose == "news");
  facts.purpose = "permission";
  CHECK(read(facts).imprint.purpose == "permission");
  CHECK(read(message_of("Re: your Invoice 12"), "sari").imprint.purpose == "payment");
  CHECK(read(message_of("Halo"), "sari").imprint.purpose == "news");
  CHECK(read(message_of("Halo")).imprint.purpose == "checking");
  CHECK(read(message_of("Halo", "kami ingin bertanya saja")).imprint.purpose.empty());
  facts.purpose = "nonsense\n";
  const Content unknown = read(facts);
  CHECK(unknown.imprint.purpose == "payment");
  REQUIRE(unknown.untold.size() == 1);
  CHECK(unknown.untold[0] == Untold{"purpose", "'nonsense' is no purpose"});
}

TEST_CASE("what cannot be read is said, and why") {
  auto facts = message_of("Offer", "");
  CHECK(read(facts).why_unreadable == "no text");
  facts = message_of("Offer");
  facts.doubts = {"broken base64", "text of unknown charset"};
  CHECK_FALSE(read(facts).readable);
  CHECK(read(facts).why_unreadable == "text of unknown charset");
  const Content evil = read(message_of("Offer", std::string(3000, 'a') + "!"));
  REQUIRE(evil.untold.size() == 1);
  CHECK(evil.untold[0] == Untold{"phrases evil", "pattern too complex"});
}

TEST_CASE("a language that is neither is said where phrases found nothing") {
  const std::string german =
      "Guten Morgen, wir haben seit einigen Wochen nichts mehr von Ihnen gehört und wollten nachfragen, ob unser "
      "letztes "
      "Angebot bei Ihnen angekommen ist und ob Sie dazu noch weitere Fragen haben, die wir gerne beantworten.";
  const Content content = read(message_of("Angebot", german));
  REQUIRE(content.untold.size() == 2);
  CHECK(content.untold[0] == Untold{"phrases nudge", "language is neither Indonesian nor English"});
  CHECK(read(message_of("Angebot", "Guten Morgen, haben Sie unser Angebot erhalten?")).untold.empty());
}

TEST_CASE("links, attachments and figures leave marks; names and threads are seen") {
  auto facts = message_of("Re: Offer");
  facts.links = {"acme.example/a"};
  facts.figures = {"15%", "15%"};
  mail::Address ani{"ani@acme.example", "ani@acme.example"};
  ani.name = "Ani Wijaya";
  facts.cc = {ani};
  const Content content = read(facts);
  CHECK(content.imprint.marks.size() == 2);
  CHECK(content.follows);
  CHECK(content.display_names == std::vector<std::string>{"Ani Wijaya"});
  CHECK(content.words == 13);
  CHECK(content.phrases.size() == 1);
  CHECK(content.phrases[0].words == "sudah dicek");
  CHECK_FALSE(read(message_of("Offer")).follows);
}

TEST_CASE("what is only declared to be quoted is judged, unless it begins with a mail that the history knows") {
  const std::string pitch = "Mesin kasir tipe K kini hadir dengan layar lebar dan garansi dua tahun untuk toko Anda.";
  auto facts = message_of("Re: Offer", "Saya bisa datang hari Kamis, Pak Ani.");
  facts.declared = "On Monday, Budi wrote:\n\n" + pitch + " Apa sudah dicek?";
  facts.declared_first = pitch + " Apa sudah dicek?";
  const Content content = read(facts);
  CHECK(content.words == 7);
  CHECK(content.phrases.empty());
  REQUIRE(content.whole);
  CHECK(content.whole->words == 30);
  CHECK(content.whole->phrases.size() == 1);
  CHECK(content.quoted_words == 19);
  CHECK_FALSE(content.whole->whole);

  History history;
  CHECK_FALSE(quotes_known_mail(content, history));
  history.mails = {{moment("2026-11-02 10:00"), "budi", read(message_of("x", usual)).imprint.sketch, {}}};
  CHECK_FALSE(quotes_known_mail(content, history));
  history.mails.push_back({moment("2026-11-03 10:00"), "sari", read(message_of("x", pitch)).imprint.sketch, {}});
  CHECK(quotes_known_mail(content, history));

  for (const auto& [words, want] :
       {std::pair(19, true), {18, true}, {20, true}, {17, false}, {22, false}, {0, false}}) {
    History replied;
    replied.replies = {{moment("2026-11-02 10:00"), words, {}}};
    INFO(words);
    CHECK(quotes_known_mail(content, replied) == want);
  }
  CHECK(quotes_known_mail(read(message_of("Re: Offer")), {}));
}

TEST_CASE("what is recorded of a message is what was judged, and an answer may quote what it likes") {
  Policy policy = reading_policy();
  policy.rules = {rule("nudge", Phrase{"nudge", 1, 1}, Action::tag)};
  auto facts = message_of("Re: Offer", "Saya bisa datang hari Kamis, Pak Ani.");
  facts.declared = facts.declared_first = "Apa sudah dicek?";
  Outgoing message = mail_from("budi", {recipient("ani@acme.example"), recipient("eka@acme.example")});
  message.content = read_content(policy, message, facts);
  const auto awaiting =
      history({contact(moment("2026-11-01 10:00"), "budi"), reply(moment("2026-11-02 10:00"), "budi")});
  const auto now = moment("2026-11-03 10:00");
  const Decision answer = decide(policy, message, std::vector{awaiting, awaiting}, now);
  CHECK(answer.verdict == Verdict::accept);
  CHECK_FALSE(answer.whole);
  const Decision both = decide(policy, message, std::vector{awaiting, history({})}, now);
  CHECK(both.verdict == Verdict::tag);
  CHECK(both.whole);
  CHECK(both.findings.at(0).prospect == "eka@acme.example");
}

TEST_CASE("a notice of ours is known by its own signs, unless much is written in it") {
  using mail::AutomaticSign;
  struct Row {
    std::optional<AutomaticSign> sign;
    std::string method;
    bool names_message = false;
    std::optional<Notice> want;
  };
  const std::vector<Row> table{
      {std::nullopt, "", true, std::nullopt},
      {AutomaticSign::report, "", false, Notice::receipt},
      {AutomaticSign::receipt, "", false, Notice::receipt},
      {AutomaticSign::auto_submitted, "", false, Notice::absence},
      {AutomaticSign::vacation_subject, "", false, Notice::absence},
      {AutomaticSign::bulk, "", true, Notice::absence},
      {AutomaticSign::bulk, "", false, std::nullopt},
      {AutomaticSign::list, "", true, std::nullopt},
      {AutomaticSign::robot_sender, "", true, std::nullopt},
      {AutomaticSign::unsubscribe, "", true, std::nullopt},
      {AutomaticSign::calendar_answer, "", false, Notice::calendar_answer},
      {std::nullopt, "REPLY", false, Notice::calendar_answer},
      {std::nullopt, "COUNTER", false, Notice::calendar_answer},
      {std::nullopt, "REQUEST", false, std::nullopt},
      {std::nullopt, "CANCEL", false, std::nullopt},
  };
  for (const Row& row : table) {
    auto facts = message_of("Re: Offer");
    facts.automatic = row.sign;
    if (!row.method.empty()) facts.calendar = mail::Calendar{row.method, "demo-1"};
    if (row.names_message) facts.references = {"1@acme.example"};
    INFO(row.method << (row.sign ? mail::to_string(*row.sign) : "no sign"));
    CHECK(notice_of(facts) == row.want);
    CHECK(read(facts).notice == row.want);
  }
  auto facts = message_of("Out of office");
  facts.automatic = AutomaticSign::auto_submitted;
  facts.written.clear();
  for (std::size_t i = 0; i < longest_notice; ++i) facts.written += "kata ";
  CHECK(notice_of(facts) == Notice::absence);
  facts.written += "lagi";
  CHECK(notice_of(facts) == std::nullopt);
}

TEST_CASE("an invitation leaves its event's mark, however much else the mail holds") {
  auto facts = message_of("Invitation: Demo");
  for (int i = 0; i < 100; ++i) facts.links.push_back("acme.example/" + std::to_string(i));
  facts.calendar = mail::Calendar{"REQUEST", "demo-1"};
  const Content invitation = read(facts);
  REQUIRE(invitation.event);
  CHECK(invitation.imprint.marks.size() == most_marks);
  CHECK(std::binary_search(invitation.imprint.marks.begin(), invitation.imprint.marks.end(), *invitation.event));
  facts.links.clear();
  facts.calendar->method = "CANCEL";
  CHECK(read(facts).event == invitation.event);
  CHECK(read(facts).imprint.marks.empty());
  facts.calendar->uid = "demo-2";
  CHECK(read(facts).event != invitation.event);
  for (const auto& [method, uid] : std::vector<std::pair<std::string, std::string>>{{"REQUEST", ""}, {"REPLY", "x"}}) {
    facts.calendar = mail::Calendar{method, uid};
    CHECK_FALSE(read(facts).event);
  }
}

TEST_CASE("all that a person may see is asked for phrases, and the words of alternatives are a sum") {
  auto facts = message_of("Offer", "Selamat pagi Pak Ani, satu dua tiga.");
  CHECK(read(facts).phrases.empty());
  facts.otherwise = {"Selamat pagi Pak Ani, apa sudah dicek?"};
  CHECK(read(facts).phrases.size() == 1);
  CHECK(read(facts).words == 10);
  facts.otherwise.clear();
  facts.beside = "Sudah dicek";
  CHECK(read(facts).phrases.size() == 1);
  CHECK(read(facts).words == 7);
  CHECK(read(message_of("Sudah dicek?", "")).phrases.size() == 1);
  CHECK(read(message_of("Offer", "Halo, sud\u200Bah di\u0441\u0435k?")).phrases.at(0).words == "sudah dicek");
  CHECK(read(message_of("Offer", std::string(300'000, 'a') + " sudah dicek")).untold.at(0) ==
        Untold{"phrases nudge", "more text than is looked at"});
}

TEST_CASE("of text in an unknown charset what it seems to say is asked for phrases") {
  auto facts = message_of("Offer");
  facts.doubts = {"text of unknown charset"};
  CHECK(read(facts).phrases.size() == 1);
  CHECK(read(facts).imprint.sketch);
}

TEST_CASE("parts that were not read are said, and the others are judged") {
  auto facts = message_of("Offer");
  for (const std::string doubt : {"more than 100 parts", "multipart without a boundary", "parts nested deeper than 16",
                                  "too much text; the last parts were not read"}) {
    facts.doubts = {doubt};
    CHECK(read(facts).readable);
    CHECK(read(facts).why_unreadable == doubt);
  }
  facts.doubts = {"only the first 1048576 bytes of the body were looked at", "broken base64",
                  "more than 100 references"};
  CHECK(read(facts).why_unreadable.empty());
}
