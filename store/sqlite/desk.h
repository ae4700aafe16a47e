// The desk over SQLite. Its parts are desk_*.cpp; this is what they share.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "store/desk.h"
#include "store/sqlite/shared_writer.h"

namespace jeda::store {

/// What conditions of lists call. For a connection of the desk's that reads.
void add_functions(Connection& connection);

/// One connection that writes, opened as it is needed, and a few that read. Writes take SQLite's lock for a transaction
/// each, beside the filter's writer and other desks.
class SqliteDesk : public Desk {
 public:
  SqliteDesk(const std::string& path, const SqliteOptions& options)
      : path_(path), options_(options), writer_(path, options) {}

  /// Opens it now, to say at once what is wrong. A store that may be read but not written is none.
  std::optional<Error> check();

  Result<HeldPage> list(const HeldFilter& filter) override;
  Result<std::optional<HeldDetail>> show(std::string_view reference) override;
  Result<Answer> ask(const Ask& ask) override;
  Result<Override> override_release(const LinkAsk& ask, const Judge& judge) override;
  Result<Answer> ask_reviewer(const LinkAsk& ask) override;
  Result<bool> send_own_page(std::string_view salesperson, std::string_view to, std::string_view link, Time at,
                             std::string_view from) override;
  Result<std::vector<Task>> held_at(std::string_view host, Time settled_since) override;
  Result<std::vector<Task>> due(std::string_view host, Time now, int limit) override;
  Result<bool> begin(std::int64_t request, Time now) override;
  Result<bool> keep_original(std::int64_t request, std::string_view original) override;
  Result<bool> finish(std::int64_t request, Time at) override;
  Result<bool> put_off(std::int64_t request, std::string_view trouble, std::optional<Time> next_try, Time at) override;
  Result<bool> found(std::string_view reference, HeldState state, Time at, std::string_view detail) override;
  Result<bool> adopt(std::string_view reference, std::string_view from, std::string_view to, Time at) override;
  Result<std::vector<HeldMessage>> to_judge_again(std::string_view host, Time now, int limit) override;
  Result<std::optional<policy::Outgoing>> outgoing(std::string_view reference) override;
  Result<Again> judge_again(std::string_view reference, const Judge& judge) override;
  Result<std::vector<HeldMessage>> to_remind(Time now, Duration after, int limit) override;
  Result<bool> remind(const std::vector<std::string>& references, std::string_view to, Time at,
                      Duration after) override;
  Result<int> expire(Time before, Time at) override;
  Result<bool> put_agent(const AgentSign& sign) override;
  Result<std::vector<AgentSign>> agents() override;
  Result<std::optional<std::string>> source(std::string_view reference) override;
  Result<int> forget_texts(Time settled_before) override;
  Result<DeskFigures> figures() override;
  Result<std::vector<Notice>> notices(Time now, int limit) override;
  Result<bool> sending(std::int64_t notice, Time now) override;
  Result<bool> offered(std::int64_t notice, Time at) override;
  Result<bool> sent(std::int64_t notice, Time at) override;
  Result<bool> not_sent(std::int64_t notice, std::string_view trouble, std::optional<Time> next_try) override;
  Result<std::optional<NoticeClaim>> claim_notice(std::string_view token, Time at) override;
  Result<int> filter_says(Time since, Time now) override;
  Result<std::vector<Copy>> copies(std::string_view host, Time now, int limit) override;
  Result<bool> copy_offered(std::string_view reference, Time at) override;
  Result<bool> copy_sent(std::string_view reference, Time at) override;
  Result<bool> copy_not_sent(std::string_view reference, std::string_view trouble, Time next_try) override;
  Result<std::optional<CopyClaim>> claim_copy(std::string_view token, std::string_view queue_id,
                                              std::string_view host) override;
  Result<std::vector<Account>> accounts() override;
  Result<std::optional<Account>> account(std::string_view name) override;
  Result<bool> put_account(const Account& account, std::string_view by, Time at) override;
  Result<bool> drop_account(std::string_view name, std::string_view by, Time at) override;
  Result<std::optional<WebSession>> session(std::string_view token_hash) override;
  Result<bool> put_session(const WebSession& session) override;
  Result<bool> drop_session(std::string_view token_hash) override;
  Result<int> drop_sessions(std::string_view account, Time used_before) override;
  Result<std::string> web_secret(std::string_view name, std::string_view fresh) override;
  Result<bool> note(const Entry& entry) override;
  Result<std::vector<Entry>> entries(std::string_view who, std::string_view reference, int limit,
                                     std::string_view before) override;

 private:
  /// Runs `work(Tables&)` in a transaction that is on disk when this returns, or undone.
  template <typename Work>
  auto write(Work&& work) -> Result<decltype(work(std::declval<Tables&>()))> {
    return writer_.write(std::forward<Work>(work));
  }

  /// Runs `work(Connection&)` on the store as it is at one moment.
  template <typename Work>
  auto read(Work&& work) -> Result<decltype(work(std::declval<Connection&>()))> {
    auto connection = take_reader();
    if (!connection) return tl::unexpected(std::move(connection.error()));
    (*connection)->run("BEGIN");
    auto answer = work(**connection);
    (*connection)->run("COMMIT");
    if (const auto& error = (*connection)->error()) return tl::unexpected(*error);
    give_back(std::move(*connection));
    return answer;
  }

  Result<std::unique_ptr<Connection>> take_reader();
  void give_back(std::unique_ptr<Connection> reader);

  const std::string path_;
  const SqliteOptions options_;

  SharedWriter writer_;

  std::mutex pool_;
  std::vector<std::unique_ptr<Connection>> readers_;  // idle; guarded by pool_
};

}  // namespace jeda::store
