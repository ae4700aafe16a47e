// A decision's findings as JSON, and read from it again.
#include <algorithm>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "base/moments.h"
#include "policy/names.h"
#include "store/store.h"

namespace jeda::store {
namespace {

using nlohmann::json;

std::string moment(Time time) { return date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(time)); }

json moment_or_null(const std::optional<Time>& time) { return time ? json(moment(*time)) : json(nullptr); }

std::int64_t in_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

/// A fact's name in JSON says what unit its number has.
template <class Value>
std::string key_of(policy::FactName name) {
  return std::string(name.stored) + (std::is_same_v<Value, Duration> ? "_seconds" : "");
}
std::string percent_key(policy::FactName name) { return std::string(name.stored) + "_percent"; }

/// Writes facts: what policy/kinds/kind.h calls a Tell.
class FactWriter {
 public:
  template <class Value>
  void operator()(policy::FactName name, const Value& value, bool = true) {
    facts_[key_of<Value>(name)] = written(value);
  }
  template <class Value>
  void any(policy::FactName name, const Value& value, bool = true) {
    if (value != Value{}) (*this)(name, value);
  }
  void percent(policy::FactName name, int value) {
    if (value != 0) facts_[percent_key(name)] = value;
  }
  void purpose(policy::FactName name, const std::string& value) { any(name, value); }
  void author(const char* name, const std::string& value) { (*this)(name, value); }
  void reason(const char* name, policy::TouchKind value) { (*this)(name, value); }
  void hint(const char*, bool) {}
  void lasting(const char*, bool) {}

  json take() && { return std::move(facts_); }

 private:
  static json written(bool value) { return value; }
  static json written(int value) { return value; }
  static json written(const std::string& value) { return value; }
  static json written(Time value) { return moment(value); }
  static json written(Duration value) { return in_seconds(value); }
  static json written(const date::time_zone* zone) { return zone == nullptr ? "" : zone->name(); }
  static json written(const policy::Slot& slot) { return {{"from", moment(slot.from)}, {"to", moment(slot.to)}}; }
  static json written(const policy::NewestContact& newest) {
    json result = {{"at", moment(newest.at)}, {"salesperson", newest.salesperson}, {"answer", newest.answer}};
    if (newest.channel != policy::TouchKind::contact) result["channel"] = policy::to_string(newest.channel);
    return result;
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  static json written(Enum value) { return policy::names_of<Enum>()[static_cast<std::size_t>(value)]; }
  template <class Value>
  static json written(const std::optional<Value>& value) {
    return value ? written(*value) : json(nullptr);
  }

  json facts_ = json::object();
};

/// Reads what FactWriter wrote. What is not there, or is something else, stays as it is.
class FactReader {
 public:
  explicit FactReader(const json& facts) : facts_(facts) {}

  template <class Value>
  void operator()(policy::FactName name, Value& value, bool = true) {
    take(key_of<Value>(name), value);
  }
  void any(policy::FactName name, auto& value, bool = true) { (*this)(name, value); }
  void percent(policy::FactName name, int& value) { take(percent_key(name), value); }
  void purpose(policy::FactName name, std::string& value) { (*this)(name, value); }
  void author(const char* name, std::string& value) { take(name, value); }
  void reason(const char* name, policy::TouchKind& value) { take(name, value); }
  void hint(const char*, bool) {}
  void lasting(const char*, bool) {}

  void take(const std::string& key, auto& value) const {
    const auto found = facts_.find(key);
    if (found != facts_.end()) read(*found, value);
  }

 private:
  // False: it is something else.
  static bool read(const json& from, bool& value) {
    if (from.is_boolean()) value = from.get<bool>();
    return from.is_boolean();
  }
  static bool read(const json& from, int& value) {
    if (from.is_number_integer()) value = static_cast<int>(from.get<std::int64_t>());
    return from.is_number_integer();
  }
  static bool read(const json& from, std::string& value) {
    if (from.is_string()) value = from.get<std::string>();
    return from.is_string();
  }
  static bool read(const json& from, Time& value) {
    if (!from.is_string()) return false;
    const auto parsed = parse_moment(from.get<std::string>(), nullptr);
    if (parsed) value = *parsed;
    return parsed.has_value();
  }
  static bool read(const json& from, Duration& value) {
    if (from.is_number_integer()) value = std::chrono::seconds(from.get<std::int64_t>());
    return from.is_number_integer();
  }
  static bool read(const json& from, const date::time_zone*& zone) try {
    if (from.is_string()) zone = date::locate_zone(from.get<std::string>());
    return from.is_string();
  } catch (const std::runtime_error&) {  // the host does not know that zone (any more)
    return false;
  }
  static bool read(const json& from, policy::Slot& slot) {
    if (!from.is_object()) return false;
    const FactReader reader(from);
    reader.take("from", slot.from);
    reader.take("to", slot.to);
    return true;
  }
  static bool read(const json& from, policy::NewestContact& newest) {
    if (!from.is_object()) return false;
    const FactReader reader(from);
    reader.take("at", newest.at);
    reader.take("salesperson", newest.salesperson);
    reader.take("answer", newest.answer);
    reader.take("channel", newest.channel);
    return true;
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  static bool read(const json& from, Enum& value) {
    const auto names = policy::names_of<Enum>();
    const auto found = from.is_string() ? std::find(names.begin(), names.end(), from.get<std::string>()) : names.end();
    if (found != names.end()) value = static_cast<Enum>(found - names.begin());
    return found != names.end();
  }
  template <class Value>
  static bool read(const json& from, std::optional<Value>& value) {
    const bool good = read(from, value.emplace());
    if (!good) value.reset();
    return good;
  }

  const json& facts_;
};

json facts_json(const policy::Facts& facts) {
  FactWriter writer;
  policy::describe(facts, writer);
  return std::move(writer).take();
}

std::optional<policy::Facts> facts_of(const json& finding, const std::string& kind) {
  const policy::KindForm* form = policy::kind_form(kind);
  if (form == nullptr) return std::nullopt;
  policy::Facts facts = form->facts();
  const auto kept = finding.find("facts");
  if (kept == finding.end() || !kept->is_object()) return facts;
  FactReader reader(*kept);
  policy::describe(facts, reader);
  return facts;
}

KeptFinding kept_finding(const json& finding) {
  KeptFinding kept;
  const FactReader reader(finding);
  reader.take("rule", kept.rule);
  reader.take("kind", kept.kind);
  reader.take("action", kept.action);
  reader.take("prospect", kept.prospect);
  reader.take("name", kept.name);
  reader.take("next_allowed", kept.next_allowed);
  kept.facts = facts_of(finding, kept.kind);
  return kept;
}

json finding_json(const policy::Finding& finding) {
  json kept = {{"rule", finding.rule},
               {"kind", finding.kind},
               {"action", policy::to_string(finding.action)},
               {"release", policy::to_string(finding.release)},
               {"prospect", finding.prospect},
               {"facts", facts_json(finding.facts)},
               {"next_allowed", moment_or_null(finding.next_allowed)}};
  if (!finding.name.empty()) kept["name"] = finding.name;
  return kept;
}

}  // namespace

std::string findings_json(const policy::Decision& decision) {
  std::string result = "[";  // one by one: those of a thousand recipients would take tens of MiB as one value
  for (const policy::Finding& finding : decision.findings) {
    if (result.size() > 1) result += ',';
    result += finding_json(finding).dump(-1, ' ', false, json::error_handler_t::replace);
  }
  return result + "]";
}

std::vector<KeptFinding> kept_findings(std::string_view findings, std::size_t most) {
  std::vector<KeptFinding> result;
  const auto parsed = json::parse(findings, nullptr, false);
  if (!parsed.is_array()) return result;
  for (const auto& finding : parsed) {
    if (result.size() == most) break;
    if (finding.is_object()) result.push_back(kept_finding(finding));
  }
  return result;
}

std::string findings_without_names(std::string_view findings, const std::set<std::string>& prospects) {
  auto parsed = json::parse(findings, nullptr, false);
  if (!parsed.is_array()) return {};
  for (auto& finding : parsed) {
    std::string prospect;
    if (finding.is_object()) FactReader(finding).take("prospect", prospect);
    if (prospects.contains(prospect)) finding.erase("name");
  }
  return parsed.dump(-1, ' ', false, json::error_handler_t::replace);
}

namespace {

std::string name_in(const policy::Decision& decision, std::string_view prospect) {
  for (const policy::Finding& finding : decision.findings)
    if (finding.prospect == prospect) return finding.name;
  return {};
}

}  // namespace

std::string refusal_json(const Offer& offer, const Judgement& judgement) {
  json recipients = json::array();
  json names = json::array();
  for (const policy::Recipient& recipient : offer.recipients) {
    recipients.push_back(recipient.raw);
    names.push_back(name_in(judgement.decision, recipient.key));
  }
  const auto& next = judgement.decision.next_allowed;
  const json refusal = {
      {"recipients", std::move(recipients)},
      {"names", std::move(names)},
      {"next_allowed", next && *next > judgement.at ? json(next->time_since_epoch().count()) : json()},
      {"subject", offer.subject},
      {"message_id", offer.message_id},
      {"rules", judgement.decision.rule_names()},
      {"advice", judgement.advice}};
  return refusal.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace jeda::store
