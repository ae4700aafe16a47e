#include "store/sqlite/senders.h"

#include <algorithm>

#include "store/record/summary.h"

namespace jeda::store {
namespace {

/// A history of a thousand mails takes 110 kB.
constexpr std::size_t most_known = 100;

std::optional<mail::Sketch> sketch_of(std::string_view bytes) {
  mail::Sketch sketch;
  if (bytes.size() != sketch.bytes.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), sketch.bytes.begin());
  return sketch;
}

/// True for what lies within a window that ends at `now` or, where that is absent, at the first moment asked about.
class Within {
 public:
  Within(Duration window, std::optional<Time> now) : window_(window), now_(now) {}
  bool operator()(Time at) {
    if (!now_) now_ = at;
    return *now_ - at < window_;
  }

 private:
  Duration window_;
  std::optional<Time> now_;
};

}  // namespace

Senders::Senders(Connection& connection)
    : sent_(connection,
            "SELECT at, prospect, sketch FROM sent WHERE salesperson = ?1 "
            "ORDER BY at DESC, record DESC, place DESC LIMIT ?2"),
      overrides_(connection,
                 "SELECT at, prospects FROM override_used WHERE salesperson = ?1 ORDER BY at DESC, record DESC"),
      add_(connection,
           "INSERT INTO sent (salesperson, at, record, place, prospect, sketch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      prune_(connection,
             "DELETE FROM sent WHERE salesperson = ?1 AND (at, record, place) IN (SELECT at, record, place FROM sent "
             "WHERE salesperson = ?1 AND at < ?2 ORDER BY at, record, place LIMIT 64)"),
      move_(connection, "UPDATE sent SET at = ?5 WHERE salesperson = ?1 AND at = ?2 AND record = ?3 AND place = ?4"),
      join_(connection,
            "UPDATE sent SET prospect = ?2 WHERE (salesperson, at, record, place) IN "
            "(SELECT salesperson, at, record, place FROM touch WHERE key = ?1)"),
      add_override_(connection,
                    "INSERT INTO override_used (salesperson, at, record, prospects) VALUES (?1, ?2, ?3, ?4)"),
      remove_(connection, "DELETE FROM sent WHERE salesperson = ?1 AND at = ?2 AND record = ?3"),
      remove_override_(connection, "DELETE FROM override_used WHERE salesperson = ?1 AND at = ?2 AND record = ?3") {}

policy::SenderHistory Senders::history(std::string_view salesperson, const policy::SenderWindows& windows,
                                       std::optional<Time> now) {
  policy::SenderHistory history;
  if (windows.sent > Duration::zero()) {
    Within within(windows.sent, now);
    Rows rows = sent_.query(salesperson, static_cast<int>(policy::most_sent_mails));
    while (rows.next() && within(from_micros(rows.number(0)))) {
      history.sent.push_back({from_micros(rows.number(0)), std::string(rows.text(1)), sketch_of(rows.text(2))});
    }
  }
  if (windows.overrides > Duration::zero()) {
    Within within(windows.overrides, now);
    Rows rows = overrides_.query(salesperson);
    while (rows.next() && within(from_micros(rows.number(0))))
      history.overrides.insert(history.overrides.end(),
                               static_cast<std::size_t>(std::max<std::int64_t>(rows.number(1), 0)),
                               from_micros(rows.number(0)));
  }
  return history;
}

policy::SenderHistory Senders::lend(const std::string& salesperson, const policy::SenderWindows& windows) {
  if (windows.sent <= Duration::zero() && windows.overrides <= Duration::zero()) return {};
  const auto known = known_.find(salesperson);
  if (known == known_.end()) return history(salesperson, windows, std::nullopt);
  Known taken = std::move(known->second);
  known_.erase(known);
  if (taken.windows.sent == windows.sent && taken.windows.overrides == windows.overrides)
    return std::move(taken.history);
  return history(salesperson, windows, std::nullopt);
}

void Senders::keep(const std::string& salesperson, const policy::SenderWindows& windows,
                   policy::SenderHistory history) {
  if (windows.sent <= Duration::zero() && windows.overrides <= Duration::zero()) return;
  if (known_.size() >= most_known) known_.clear();
  known_[salesperson] = Known{windows, std::move(history)};
}

/// Only what comes last can be put first.
void Senders::note(const TouchRow& touch) {
  const auto known = known_.find(touch.touch.salesperson);
  if (known == known_.end()) return;
  std::vector<policy::SentMail>& sent = known->second.history.sent;
  const Time at = touch.touch.at;
  if (!sent.empty() && at < sent.front().at) {
    known_.erase(known);
    return;
  }
  sent.insert(sent.begin(), {at, touch.prospect.key, touch.touch.imprint.sketch});
  while (sent.size() > policy::most_sent_mails || at - sent.back().at >= known->second.windows.sent) sent.pop_back();
}

void Senders::add(const TouchRow& touch) {
  note(touch);
  std::optional<Blob> sketch;
  if (const auto& given = touch.touch.imprint.sketch) {
    sketch = Blob{{reinterpret_cast<const char*>(given->bytes.data()), given->bytes.size()}};
  }
  add_.run(touch.touch.salesperson, touch.touch.at, touch.record, touch.number, touch.prospect.key, sketch);
}

void Senders::prune(std::string_view salesperson, Time now, Duration window) {
  prune_.run(salesperson, now - std::max(window, sent_is_kept));
}

void Senders::move(std::string_view salesperson, Place from, Time to, int recipients) {
  if (const auto known = known_.find(salesperson); known != known_.end()) known_.erase(known);
  for (int i = 0; i < recipients; ++i, ++from.number) {
    move_.run(salesperson, from.at, from.record, from.number, to);
  }
}

void Senders::join(const std::string& key, const std::string& into) {
  forget();
  join_.run(key, into);
}

void Senders::add_override(const std::string& salesperson, Time at, std::int64_t record, int prospects) {
  known_.erase(salesperson);
  add_override_.run(salesperson, at, record, prospects);
}

void Senders::remove(std::string_view salesperson, Time at, std::int64_t record) {
  forget();
  remove_.run(salesperson, at, record);
  remove_override_.run(salesperson, at, record);
}

}  // namespace jeda::store
