// Held mail judged again at its moment.
#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "store/record/judging_again.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

/// One whose release the agent gave up is not tried again by itself.
constexpr auto select_to_judge =
    sql("SELECT " JEDA_HELD_COLUMNS " FROM message WHERE message.state = ", HeldState::held,
        " AND message.host = ?5 AND message.release = ?1 AND message.next_allowed <= ?2 AND NOT EXISTS (SELECT 1 FROM "
        "request WHERE "
        "request.message = message.id AND (request.state < ",
        RequestState::done, " OR (request.state = ", RequestState::failed,
        " AND request.who = ?3))) ORDER BY message.at, message.id LIMIT ?4");

/// One judging again, within its transaction.
class JudgingAgain {
 public:
  JudgingAgain(Tables& tables, std::int64_t message, const Judge& judge)
      : tables_(tables), connection_(tables.connection), message_(message), judge_(judge) {}

  Again run() {
    auto held = tables_.records.held(message_);
    if (!held || held->state != HeldState::held || open_request(connection_, message_)) return {};
    held_ = std::move(*held);
    read_asked();
    const policy::Histories histories = histories_of(tables_, held_);
    if (!connection_.ok()) return {};
    judgement_ = judged(connection_, judge_, histories);
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
    } else {
      add_notice_again(connection_, message_, NoticeKind::waits, judgement_.at, by_schedule);
    }
  }

  void request_release() {
    QueueRequest request;
    request.kind = RequestKind::release;
    request.at = judgement_.at;
    request.by = by_schedule;
    add_request(tables_, message_, request, {});
    const int overridden = judgement_.decision.overridden_prospects();
    if (overridden > 0) tables_.senders.add_override(held_.salesperson, judgement_.at, message_, overridden);
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
  std::optional<Time> asked_;
  std::string seen_rules_;
  Judgement judgement_;
  Again again_;
};

}  // namespace

Result<std::vector<HeldMessage>> SqliteDesk::to_judge_again(std::string_view host, Time now, int limit) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_to_judge);
    Rows rows = statement.query(static_cast<int>(policy::Release::when_allowed), now, by_schedule, limit, host);
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
