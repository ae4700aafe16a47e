#include "store/sqlite/folding.h"

#include "store/record/details.h"
#include "store/record/summary.h"

namespace jeda::store {
namespace {

constexpr const char* select_all =
    "SELECT key, at, record, place, kind, answer, salesperson, details, summary FROM touch "
    "ORDER BY key, at, record, place";

/// One row of a walk over all logs, and the fold of its log up to it.
class Walk {
 public:
  explicit Walk(Connection& connection) : connection_(connection), all_(connection, select_all), rows_(all_.query()) {}

  /// False: no further row.
  bool next() {
    if (!rows_.next()) return false;
    first_ = rows_.text(0) != key_;
    if (first_) {
      key_ = rows_.text(0);
      folded_ = {};
    }
    apply_row();
    return true;
  }

  bool first_of_its_log() const { return first_; }
  const std::string& key() const { return key_; }
  const policy::History& folded() const { return folded_; }
  const Rows& row() const { return rows_; }

 private:
  void apply_row() {
    policy::Touch touch{from_micros(rows_.number(1)),
                        static_cast<policy::TouchKind>(rows_.number(4)),
                        std::string(rows_.text(6)),
                        rows_.number(5) != 0,
                        {}};
    if (!unpack_details(rows_.text(7), touch.imprint, touch.details)) {
      connection_.fail(Error::Cause::corrupt, "the details of a touch cannot be read");
    }
    if (is_company(key_)) {
      apply_to_company(folded_, touch);
    } else {
      policy::apply(folded_, touch);
    }
  }

  Connection& connection_;
  Statement all_;
  Rows rows_;
  std::string key_;
  bool first_ = true;
  policy::History folded_;
};

/// The newest row so far of a log that is walked through.
struct Newest {
  std::string key;
  std::int64_t at = 0;
  std::int64_t record = 0;
  std::int64_t place = 0;
  bool summarised = false;
};

}  // namespace

void fold_anew(Connection& connection) {
  Statement update(connection,
                   "UPDATE touch SET summary = ?5 WHERE key = ?1 AND at = ?2 AND record = ?3 AND place = ?4");
  std::optional<Newest> newest;
  std::string summary;
  const auto keep = [&] { update.run(newest->key, newest->at, newest->record, newest->place, Blob{summary}); };
  Walk walk(connection);
  while (walk.next()) {
    if (newest && walk.first_of_its_log()) keep();
    if (newest && !walk.first_of_its_log() && newest->summarised) {
      update.run(newest->key, newest->at, newest->record, newest->place, std::nullopt);
    }
    const Rows& row = walk.row();
    newest = Newest{walk.key(), row.number(1), row.number(2), row.number(3), !row.null(8)};
    summary = pack_history(walk.folded());
  }
  if (newest) keep();
}

int count_wrong_summaries(Connection& connection) {
  int wrong = 0;
  bool summarised = true;  // the newest row so far carries its summary
  Walk walk(connection);
  while (walk.next()) {
    if (walk.first_of_its_log() && !summarised) ++wrong;
    summarised = !walk.row().null(8);
    if (summarised && unpack_history(walk.row().text(8)) != walk.folded()) ++wrong;
  }
  return wrong + (summarised ? 0 : 1);
}

}  // namespace jeda::store
