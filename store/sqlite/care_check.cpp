// Whether a store is sound.
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "store/sqlite/care.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/forgotten.h"
#include "store/sqlite/mark.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"

namespace jeda::store {
namespace {

constexpr const char* tables[] = {"touch",     "message",       "reply",        "event",   "prospect",
                                  "turn",      "sent",          "held",         "request", "notice",
                                  "entry",     "override_used", "account",      "agent",   "web_session",
                                  "forgotten", "web_secret",    "stranger_day", "held_for"};

/// Rows that refer to what there is not.
struct Reference {
  const char* what;
  const char* sql;
};
constexpr auto touches_without_message =
    sql("SELECT count(*) FROM touch WHERE kind IN (", policy::TouchKind::contact, ", ", policy::TouchKind::notice,
        ") AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = touch.record)");
constexpr Reference references[] = {
    {"touches of mail without the message", touches_without_message},
    {"held mail without what is kept of it",
     "SELECT count(*) FROM message WHERE state IS NOT NULL AND NOT EXISTS (SELECT 1 FROM held WHERE held.id = "
     "message.id)"},
    {"what is kept of held mail without the message",
     "SELECT count(*) FROM held WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.id = held.id)"},
    {"mail on hold for nobody",
     "SELECT count(*) FROM message WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM held_for WHERE held_for.message = "
     "message.id)"},
    {"held mail of whom it is for without the message",
     "SELECT count(*) FROM held_for WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.id = held_for.message)"},
    {"requests without the message",
     "SELECT count(*) FROM request WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.id = request.message)"},
    {"notices without the message",
     "SELECT count(*) FROM notice WHERE message <> 0 AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = "
     "notice.message)"},
    {"addresses linked to one that is linked itself",
     "SELECT count(*) FROM prospect AS a JOIN prospect AS b ON b.key = a.person WHERE b.person IS NOT NULL"}};

std::string join(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, "; ")); }

/// Tables, indices and triggers of an empty store.
std::set<std::string> expected_objects() {
  std::set<std::string> names;
  sqlite3* memory = nullptr;
  if (sqlite3_open(":memory:", &memory) == SQLITE_OK) {
    for (int version = 1; version <= schema_version(); ++version)
      sqlite3_exec(memory, schema_sql(version), nullptr, nullptr, nullptr);
    const auto note = [](void* to, int, char** values, char**) {
      static_cast<std::set<std::string>*>(to)->insert(values[0]);
      return 0;
    };
    sqlite3_exec(memory, "SELECT type || ' ' || name FROM sqlite_master", note, &names, nullptr);
  }
  sqlite3_close(memory);
  return names;
}

class Checking {
 public:
  Checking(Connection& connection, const std::string& path) : connection_(connection), path_(path) {}

  Checked run(bool quick) {
    const auto mark = read_mark(path_);  // before the database is: see mark.h
    connection_.run("BEGIN");
    schema();
    compare(mark);
    key();
    sizes();
    if (!quick && checked_.sound()) {
      pages();
      references_between();
      summaries();
      for (const char* table : tables) checked_.rows[table] = number(fmt::format("SELECT count(*) FROM {}", table));
    }
    connection_.run("COMMIT");
    note_error("pages");
    return std::move(checked_);
  }

 private:
  std::int64_t number(const std::string& sql) { return connection_.number(sql.c_str()); }

  void add(const char* name, const std::string& problem) { checked_.items.push_back({name, problem.empty(), problem}); }

  /// An error that came meanwhile is a finding.
  void note_error(const char* name) {
    if (connection_.ok()) return;
    const std::string problem = connection_.error()->message;
    connection_.clear();
    const auto same = std::find_if(checked_.items.begin(), checked_.items.end(),
                                   [&](const CheckedItem& item) { return item.name == name; });
    if (same == checked_.items.end()) return add(name, problem);
    same->sound = false;
    same->problem = problem;
  }

  void schema() {
    checked_.schema = number("PRAGMA user_version");
    check_version(connection_);
    std::string problem = connection_.ok() ? "" : connection_.error()->message;
    connection_.clear();
    if (problem.empty()) problem = missing_objects();
    add("schema", problem);
  }

  std::string missing_objects() {
    std::set<std::string> missing = expected_objects();
    Statement select(connection_, "SELECT type || ' ' || name FROM sqlite_master");
    Rows rows = select.query();
    while (rows.next()) missing.erase(std::string(rows.text(0)));
    std::vector<std::string> texts;
    for (const std::string& name : missing) texts.push_back("there is no " + name);
    return join(texts);
  }

  void compare(const Result<std::optional<Mark>>& mark) {
    if (!mark) return add("mark", mark.error().message);
    add("mark", difference(*mark, read_identity(connection_)));
    note_error("mark");
  }

  void key() {
    const auto error = check_key(connection_);
    add("key", error ? error->message : "");
  }

  void sizes() {
    const std::int64_t page = number("PRAGMA page_size");
    checked_.bytes = page * number("PRAGMA page_count");
    checked_.free_bytes = page * number("PRAGMA freelist_count");
    std::error_code error;
    const auto log = std::filesystem::file_size(path_ + "-wal", error);
    checked_.log_bytes = error ? 0 : static_cast<std::int64_t>(log);
  }

  void pages() {
    std::vector<std::string> problems;
    {
      Statement select(connection_, "PRAGMA integrity_check(20)");
      Rows rows = select.query();
      while (rows.next())
        if (rows.text(0) != "ok") problems.emplace_back(rows.text(0));
    }
    add("pages", join(problems));
    note_error("pages");
  }

  void references_between() {
    std::vector<std::string> problems;
    for (const Reference& reference : references) {
      const std::int64_t count = number(reference.sql);
      if (count > 0) problems.push_back(fmt::format("{}: {}", reference.what, count));
    }
    add("references", join(problems));
    note_error("references");
  }

  void summaries() {
    const auto reader = open_sqlite_reader(path_);
    const auto wrong = reader ? (*reader)->count_divergences() : Result<int>(tl::unexpected(reader.error()));
    if (!wrong) return add("summaries", wrong.error().message);
    add("summaries", *wrong == 0 ? "" : fmt::format("{} are not the fold of their log", *wrong));
  }

  Connection& connection_;
  const std::string& path_;
  Checked checked_;
};

}  // namespace

Result<Checked> SqliteCare::check(bool quick) {
  auto connection = Connection::open({path_, Access::read});
  if (!connection && connection.error().cause != Error::Cause::corrupt) return tl::unexpected(connection.error());
  if (!connection) {
    Checked checked;
    checked.items.push_back({"pages", false, connection.error().message});
    return checked;
  }
  (*connection)->run("PRAGMA query_only = ON");
  return Checking(**connection, path_).run(quick);
}

}  // namespace jeda::store
