#include "service/mta/queue.h"

#include <algorithm>

#include "service/mta/hands_queue.h"

namespace jeda::service {
namespace {

bool is_host_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_';
  };
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

Time listed_time(std::int64_t seconds) {
  constexpr std::int64_t year_9999 = 253402300799;
  return Time(std::chrono::seconds(seconds >= 0 && seconds <= year_9999 ? seconds : 0));
}

tl::expected<std::string, std::string> HandsQueue::call(Verb verb, std::string_view id) {
  if (verb != Verb::list && verb != Verb::host && !is_queue_id(id))
    return tl::unexpected<std::string>("no queue id that this MTA could have given");
  return hands_.perform(verb, id);
}

tl::expected<void, std::string> HandsQueue::act(Verb verb, std::string_view id) {
  return call(verb, id).map([](const std::string&) {});
}

tl::expected<std::string, std::string> HandsQueue::host() { return call(Verb::host, "").and_then(host_name); }

tl::expected<std::string, std::string> HandsQueue::host_name(std::string name) {
  while (!name.empty() && (name.back() == '\n' || name.back() == ' ')) name.pop_back();
  if (!is_host_name(name)) return tl::unexpected<std::string>("the MTA does not tell its own name");
  return name;
}

std::unique_ptr<Queue> queue_for(const config::AgentSettings& settings, Hands& hands) {
  return settings.mta == config::AgentSettings::Mta::postfix ? postfix_queue(hands) : sendmail_queue(hands);
}

}  // namespace jeda::service
