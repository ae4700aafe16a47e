#include "store/store.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "mail/digest.h"
#include "store/bytes.h"
#include "store/details.h"
#include "store/digest.h"

namespace jeda::store {
namespace {

using nlohmann::json;

std::string moment(Time time) { return date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(time)); }

std::int64_t in_seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

json newest_json(const policy::NewestContact& newest) {
  return {
      {"at", moment(newest.at)}, {"salesperson", newest.salesperson}, {"answer", newest.answer}, {"held", newest.held}};
}

json facts_json(const policy::GapFacts& facts) {
  return {{"newest_contact", newest_json(facts.newest)},
          {"unanswered", facts.unanswered},
          {"required_seconds", in_seconds(facts.required)}};
}

json facts_json(const policy::StopFacts& facts) {
  return {{"newest_contact", newest_json(facts.newest)}, {"unanswered", facts.unanswered}, {"limit", facts.limit}};
}

json facts_json(const policy::HoursFacts& facts) {
  json result = {{"audience", policy::to_string(facts.audience)},
                 {"time_zone", facts.zone == nullptr ? "" : facts.zone->name()}};
  if (!facts.holiday.empty()) result["holiday"] = facts.holiday;
  return result;
}

json facts_json(const policy::DuplicateFacts& facts) {
  json result = {{"other", facts.other},
                 {"at", facts.at ? json(moment(*facts.at)) : json(nullptr)},
                 {"held", facts.held},
                 {"within_seconds", in_seconds(facts.within)}};
  if (!facts.company.empty()) result["company"] = facts.company;
  return result;
}

template <class Facts>
json facts_json(const Facts&) {
  return json::object();
}

json finding_json(const policy::Finding& finding) {
  json result = {{"rule", finding.rule},
                 {"kind", finding.kind},
                 {"action", policy::to_string(finding.action)},
                 {"release", policy::to_string(finding.release)},
                 {"prospect", finding.prospect},
                 {"facts", std::visit([](const auto& facts) { return facts_json(facts); }, finding.facts)}};
  result["next_allowed"] = finding.next_allowed ? json(moment(*finding.next_allowed)) : json(nullptr);
  return result;
}

}  // namespace

std::string_view to_string(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::busy:
      return "busy";
    case Error::Kind::timeout:
      return "timeout";
    case Error::Kind::full:
      return "full";
    case Error::Kind::missing:
      return "missing";
    case Error::Kind::corrupt:
      return "corrupt";
    case Error::Kind::newer:
      return "newer";
    case Error::Kind::failed:
      return "failed";
  }
  return "failed";
}

std::string_view to_string(HeldState state) {
  switch (state) {
    case HeldState::held:
      return "held";
    case HeldState::released:
      return "released";
    case HeldState::returned:
      return "returned";
    case HeldState::discarded:
      return "discarded";
  }
  return "held";
}

namespace {

std::int64_t first_bytes(const mail::Digest& digest) {
  std::uint64_t key = 0;
  for (std::size_t place = 0; place < 8; ++place) key = (key << 8) | digest[place];
  return static_cast<std::int64_t>(key);
}

}  // namespace

std::int64_t message_key(std::string_view message_id) { return first_bytes(mail::sha256({message_id})); }

std::int64_t event_key(const Event& event, std::string_view prospect) {
  Packer packer;
  packer.text(prospect);
  packer.number(static_cast<int>(event.kind));
  packer.text(event.id);
  if (event.id.empty()) {
    packer.moment(event.at);
    packer.text(event.salesperson);
    packer.text(pack_details({}, event.details));
  }
  return first_bytes(mail::sha256({packer.take()}));
}

std::string retry_key(const Offer& offer) {
  if (offer.message_id.empty()) return {};
  std::vector<std::string_view> keys;
  for (const policy::Recipient& recipient : offer.recipients) keys.push_back(recipient.key);
  std::sort(keys.begin(), keys.end());
  Packer packer;
  packer.text(offer.salesperson);
  packer.text(offer.message_id);
  for (const std::string_view key : keys) packer.text(key);
  packer.text(offer.fingerprint);
  return mail::to_hex(mail::sha256({packer.take()}));
}

std::string reply_key(const Reply& reply) {
  if (reply.message_id.empty()) return {};
  std::vector<std::string_view> addressed(reply.to.begin(), reply.to.end());
  std::sort(addressed.begin(), addressed.end());
  Packer packer;
  packer.text(reply.message_id);
  packer.text(reply.from.empty() ? std::string_view() : std::string_view(reply.from.front().key));
  for (const std::string_view name : addressed) packer.text(name);
  return mail::to_hex(mail::sha256({packer.take()}));
}

std::string findings_json(const policy::Decision& decision) {
  json result = json::array();
  for (const policy::Finding& finding : decision.findings) result.push_back(finding_json(finding));
  return result.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace jeda::store
