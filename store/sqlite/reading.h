// Reading the history through connections that cannot write.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite/forgotten.h"
#include "store/sqlite/ledger.h"
#include "store/sqlite/people.h"
#include "store/sqlite/senders.h"
#include "store/sqlite/strangers.h"

namespace jeda::store {

/// Prepared questions over one connection, for one thread at a time. Answers are checked against the connection's error
/// by the caller.
class Questions {
 public:
  static Result<std::unique_ptr<Questions>> open(const std::string& path, const std::string& vfs);

  policy::ProspectHistory history(const policy::Recipient& prospect);
  std::vector<LoggedTouch> touches(std::string_view key, int limit);
  std::vector<HeldMessage> held(HeldState state, int limit);
  std::optional<HeldMessage> held_message(std::string_view reference);
  std::optional<ProspectRecord> prospect(std::string_view key);
  bool forgotten(std::string_view key);
  policy::SenderHistory sender_history(std::string_view salesperson, const policy::SenderWindows& windows, Time now);
  std::vector<LoggedTouch> open_wishes(int limit);
  std::vector<LoggedTouch> dead(int limit);
  std::vector<Bouncing> bouncing(int least, int limit);
  std::vector<LoggedTouch> unverified(int limit);
  std::vector<StrangersDay> strangers(int limit);
  std::vector<Unlikely> unlikely(Time now, int limit);
  std::vector<policy::Recipient> prospects_of(std::string_view salesperson, Time since, int limit);
  std::vector<TaggedMail> tagged_of(std::string_view salesperson, Time since, int limit);
  int count_divergences();

  Connection& connection() { return *connection_; }

 private:
  explicit Questions(std::unique_ptr<Connection> connection);
  LoggedTouch read_touch(const Rows& rows);
  LoggedTouch read_hold(const std::string& person, const Rows& rows);

  /// Of those that `touches` gives, the first of each prospect for whom it is why nobody may write.
  std::vector<LoggedTouch> standing(Statement& touches, int limit);

  std::unique_ptr<Connection> connection_;
  Ledger ledger_;
  People people_;
  Senders senders_;
  Forgotten forgotten_;
  Strangers strangers_;
  Statement touches_;
  Statement holds_;
  Statement wishes_;
  Statement dead_;
  Statement soft_;
  Statement unverified_;
  Statement unlikely_;
  Statement prospects_of_;
  Statement newest_of_;
  Statement tagged_of_;
  Statement held_;
  Statement held_message_;
};

/// A pool of Questions; connections are opened as they are needed and few are kept. Safe for concurrent use.
class SqliteReader : public Reader {
 public:
  SqliteReader(std::string path, std::string vfs) : path_(std::move(path)), vfs_(std::move(vfs)) {}

  Result<policy::ProspectHistory> history(const policy::Recipient& prospect) override;
  Result<std::vector<LoggedTouch>> touches(std::string_view key, int limit) override;
  Result<std::vector<HeldMessage>> held(HeldState state, int limit) override;
  Result<std::optional<HeldMessage>> held_message(std::string_view reference) override;
  Result<std::optional<ProspectRecord>> prospect(std::string_view key) override;
  Result<bool> forgotten(std::string_view key) override;
  Result<policy::SenderHistory> sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                               Time now) override;
  Result<std::vector<LoggedTouch>> open_wishes(int limit) override;
  Result<std::vector<LoggedTouch>> dead(int limit) override;
  Result<std::vector<Bouncing>> bouncing(int least, int limit) override;
  Result<std::vector<LoggedTouch>> unverified(int limit) override;
  Result<std::vector<StrangersDay>> strangers(int limit) override;
  Result<std::vector<Unlikely>> unlikely(Time now, int limit) override;
  Result<std::vector<policy::Recipient>> prospects_of(std::string_view salesperson, Time since, int limit) override;
  Result<std::vector<TaggedMail>> tagged_of(std::string_view salesperson, Time since, int limit) override;
  Result<int> count_divergences() override;

  /// Opens a connection now, to say at once what is wrong.
  std::optional<Error> check();

 private:
  Result<std::unique_ptr<Questions>> take();
  void give_back(std::unique_ptr<Questions> questions);

  /// Asks on a connection of the pool; one that failed is not used again.
  template <typename Ask>
  auto ask(Ask&& ask) -> Result<decltype(ask(std::declval<Questions&>()))>;

  std::string path_;
  std::string vfs_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Questions>> idle_;
};

}  // namespace jeda::store
