#include "agent/agent.h"

#include <fmt/format.h>

#include <array>

namespace jeda::agent {
namespace {

using service::log_value;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration compare_every = seconds(30);
constexpr Duration schedule_every = minutes(1);
constexpr Duration alive_every = seconds(15);  // an idle agent must not write to the disk each round
constexpr std::array<Duration, 5> first_waits{seconds(5), seconds(30), minutes(2), minutes(10), minutes(30)};
constexpr Duration later_wait = std::chrono::hours(1);

}  // namespace

Duration wait_before(int tries) {
  const auto at = static_cast<std::size_t>(std::max(tries, 0));
  return at < first_waits.size() ? first_waits[at] : later_wait;
}

Agent::Agent(Tools tools, const config::Settings& settings, std::string host)
    : tools_(std::move(tools)), settings_(settings), host_(std::move(host)) {
  sign_.host = host_;
  sign_.started_at = now();
}

// What reviewers wait for comes first. Judging again comes before the requests it makes.
void Agent::round() {
  judge_due();
  if (due(last_schedule_, schedule_every)) remind_and_expire();
  do_requests();
  if (looks_again() || due(last_compare_, compare_every)) compare_all();
  send_copies();
  send_notices();
  say_alive();
}

void Agent::compare_all() {
  sign_.trouble.clear();
  if (compare()) sign_.compared_at = now();
}

// At once where trouble begins or ends.
void Agent::say_alive() {
  sign_.seen_at = now();
  const bool news = !said_ || said_->trouble != sign_.trouble;
  if (!news && sign_.seen_at >= said_->seen_at && sign_.seen_at < said_->seen_at + alive_every) return;
  if (const auto put = tools_.desk.put_agent(sign_); !put) {
    failed(put.error(), "alive");
    return;
  }
  said_ = sign_;
}

bool Agent::due(Time& last, Duration every) {
  const Time time = now();
  if (last != Time{} && time >= last && time < last + every) return false;
  last = time;
  return true;
}

std::optional<service::Listing> Agent::listing() {
  auto listing = tools_.queue.list();
  if (listing) return std::move(*listing);
  note_trouble(fmt::format("queue what=list reason={}", log_value(listing.error())));
  return std::nullopt;
}

void Agent::failed(const store::Error& error, std::string_view what) {
  note_trouble(fmt::format("store what={} failure={} reason={}", log_value(what), store::to_string(error.cause),
                           log_value(error.message)));
}

void Agent::note_trouble(std::string line) {
  troubled_ = true;
  tools_.log.error(line);
  sign_.trouble = std::move(line);
}

}  // namespace jeda::agent
