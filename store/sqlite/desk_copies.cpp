// Copies for held recipients, on their way from the store into the MTA's queue. One is claimed as long as its queue id
// is known.
#include "base/random.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

constexpr const char* select_copies =
    "SELECT held.id, held.token, held.notify, held.original, held.attempts, message.queue_id <> '' FROM held JOIN "
    "message ON message.id = held.id WHERE held.original IS NOT NULL AND held.token IS NOT NULL AND message.host = ?1 "
    "AND coalesce(held.next_try, 0) <= ?2 AND (held.offered_at IS NULL OR message.queue_id <> '') ORDER BY held.id "
    "LIMIT ?3";
constexpr const char* select_claim =
    "SELECT message.id, message.rules, held.sender, held.notify, message.recipients FROM held JOIN message ON "
    "message.id = held.id WHERE held.token = ?1";

bool is_claimed(Connection& connection, std::int64_t message) {
  Statement statement(connection, "SELECT 1 FROM message WHERE id = ?1 AND queue_id <> ''");
  return statement.query(message).next();
}

}  // namespace

Result<std::vector<Desk::Copy>> SqliteDesk::copies(std::string_view host, Time now, int limit) {
  return read([&](Connection& connection) {
    Statement statement(connection, select_copies);
    Rows rows = statement.query(host, now, limit);
    std::vector<Copy> copies;
    while (rows.next()) {
      copies.push_back(Copy{reference_of(rows.number(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                            std::string(rows.text(3)), static_cast<int>(rows.number(4)), rows.number(5) != 0});
    }
    return copies;
  });
}

Result<bool> SqliteDesk::copy_offered(std::string_view reference, Time at) {
  const auto id = record_of(reference);
  if (!id) return false;
  return write([&](Tables& tables) {
    return changed(tables.connection, "UPDATE held SET offered_at = ?2 WHERE id = ?1 AND original IS NOT NULL", *id,
                   at);
  });
}

/// What the filter did not see has gone to the salesperson, with its token: that is none any more.
Result<bool> SqliteDesk::copy_sent(std::string_view reference, Time at) {
  const auto id = record_of(reference);
  if (!id) return false;
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    if (is_claimed(connection, *id)) {
      return changed(connection,
                     "UPDATE held SET original = NULL, trouble = '', next_try = NULL WHERE id = ?1 AND original IS NOT "
                     "NULL",
                     *id);
    }
    const auto token = random_token();
    if (!token) {
      connection.fail(Error::Cause::failed, "the system gives no random bytes");
      return false;
    }
    Statement(connection,
              "UPDATE held SET attempts = attempts + 1, offered_at = ?2, token = ?3, trouble = 'the filter has not "
              "seen the copy' WHERE id = ?1 AND original IS NOT NULL")
        .run(*id, at, *token);
    return false;
  });
}

Result<bool> SqliteDesk::copy_not_sent(std::string_view reference, std::string_view trouble, Time next_try) {
  const auto id = record_of(reference);
  if (!id) return false;
  return write([&](Tables& tables) {
    Connection& connection = tables.connection;
    if (!changed(
            connection,
            "UPDATE held SET attempts = attempts + 1, next_try = ?2, offered_at = NULL, trouble = ?3 WHERE id = ?1 "
            "AND original IS NOT NULL",
            *id, next_try, kept_line(trouble))) {
      return false;
    }
    Statement(connection, "UPDATE message SET queue_id = '' WHERE id = ?1").run(*id);
    return true;
  });
}

Result<std::optional<Desk::CopyClaim>> SqliteDesk::claim_copy(std::string_view token, std::string_view queue_id,
                                                              std::string_view host) {
  return write([&](Tables& tables) -> std::optional<CopyClaim> {
    Connection& connection = tables.connection;
    CopyClaim claim;
    std::int64_t message = 0;
    {
      Statement statement(connection, select_claim);
      Rows rows = statement.query(token);
      if (token.empty() || !rows.next()) return std::nullopt;
      message = rows.number(0);
      claim.rules = rows.text(1);
      claim.sender = rows.text(2);
      claim.notify = rows.text(3);
      claim.recipients = unpack_recipients(rows.text(4)).value_or(std::vector<policy::Recipient>());
    }
    claim.reference = reference_of(message);
    claim.first =
        changed(connection,
                sql("UPDATE message SET queue_id = ?2, host = ?3 WHERE id = ?1 AND queue_id = '' AND state = ",
                    HeldState::held),
                message, queue_id, host);
    return claim;
  });
}

}  // namespace jeda::store
