// Looking after a store beside the daemon that writes to it: copying it, checking it, taking out what is old, and all
// that it knows of one person.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/desk.h"
#include "store/store.h"

namespace jeda::store {

/// Told how far something is; `total` 0: not known.
using Told = std::function<void(std::int64_t done, std::int64_t total)>;

struct BackupDone {
  std::string file;
  std::int64_t bytes = 0;
  std::string key_file;  // the copy of the key of erased addresses; empty: there is none
};

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

/// What pruning takes out, or would.
struct Pruned {
  std::int64_t prospects = 0;                // of whom no touch is left
  std::int64_t shortened = 0;                // of whom only the do-not-contact, or the permission, is left
  std::int64_t unanswered = 0;               // of both, with mail unanswered: their count begins anew
  std::int64_t waiting = 0;                  // as old, but kept: mail to them is on hold
  std::map<std::string, std::int64_t> rows;  // taken out, by table
  std::optional<Time> oldest_kept;           // touch
};

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

/// Clocks of several hosts differ by less; what is dated later than so much after now was dated by a wrong clock.
inline constexpr Duration most_ahead = std::chrono::minutes(5);

/// Touches that are dated after now, since a clock ran ahead: they hold mail back until then.
struct Ahead {
  std::int64_t touches = 0;                  // of prospects
  std::int64_t prospects = 0;                // they are of so many
  std::optional<Time> newest;                // touch
  std::vector<LoggedTouch> first;            // by prospect and time; without what stands beside a touch
  std::map<std::string, std::int64_t> rows;  // dated anew, or to be, by table
};

/// How a store is, seen from outside.
struct Pulse {
  std::int64_t schema = 0;
  std::int64_t known_schema = 0;  // that this jeda writes
  std::optional<bool> sound;      // the engine's own quick check of every page; absent: not, or not to its end
  std::string problem;            // the first one, where it is not sound
  std::string lost;               // what was recorded is not in it: why; empty: all is
  std::optional<Time> newest;     // of what was recorded last, and of what salespeople sent; absent: there is nothing
  std::vector<AgentSign> agents;  // by host; none where the schema is older than these
};

/// `missing`: that there was a store at this path.
Error gone(const std::string& path);

/// Each call but make() opens the store for itself, and fails with `missing` where there is none.
class Care {
 public:
  virtual ~Care() = default;

  /// Something beside it says that there is a store, or was one.
  virtual bool was_here() = 0;

  /// Makes an empty store. False: there is one already, and it stays. Where there was one that is gone it fails with
  /// `missing`, but with `anew`: then what is left of it is put aside (".before"), and another begins. Made by root it
  /// belongs to whom its directory belongs to.
  virtual Result<bool> make(bool anew) = 0;

  /// Takes what stands there for the store, though what was recorded is not in it, and says so in the record. Gives
  /// what was wrong with it; empty: nothing, and nothing is done.
  virtual Result<std::string> adopt(const std::string& by, Time at) = 0;

  /// What is dated after `now`; `limit` of it are named.
  virtual Result<Ahead> ahead(Time now, int limit) = 0;

  /// Dates all of that `to`, makes the summaries anew, and says so in the record; gives what there was. Walks
  /// everything in one transaction. REQUIRES: to <= now.
  virtual Result<Ahead> set_back(Time now, Time to, int limit, const std::string& by) = 0;

  /// Copies the store as it is at one moment, and its key if it has one, into files of the mode 0600 that are there
  /// whole, checked and on disk, or not at all. No decision waits for it. Without `replace`, a file that is there is
  /// left alone and an error.
  virtual Result<BackupDone> back_up(const std::string& to, bool replace, const Told& told) = 0;

  /// Checks pages, schema, references between tables, that summaries are the folds of their logs, and the key of erased
  /// addresses. `quick`: what does not take longer the more the store holds. An error only where it cannot be looked
  /// at.
  virtual Result<Checked> check(bool quick) = 0;

  /// Reads the store whichever schema it has, and changes nothing in it; the check of its pages is given up after
  /// `most`, and left out where that is 0. Of a store that is not sound, nothing more is read.
  virtual Result<Pulse> pulse(std::chrono::milliseconds most) = 0;

  /// What prune() would take out. Changes nothing.
  virtual Result<Pruned> plan_pruning(Time before, const Told& told) = 0;

  /// Takes out the logs of prospects with whom nothing has passed since `before`, the messages that concern no others,
  /// and refused messages, told notices and counted mail as old. What people told of prospects stays, and so does what
  /// a later decision must know: why somebody must not be written to, and a permission. In many small transactions:
  /// killed in between, the next run goes on.
  virtual Result<Pruned> prune(Time before, Time now, const Told& told) = 0;

  /// Writes the store anew without the room that became free, and without what stood there. Nobody else writes
  /// meanwhile. Gives the bytes it has then.
  virtual Result<std::int64_t> vacuum() = 0;

  /// What is kept of one person, beside touches and facts, as a JSON object: "messages", "replies". Times are RFC 3339
  /// in UTC. See jeda(1).
  virtual Result<std::string> export_person(const std::string& address) = 0;

  /// What erase() would do.
  virtual Result<Erased> plan_erasure(const std::string& address) = 0;

  /// Takes a person out of every table, at once or not at all, and then out of the files. `reason` is kept, and must
  /// not name them.
  virtual Result<Erased> erase(const std::string& address, const std::string& by, const std::string& reason,
                               Time at) = 0;
};

}  // namespace jeda::store
