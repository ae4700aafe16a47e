// What is kept of one person, for that person.
#include <nlohmann/json.hpp>

#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/care.h"
#include "store/sqlite/care_person.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {
namespace {

using Json = nlohmann::ordered_json;

Json json_moment(Time time) { return date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(time)); }

Json moment_or_null(const Rows& rows, int column) {
  return rows.null(column) ? Json(nullptr) : json_moment(*rows.time(column));
}

std::string text(const Rows& rows, int column) { return std::string(rows.text(column)); }

class Exporting {
 public:
  Exporting(Connection& connection, const Who& who) : connection_(connection), who_(who), mentions_(who) {}

  std::string run() {
    mentions_.look(connection_);
    Json messages = Json::array();
    for (const std::int64_t id : mentions_.in("message")) add_message(id, messages);
    Json replies = Json::array();
    for (const std::int64_t id : mentions_.in("reply")) add_reply(id, replies);
    const Json all = {{"messages", std::move(messages)}, {"replies", std::move(replies)}};
    return all.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

 private:
  bool is_theirs(const policy::Recipient& recipient) const { return who_.addresses.count(recipient.key) > 0; }

  void add_message(std::int64_t id, Json& messages) {
    const auto recipients = recipients_of(connection_, id);
    Json to = Json::array();
    for (const auto& recipient : recipients)
      if (is_theirs(recipient)) to.push_back(recipient.raw);
    if (to.empty()) return;
    Statement select(connection_,
                     "SELECT at, salesperson, verdict, enforced, subject, message_id, queue_id, host, rules, findings, "
                     "advice, override_reason, state, settled_at FROM message WHERE id = ?1");
    Rows rows = select.query(id);
    if (!rows.next()) return;
    Json message = {{"reference", reference_of(id)},
                    {"at", json_moment(*rows.time(0))},
                    {"salesperson", text(rows, 1)},
                    {"to", to},
                    {"others", recipients.size() - to.size()},
                    {"subject", text(rows, 4)},
                    {"message_id", text(rows, 5)},
                    {"queue_id", text(rows, 6)},
                    {"host", text(rows, 7)},
                    {"verdict", policy::to_string(static_cast<policy::Verdict>(rows.number(2)))},
                    {"enforced", rows.number(3) != 0},
                    {"rules", text(rows, 8)},
                    {"findings", findings(rows.text(9))},
                    {"advice", unpack_texts(rows.text(10)).value_or(std::vector<std::string>{})},
                    {"override", rows.null(11) ? Json(nullptr) : Json(text(rows, 11))}};
    message["state"] = rows.null(12) ? Json(nullptr) : Json(to_string(static_cast<HeldState>(rows.number(12))));
    message["settled_at"] = moment_or_null(rows, 13);
    add_held(id, message);
    messages.push_back(std::move(message));
  }

  /// Those about this person alone.
  Json findings(std::string_view packed) const {
    Json theirs = Json::array();
    const Json all = Json::parse(packed, nullptr, false);
    if (!all.is_array()) return theirs;
    for (const Json& finding : all)
      if (who_.spellings.count(finding.value("prospect", "")) > 0) theirs.push_back(finding);
    return theirs;
  }

  void add_held(std::int64_t id, Json& message) {
    {
      Statement select(connection_, "SELECT sender, headers, excerpt, original, source FROM held WHERE id = ?1");
      Rows rows = select.query(id);
      if (rows.next()) {
        message["held"] = {{"sender", text(rows, 0)},
                           {"headers", text(rows, 1)},
                           {"excerpt", text(rows, 2)},
                           {"original", rows.null(3) ? Json(nullptr) : Json(text(rows, 3))},
                           {"source", rows.null(4) ? Json(nullptr) : Json(text(rows, 4))}};
      }
    }
    message["requests"] = Json::array();
    Statement requests(connection_, "SELECT at, who, words FROM request WHERE message = ?1 ORDER BY id");
    for (Rows rows = requests.query(id); rows.next();)
      message["requests"].push_back(
          {{"at", json_moment(*rows.time(0))}, {"by", text(rows, 1)}, {"words", text(rows, 2)}});
    message["notices"] = Json::array();
    Statement notices(
        connection_, "SELECT kind, at, recipient, words, details, original FROM notice WHERE message = ?1 ORDER BY id");
    for (Rows rows = notices.query(id); rows.next();) {
      message["notices"].push_back({{"kind", to_string(static_cast<NoticeKind>(rows.number(0)))},
                                    {"at", json_moment(*rows.time(1))},
                                    {"to", text(rows, 2)},
                                    {"words", text(rows, 3)},
                                    {"details", text(rows, 4)},
                                    {"original", rows.null(5) ? Json(nullptr) : Json(text(rows, 5))}});
    }
    message["record"] = Json::array();
    for (const Entry& entry : entries_of(connection_, id, 100'000))
      message["record"].push_back(
          {{"at", json_moment(entry.at)}, {"who", entry.who}, {"what", entry.what}, {"detail", entry.detail}});
  }

  void add_reply(std::int64_t id, Json& replies) {
    Statement select(connection_, "SELECT at, message_id FROM reply WHERE id = ?1");
    Rows rows = select.query(id);
    if (rows.next()) replies.push_back({{"at", json_moment(*rows.time(0))}, {"message_id", text(rows, 1)}});
  }

  Connection& connection_;
  const Who& who_;
  Mentions mentions_;
};

}  // namespace

Result<std::string> SqliteCare::export_person(const std::string& address) {
  auto connection = Connection::open({path_, Access::read});
  if (!connection) return tl::unexpected(connection.error());
  (*connection)->run("BEGIN");
  std::string text;
  {
    People people(**connection);
    const Who who = find_person(**connection, people, address);
    text = Exporting(**connection, who).run();
  }
  (*connection)->run("COMMIT");
  if (const auto& error = (*connection)->error()) return tl::unexpected(*error);
  return text;
}

}  // namespace jeda::store
