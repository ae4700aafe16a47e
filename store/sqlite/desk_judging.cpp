// Held mail judged again at its moment.
#include <algorithm>
#include <exception>
#include <set>
#include <string>

#include <fmt/format.h>

#include "store/record/judging_again.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

/// Reaches further back than rules look; the judge is told that it may.
constexpr policy::SenderWindows windows{date::days(400), date::days(400)};

/// One whose release the agent gave up is not tried again by itself.
constexpr auto select_to_judge =
    sql("SELECT " JEDA_HELD_COLUMNS " FROM message WHERE message.state = ", HeldState::held,
        " AND message.release = ?1 AND message.next_allowed <= ?2 AND NOT EXISTS (SELECT 1 FROM request WHERE "
        "request.message = message.id AND (request.state < ",
        RequestState::done, " OR (request.state = ", RequestState::failed,
        " AND request.who = ?3))) ORDER BY message.next_allowed, message.id LIMIT ?4");

/// Mail to the same person, written after this, that waits as well: it is the later one, and must not keep this back.
constexpr const char* select_later =
    "SELECT record FROM touch WHERE key = ?1 AND kind = ?4 AND (at, record) > (?2, ?3) ORDER BY at, record LIMIT 100";

/// Mail to the same person that is about to be released: a contact at any moment now.
constexpr auto select_leaving =
    sql("SELECT 1 FROM touch JOIN request ON request.message = touch.record WHERE touch.key = ?1 AND touch.kind = ?3 "
        "AND touch.record <> ?2 AND request.state < ",
        RequestState::done, " AND request.kind = ?4 LIMIT 1");

/// One judging again, within its transaction.
class JudgingAgain {
 public:
  JudgingAgain(Tables& tables, std::int64_t message, const Judge& judge)
      : tables_(tables), connection_(tables.connection), message_(message), judge_(judge) {}

  Again run() {
    auto held = tables_.records.held(message_);
    if (!held || held->state != HeldState::held || open_request(connection_, message_)) return {};
    held_ = std::move(*held);
    people_ = resolved(tables_.people, held_.recipients);
    if (follows_one_that_leaves()) return {};
    read_asked();
    const policy::Histories histories = read_histories_without();
    if (!connection_.ok()) return {};
    ask(histories);
    if (!connection_.ok()) return {};
    again_ = again_after(judgement_, histories, {held_.at, asked_, seen_rules_});
    record();
    return again_;
  }

 private:
  /// When a reviewer asked for this, and which rules had objected that he saw.
  void read_asked() {
    Statement asked(connection_, "SELECT max(at) FROM entry WHERE message = ?1 AND what = ?2");
    Rows moment = asked.query(message_, entry_words::when_allowed_asked);
    if (moment.next()) asked_ = moment.time(0);
    Statement objected(connection_, "SELECT rules FROM message WHERE id = ?1");
    Rows rules = objected.query(message_);
    if (rules.next()) seen_rules_ = rules.text(0);
  }

  bool follows_one_that_leaves() {
    Statement statement(connection_, select_leaving);
    return std::any_of(people_.begin(), people_.end(), [&](const policy::Recipient& person) {
      return statement
          .query(person.key, message_, static_cast<int>(policy::TouchKind::held),
                 static_cast<int>(RequestKind::release))
          .next();
    });
  }

  std::set<std::int64_t> read_later() {
    std::set<std::int64_t> later;
    Statement statement(connection_, select_later);
    for (const policy::Recipient& person : people_) {
      Rows rows = statement.query(person.key, held_.at, message_, static_cast<int>(policy::TouchKind::held));
      while (rows.next()) later.insert(rows.number(0));
    }
    later.erase(message_);
    return later;
  }

  void take_out(std::int64_t message, const HeldRow& held) {
    if (held.state != HeldState::held) return;
    const auto people = resolved(tables_.people, held.recipients);
    tables_.ledger.change(people, {held.at, message, 0}, held.at, policy::TouchKind::withdrawn);
    tables_.senders.remove(held.salesperson, held.at, message);
  }

  /// The histories as they were had this mail, and what waits behind it, never been written. What is taken out for that
  /// comes back at once.
  policy::Histories read_histories_without() {
    const std::set<std::int64_t> later = read_later();
    connection_.run("SAVEPOINT aside");
    take_out(message_, held_);
    for (const std::int64_t message : later)
      if (const auto held = tables_.records.held(message)) take_out(message, *held);
    policy::Histories histories = read_histories();
    connection_.run("ROLLBACK TO aside");
    connection_.run("RELEASE aside");
    tables_.senders.forget();
    return histories;
  }

  policy::Histories read_histories() {
    policy::Histories histories;
    for (const policy::Recipient& recipient : held_.recipients) {
      Person person = tables_.people.behind(recipient.key);
      policy::ProspectHistory history;
      history.prospect = tables_.ledger.tail(person.key).history;
      tables_.forgotten.put_into(history.prospect, recipient.key);
      if (!recipient.company.empty()) history.company = tables_.ledger.tail(recipient.company).history.people;
      history.facts = std::move(person.facts);
      histories.prospects.push_back(std::move(history));
    }
    histories.sender = tables_.senders.history(held_.salesperson, windows, std::nullopt);
    return histories;
  }

  void ask(const policy::Histories& histories) try {
    judgement_ = judge_(histories);
  } catch (const std::exception& error) {
    connection_.fail(Error::Cause::failed, std::string("the decision failed: ") + error.what());
  } catch (...) {
    connection_.fail(Error::Cause::failed, "the decision failed");
  }

  void record() {
    if (again_.upshot == Again::Upshot::release) return request_release();
    const auto release =
        again_.upshot == Again::Upshot::later ? policy::Release::when_allowed : policy::Release::review;
    if (again_.upshot != Again::Upshot::replied) record_findings();
    Statement(connection_, "UPDATE message SET release = ?2 WHERE id = ?1").run(message_, static_cast<int>(release));
    const std::string detail = fmt::format("{}: {}", to_string(again_.upshot), again_.rules);
    add_entry(connection_,
              Entry{judgement_.at, std::string(by_schedule), std::string(entry_words::judged_again), {}, detail, {}},
              message_);
    if (again_.upshot == Again::Upshot::replied) {
      add_notice(connection_, message_, NoticeKind::replied, judgement_.at, by_schedule, {});
    }
  }

  void request_release() {
    QueueRequest request;
    request.kind = RequestKind::release;
    request.at = judgement_.at;
    request.by = by_schedule;
    add_request(connection_, message_, request, {});
  }

  void record_findings() {
    const std::string findings = findings_json(judgement_.decision);
    const std::string advice = pack_texts(judgement_.advice);
    Statement(connection_,
              "UPDATE message SET rules = ?2, findings = ?3, next_allowed = ?4, advice = ?5, policy_version = ?6 "
              "WHERE id = ?1")
        .run(message_, again_.rules, findings, again_.next_allowed, Blob{advice}, judgement_.policy_version);
  }

  Tables& tables_;
  Connection& connection_;
  const std::int64_t message_;
  const Judge& judge_;
  HeldRow held_;
  std::vector<policy::Recipient> people_;
  std::optional<Time> asked_;
  std::string seen_rules_;
  Judgement judgement_;
  Again again_;
};

}  // namespace

Result<std::vector<HeldMessage>> SqliteDesk::to_judge_again(Time now, int limit) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_to_judge);
    Rows rows = statement.query(static_cast<int>(policy::Release::when_allowed), now, by_schedule, limit);
    std::vector<HeldMessage> messages;
    while (rows.next()) messages.push_back(read_held(rows));
    return messages;
  });
}

Result<Again> SqliteDesk::judge_again(std::string_view reference, const Judge& judge) {
  const auto id = record_of(reference);
  if (!id) return Again{};
  return write([&](Tables& tables) { return JudgingAgain(tables, *id, judge).run(); });
}

}  // namespace jeda::store
