// What salespeople do by links that need no account.
#include <set>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "store/record/asking.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

/// As an asking of a reviewer's. What is gone is for a reviewer: only he can find out what became of it.
Answer answer_to_link(Connection& connection, const LinkAsk& link, std::int64_t message, Ask::What what) {
  const auto state = state_of(connection, message);
  if (!state) return {Answer::Upshot::absent, HeldState::held, {}, {}};
  Standing standing;
  standing.state = *state;
  standing.request = newest_request(connection, message);
  auto entries = entries_of(connection, message, 1);
  if (!entries.empty()) standing.last = std::move(entries.back());
  Ask ask;
  ask.what = what;
  ask.seen = link.seen;
  Answer answer = answer_to(ask, standing);
  if (answer.upshot == Answer::Upshot::done && *state == HeldState::gone) answer.upshot = Answer::Upshot::settled;
  return answer;
}

Entry entry_of(const LinkAsk& link, std::string_view what, std::string detail) {
  return Entry{link.at, by_link(link.salesperson), std::string(what), {}, std::move(detail), link.from};
}

std::string rules_passed(const policy::Decision& decision) {
  std::set<std::string_view> known;
  std::string rules;
  for (const policy::Finding& finding : decision.overridden)
    if (known.insert(finding.rule).second) rules.append(rules.empty() ? "" : ",").append(finding.rule);
  return rules.empty() ? "-" : rules;
}

/// One override, within its transaction.
class Overriding {
 public:
  Overriding(Tables& tables, const LinkAsk& link, std::int64_t message, const Judge& judge)
      : tables_(tables), connection_(tables.connection), link_(link), message_(message), judge_(judge) {}

  Override run() {
    result_.answer = answer_to_link(connection_, link_, message_, Ask::What::release);
    if (result_.answer.upshot != Answer::Upshot::done || !read_held()) return result_;
    connection_.run("SAVEPOINT as_now");
    judgement_ = judged(connection_, judge_, histories_of(tables_, held_));
    if (connection_.ok()) decide();
    if (!result_.passes) connection_.run("ROLLBACK TO as_now");
    connection_.run("RELEASE as_now");
    tables_.senders.forget();
    return result_;
  }

 private:
  bool read_held() {
    auto held = tables_.records.held(message_);
    if (!held) return false;
    held_ = std::move(*held);
    return true;
  }

  void decide() {
    result_.decision = judgement_.decision;
    const policy::Verdict verdict = judgement_.decision.verdict;
    result_.passes = !judgement_.enforced || verdict == policy::Verdict::accept || verdict == policy::Verdict::tag;
    if (result_.passes) record();
  }

  void record() {
    if (const int prospects = judgement_.decision.overridden_prospects(); prospects > 0) {
      tables_.senders.add_override(held_.salesperson, judgement_.at, message_, prospects);
      Statement(connection_, "UPDATE message SET override_reason = ?2 WHERE id = ?1")
          .run(message_, kept_line(link_.words));
    }
    const std::string detail = fmt::format("{}: {}", rules_passed(judgement_.decision), kept_line(link_.words));
    add_entry(connection_, entry_of(link_, entry_words::overridden, detail), message_);
    QueueRequest request;
    request.kind = RequestKind::release;
    request.at = link_.at;
    request.by = kept_line(by_link(link_.salesperson), 200);
    add_request(tables_, message_, request, kept_line(link_.from, 100));
    result_.answer.request = newest_request(connection_, message_);
  }

  Tables& tables_;
  Connection& connection_;
  const LinkAsk& link_;
  const std::int64_t message_;
  const Judge& judge_;
  HeldRow held_;
  Judgement judgement_;
  Override result_;
};

/// How many link mails of a salesperson's are on their way or went since.
std::int64_t own_page_mails(Connection& connection, const std::string& who, Time since) {
  Statement statement(connection, sql("SELECT count(*) FROM notice WHERE message = 0 AND kind = ", NoticeKind::own_page,
                                      " AND occasion > ?1 AND who = ?2"));
  Rows rows = statement.query(since, who);
  return rows.next() ? rows.number(0) : most_own_page_mails;
}

/// Occasions as reminders have them.
void add_own_page(Connection& connection, std::string_view to, std::string_view link, const Entry& entry) {
  const auto token = random_token();
  if (!token) return connection.fail(Error::Cause::failed, "the system gives no random bytes");
  Statement(connection, sql("INSERT INTO notice (message, kind, occasion, at, recipient, state, token, who, words, "
                            "details, attempts, next_try, trouble) VALUES (0, ",
                            NoticeKind::own_page,
                            ", max(?1, (SELECT coalesce(max(occasion), 0) + 1 FROM notice WHERE message = 0)), ?1, "
                            "?2, ",
                            NoticeState::waiting, ", ?3, ?4, '', ?5, 0, ?1, '')"))
      .run(entry.at, to, *token, entry.who, nlohmann::json{{"link", link}}.dump());
  add_entry(connection, entry, 0);
}

}  // namespace

Result<Override> SqliteDesk::override_release(const LinkAsk& ask, const Judge& judge) {
  const auto id = record_of(ask.reference);
  if (!id) return Override{{Answer::Upshot::absent, HeldState::held, {}, {}}, false, {}};
  return write([&](Tables& tables) { return Overriding(tables, ask, *id, judge).run(); });
}

Result<Answer> SqliteDesk::ask_reviewer(const LinkAsk& ask) {
  const auto id = record_of(ask.reference);
  if (!id) return Answer{Answer::Upshot::absent, HeldState::held, {}, {}};
  return write([&](Tables& tables) {
    Answer answer = answer_to_link(tables.connection, ask, *id, Ask::What::release);
    if (answer.upshot != Answer::Upshot::done) return answer;
    Statement(tables.connection, "UPDATE message SET release = ?2 WHERE id = ?1")
        .run(*id, static_cast<int>(policy::Release::review));
    add_entry(tables.connection, entry_of(ask, entry_words::reviewer_asked, ask.words), *id);
    return answer;
  });
}

Result<bool> SqliteDesk::send_own_page(std::string_view salesperson, std::string_view to, std::string_view link,
                                       Time at, std::string_view from) {
  return write([&](Tables& tables) {
    const Entry entry{
        at, kept_line(by_link(salesperson), 200), std::string(entry_words::own_page_asked), {}, {}, std::string(from)};
    if (own_page_mails(tables.connection, entry.who, at - own_page_mails_within) >= most_own_page_mails) return false;
    add_own_page(tables.connection, to, link, entry);
    return true;
  });
}

}  // namespace jeda::store
