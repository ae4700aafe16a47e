#include "command/json.h"

#include "base/moments.h"

namespace jeda::command {

Json json_time(const std::optional<Time>& time, const date::time_zone* zone) {
  return time ? Json(rfc3339(*time, zone)) : Json(nullptr);
}

namespace {

Json json_newest(const std::optional<policy::NewestContact>& newest, const date::time_zone* zone) {
  if (!newest) return nullptr;
  return {{"at", rfc3339(newest->at, zone)},
          {"salesperson", newest->salesperson},
          {"answer", newest->answer},
          {"channel", newest->channel == policy::TouchKind::contact ? "mail" : policy::to_string(newest->channel)}};
}

}  // namespace

Json json_history(const policy::History& history, const date::time_zone* zone) {
  auto people = Json::array();
  for (const auto& person : history.people) {
    people.push_back({{"salesperson", person.salesperson},
                      {"newest_contact", json_time(person.newest_contact, zone)},
                      {"newest_reply", json_time(person.newest_reply, zone)}});
  }
  return {{"unanswered", history.unanswered},
          {"awaits_answer", history.awaits_answer()},
          {"newest_contact", json_newest(history.newest_contact, zone)},
          {"newest_reply", json_time(history.newest_reply, zone)},
          {"people", std::move(people)}};
}

Json json_details(const policy::EventDetails& details, const date::time_zone* zone) {
  auto json = Json::object();
  if (!details.note.empty()) json["note"] = details.note;
  if (!details.amount.empty()) json["amount"] = details.amount;
  if (!details.currency.empty()) json["currency"] = details.currency;
  if (details.slot)
    json["slot"] = {{"from", rfc3339(details.slot->from, zone)}, {"to", rfc3339(details.slot->to, zone)}};
  if (details.words > 0) json["words"] = details.words;
  return json;
}

Json json_diagnostics(const config::Diagnostics& diagnostics) {
  auto list = Json::array();
  for (const auto& diagnostic : diagnostics) {
    list.push_back({{"file", diagnostic.file},
                    {"line", diagnostic.at.line},
                    {"column", diagnostic.at.column},
                    {"message", diagnostic.message},
                    {"text", diagnostic.line}});
  }
  return list;
}

void print_json(std::ostream& out, const Json& json) {
  out << json.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace jeda::command
