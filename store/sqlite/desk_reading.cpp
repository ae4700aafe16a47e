// Held mail in lists, and whole.
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "store/record/outgoing.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

constexpr int most_entries = 1000;

std::string_view bytes_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

/// Without regard to ASCII case; `part` is in lower case.
bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char left, char right) { return lower_ascii(left) == right; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

/// jeda_recipient(recipients, part): some recipient's address has the part.
void find_recipient(sqlite3_context* context, int, sqlite3_value** arguments) noexcept try {
  const auto recipients = unpack_recipients(bytes_of(arguments[0]));
  const std::string_view part = bytes_of(arguments[1]);
  const bool found = recipients && std::any_of(recipients->begin(), recipients->end(), [&](const auto& recipient) {
                       return contains(recipient.key, part) || contains(recipient.raw, part);
                     });
  sqlite3_result_int(context, found ? 1 : 0);
} catch (...) {
  sqlite3_result_error_nomem(context);
}

/// jeda_contains(text, part)
void find_part(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
  sqlite3_result_int(context, contains(bytes_of(arguments[0]), bytes_of(arguments[1])) ? 1 : 0);
}

/// jeda_reference(id, part)
void find_reference(sqlite3_context* context, int, sqlite3_value** arguments) noexcept try {
  const std::string reference = reference_of(sqlite3_value_int64(arguments[0]));
  sqlite3_result_int(context, contains(reference, bytes_of(arguments[1])) ? 1 : 0);
} catch (...) {
  sqlite3_result_error_nomem(context);
}

/// Parameters: 1 state, 2 salesperson, 3 prospect, 4 rule, 5 text, 6 release, 7 held from, 8 held before, 9 trouble.
constexpr auto conditions = sql(
    "(?2 = '' OR lower(message.salesperson) = ?2) AND (?6 IS NULL OR message.release = ?6) AND (?7 IS NULL OR "
    "message.at >= ?7) AND (?8 IS NULL OR message.at < ?8) AND (?4 = '' OR instr(',' || lower(message.rules) || ',', "
    "',' || ?4 || ',') > 0) AND (NOT ?9 OR EXISTS (SELECT 1 FROM request WHERE request.message = message.id AND "
    "request.id = (SELECT max(id) FROM request AS other WHERE other.message = message.id) AND (request.state = ",
    RequestState::failed, " OR (request.state < ", RequestState::done,
    " AND request.trouble <> ''))) OR EXISTS (SELECT 1 FROM held WHERE held.id = message.id AND held.trouble <> '')) "
    "AND (?3 = '' OR jeda_recipient(message.recipients, ?3)) AND (?5 = '' OR jeda_contains(message.subject, ?5) OR "
    "jeda_contains(message.salesperson, ?5) OR jeda_recipient(message.recipients, ?5) OR jeda_reference(message.id, "
    "?5))");

/// What it waits for, of held mail that no request is open for: true for what goes by itself.
constexpr auto goes_by_itself = sql(
    "message.next_allowed IS NOT NULL AND message.release <> ", policy::Release::review,
    " AND coalesce((SELECT state FROM request WHERE request.message = message.id ORDER BY id DESC LIMIT 1), -1) <> ",
    RequestState::failed);
constexpr auto is_asked =
    sql("message.id IN (SELECT message FROM request WHERE request.state < ", RequestState::done, ")");

std::string condition_of(HeldPart part) {
  if (part == HeldPart::all) return "1";
  if (part == HeldPart::asked) return is_asked.text.data();
  return fmt::format("NOT {} AND {}({})", is_asked.text.data(), part == HeldPart::needs_decision ? "NOT " : "",
                     goes_by_itself.text.data());
}

/// Where a page begins: after this place of the order.
struct Cursor {
  std::int64_t key = 0;
  std::int64_t id = 0;
};

/// "micros.id". Absent: not one.
std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor cursor;
  const char* end = text.data() + text.size();
  const auto key = std::from_chars(text.data(), end, cursor.key);
  if (key.ec != std::errc() || key.ptr == end || *key.ptr != '.') return std::nullopt;
  const auto id = std::from_chars(key.ptr + 1, end, cursor.id);
  if (id.ec != std::errc() || id.ptr != end) return std::nullopt;
  return cursor;
}

std::string_view order_key(HeldOrder order) {
  return order == HeldOrder::next_allowed ? "coalesce(message.next_allowed, 9223372036854775807)" : "message.at";
}

/// A filter's texts in lower case, for as long as its statements run.
struct Wanted {
  explicit Wanted(const HeldFilter& filter)
      : state(filter.state ? std::optional(static_cast<int>(*filter.state)) : std::nullopt),
        salesperson(lower_ascii(filter.salesperson)),
        prospect(lower_ascii(filter.prospect)),
        rule(lower_ascii(filter.rule)),
        text(lower_ascii(filter.text)),
        release(filter.release ? std::optional(static_cast<int>(*filter.release)) : std::nullopt) {}
  std::optional<int> state;
  std::string salesperson;
  std::string prospect;
  std::string rule;
  std::string text;
  std::optional<int> release;
};

std::string where(const HeldFilter& filter) {
  return fmt::format("FROM message WHERE {} AND {} AND {}",
                     filter.state ? "message.state = ?1" : "(?1 IS NULL AND message.state IS NOT NULL)",
                     condition_of(filter.part), conditions.text.data());
}

int count_matching(Connection& connection, const HeldFilter& filter, const Wanted& wanted) {
  Statement statement(connection, fmt::format("SELECT count(*) {}", where(filter)).c_str());
  Rows rows = statement.query(wanted.state, wanted.salesperson, wanted.prospect, wanted.rule, wanted.text,
                              wanted.release, filter.held_from, filter.held_before, filter.in_trouble);
  return rows.next() ? static_cast<int>(rows.number(0)) : 0;
}

std::vector<HeldMessage> page_of(Connection& connection, const HeldFilter& filter, const Wanted& wanted, int limit) {
  const bool newest = filter.order == HeldOrder::newest;
  const auto after = parse_cursor(filter.after);
  const std::string_view key = order_key(filter.order);
  const std::string sql =
      fmt::format("SELECT " JEDA_HELD_COLUMNS
                  " {} AND (NOT ?10 OR ({}, message.id) {} (?11, ?12)) ORDER BY {} {}, "
                  "message.id {} LIMIT ?13",
                  where(filter), key, newest ? "<" : ">", key, newest ? "DESC" : "ASC", newest ? "DESC" : "ASC");
  Statement statement(connection, sql.c_str());
  const Cursor from = after.value_or(Cursor{});
  Rows rows = statement.query(wanted.state, wanted.salesperson, wanted.prospect, wanted.rule, wanted.text,
                              wanted.release, filter.held_from, filter.held_before, filter.in_trouble,
                              after.has_value(), from.key, from.id, limit);
  std::vector<HeldMessage> messages;
  while (rows.next()) messages.push_back(read_held(rows));
  return messages;
}

int count_entries(Connection& connection, std::int64_t message, std::string_view what) {
  Statement statement(connection, "SELECT count(*) FROM entry WHERE message = ?1 AND what = ?2");
  Rows rows = statement.query(message, what);
  return rows.next() ? static_cast<int>(rows.number(0)) : 0;
}

std::string copy_trouble_of(Connection& connection, std::int64_t message) {
  Statement statement(connection, "SELECT trouble FROM held WHERE id = ?1 AND original IS NOT NULL");
  Rows rows = statement.query(message);
  return rows.next() ? std::string(rows.text(0)) : "";
}

HeldItem item_of(Connection& connection, HeldMessage message) {
  HeldItem item;
  const std::int64_t id = record_of(message.reference).value_or(0);
  item.message = std::move(message);
  item.request = newest_request(connection, id);
  item.notes = count_entries(connection, id, entry_words::note);
  item.asked = count_entries(connection, id, entry_words::reviewer_asked) > 0;
  item.copy_trouble = copy_trouble_of(connection, id);
  return item;
}

std::optional<mail::Sketch> sketch_of(Connection& connection, std::int64_t message) {
  Statement statement(connection, "SELECT outgoing FROM held WHERE id = ?1 AND length(outgoing) > 0");
  Rows rows = statement.query(message);
  if (!rows.next()) return std::nullopt;
  const auto outgoing = unpack_outgoing(rows.text(0));
  return outgoing ? outgoing->content.imprint.sketch : std::nullopt;
}

void read_kept(Connection& connection, std::int64_t message, HeldDetail& detail) {
  Statement statement(connection, "SELECT sender, headers, excerpt, source IS NOT NULL FROM held WHERE id = ?1");
  Rows rows = statement.query(message);
  if (!rows.next()) return;
  detail.sender = rows.text(0);
  detail.headers = rows.text(1);
  detail.excerpt = rows.text(2);
  detail.has_source = rows.number(3) != 0;
}

std::vector<QueueRequest> requests_of(Connection& connection, std::int64_t message) {
  Statement statement(connection, "SELECT " JEDA_REQUEST_COLUMNS
                                  " FROM (SELECT * FROM request WHERE message = ?1 ORDER BY id DESC LIMIT 1000) AS "
                                  "request ORDER BY id");
  std::vector<QueueRequest> requests;
  Rows rows = statement.query(message);
  while (rows.next()) requests.push_back(read_request(rows));
  return requests;
}

/// Other mail that waits for one of the same people.
std::vector<Beside> beside(Connection& connection, std::int64_t message) {
  Statement statement(
      connection,
      sql("SELECT DISTINCT message.id, message.salesperson, message.subject, message.at FROM held_for AS own JOIN "
          "held_for AS other ON other.key = own.key AND other.standing = ",
          Waiting::Standing::waits,
          " AND other.message <> own.message JOIN message ON message.id = other.message WHERE own.message = ?1 AND "
          "message.state = ",
          HeldState::held, " ORDER BY message.at, message.id LIMIT ?2"));
  std::vector<Beside> others;
  Rows rows = statement.query(message, most_beside);
  while (rows.next())
    others.push_back({reference_of(rows.number(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                      from_micros(rows.number(3))});
  return others;
}

}  // namespace

void add_functions(Connection& connection) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  for (const auto& [name, function] :
       {std::pair{"jeda_recipient", &find_recipient}, std::pair{"jeda_contains", &find_part},
        std::pair{"jeda_reference", &find_reference}}) {
    const int result =
        sqlite3_create_function_v2(connection.handle(), name, 2, flags, nullptr, function, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) connection.fail(result);
  }
}

Result<HeldPage> SqliteDesk::list(const HeldFilter& filter) {
  return read([&](Connection& connection) {
    HeldPage page;
    const Wanted wanted(filter);
    const int limit = std::clamp(filter.limit, 1, most_listed);
    auto messages = page_of(connection, filter, wanted, limit + 1);
    const bool more = std::ssize(messages) > limit;
    if (more) messages.pop_back();
    if (more) page.next = place_of(messages.back(), filter.order);
    const bool whole = !more && filter.after.empty();
    page.total = whole ? static_cast<int>(messages.size()) : count_matching(connection, filter, wanted);
    for (HeldMessage& message : messages) page.items.push_back(item_of(connection, std::move(message)));
    if (filter.sketches)
      for (HeldItem& item : page.items)
        item.sketch = sketch_of(connection, record_of(item.message.reference).value_or(0));
    return page;
  });
}

Result<std::optional<HeldDetail>> SqliteDesk::show(std::string_view reference) {
  const auto id = record_of(reference);
  if (!id) return std::optional<HeldDetail>();
  return read([&](Connection& connection) -> std::optional<HeldDetail> {
    HeldDetail detail;
    {
      Statement statement(connection, "SELECT " JEDA_HELD_COLUMNS " FROM message WHERE id = ?1 AND state IS NOT NULL");
      Rows rows = statement.query(*id);
      if (!rows.next()) return std::nullopt;
      detail.item.message = read_held(rows);
    }
    detail.item = item_of(connection, std::move(detail.item.message));
    read_kept(connection, *id, detail);
    detail.requests = requests_of(connection, *id);
    detail.entries = entries_of(connection, *id, most_entries);
    detail.beside = beside(connection, *id);
    return detail;
  });
}

Result<std::optional<std::string>> SqliteDesk::source(std::string_view reference) {
  const auto id = record_of(reference);
  if (!id) return std::optional<std::string>();
  return read([&](Connection& connection) -> std::optional<std::string> {
    Statement statement(connection, "SELECT source FROM held WHERE id = ?1 AND source IS NOT NULL");
    Rows rows = statement.query(*id);
    return rows.next() ? std::optional(std::string(rows.text(0))) : std::nullopt;
  });
}

Result<std::optional<policy::Outgoing>> SqliteDesk::outgoing(std::string_view reference) {
  const auto id = record_of(reference);
  if (!id) return std::optional<policy::Outgoing>();
  return read([&](Connection& connection) -> std::optional<policy::Outgoing> {
    Statement statement(connection, "SELECT outgoing FROM held WHERE id = ?1 AND length(outgoing) > 0");
    Rows rows = statement.query(*id);
    if (!rows.next()) return std::nullopt;
    auto message = unpack_outgoing(rows.text(0));
    if (!message) connection.fail(Error::Cause::corrupt, "a held message cannot be read");
    return message;
  });
}

}  // namespace jeda::store
