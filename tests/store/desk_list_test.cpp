// Lists of held mail: filters, orders, pages; and desks on stores that fail.
#include <sqlite3.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <random>

#include <fmt/format.h>

#include "store/record/outgoing.h"
#include "store/sqlite/schema.h"
#include "tests/store/desk_fixture.h"
#include "tests/store/fault_disk.h"
#include "tests/support/slowness.h"

using namespace jeda;
using namespace jeda::store;
using namespace jeda::store::test;
using Lines = std::vector<std::string>;
using What = Ask::What;

namespace {

Lines references(const std::vector<HeldItem>& items) {
  Lines found;
  for (const HeldItem& item : items) found.push_back(item.message.reference);
  return found;
}

/// All pages of a filter.
Lines all_pages(Desk& desk, HeldFilter filter, int* total = nullptr) {
  Lines found;
  do {
    const auto page = sure(desk.list(filter));
    const Lines here = references(page.items);
    found.insert(found.end(), here.begin(), here.end());
    if (total != nullptr) *total = page.total;
    filter.after = page.next;
  } while (!filter.after.empty());
  return found;
}

/// Much held mail, put in by SQL: to hold it one by one takes long.
void fill(const std::string& path, int mails) {
  sqlite3* connection = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &connection) == SQLITE_OK);
  const std::string sql = fmt::format(
      "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1000 + {} - 1) "
      "INSERT INTO message (id, at, salesperson, verdict, enforced, release, next_allowed, state, policy_version, "
      "message_id, subject, queue_id, host, rules, findings, recipients) SELECT i, {} + i / 10 * 1000000, 'sales' || "
      "(i % 20), 2, 1, i % 2, CASE i % 3 WHEN 0 THEN NULL ELSE {} + i END, 0, 'v', i || '@ours.example', 'Penawaran ' "
      "|| "
      "i, '4Xq' || i, 'mx1', CASE i % 2 WHEN 0 THEN 'gap' ELSE 'gap,hours' END, '[' || replace(hex(zeroblob(600)), "
      "'0', "
      "' ') || ']', CAST(x'02' || x'24' || 'p' || i || '@toko.example' || x'24' || 'p' || i || '@toko.example' || "
      "x'00' "
      "AS BLOB) FROM n",
      mails, hour(0).time_since_epoch().count(), hour(100).time_since_epoch().count());
  CHECK(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(connection);
}

double milliseconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("every field of a filter leaves out what it does not name") {
  Office office;
  const std::string gap = office.hold({.at = hour(1)});
  const std::string phrase = office.hold(
      {.at = hour(2), .rules = {"phrase", "hours"}, .release = policy::Release::review, .next_allowed = hour(12)},
      {"adi@kebun.example"}, "sari");
  const std::string never = office.hold({.at = hour(3), .rules = {"stop"}, .next_allowed = {}}, {"eko@toko.example"});
  const std::string gone = office.hold({.at = hour(4)}, {"eni@toko.example"});
  sure(office.desk().found(gone, HeldState::gone, hour(5), ""));
  struct Row {
    std::string name;
    HeldFilter filter;
    Lines want;
  };
  const std::vector<Row> rows = {
      {"nothing", {}, {gap, phrase, never}},
      {"any state", {.state = std::nullopt}, {gap, phrase, never, gone}},
      {"state", {.state = HeldState::gone}, {gone}},
      {"salesperson", {.salesperson = "SARI"}, {phrase}},
      {"part of a salesperson", {.salesperson = "sar"}, {}},
      {"prospect", {.prospect = "TOKO"}, {gap, never}},
      {"rule", {.rule = "hours"}, {phrase}},
      {"part of a rule", {.rule = "hour"}, {}},
      {"subject", {.text = "penAWAR"}, {gap, phrase, never}},
      {"recipient", {.text = "adi@"}, {phrase}},
      {"reference", {.text = never}, {never}},
      {"salesperson as text", {.text = "sari"}, {phrase}},
      {"hostile text", {.text = "' OR '1'='1"}, {}},
      {"wildcards are letters", {.text = "%"}, {}},
      {"release", {.release = policy::Release::review}, {phrase}},
      {"from", {.held_from = hour(2)}, {phrase, never}},
      {"before", {.held_before = hour(2)}, {gap}},
      {"trouble", {.in_trouble = true}, {}},
      {"two", {.prospect = "toko", .held_from = hour(2)}, {never}},
      {"newest", {.order = HeldOrder::newest}, {never, phrase, gap}},
      {"next allowed", {.order = HeldOrder::next_allowed}, {phrase, gap, never}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    int total = -1;
    CHECK(all_pages(office.desk(), row.filter, &total) == row.want);
    CHECK(total == std::ssize(row.want));
    HeldFilter one = row.filter;
    one.limit = 1;
    CHECK(all_pages(office.desk(), one, &total) == row.want);
    CHECK(total == std::ssize(row.want));
  }
}

TEST_CASE("pages neither repeat nor lose mail, also where many have one time, or mail is settled between them") {
  Office office;
  fill(office.path(), 200);
  for (const HeldOrder order : {HeldOrder::oldest, HeldOrder::newest, HeldOrder::next_allowed}) {
    const Lines whole = all_pages(office.desk(), {.order = order, .limit = 1000});
    CHECK(whole.size() == 200);
    CHECK(all_pages(office.desk(), {.order = order, .limit = 7}) == whole);
  }
  const auto first = sure(office.desk().list({.limit = 15}));
  CHECK(first.total == 200);
  for (const HeldItem& item : first.items)
    sure(settle(office.path(), item.message.reference, HeldState::returned, hour(9)));
  const auto second = sure(office.desk().list({.limit = 15, .after = first.next}));
  CHECK(second.total == 185);
  CHECK(references(second.items) == references(sure(office.desk().list({.limit = 15})).items));
  for (const auto* after : {"x", ".", "1.", ".1", "1.2.3", "99999999999999999999.1", "1;DROP"}) {
    CHECK(sure(office.desk().list({.limit = 1, .after = after})).items.size() == 1);
  }
}

TEST_CASE("ten thousand held mails are listed, filtered and paged quickly") {
  Office office;
  fill(office.path(), 10000);
  struct Row {
    std::string name;
    HeldFilter filter;
    int want;
  };
  const std::vector<Row> rows = {
      {"all", {}, 10000},
      {"newest", {.order = HeldOrder::newest}, 10000},
      {"next allowed", {.order = HeldOrder::next_allowed}, 10000},
      {"salesperson", {.salesperson = "sales7"}, 500},
      {"prospect", {.prospect = "p1234@"}, 1},
      {"rule", {.rule = "hours"}, 5000},
      {"text", {.text = "penawaran 77"}, 100},
      {"release", {.release = policy::Release::review}, 5000},
      {"from", {.held_from = hour(0) + std::chrono::seconds(600)}, 5000},
      {"trouble", {.in_trouble = true}, 0},
      {"deep page",
       {.limit = 100,
        .after = fmt::format("{}.9999", (hour(0) + std::chrono::seconds(999)).time_since_epoch().count())},
       10000},
  };
  for (const Row& row : rows) {
    HeldPage page;
    double quickest = 1e9;
    for (int i = 0; i < 3; ++i) {
      quickest = std::min(quickest, milliseconds_of([&] { page = sure(office.desk().list(row.filter)); }));
    }
    std::cout << fmt::format("list {}: {:.1f} ms\n", row.name, quickest);
    CAPTURE(row.name, quickest);
    CHECK(page.total == row.want);
    CHECK(quickest < 200 * jeda::test::slowness);
  }
}

TEST_CASE("a desk says what is wrong with its store, and works again when that is mended") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  CHECK(open_sqlite_desk(path).error().cause == Error::Cause::missing);
  CHECK(!std::filesystem::exists(path));
  SqliteOptions lazy;
  lazy.lazy = true;
  lazy.deadline = std::chrono::milliseconds(50);
  const auto desk = sure(open_sqlite_desk(path, lazy));
  CHECK(desk->list({}).error().cause == Error::Cause::missing);
  std::ofstream(path) << std::string(8192, 'x');
  CHECK(desk->list({}).error().cause == Error::Cause::corrupt);
  CHECK(open_sqlite_desk(path).error().cause == Error::Cause::corrupt);
  std::filesystem::remove(path);
  { const auto store = open(path); }
  CHECK(sure(desk->list({})).total == 0);
  CHECK(sure(desk->note({hour(1), "citra", "login", "", "", ""})));

  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  CHECK(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(desk->note({hour(1), "citra", "login", "", "", ""}).error().cause == Error::Cause::busy);
  CHECK(sure(desk->list({})).total == 0);
  CHECK(sqlite3_exec(other, "COMMIT; PRAGMA user_version = 99", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(other);
  CHECK(open_sqlite_desk(path, lazy).error().cause == Error::Cause::newer);
}

TEST_CASE("on a full disk nothing is half asked for") {
  FaultDisk& disk = FaultDisk::instance();
  TemporaryDirectory directory;
  SqliteOptions options;
  options.vfs = FaultDisk::name();
  const auto store = open(directory / "history.db", options);
  const auto outcome = transact(*store, offer("budi", {"ani@toko.example"}),
                                [](const policy::Histories&) { return held_judgement({}); });
  const auto desk = sure(open_sqlite_desk(directory / "history.db", options));
  const Ask ask{What::release, outcome.reference, "citra", std::string(4000, 'x'), hour(2), "", ""};
  disk.set(FaultDisk::Fault::full);
  const auto refused = desk->ask(ask);
  disk.set(FaultDisk::Fault::none);
  REQUIRE(!refused);
  CHECK(refused.error().cause == Error::Cause::full);
  CHECK(sure(desk->show(outcome.reference))->entries.empty());
  CHECK(sure(desk->ask(ask)).upshot == Answer::Upshot::done);
  CHECK(sure(desk->show(outcome.reference))->entries.size() == 2);  // and which rules it passes
}

namespace {

/// Messages of which every field may be anything.
class Messages {
 public:
  explicit Messages(unsigned seed) : random_(seed) {}

  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

  std::string text() {
    std::string made(below(20), ' ');
    for (char& c : made) c = static_cast<char>(below(256));
    return made;
  }

  policy::Outgoing message() {
    policy::Outgoing made{text(), text(), {}, {}};
    for (unsigned n = below(4); n > 0; --n) made.recipients.push_back({text(), text(), text()});
    made.content = content();
    if (flag()) made.content.whole = std::make_shared<const policy::Content>(content());
    return made;
  }

 private:
  bool flag() { return below(2) == 1; }

  Lines texts() {
    Lines made(below(4));
    for (std::string& one : made) one = text();
    return made;
  }

  policy::Content content() {
    policy::Content made;
    made.given = flag();
    made.readable = flag();
    made.follows = flag();
    made.subject_changed = flag();
    made.why_unreadable = text();
    made.words = below(100000);
    made.quoted_words = below(100000);
    made.spoken = texts();
    made.display_names = texts();
    made.override_reason = text();
    made.subject = text();
    for (unsigned n = below(3); n > 0; --n) made.phrases.push_back({text(), text()});
    for (unsigned n = below(3); n > 0; --n) made.untold.push_back({text(), text()});
    for (unsigned n = below(3); n > 0; --n) made.untold_lists.push_back({text(), text()});
    if (flag()) made.imprint.sketch = some_sketch(below(1000));
    if (flag()) made.quoted = some_sketch(below(1000));
    if (flag()) made.event = below(100000);
    made.imprint.subject = text();
    made.imprint.purpose = text();
    for (unsigned n = below(5); n > 0; --n) made.imprint.marks.push_back(static_cast<std::uint32_t>(random_()));
    return made;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("a judged message comes back from its bytes as it was, and no other bytes are one") {
  const auto seed = std::random_device()();
  INFO("seed " << seed);
  Messages random(seed);
  for (int i = 0; i < 500; ++i) {
    const policy::Outgoing message = random.message();
    const policy::Content& content = message.content;
    const std::string bytes = pack_outgoing(message);
    const auto back = unpack_outgoing(bytes);
    REQUIRE(back);
    CHECK(pack_outgoing(*back) == bytes);
    CHECK(back->salesperson == message.salesperson);
    CHECK(back->recipients.size() == message.recipients.size());
    CHECK(back->content.imprint == content.imprint);
    CHECK(back->content.untold == content.untold);
    CHECK(back->content.untold_lists == content.untold_lists);
    CHECK(back->content.spoken == content.spoken);
    CHECK(back->content.words == content.words);
    CHECK(back->content.follows == content.follows);
    CHECK(back->content.quoted == content.quoted);
    CHECK(back->content.event == content.event);
    CHECK((back->content.whole == nullptr) == (content.whole == nullptr));
    CHECK(!unpack_outgoing(std::string_view(bytes).substr(0, random.below(static_cast<unsigned>(bytes.size())))));
    CHECK(!unpack_outgoing(bytes + "x"));
    std::string damaged = bytes;
    damaged[random.below(static_cast<unsigned>(damaged.size()))] = static_cast<char>(random.below(256));
    unpack_outgoing(damaged);  // whatever comes of it
    unpack_outgoing(random.text());
  }
}

TEST_CASE("mail that an older jeda held can be asked for") {
  TemporaryDirectory directory;
  const std::string path = directory / "history.db";
  sqlite3* old = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &old) == SQLITE_OK);
  const std::string sql = fmt::format(
      "PRAGMA journal_mode = WAL; {} {} PRAGMA user_version = 2; PRAGMA application_id = 1785029729; INSERT INTO "
      "message "
      "(id, at, salesperson, verdict, enforced, release, state, policy_version, message_id, subject, queue_id, host, "
      "rules, findings, recipients) VALUES (1, {}, 'budi', 2, 1, 1, 0, 'v', '', 'Penawaran', 'Q', 'mx1', 'gap', '[]', "
      "x'00')",
      schema_sql(1), schema_sql(2), hour(1).time_since_epoch().count());
  CHECK(sqlite3_exec(old, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(old);
  const auto desk = sure(open_sqlite_desk(path));
  const auto page = sure(desk->list({}));
  REQUIRE(page.total == 1);
  const std::string reference = page.items[0].message.reference;
  CHECK(sure(desk->to_remind(hour(9), std::chrono::hours(1), 10)).size() == 1);
  CHECK(sure(desk->remind({reference}, "reviewers@ours.example", hour(9), std::chrono::hours(1))));
  CHECK(sure(desk->to_remind(hour(9), std::chrono::hours(1), 10)).empty());
  CHECK(!sure(desk->outgoing(reference)));
  CHECK(sure(desk->ask({What::release, reference, "citra", "", hour(10), "", ""})).upshot == Answer::Upshot::done);
  const auto due = sure(desk->due("mx1", hour(10), 10));
  REQUIRE(due.size() == 1);
  CHECK(sure(desk->finish(due[0].request.id, hour(11))));
  CHECK(sure(desk->show(reference))->item.message.state == HeldState::released);
}

TEST_CASE("what reviewers could see of settled mail is dropped, that of mail on hold and gone mail stays") {
  Office office;
  const auto held = office.hold();
  const auto gone = office.hold({}, {"joko@pabrik.example"});
  const auto settled = office.hold({}, {"maya@kios.example"});
  REQUIRE(sure(office.desk().found(gone, HeldState::gone, hour(2), "")));
  REQUIRE(sure(office.desk().found(settled, HeldState::released, hour(3), "")));
  const auto text = [&](const std::string& reference) { return sure(office.desk().show(reference))->excerpt; };
  REQUIRE_FALSE(text(settled).empty());
  CHECK(sure(office.desk().forget_texts(hour(3))) == 0);
  CHECK(sure(office.desk().forget_texts(hour(4))) == 1);
  CHECK(text(settled).empty());
  CHECK(sure(office.desk().show(settled))->headers.empty());
  CHECK_FALSE(text(held).empty());
  CHECK_FALSE(text(gone).empty());
  CHECK(sure(office.desk().forget_texts(hour(4))) == 0);
}

TEST_CASE("held mail is listed by what it waits for") {
  Office office;
  const auto review = office.hold({.release = policy::Release::review});
  const auto scheduled = office.hold({}, {"joko@pabrik.example"});
  const auto no_moment = office.hold({.next_allowed = std::nullopt}, {"maya@kios.example"});
  const auto asked = office.hold({}, {"rudi@kios.example"});
  office.ask(What::release, asked);
  const auto listed = [&](HeldPart part) {
    HeldFilter filter;
    filter.part = part;
    int total = 0;
    auto found = all_pages(office.desk(), filter, &total);
    CHECK(total == std::ssize(found));
    std::sort(found.begin(), found.end());
    return found;
  };
  const auto sorted = [](Lines lines) {
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  CHECK(listed(HeldPart::needs_decision) == sorted({review, no_moment}));
  CHECK(listed(HeldPart::asked) == Lines{asked});
  CHECK(listed(HeldPart::by_itself) == Lines{scheduled});
  CHECK(listed(HeldPart::all).size() == 4);
}
