#include "milter/services.h"

#include <fmt/format.h>

namespace jeda::milter {
namespace {

constexpr std::size_t max_logged_prospects = 5;  // the rest is a number

}  // namespace

mail::MessageFacts read_in_turn(Services& services, const mail::RawMessage& message, bool null_sender) {
  const Readings::Turn turn(*services.readings);
  return mail::read_facts(message, null_sender, services.limits);
}

policy::Recipient as_recipient(const mail::Address& address) {
  return {address.key, address.raw, mail::company_of(address.key)};
}

std::string or_dash(std::string_view text) { return log_value(text.empty() ? "-" : text); }

std::string logged_prospects(const std::vector<policy::Recipient>& prospects) {
  std::string text;
  for (std::size_t i = 0; i < prospects.size() && i < max_logged_prospects; ++i)
    text += (i ? "," : "") + prospects[i].key;
  text = log_value(text);
  if (prospects.size() > max_logged_prospects) text += fmt::format("+{}", prospects.size() - max_logged_prospects);
  return text;
}

void log_doubts(Services& services, const mail::MessageFacts& facts, const std::string& queue_id) {
  services.metrics->doubts.Increment(static_cast<double>(facts.doubts.size()));
  for (const std::string& doubt : facts.doubts)
    services.log.info(fmt::format("doubt queue={} what={}", or_dash(queue_id), log_value(doubt)));
}

}  // namespace jeda::milter
