// A decision's findings as JSON.
#include <nlohmann/json.hpp>

#include "store/store.h"

namespace jeda::store {
namespace {

using nlohmann::json;

std::string moment(Time time) { return date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(time)); }

json moment_or_null(const std::optional<Time>& time) { return time ? json(moment(*time)) : json(nullptr); }

std::int64_t in_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

json slot_json(const policy::Slot& slot) { return {{"from", moment(slot.from)}, {"to", moment(slot.to)}}; }

json newest_json(const policy::NewestContact& newest) {
  json result = {
      {"at", moment(newest.at)}, {"salesperson", newest.salesperson}, {"answer", newest.answer}, {"held", newest.held}};
  if (newest.channel != policy::TouchKind::contact) result["channel"] = policy::to_string(newest.channel);
  return result;
}

json facts_json(const policy::GapFacts& facts) {
  return {{"newest_contact", newest_json(facts.newest)},
          {"unanswered", facts.unanswered},
          {"required_seconds", in_seconds(facts.required)}};
}

json facts_json(const policy::StopFacts& facts) {
  json result = {
      {"newest_contact", newest_json(facts.newest)}, {"unanswered", facts.unanswered}, {"limit", facts.limit}};
  if (facts.permission_left) result["permission_left"] = true;
  if (facts.asked) result["permission_asked"] = moment(*facts.asked);
  return result;
}

json facts_json(const policy::HoursFacts& facts) {
  json result = {{"audience", policy::to_string(facts.audience)},
                 {"time_zone", facts.zone == nullptr ? "" : facts.zone->name()}};
  if (!facts.holiday.empty()) result["holiday"] = facts.holiday;
  if (facts.busy) result["busy"] = true;
  if (facts.away_until) result["away_until"] = moment(*facts.away_until);
  return result;
}

json facts_json(const policy::DuplicateFacts& facts) {
  json result = {{"other", facts.other},
                 {"at", moment_or_null(facts.at)},
                 {"held", facts.held},
                 {"within_seconds", in_seconds(facts.within)}};
  if (!facts.company.empty()) result["company"] = facts.company;
  if (facts.assigned) result["assigned"] = true;
  if (facts.similar != 0) result["similar_percent"] = facts.similar;
  if (facts.team) result["team"] = true;
  return result;
}

json facts_json(const policy::DoNotContactFacts& facts) {
  return {{"why", policy::to_string(facts.entry.why)}, {"since", moment(facts.entry.since)}};
}

json facts_json(const policy::VolumeFacts& facts) {
  return {{"per", facts.per == policy::Volume::Per::salesperson ? "salesperson" : "prospect"},
          {"count", facts.count},
          {"most", facts.most},
          {"within_seconds", in_seconds(facts.within)}};
}

json facts_json(const policy::RepeatFacts& facts) {
  return {{"similar_percent", facts.similar}, {"at", moment(facts.at)}, {"salesperson", facts.salesperson}};
}

json facts_json(const policy::BroadcastFacts& facts) {
  return {{"prospects", facts.prospects}, {"limit", facts.limit}, {"within_seconds", in_seconds(facts.within)}};
}

json facts_json(const policy::PhraseFacts& facts) {
  return {{"list", facts.list}, {"words", facts.words}, {"uses", facts.uses}, {"of_last", facts.of_last}};
}

json facts_json(const policy::ValueFacts& facts) { return {{"unanswered", facts.unanswered}}; }

json facts_json(const policy::PersonalFacts& facts) {
  return {{"theirs_missing", facts.theirs_missing}, {"ours_missing", facts.ours_missing}};
}

json facts_json(const policy::LengthFacts& facts) {
  return {{"words", facts.words}, {"at_least", facts.at_least}, {"at_most", facts.at_most}};
}

json facts_json(const policy::ContextFacts& facts) { return {{"subject", facts.subject}}; }

json facts_json(const policy::CommitmentFacts& facts) {
  return {{"slot", facts.slot ? slot_json(*facts.slot) : json(nullptr)}};
}

json facts_json(const policy::PurposeFacts& facts) {
  json result = {
      {"purpose", facts.purpose}, {"opens", moment_or_null(facts.opens)}, {"closes", moment_or_null(facts.closes)}};
  if (facts.missing) result["missing_event"] = policy::to_string(*facts.missing);
  if (facts.settled) result["settled_by"] = policy::to_string(*facts.settled);
  if (!facts.running.empty()) result["running"] = facts.running;
  if (facts.running_since) result["running_since"] = moment(*facts.running_since);
  return result;
}

json facts_json(const policy::SignsFacts& facts) { return {{"tags", facts.tags}}; }

json finding_json(const policy::Finding& finding) {
  return {{"rule", finding.rule},
          {"kind", finding.kind},
          {"action", policy::to_string(finding.action)},
          {"release", policy::to_string(finding.release)},
          {"prospect", finding.prospect},
          {"facts", std::visit([](const auto& facts) { return facts_json(facts); }, finding.facts)},
          {"next_allowed", moment_or_null(finding.next_allowed)}};
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

std::string refusal_json(const Offer& offer, const Judgement& judgement) {
  json recipients = json::array();
  for (const policy::Recipient& recipient : offer.recipients) recipients.push_back(recipient.raw);
  const json refusal = {{"recipients", std::move(recipients)},
                        {"subject", offer.subject},
                        {"message_id", offer.message_id},
                        {"rules", judgement.decision.rule_names()},
                        {"advice", judgement.advice}};
  return refusal.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace jeda::store
