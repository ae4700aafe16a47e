#include "store/sqlite/records.h"

#include <algorithm>
#include <map>

#include "base/random.h"
#include "store/desk.h"
#include "store/record/digest.h"
#include "store/record/outgoing.h"
#include "store/record/states.h"
#include "store/record/summary.h"
#include "store/reference.h"

namespace jeda::store {
namespace {

// Only the newest 50 messages under one Message-ID are looked at: a sender who uses one for everything must not slow
// the rest.
constexpr const char* select_first_copy =
    "SELECT id, at, verdict, release, next_allowed, state, rules, advice, queue_id, host, retry, recipients, "
    "exact, copies FROM message WHERE key = ?1 ORDER BY id DESC LIMIT 50";
// Mail that never left is none that anybody could answer.
constexpr const char* select_sent =
    "SELECT id, at, message_id, recipients FROM message WHERE key = ?1 AND (state IS NULL OR EXISTS (SELECT 1 FROM "
    "held "
    "WHERE held.id = message.id AND left_at IS NOT NULL)) ORDER BY id DESC LIMIT 50";
constexpr const char* insert_message =
    "INSERT INTO message (id, key, retry, at, salesperson, verdict, enforced, release, next_allowed, state, "
    "policy_version, message_id, subject, queue_id, host, rules, findings, advice, recipients, override_reason, exact, "
    "seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, "
    "?22)";

constexpr auto insert_notice =
    sql("INSERT INTO notice (message, kind, occasion, at, recipient, state, token, who, words, details, attempts, "
        "next_try, trouble) VALUES (?1, ?2, 0, ?3, ?4, ",
        NoticeState::waiting, ", ?5, '', '', ?6, 0, ?3, '')");

}  // namespace

Records::Records(Connection& connection)
    : connection_(connection),
      newest_message_(connection, "SELECT max(id) FROM message"),
      newest_reply_(connection, "SELECT max(id) FROM reply"),
      newest_event_(connection, "SELECT max(id) FROM event"),
      first_copy_(connection, select_first_copy),
      insert_(connection, insert_message),
      move_copy_(connection, "UPDATE message SET queue_id = ?2, host = ?3 WHERE id = ?1"),
      count_copies_(connection, "UPDATE message SET copies = copies + ?2 WHERE id = ?1"),
      erase_message_(connection, "DELETE FROM message WHERE id = ?1"),
      held_(connection,
            "SELECT state, at, recipients, salesperson, settled_at, left_at, imprint, counts, fingerprint FROM message "
            "LEFT JOIN held ON held.id = message.id WHERE message.id = ?1 AND state IS NOT NULL"),
      set_state_(connection, "UPDATE message SET state = ?2, settled_at = ?3 WHERE id = ?1"),
      insert_held_(
          connection,
          "INSERT INTO held (id, sender, notify, headers, excerpt, outgoing, whole, original, token, imprint, counts, "
          "fingerprint, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"),
      insert_notice_(connection, insert_notice),
      erase_held_(connection, "DELETE FROM held WHERE id = ?1"),
      erase_notices_(connection, "DELETE FROM notice WHERE message = ?1"),
      void_requests_(connection, sql("UPDATE request SET state = ", RequestState::voided,
                                     ", finished_at = ?2 WHERE message = ?1 AND state < ", RequestState::done)),
      drop_blocked_(connection, sql("DELETE FROM notice WHERE message = ?1 AND state = ", NoticeState::blocked)),
      sent_(connection, select_sent),
      find_reply_(connection, "SELECT id, known, recipients FROM reply WHERE key = ?1 ORDER BY id LIMIT 1"),
      insert_reply_(connection,
                    "INSERT INTO reply (id, key, at, message_id, known, recipients) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      erase_reply_(connection, "DELETE FROM reply WHERE id = ?1"),
      find_event_(connection, "SELECT 1 FROM event WHERE key = ?1 LIMIT 1"),
      insert_event_(connection, "INSERT INTO event (id, key) VALUES (?1, ?2)"),
      erase_event_(connection, "DELETE FROM event WHERE id = ?1") {}

std::int64_t Records::newest() {
  Rows message = newest_message_.query();
  Rows reply = newest_reply_.query();
  Rows event = newest_event_.query();
  std::int64_t newest = 0;
  for (Rows* rows : {&message, &reply, &event}) newest = std::max(newest, rows->next() ? rows->number(0) : 0);
  return newest;
}

std::optional<FirstCopy> Records::find_first_copy(const PreparedOffer& offer) {
  if (!offer.key) return std::nullopt;
  Rows rows = first_copy_.query(*offer.key);
  while (rows.next()) {
    const bool held = !rows.null(5);
    const bool settled = held && rows.number(5) != static_cast<int>(HeldState::held);
    if (settled || !is_copy(offer, rows.text(10), rows.text(12), held)) continue;
    FirstCopy copy = first_copy(rows);
    if (rows.text(11) != offer.recipients)
      copy.outcome.removed = places_missing(offer.offer.recipients, unpacked(unpack_recipients(rows.text(11))));
    return copy;
  }
  return std::nullopt;
}

FirstCopy Records::first_copy(const Rows& rows) {
  FirstCopy copy;
  copy.record = rows.number(0);
  copy.at = from_micros(rows.number(1));
  copy.held = !rows.null(5);
  copy.queue_id = rows.text(8);
  copy.host = rows.text(9);
  copy.copies = static_cast<int>(rows.number(13));
  copy.outcome.reference = reference_of(copy.record);
  copy.outcome.verdict = static_cast<policy::Verdict>(rows.number(2));
  copy.outcome.release = static_cast<policy::Release>(rows.number(3));
  copy.outcome.next_allowed = rows.time(4);
  copy.outcome.rules = rows.text(6);
  if (!rows.null(7)) copy.outcome.advice = unpacked(unpack_texts(rows.text(7)));
  copy.outcome.retry = true;
  return copy;
}

void Records::insert(std::int64_t record, const PreparedOffer& prepared, const Judgement& judgement,
                     const std::string& rules) {
  const Offer& offer = prepared.offer;
  const policy::Decision& decision = judgement.decision;
  const bool counted = is_counted(judgement);
  const std::optional<std::int64_t> key = counted ? prepared.key : std::nullopt;
  std::optional<std::string_view> retry;
  std::optional<std::string_view> exact;
  if (key) retry = prepared.retry;
  if (key && !offer.exact.empty()) exact = offer.exact;
  std::optional<Blob> seal;
  if (judgement.held && !judgement.held->seal.empty()) seal = Blob{judgement.held->seal};
  const std::optional<int> state = is_held(judgement) ? std::optional(static_cast<int>(HeldState::held)) : std::nullopt;
  const std::string findings = decision.findings.empty() ? "[]" : findings_json(decision);
  const std::string packed_advice = pack_texts(judgement.advice);
  std::optional<Blob> advice;
  if (!judgement.advice.empty()) advice = Blob{packed_advice};
  std::optional<std::string_view> reason;
  if (!decision.overridden.empty()) reason = offer.override_reason;
  insert_.run(record, key, retry, judgement.at, offer.salesperson, static_cast<int>(decision.verdict),
              judgement.enforced, static_cast<int>(decision.release), decision.next_allowed, state,
              judgement.policy_version, offer.message_id, offer.subject, offer.queue_id, offer.host, rules, findings,
              advice, Blob{prepared.recipients}, reason, exact, seal);
}

void Records::count_copies(std::int64_t record, int more) { count_copies_.run(record, more); }

void Records::move_copy(std::int64_t record, const std::string& queue_id, const std::string& host) {
  move_copy_.run(record, queue_id, host);
}

void Records::erase_message(std::int64_t record) {
  erase_message_.run(record);
  erase_held_.run(record);
  erase_notices_.run(record);
}

std::optional<HeldRow> Records::held(std::int64_t record) {
  Rows rows = held_.query(record);
  if (!rows.next()) return std::nullopt;
  return HeldRow{static_cast<HeldState>(rows.number(0)),
                 from_micros(rows.number(1)),
                 unpacked(unpack_recipients(rows.text(2))),
                 std::string(rows.text(3)),
                 rows.time(4),
                 rows.time(5),
                 std::string(rows.text(6)),
                 rows.number(7) != 0,
                 std::string(rows.text(8))};
}

void Records::set_state(std::int64_t record, HeldState state, std::optional<Time> settled_at) {
  set_state_.run(record, static_cast<int>(state), settled_at);
}

void Records::keep(std::int64_t record, std::int64_t whole, const Offer& offer, const Judgement& judgement,
                   const std::string& packed_imprint) {
  const bool held = is_held(judgement);
  if (held) keep_held(record, whole, offer, *judgement.held, packed_imprint);
  const std::string& notify = judgement.held->notify;
  if (notify.empty()) return;
  const NoticeKind kind = held ? NoticeKind::held : NoticeKind::refused;
  add_notice(record, static_cast<int>(kind), notify, held ? "{}" : refusal_json(offer, judgement), judgement.at);
}

void Records::keep_held(std::int64_t record, std::int64_t whole, const Offer& offer, const HeldDetails& details,
                        const std::string& packed_imprint) {
  std::optional<std::int64_t> part_of;
  std::optional<Blob> original;
  std::optional<std::string> token;
  if (record != whole) part_of = whole;
  if (!details.original.empty()) {
    original = Blob{details.original};
    token = random_token();
    if (!token) return connection_.fail(Error::Cause::failed, "the system gives no random bytes");
  }
  std::optional<Blob> source;
  if (!details.source.empty()) source = Blob{details.source};
  const std::string outgoing = details.outgoing ? pack_outgoing(*details.outgoing) : std::string();
  insert_held_.run(record, details.sender, details.notify, details.headers, details.excerpt, Blob{outgoing}, part_of,
                   original, token, Blob{packed_imprint}, offer.windows.sent > Duration::zero(), offer.fingerprint,
                   source);
}

void Records::add_notice(std::int64_t record, int kind, const std::string& to, const std::string& details, Time at) {
  const auto token = random_token();
  if (!token) return connection_.fail(Error::Cause::failed, "the system gives no random bytes");
  insert_notice_.run(record, kind, at, to, *token, details);
}

void Records::void_requests(std::int64_t record, Time at) {
  void_requests_.run(record, at);
  drop_blocked_.run(record);
}

std::vector<SentMessage> Records::sent(const std::vector<std::string>& message_ids) {
  std::map<std::int64_t, SentMessage> found;
  for (const std::string& message_id : message_ids) {
    Rows rows = sent_.query(message_key(message_id));
    while (rows.next()) {
      if (rows.text(2) != message_id) continue;
      SentMessage& message = found[rows.number(0)];
      message = {from_micros(rows.number(1)), message_id, unpacked(unpack_recipients(rows.text(3)))};
      std::erase_if(message.recipients, [](const policy::Recipient& one) { return one.key == erased_address; });
    }
  }
  std::vector<SentMessage> messages;
  for (auto& [record, message] : found) messages.push_back(std::move(message));
  return messages;
}

std::optional<ReplyOutcome> Records::find_reply(const std::string& key, std::int64_t& record) {
  if (key.empty()) return std::nullopt;
  Rows rows = find_reply_.query(key);
  if (!rows.next()) return std::nullopt;
  record = rows.number(0);
  ReplyOutcome outcome;
  outcome.known = rows.number(1) != 0;
  for (const policy::Recipient& prospect : unpacked(unpack_recipients(rows.text(2)))) {
    outcome.prospects.push_back(prospect.key);
  }
  return outcome;
}

void Records::insert_reply(std::int64_t record, const Reply& reply, const std::string& key, bool known,
                           const std::vector<policy::Recipient>& credited) {
  std::optional<std::string_view> reply_key;
  if (!key.empty()) reply_key = key;
  const std::string recipients = pack_recipients(credited);
  insert_reply_.run(record, reply_key, reply.at, reply.message_id, known, Blob{recipients});
}

void Records::erase_reply(std::int64_t record) { erase_reply_.run(record); }

bool Records::knows_event(std::int64_t key) { return find_event_.query(key).next(); }

void Records::insert_event(std::int64_t record, std::int64_t key) { insert_event_.run(record, key); }

void Records::erase_event(std::int64_t record) { erase_event_.run(record); }

}  // namespace jeda::store
