// Rows of the desk's tables as values, for its parts. Errors stay in the connection.
#pragma once

#include <string>
#include <string_view>

#include "store/desk.h"
#include "store/record/asking.h"
#include "store/record/states.h"
#include "store/sqlite/requests.h"

namespace jeda::store {

/// Columns of `message` that read_held() takes, from the first on.
#define JEDA_HELD_COLUMNS                                                                                  \
  "message.id, message.state, message.at, message.settled_at, message.salesperson, message.recipients, "   \
  "message.subject, message.message_id, message.queue_id, message.host, message.rules, message.findings, " \
  "message.release, message.next_allowed, message.policy_version, message.advice, message.seal"
inline constexpr int held_columns = 17;
HeldMessage read_held(const Rows& rows);

/// Columns of `request` that read_request() takes.
#define JEDA_REQUEST_COLUMNS                                                                            \
  "request.id, request.kind, request.at, request.who, request.words, request.state, request.attempts, " \
  "request.next_try, request.trouble, request.finished_at"
inline constexpr int request_columns = 10;
QueueRequest read_request(const Rows& rows, int first = 0);

/// True for what the held queue's copy is still to be given to the MTA: nothing of it is in a queue.
#define JEDA_COPY_WAITS "EXISTS (SELECT 1 FROM held WHERE held.id = message.id AND held.original IS NOT NULL)"

std::optional<QueueRequest> newest_request(Connection& connection, std::int64_t message);
std::optional<QueueRequest> open_request(Connection& connection, std::int64_t message);

/// Oldest first; the newest `limit` of them.
std::vector<Entry> entries_of(Connection& connection, std::int64_t message, int limit);

/// The state of held mail; absent: no such.
std::optional<HeldState> state_of(Connection& connection, std::int64_t message);

/// What is known of whom a held mail is for, and of its salesperson, as far back as any rule looks.
policy::Histories histories_of(Tables& tables, const HeldRow& held);

/// What `judge` says; where it throws, the connection has the error.
Judgement judged(Connection& connection, const Judge& judge, const policy::Histories& histories);

/// Adds to the record; `message` 0: about none.
void add_entry(Connection& connection, const Entry& entry, std::int64_t message);

/// Adds a request that waits until its `next_try`, for mail that has none open, and says so in the record. What shall
/// be released is let go: a contact from now on.
void add_request(Tables& tables, std::int64_t message, const QueueRequest& request, const std::string& client);

/// A request is not done and will not be: what was let go waits again.
void end_request(Tables& tables, std::int64_t message);

/// The newer mail that was to take its place is taken back: nothing is asked for any more.
void keep_after_all(Connection& connection, std::int64_t message, Time at);

/// What the notice of a held mail says beside: whose place it takes.
void name_replaced(Connection& connection, std::int64_t message, const std::vector<std::string>& references);

/// Who it is for wrote meanwhile: it waits for a reviewer, and the salesperson is told, unless a request is open or he
/// was told before.
void tell_of_reply(Connection& connection, std::int64_t message, Time at);

/// Tells the salesperson, where there is one to be told, unless it was done already.
void add_notice(Connection& connection, std::int64_t message, NoticeKind kind, Time at, std::string_view by,
                std::string_view words);

/// The same, each time it is called.
void add_notice_again(Connection& connection, std::int64_t message, NoticeKind kind, Time at, std::string_view by);

/// One notice to the reviewers about many mails.
void add_reminder(Connection& connection, std::string_view to, const std::string& details, Time at);

/// Settles held mail (or what is gone): released or gone, it is a contact from `at` on (what was gone, from when it was
/// seen to be); returned or discarded, it is none. False: settled already, or no such mail. REQUIRES: another state
/// than held.
bool settle(Tables& tables, std::int64_t message, HeldState state, Time at);

/// Runs a statement, and says whether it changed anything.
template <typename... Arguments>
bool changed(Connection& connection, const char* sql, const Arguments&... arguments);

/// What the newest statement changed.
int changes(Connection& connection);

template <typename... Arguments>
bool changed(Connection& connection, const char* sql, const Arguments&... arguments) {
  Statement(connection, sql).run(arguments...);
  return connection.ok() && changes(connection) > 0;
}

}  // namespace jeda::store
