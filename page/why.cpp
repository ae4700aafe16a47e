#include "page/why.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/moments.h"
#include "page/view.h"
#include "policy/telling/advice.h"

namespace jeda::page {
namespace {

using nlohmann::json;

constexpr std::size_t most_reasons = 100;

std::optional<Time> moment_in(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  const auto parsed = parse_moment(found->get<std::string>(), nullptr);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

/// The facts of one finding, and how they are said.
class Facts {
 public:
  Facts(const json& facts, const date::time_zone* zone, const Words& words)
      : facts_(facts), zone_(zone), words_(words) {}

  bool has(const char* key) const {
    const auto found = facts_.find(key);
    return found != facts_.end() && !found->is_null() && *found != false;
  }
  std::string text(const char* key) const {
    const auto found = facts_.find(key);
    return found != facts_.end() && found->is_string() ? found->get<std::string>() : "?";
  }
  std::int64_t number(const char* key) const {
    const auto found = facts_.find(key);
    return found != facts_.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
  }
  std::string when(const char* key) const {
    const auto time = moment_in(facts_, key);
    return time ? moment_words(*time, zone_, words_) : "?";
  }
  std::string span(const char* key) const {
    return policy::format_duration(std::chrono::seconds(number(key)), words_.language());
  }
  std::string touch(const char* key) const {
    const auto word = fmt::format("touch_{}", text(key));
    return words_.has(word) ? words_(word) : text(key);
  }
  Facts inside(const char* key) const {
    static const json none = json::object();
    const auto found = facts_.find(key);
    return {found != facts_.end() && found->is_object() ? *found : none, zone_, words_};
  }
  const Words& say() const { return words_; }

 private:
  const json& facts_;
  const date::time_zone* zone_;
  const Words& words_;
};

using Sentence = std::string (*)(const Facts&);

std::string gap(const Facts& f) {
  const auto newest = f.inside("newest_contact");
  return f.say()(newest.has("held") ? "why_gap_held" : "why_gap", newest.when("at"), newest.text("salesperson"),
                 f.number("unanswered"), f.span("required_seconds"));
}

std::string hours(const Facts& f) {
  if (f.has("away_until")) return f.say()("why_time-of-day_away", f.text("time_zone"), f.when("away_until"));
  if (f.has("holiday")) return f.say()("why_time-of-day_holiday", f.text("time_zone"), f.text("holiday"));
  return f.say()(f.has("busy") ? "why_time-of-day_busy" : "why_time-of-day", f.text("time_zone"));
}

std::string duplicate(const Facts& f) {
  if (f.has("assigned") || !f.has("at")) return f.say()("why_duplicate-sender_assigned", f.text("other"));
  if (!f.has("company")) return f.say()("why_duplicate-sender", f.text("other"), f.when("at"));
  return f.say()("why_duplicate-sender_company", f.text("other"), f.when("at"), f.text("company"));
}

std::string commitment(const Facts& f) {
  return f.has("slot") ? f.say()("why_commitment_slot", f.inside("slot").when("from")) : f.say()("why_commitment");
}

std::string purpose(const Facts& f) {
  const auto name = f.text("purpose");
  if (f.has("running")) return f.say()("why_purpose_running", name, f.text("running"));
  if (f.has("settled_by")) return f.say()("why_purpose_settled", name, f.touch("settled_by"));
  if (f.has("missing_event")) return f.say()("why_purpose_missing", name, f.touch("missing_event"));
  return f.say()("why_purpose", name);
}

const std::map<std::string_view, Sentence>& sentences() {
  static const std::map<std::string_view, Sentence> by_kind{
      {"gap", gap},
      {"stop-after",
       [](const Facts& f) { return f.say()("why_stop-after", f.number("unanswered"), f.number("limit")); }},
      {"time-of-day", hours},
      {"duplicate-sender", duplicate},
      {"do-not-contact", [](const Facts& f) { return f.say()("why_do-not-contact", f.touch("why"), f.when("since")); }},
      {"volume",
       [](const Facts& f) {
         return f.say()(f.text("per") == "prospect" ? "why_volume_prospect" : "why_volume_salesperson",
                        f.number("count"), f.number("most"), f.span("within_seconds"));
       }},
      {"repeat",
       [](const Facts& f) {
         return f.say()("why_repeat", f.number("similar_percent"), f.text("salesperson"), f.when("at"));
       }},
      {"broadcast",
       [](const Facts& f) {
         return f.say()("why_broadcast", f.number("prospects"), f.number("limit"), f.span("within_seconds"));
       }},
      {"phrase",
       [](const Facts& f) {
         return f.say()("why_phrase", f.text("list"), f.text("words"), f.number("uses"), f.number("of_last"));
       }},
      {"value", [](const Facts& f) { return f.say()("why_value", f.number("unanswered")); }},
      {"personal", [](const Facts& f) { return f.say()("why_personal"); }},
      {"length",
       [](const Facts& f) {
         return f.say()("why_length", f.number("words"), f.number("at_least"), f.number("at_most"));
       }},
      {"context", [](const Facts& f) { return f.say()("why_context"); }},
      {"commitment", commitment},
      {"purpose", purpose},
      {"signs", [](const Facts& f) { return f.say()("why_signs", f.number("tags")); }},
  };
  return by_kind;
}

Reason reason_of(const json& finding, const date::time_zone* zone, const Words& words) {
  static const json none = json::object();
  const Facts all(finding, zone, words);
  const auto facts = finding.find("facts");
  const auto sentence = sentences().find(all.text("kind"));
  const Facts said(facts != finding.end() && facts->is_object() ? *facts : none, zone, words);
  return {all.text("rule"), all.text("action"), all.text("prospect"),
          sentence == sentences().end() ? words("why_other") : sentence->second(said),
          moment_in(finding, "next_allowed")};
}

}  // namespace

std::vector<Reason> reasons(std::string_view findings, const date::time_zone* zone, const Words& words) {
  std::vector<Reason> result;
  const auto parsed = json::parse(findings, nullptr, false);
  if (!parsed.is_array()) return result;
  for (const auto& finding : parsed) {
    if (result.size() == most_reasons) break;
    if (finding.is_object()) result.push_back(reason_of(finding, zone, words));
  }
  return result;
}

}  // namespace jeda::page
