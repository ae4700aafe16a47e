#include "store/sqlite/ledger.h"

#include <algorithm>
#include <limits>

#include "store/record/details.h"
#include "store/record/summary.h"

namespace jeda::store {
namespace {

/// A summary larger than this is kept in the newest row of a log only: a company that many salespeople write to would
/// fill the store with copies.
constexpr std::size_t copied_summary_bytes = 256;

/// Before every touch there can be.
constexpr Place beginning{Time::min(), std::numeric_limits<std::int64_t>::min(), 0};

std::set<std::string> keys_of(const std::vector<policy::Recipient>& prospects) {
  std::set<std::string> keys;
  for (const policy::Recipient& prospect : prospects) {
    keys.insert(prospect.key);
    if (!prospect.company.empty()) keys.insert(prospect.company);
  }
  return keys;
}

}  // namespace

Ledger::Ledger(Connection& connection)
    : connection_(connection),
      select_tail_(connection,
                   "SELECT at, record, place, summary FROM touch WHERE key = ?1 "
                   "ORDER BY at DESC, record DESC, place DESC LIMIT 1"),
      select_summary_(connection,
                      "SELECT at, record, place, summary FROM touch WHERE key = ?1 "
                      "AND (at, record, place) < (?2, ?3, ?4) AND summary IS NOT NULL "
                      "ORDER BY at DESC, record DESC, place DESC LIMIT 1"),
      select_after_(connection,
                    "SELECT at, record, place, kind, answer, salesperson, summary, details FROM touch WHERE key = ?1 "
                    "AND (at, record, place) > (?2, ?3, ?4) ORDER BY at, record, place"),
      insert_(connection,
              "INSERT INTO touch (key, at, record, place, kind, answer, salesperson, raw, company, summary, "
              "details) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"),
      update_summary_(connection,
                      "UPDATE touch SET summary = ?5 WHERE key = ?1 AND at = ?2 AND record = ?3 AND place = ?4"),
      move_(connection, "UPDATE touch SET at = ?5 WHERE key = ?1 AND at = ?2 AND record = ?3 AND place = ?4"),
      erase_(connection, "DELETE FROM touch WHERE key = ?1 AND at = ?2 AND record = ?3 AND place = ?4"),
      join_(connection, "UPDATE touch SET key = ?2, raw = coalesce(raw, key), summary = NULL WHERE key = ?1") {}

Tail Ledger::tail(const std::string& key) {
  Tail tail;
  tail.key = key;
  Rows rows = select_tail_.query(key);
  if (!rows.next()) return tail;
  tail.newest = Place{from_micros(rows.number(0)), rows.number(1), static_cast<int>(rows.number(2))};
  tail.summary_bytes = rows.text(3).size();
  auto history = unpack_history(rows.text(3));
  if (history) {
    tail.history = std::move(*history);
  } else {
    connection_.fail(Error::Cause::corrupt, "the summary of a prospect cannot be read");
  }
  return tail;
}

void Ledger::add(const TouchRow& touch, Tail& prospect) { append(prospect, touch); }

void Ledger::add_to_company(const TouchRow& touch, Tail& company) {
  if (in_company_log(touch.touch.kind)) append(company, touch);
}

void Ledger::append(Tail& tail, const TouchRow& row) {
  const Place place = row.place();
  const bool late = tail.newest && place < *tail.newest;
  if (late || tail.stale_from) {
    insert(tail.key, row, std::nullopt);
    tail.stale_from = std::min(tail.stale_from.value_or(place), place);
    if (!late) tail.newest = place;
    return;
  }
  if (is_company(tail.key)) {
    apply_to_company(tail.history, row.touch);
  } else {
    policy::apply(tail.history, row.touch);
  }
  const std::string summary = pack_history(tail.history);
  insert(tail.key, row, summary);
  if (tail.newest && tail.summary_bytes > copied_summary_bytes) {
    update_summary_.run(tail.key, tail.newest->at, tail.newest->record, tail.newest->number, std::nullopt);
  }
  tail.newest = place;
  tail.summary_bytes = summary.size();
}

void Ledger::finish(const Tail& tail) {
  if (tail.stale_from) refold(tail.key, *tail.stale_from);
}

void Ledger::insert(const std::string& key, const TouchRow& row, const std::optional<std::string>& summary) {
  const policy::Touch& touch = row.touch;
  std::optional<std::string_view> raw;
  std::optional<std::string_view> company;
  std::optional<Blob> details;
  if (!is_company(key)) {
    if (row.prospect.raw != key) raw = row.prospect.raw;
    if (!row.prospect.company.empty() && in_company_log(touch.kind)) company = row.prospect.company;
    if (!row.details.empty()) details = Blob{row.details};
  }
  const std::optional<Blob> blob = summary ? std::optional(Blob{*summary}) : std::nullopt;
  insert_.run(key, touch.at, row.record, row.number, static_cast<int>(touch.kind), touch.answer, touch.salesperson, raw,
              company, blob, details);
}

void Ledger::move(const std::vector<policy::Recipient>& prospects, Place from, Time to) {
  Place earliest = from;
  earliest.at = std::min(from.at, to);
  for (const policy::Recipient& prospect : prospects) {
    move_.run(prospect.key, from.at, from.record, from.number, to);
    if (!prospect.company.empty()) move_.run(prospect.company, from.at, from.record, from.number, to);
    ++from.number;
  }
  for (const std::string& key : keys_of(prospects)) refold(key, earliest);
}

void Ledger::remove(const std::vector<policy::Recipient>& prospects, Place first, int each) {
  Place place = first;
  for (const policy::Recipient& prospect : prospects) {
    for (int i = 0; i < each; ++i, ++place.number) {
      erase(prospect.key, place);
      if (!prospect.company.empty()) erase(prospect.company, place);
    }
  }
  for (const std::string& key : keys_of(prospects)) refold(key, first);
}

void Ledger::take_out(const std::map<std::string, std::vector<Place>>& places) {
  for (const auto& [key, taken] : places) {
    for (const Place& place : taken) erase(key, place);
    if (!taken.empty()) refold(key, *std::min_element(taken.begin(), taken.end()));
  }
}

void Ledger::erase(const std::string& key, const Place& place) {
  erase_.run(key, place.at, place.record, place.number);
}

Place Ledger::summary_before(const std::string& key, const Place& from, policy::History& history) {
  Rows rows = select_summary_.query(key, from.at, from.record, from.number);
  if (!rows.next()) return beginning;
  auto summary = unpack_history(rows.text(3));
  if (!summary) return beginning;
  history = std::move(*summary);
  return Place{from_micros(rows.number(0)), rows.number(1), static_cast<int>(rows.number(2))};
}

/// Of select_after_.
void Ledger::apply_row(const std::string& key, const Rows& rows, policy::History& history) {
  policy::Touch touch{from_micros(rows.number(0)),
                      static_cast<policy::TouchKind>(rows.number(3)),
                      std::string(rows.text(5)),
                      rows.number(4) != 0,
                      {}};
  if (is_company(key)) return apply_to_company(history, touch);
  if (!unpack_details(rows.text(7), touch.imprint, touch.details)) {
    connection_.fail(Error::Cause::corrupt, "the details of a touch cannot be read");
  }
  policy::apply(history, touch);
}

void Ledger::join(const std::string& key, const std::string& into) {
  join_.run(key, into);
  refold(into, beginning);
}

void Ledger::refold(const std::string& key, const Place& from) {
  policy::History history;
  const Place start = summary_before(key, from, history);
  std::vector<Place> stale;
  std::optional<Place> last;
  {
    Rows rows = select_after_.query(key, start.at, start.record, start.number);
    while (rows.next()) {
      last = Place{from_micros(rows.number(0)), rows.number(1), static_cast<int>(rows.number(2))};
      apply_row(key, rows, history);
      if (!rows.null(6)) stale.push_back(*last);
    }
  }
  for (const Place& place : stale) {
    update_summary_.run(key, place.at, place.record, place.number, std::nullopt);
  }
  if (!last) return;
  const std::string summary = pack_history(history);
  update_summary_.run(key, last->at, last->record, last->number, Blob{summary});
}

}  // namespace jeda::store
