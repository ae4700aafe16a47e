// Looking after a store beside the daemon that writes to it: copying it, checking it, taking out what is old, and all
// that it knows of one person.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace jeda::store {

/// Told how far something is; `total` 0: not known.
using Told = std::function<void(std::int64_t done, std::int64_t total)>;

struct BackupDone {
  std::string file;
  std::int64_t bytes = 0;
  std::string key_file;  // the copy of the key of erased addresses; empty: there is none
};

/// Copies the store as it is at one moment, and its key if it has one, into files of the mode 0600 that are there
/// whole, checked and on disk, or not at all. No decision waits for it. Without `replace`, a file that is there is left
/// alone and an error.
Result<BackupDone> back_up(const std::string& path, const std::string& to, bool replace, const Told& told);

struct CheckedItem {
  std::string name;  // "pages", "summaries", ...; stays
  bool sound = true;
  std::string problem;  // what is wrong with it, in words
};
struct Checked {
  std::vector<CheckedItem> items;
  std::map<std::string, std::int64_t> rows;  // by table; empty where `quick`
  std::int64_t schema = 0;
  std::int64_t bytes = 0;       // of the database
  std::int64_t free_bytes = 0;  // in it, to be used again
  std::int64_t log_bytes = 0;   // of the write-ahead log
  bool sound() const;
};

/// Checks pages, schema, references between tables, that summaries are the folds of their logs, and the key of erased
/// addresses. `quick`: what does not take longer the more the store holds. An error only where it cannot be looked at.
Result<Checked> check_store(const std::string& path, bool quick);

/// What pruning takes out, or would.
struct Pruned {
  std::int64_t prospects = 0;                // of whom no touch is left
  std::int64_t shortened = 0;                // of whom only the do-not-contact, or the permission, is left
  std::int64_t unanswered = 0;               // of both, with mail unanswered: their count begins anew
  std::int64_t waiting = 0;                  // as old, but kept: mail to them is on hold
  std::map<std::string, std::int64_t> rows;  // taken out, by table
  std::optional<Time> oldest_kept;           // touch
};

/// What prune() would take out. Changes nothing.
Result<Pruned> plan_pruning(const std::string& path, Time before, const Told& told);

/// Takes out the logs of prospects with whom nothing has passed since `before`, the messages that concern no others,
/// and refused messages, told notices and counted mail as old. What people told of prospects stays, and so does what a
/// later decision must know: why somebody must not be written to, and a permission. In many small transactions: killed
/// in between, the next run goes on.
Result<Pruned> prune(const std::string& path, Time before, Time now, const Told& told);

/// Writes the file anew without the room that became free, and without what stood there. Nobody else writes meanwhile.
/// Gives the bytes it has then.
Result<std::int64_t> vacuum(const std::string& path);

/// What is kept of one person, beside touches and facts, as a JSON object: "messages", "replies". Times are RFC 3339 in
/// UTC. See jeda(1).
Result<std::string> export_person(const std::string& path, const std::string& address);

struct Erased {
  std::string person;                        // key
  std::vector<std::string> addresses;        // keys
  bool known = false;                        // there was anything
  bool forgotten = false;                    // a do-not-contact: the addresses' hashes stay
  std::vector<std::string> held;             // references of mail on hold: nothing is erased
  std::map<std::string, std::int64_t> rows;  // taken out or changed, by table
  bool log_emptied = false;                  // nothing of it is left in the write-ahead log
  std::int64_t left = 0;                     // places in the files where an address still stands, in free room
};

/// What erase() would do.
Result<Erased> plan_erasure(const std::string& path, const std::string& address);

/// Takes a person out of every table, at once or not at all, and then out of the files. `reason` is kept, and must not
/// name them.
Result<Erased> erase(const std::string& path, const std::string& address, const std::string& by,
                     const std::string& reason, Time at);

}  // namespace jeda::store
