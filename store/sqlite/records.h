// Messages, replies and events in SQLite: the records that touches come from.
#pragma once

#include <string>
#include <vector>

#include "store/record/crediting.h"
#include "store/record/rows.h"
#include "store/sqlite/connection.h"

namespace jeda::store {

/// Reads and writes the tables `message`, `reply` and `event`. Errors stay in the connection.
class Records {
 public:
  explicit Records(Connection& connection);

  /// The number of the newest record of any kind; 0: none.
  std::int64_t newest();

  /// Let through, or waiting on hold.
  std::optional<FirstCopy> find_first_copy(const PreparedOffer& offer);
  void insert(std::int64_t record, const PreparedOffer& offer, const Judgement& judgement, const std::string& rules);
  void move_copy(std::int64_t record, const std::string& queue_id, const std::string& host);
  void count_copies(std::int64_t record, int more);
  void erase_message(std::int64_t record);

  std::optional<HeldRow> held(std::int64_t record);
  void set_state(std::int64_t record, HeldState state, std::optional<Time> settled_at);

  /// What is kept beside a message, or a part of one, whose first part is recorded as `whole`: of a held one what
  /// reviewers need, and the notice that tells the salesperson; of a refused part its notice. Taken out again by
  /// erase_message(). REQUIRES: judgement.held.
  void keep(std::int64_t record, std::int64_t whole, const Offer& offer, const Judgement& judgement,
            const std::string& packed_imprint);

  /// What was asked for and is not done is void once the mail was settled otherwise; a notice that waited for it goes.
  void void_requests(std::int64_t record, Time at);

  /// Messages of ours among those named, by record.
  std::vector<SentMessage> sent(const std::vector<std::string>& message_ids);

  /// A reply recorded before under this reply_key().
  std::optional<ReplyOutcome> find_reply(const std::string& key, std::int64_t& record);
  void insert_reply(std::int64_t record, const Reply& reply, const std::string& key, bool known,
                    const std::vector<policy::Recipient>& credited);
  void erase_reply(std::int64_t record);

  /// Whether an event was recorded under this event_key().
  bool knows_event(std::int64_t key);
  void insert_event(std::int64_t record, std::int64_t key);
  void erase_event(std::int64_t record);

 private:
  template <typename Value>
  Value unpacked(std::optional<Value> value) {
    if (value) return std::move(*value);
    connection_.fail(Error::Cause::corrupt, "a record cannot be read");
    return {};
  }

  Connection& connection_;
  FirstCopy first_copy(const Rows& rows);

  Statement newest_message_;
  Statement newest_reply_;
  Statement newest_event_;
  Statement first_copy_;
  Statement insert_;
  Statement move_copy_;
  Statement count_copies_;
  Statement erase_message_;
  Statement held_;
  Statement set_state_;
  void keep_held(std::int64_t record, std::int64_t whole, const Offer& offer, const HeldDetails& details,
                 const std::string& packed_imprint);
  void add_notice(std::int64_t record, int kind, const std::string& to, const std::string& details, Time at);

  Statement insert_held_;
  Statement insert_notice_;
  Statement erase_held_;
  Statement erase_notices_;
  Statement void_requests_;
  Statement drop_blocked_;
  Statement sent_;
  Statement find_reply_;
  Statement insert_reply_;
  Statement erase_reply_;
  Statement find_event_;
  Statement insert_event_;
  Statement erase_event_;
};

}  // namespace jeda::store
