#include "policy/kinds/case.h"

#include <algorithm>
#include <unordered_set>

#include "policy/hours.h"
#include "policy/stage.h"

namespace jeda::policy {

namespace {

Known known_of(const ProspectRule& rule, const ProspectFacts& told) {
  Known known;
  known.audience = told.audience.value_or(rule.audience);
  known.zone = told.zone ? told.zone : rule.zone;
  known.strict = told.strict.value_or(rule.strict);
  known.owner = told.owner ? std::string_view(told.owner->salesperson) : rule.owner;
  known.team = rule.team;
  known.busy = is_empty(told.busy) ? &rule.busy : &told.busy;
  known.open = is_empty(told.open) ? &rule.open : &told.open;
  known.told = &told;
  return known;
}

}  // namespace

Case::Case(const Policy& the_policy, const Outgoing& the_message, const Recipient& the_recipient,
           const ProspectHistory& the_history, SentToOthers& the_sent)
    : policy(the_policy),
      message(the_message),
      recipient(the_recipient),
      history(the_history),
      sent(the_sent),
      prospect(known_of(the_policy.prospect(the_recipient.key), the_history.facts)),
      answer(the_history.prospect.awaits_answer()),
      whole(!answer && !quotes_known_mail(the_message.content, the_history.prospect)) {}

std::optional<Time> Case::fresh_until() const {
  return answer && log().newest_reply ? std::optional(*log().newest_reply + fresh_reply) : std::nullopt;
}

bool Case::in_slot(Time at) const {
  const auto& slot = log().commitment;
  return slot && slot->from <= at && at < slot->to;
}

bool Case::changes_invitation() const {
  const auto& event = content().event;
  const auto& marks = log().marks;
  return event && std::find(marks.begin(), marks.end(), *event) != marks.end();
}

Stage Case::stage(Time at) const {
  if (!stage_ || stage_->first != at) stage_ = {at, stage_at(policy.stages, history, at)};
  return stage_->second;
}

std::string_view Case::why_unreadable() const {
  return content().given ? std::string_view(content().why_unreadable) : std::string_view();
}

const std::vector<const SentMail*>& SentToOthers::to_others() {
  if (mails_) return *mails_;
  std::unordered_set<std::string_view> recipients;
  for (const Recipient& recipient : message_.recipients) recipients.insert(recipient.key);
  mails_.emplace();
  for (const SentMail& mail : sender_.sent) {
    if (!recipients.contains(mail.prospect)) mails_->push_back(&mail);
  }
  std::sort(mails_->begin(), mails_->end(), [](const SentMail* a, const SentMail* b) {
    return a->prospect != b->prospect ? a->prospect < b->prospect : a->at > b->at;
  });
  return *mails_;
}

const std::vector<Time>& SentToOthers::newest(const void* rule, Time now, bool whole,
                                              const std::function<bool(const SentMail&)>& counts) {
  const auto [place, fresh] = found_.try_emplace({rule, now, whole});
  std::vector<Time>& newest = place->second;
  if (!fresh) return newest;
  const SentMail* last = nullptr;
  for (const SentMail* mail : to_others()) {
    if ((last && last->prospect == mail->prospect) || !counts(*mail)) continue;
    newest.push_back(mail->at);
    last = mail;
  }
  std::sort(newest.begin(), newest.end(), std::greater<>());
  return newest;
}

std::optional<Time> within_horizon(Time found, Time from) {
  return found > later(from, search_horizon) ? std::nullopt : std::optional(found);
}

bool surely_below(int limit, const Case& about, const std::function<bool(const SentMail&)>& counts) {
  const auto& sent = about.sent.to_all();
  if (std::ssize(sent) + about.recipients() < limit) return true;
  return std::count_if(sent.begin(), sent.end(), counts) + about.recipients() < limit;
}

std::optional<Time> when_fewer(const std::vector<Time>& newest_first, int room, Duration within, Time from) {
  if (room < 0) return std::nullopt;
  if (static_cast<std::size_t>(room) >= newest_first.size()) return from;
  return within_horizon(std::max(from, later(newest_first[static_cast<std::size_t>(room)], within)), from);
}

}  // namespace jeda::policy
