// Erasing a person, and what is known of one.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/care.h"
#include "store/sqlite/care_person.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/shared_writer.h"

namespace jeda::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience{10'000};  // for readers that keep the write-ahead log from being emptied
constexpr std::string_view erased_word = "prospect erased";

/// One erasure within its transaction.
class Erasing {
 public:
  Erasing(Tables& tables, const Who& who, Mentions& mentions)
      : tables_(tables), connection_(tables.connection), who_(who), mentions_(mentions), removal_(tables, who) {}

  Erased run(std::optional<Time> at, const std::string& by, const std::string& reason) {
    mentions_.look(connection_);
    erased_.person = who_.key;
    erased_.addresses.assign(who_.addresses.begin(), who_.addresses.end());
    const Tail tail = tables_.ledger.tail(who_.key);
    erased_.forgotten = tail.history.do_not_contact.has_value();
    find_held();
    if (!erased_.held.empty()) return std::move(erased_);
    const std::int64_t newest = tables_.records.newest();
    removal_.log({});
    take_out_mentions();
    take_out_facts();
    keep_newest_number(tables_, newest);
    erased_.rows = std::move(removal_.rows);
    std::erase_if(erased_.rows, [](const auto& row) { return row.second == 0; });
    erased_.known = !erased_.rows.empty();
    if (at && erased_.known) record(*at, by, reason);
    return std::move(erased_);
  }

 private:
  void find_held() {
    Statement select(connection_, sql("SELECT id, recipients FROM message WHERE state IN (", HeldState::held, ", ",
                                      HeldState::gone, ")"));
    Rows rows = select.query();
    while (rows.next()) {
      const auto recipients = unpack_recipients(rows.text(1));
      if (!recipients) continue;
      const bool theirs = std::any_of(recipients->begin(), recipients->end(),
                                      [this](const auto& one) { return who_.addresses.count(one.key) > 0; });
      if (theirs) erased_.held.push_back(reference_of(rows.number(0)));
    }
  }

  void take_out_mentions() {
    open_record();
    for (const std::int64_t id : mentions_.in("message")) scrub_entries_of(id);
    removal_.records();
    for (const std::int64_t id : mentions_.in("message")) removal_.message(id);
    for (const std::int64_t id : mentions_.in("reply")) removal_.reply(id);
    scrub("held", {"sender", "headers", "excerpt", "trouble"});
    empty_held();
    scrub("request", {"words", "trouble"});
    empty_notices();
    scrub("notice", {"words", "trouble"});
    scrub("entry", {"detail"});
    close_record();
  }

  /// The record is never changed, but for this.
  void open_record() { connection_.run("DROP TRIGGER entry_stays"); }
  void close_record() {
    connection_.run(
        "CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the record is never changed'); "
        "END");
  }

  /// What was said about mail to this person alone.
  void scrub_entries_of(std::int64_t message) {
    const auto recipients = recipients_of(connection_, message);
    const bool alone =
        !recipients.empty() && std::all_of(recipients.begin(), recipients.end(), [this](const auto& one) {
          return who_.addresses.count(one.key) > 0 || one.key == erased_address;
        });
    if (!alone) return;
    Statement(connection_, "UPDATE entry SET detail = 'erased' WHERE message = ?1 AND detail <> ''").run(message);
    removal_.rows["entry"] += changes(connection_);
  }

  void scrub(const char* table, const std::vector<const char*>& columns) {
    const Names names = who_.names();
    for (const std::int64_t id : mentions_.in(table)) {
      for (const char* column : columns) {
        std::string text;
        {
          Statement select(connection_, fmt::format("SELECT {} FROM {} WHERE id = ?1", column, table).c_str());
          Rows rows = select.query(id);
          if (!rows.next()) continue;
          text = rows.text(0);
        }
        const std::string left = names.without(text);
        if (left == text) continue;
        Statement(connection_, fmt::format("UPDATE {} SET {} = ?2 WHERE id = ?1", table, column).c_str()).run(id, left);
        removal_.rows[table] += changes(connection_);
      }
    }
  }

  /// Of mail that is on hold nothing is changed: it goes to others, and is judged again.
  void empty_held() {
    for (const std::int64_t id : mentions_.in("held"))
      Statement(connection_,
                sql("UPDATE held SET outgoing = NULL, original = NULL, source = NULL WHERE id = ?1 AND NOT EXISTS "
                    "(SELECT 1 FROM message WHERE message.id = ?1 AND state IN (",
                    HeldState::held, ", ", HeldState::gone, "))"))
          .run(id);
  }

  /// What a notice told of them may call them by any name.
  void empty_notices() {
    const Names names = who_.names();
    for (const std::int64_t id : mentions_.in("notice")) {
      bool attached = false;
      bool told = false;
      {
        Statement select(connection_, "SELECT original, details FROM notice WHERE id = ?1");
        Rows rows = select.query(id);
        if (!rows.next()) continue;
        attached = names.without(rows.text(0)) != rows.text(0);
        told = names.without(rows.text(1)) != rows.text(1);
      }
      if (attached) Statement(connection_, "UPDATE notice SET original = NULL WHERE id = ?1").run(id);
      if (told) Statement(connection_, "UPDATE notice SET details = '{}' WHERE id = ?1").run(id);
      if (told) removal_.rows["notice"] += changes(connection_);
    }
  }

  void take_out_facts() {
    Statement(connection_, "DELETE FROM prospect WHERE key = ?1 OR person = ?1").run(who_.key);
    removal_.rows["prospect"] += changes(connection_);
    Statement(connection_, "DELETE FROM held_for WHERE key = ?1").run(who_.key);
  }

  void record(Time at, const std::string& by, const std::string& reason) {
    if (erased_.forgotten)
      for (const std::string& address : who_.addresses) tables_.forgotten.add(address, at);
    add_entry(connection_, Entry{at, by, std::string(erased_word), {}, reason, {}}, 0);
  }

  Tables& tables_;
  Connection& connection_;
  const Who& who_;
  Mentions& mentions_;
  Removal removal_;
  Erased erased_;
};

struct Search {
  Who who;
  std::unique_ptr<Mentions> mentions;
};

/// Looks through all tables beside everybody's writing.
Result<Search> search(const std::string& path, const std::string& address) {
  auto connection = Connection::open({path, Access::read});
  if (!connection) return tl::unexpected(connection.error());
  (*connection)->run("BEGIN");
  People people(**connection);
  Search found{find_person(**connection, people, address), nullptr};
  found.mentions = std::make_unique<Mentions>(found.who);
  found.mentions->look(**connection);
  (*connection)->run("COMMIT");
  if (const auto& error = (*connection)->error()) return tl::unexpected(*error);
  return found;
}

/// Bytes as they may stand anywhere in a file: as keys, and as they were written.
std::int64_t count_in_file(const std::string& path, const std::set<std::string>& spellings) {
  std::ifstream file(path, std::ios::binary);
  std::size_t longest = 1;
  for (const auto& spelling : spellings) longest = std::max(longest, spelling.size());
  std::string block;
  std::string bytes(1 << 20, '\0');
  std::int64_t count = 0;
  while (file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || file.gcount() > 0) {
    block.append(bytes, 0, static_cast<std::size_t>(file.gcount()));
    for (const auto& spelling : spellings)
      for (auto at = block.find(spelling); at != std::string::npos; at = block.find(spelling, at + 1)) ++count;
    block.erase(0, block.size() - std::min(block.size(), longest - 1));
  }
  return count;
}

bool empty_log(Connection& connection) {
  const auto deadline = steady_clock::now() + patience;
  sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  while (true) {
    const int result =
        sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (result == SQLITE_OK) return true;
    if (result != SQLITE_BUSY || steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(milliseconds(20));
  }
}

Result<Erased> run_erasure(const std::string& path, const std::string& address, std::optional<Time> at,
                           const std::string& by, const std::string& reason) {
  auto found = search(path, address);
  if (!found) return tl::unexpected(found.error());
  SharedWriter writer(path, {});
  const auto work = [&](Tables& tables) {
    tables.connection.run("PRAGMA secure_delete = ON");
    Who now = find_person(tables.connection, tables.people, address);
    if (now.addresses != found->who.addresses)
      tables.connection.fail(Error::Cause::busy, "the person's addresses changed meanwhile; do it again");
    return Erasing(tables, found->who, *found->mentions).run(at, by, reason);
  };
  auto erased = at ? writer.write(work) : writer.try_out(work);
  if (!erased || !at || !erased->held.empty()) return erased;
  const auto emptied = writer.run([](Connection& connection) { return empty_log(connection); });
  erased->log_emptied = emptied.value_or(false);
  erased->left = count_in_file(path, found->who.spellings) + count_in_file(path + "-wal", found->who.spellings);
  return erased;
}

}  // namespace

Result<Erased> SqliteCare::plan_erasure(const std::string& address) {
  return run_erasure(path_, address, std::nullopt, {}, {});
}

Result<Erased> SqliteCare::erase(const std::string& address, const std::string& by, const std::string& reason,
                                 Time at) {
  return run_erasure(path_, address, at, by, reason);
}

}  // namespace jeda::store
