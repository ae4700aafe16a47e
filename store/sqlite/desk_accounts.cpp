// Accounts of the web page, their logins, and the record.
#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

using Account = Desk::Account;
using WebSession = Desk::WebSession;

constexpr std::size_t longest_name = 100;

bool is_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789._@-";
  return !name.empty() && name.size() <= longest_name && name.find_first_not_of(allowed) == std::string_view::npos;
}

Account read_account(const Rows& rows) {
  return Account{std::string(rows.text(0)), std::string(rows.text(1)),
                 static_cast<Desk::Role>(std::clamp<std::int64_t>(rows.number(2), 0, 2)), rows.number(3) != 0,
                 *rows.time(4)};
}

std::optional<Account> find_account(Connection& connection, std::string_view name) {
  Statement statement(connection, "SELECT name, hash, role, disabled, created_at FROM account WHERE name = ?1");
  Rows rows = statement.query(name);
  if (!rows.next()) return std::nullopt;
  return read_account(rows);
}

constexpr const char* upsert_account =
    "INSERT INTO account (name, hash, role, disabled, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO "
    "UPDATE SET hash = excluded.hash, role = excluded.role, disabled = excluded.disabled";
constexpr const char* insert_session =
    "INSERT INTO web_session (token_hash, account, csrf, created_at, used_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT "
    "(token_hash) DO NOTHING";
constexpr const char* select_entries =
    "SELECT id, at, who, what, message, detail, client FROM entry WHERE id < ?1 AND (?2 = '' OR who = ?2) AND (?3 IS "
    "NULL OR message = ?3) ORDER BY id DESC LIMIT ?4";

void drop_logins(Connection& connection, std::string_view account) {
  Statement(connection, "DELETE FROM web_session WHERE account = ?1").run(account);
}

/// Numbers of entries begin at 1. What is no number gives none.
std::int64_t entries_before(std::string_view text) {
  if (text.empty()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t before = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), before);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() ? before : 0;
}

std::vector<Entry> read_entries(Rows& rows) {
  std::vector<Entry> entries;
  while (rows.next()) {
    entries.push_back(Entry{*rows.time(1), std::string(rows.text(2)), std::string(rows.text(3)),
                            rows.null(4) ? std::string() : reference_of(rows.number(4)), std::string(rows.text(5)),
                            std::string(rows.text(6)), rows.number(0)});
  }
  return entries;
}

}  // namespace

Result<std::vector<Account>> SqliteDesk::accounts() {
  return read([](Connection& connection) {
    Statement statement(connection, "SELECT name, hash, role, disabled, created_at FROM account ORDER BY name");
    Rows rows = statement.query();
    std::vector<Account> accounts;
    while (rows.next()) accounts.push_back(read_account(rows));
    return accounts;
  });
}

Result<std::optional<Account>> SqliteDesk::account(std::string_view name) {
  return read([&](Connection& connection) { return find_account(connection, name); });
}

/// Whose password, role or right to log in changed has to log in anew.
Result<bool> SqliteDesk::put_account(const Account& account, std::string_view by, Time at) {
  if (!is_name(account.name)) {
    return tl::unexpected(Error{Error::Cause::failed, "an account's name is made of a-z, 0-9, '.', '_', '@' and '-'"});
  }
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    Statement(connection, upsert_account)
        .run(account.name, account.hash, static_cast<int>(account.role), account.disabled, account.created_at);
    drop_logins(connection, account.name);
    const std::string detail =
        fmt::format("{} {}{}", account.name, to_string(account.role), account.disabled ? " disabled" : "");
    add_entry(connection, Entry{at, std::string(by), std::string(entry_words::account_put), {}, detail, {}}, 0);
    return true;
  });
}

Result<bool> SqliteDesk::drop_account(std::string_view name, std::string_view by, Time at) {
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    if (!changed(connection, "DELETE FROM account WHERE name = ?1", name)) return false;
    drop_logins(connection, name);
    const Entry entry{at, std::string(by), std::string(entry_words::account_dropped), {}, std::string(name), {}};
    add_entry(connection, entry, 0);
    return true;
  });
}

Result<std::optional<WebSession>> SqliteDesk::session(std::string_view token_hash) {
  return read([&](Connection& connection) -> std::optional<WebSession> {
    Statement statement(connection,
                        "SELECT token_hash, account, csrf, created_at, used_at FROM web_session WHERE token_hash = ?1");
    Rows rows = statement.query(token_hash);
    if (!rows.next()) return std::nullopt;
    return WebSession{std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)), *rows.time(3),
                      *rows.time(4)};
  });
}

Result<bool> SqliteDesk::put_session(const WebSession& session) {
  return write([&](Tables& tables) {
    if (session.used_at != session.created_at) {
      return changed(tables.connection, "UPDATE web_session SET csrf = ?2, used_at = ?3 WHERE token_hash = ?1",
                     session.token_hash, session.csrf, session.used_at);
    }
    return changed(tables.connection, insert_session, session.token_hash, session.account, session.csrf,
                   session.created_at, session.used_at);
  });
}

Result<bool> SqliteDesk::drop_session(std::string_view token_hash) {
  return write([&](Tables& tables) {
    return changed(tables.connection, "DELETE FROM web_session WHERE token_hash = ?1", token_hash);
  });
}

Result<int> SqliteDesk::drop_sessions(std::string_view account, Time used_before) {
  return write([&](Tables& tables) {
    Statement(tables.connection, "DELETE FROM web_session WHERE (?1 = '' OR account = ?1) AND used_at < ?2")
        .run(account, used_before);
    return tables.connection.ok() ? changes(tables.connection) : 0;
  });
}

Result<std::string> SqliteDesk::web_secret(std::string_view name, std::string_view fresh) {
  return write([&](Tables& tables) {
    Statement(tables.connection, "INSERT INTO web_secret (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING")
        .run(name, fresh);
    Statement statement(tables.connection, "SELECT value FROM web_secret WHERE name = ?1");
    Rows rows = statement.query(name);
    return rows.next() ? std::string(rows.text(0)) : std::string();
  });
}

Result<bool> SqliteDesk::note(const Entry& entry) {
  const auto id = entry.reference.empty() ? std::optional<std::int64_t>(0) : record_of(entry.reference);
  if (!id) return false;
  return write([&](Tables& tables) {
    add_entry(tables.connection, entry, *id);
    return true;
  });
}

Result<std::vector<Entry>> SqliteDesk::entries(std::string_view who, std::string_view reference, int limit,
                                               std::string_view before) {
  const std::optional<std::int64_t> message = reference.empty() ? std::nullopt : record_of(reference);
  if (!reference.empty() && !message) return std::vector<Entry>();
  return read([&](Connection& connection) {
    Statement statement(connection, select_entries);
    Rows rows = statement.query(entries_before(before), who, message, limit);
    return read_entries(rows);
  });
}

}  // namespace jeda::store
