// The kinds that count across prospects or messages: volume and broadcast. Windows roll: a mail counts while it is
// younger than the window.
#include <algorithm>
#include <unordered_set>

#include "policy/kinds/rules.h"

namespace jeda::policy {

namespace {

bool is_recent(Time at, Duration within, Time now) { return now - at < within; }

int recipients(const Case& about) { return static_cast<int>(about.message.recipients.size()); }

/// True where even with every mail to another prospect the count stays below `limit`: most mail, told without sorting.
template <class Counts>
bool surely_below(int limit, const Case& about, Counts counts) {
  const auto& sent = about.sent.to_all();
  if (std::ssize(sent) + recipients(about) < limit) return true;
  return std::count_if(sent.begin(), sent.end(), counts) + recipients(about) < limit;
}

/// When all but `room` of the times, newest first, are older than the window.
std::optional<Time> when_fewer(const std::vector<Time>& newest_first, int room, Duration within, Time from) {
  if (room < 0) return std::nullopt;
  if (static_cast<std::size_t>(room) >= newest_first.size()) return from;
  return within_horizon(std::max(from, later(newest_first[static_cast<std::size_t>(room)], within)), from);
}

int messages(const Volume& rule, const Case& about, Time now) {
  const auto& mails = about.log().mails;
  return 1 + static_cast<int>(std::count_if(mails.begin(), mails.end(), [&](const PastMail& mail) {
           return is_recent(mail.at, rule.within, now);
         }));
}

auto like_this(const Broadcast& rule, const Case& about, Time now) {
  return [&rule, &about, now](const SentMail& mail) {
    return mail.sketch && is_recent(mail.at, rule.within, now) &&
           mail::similarity(*about.content().imprint.sketch, *mail.sketch) >= rule.similar;
  };
}

auto recent(const Volume& rule, Time now) {
  return [&rule, now](const SentMail& mail) { return is_recent(mail.at, rule.within, now); };
}

const std::vector<Time>& others(const Volume& rule, const Case& about, Time now) {
  return about.sent.newest(&rule, now, about.whole, recent(rule, now));
}

const std::vector<Time>& others(const Broadcast& rule, const Case& about, Time now) {
  return about.sent.newest(&rule, now, about.whole, like_this(rule, about, now));
}

}  // namespace

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

int count_of(const Volume& rule, const Case& about, Time now) {
  if (rule.per == Volume::Per::prospect) return messages(rule, about, now);
  return recipients(about) + static_cast<int>(others(rule, about, now).size());
}

std::optional<Facts> objection(const Volume& rule, const Case& about, Time now) {
  const bool by_sender = rule.per == Volume::Per::salesperson;
  if (by_sender && surely_below(rule.most + 1, about, recent(rule, now))) return std::nullopt;
  const int count = count_of(rule, about, now);
  if (count <= rule.most) return std::nullopt;
  return VolumeFacts{rule.per, count, rule.most, rule.within};
}

std::optional<Time> earliest(const Volume& rule, const Case& about, Time from) {
  if (rule.per == Volume::Per::salesperson) {
    return when_fewer(others(rule, about, from), rule.most - recipients(about), rule.within, from);
  }
  std::vector<Time> newest;
  for (const PastMail& mail : about.log().mails) newest.push_back(mail.at);
  std::sort(newest.begin(), newest.end(), std::greater<>());
  return when_fewer(newest, rule.most - 1, rule.within, from);
}

int count_of(const Broadcast& rule, const Case& about, Time now) {
  if (!about.content().imprint.sketch) return recipients(about);
  return recipients(about) + static_cast<int>(others(rule, about, now).size());
}

std::optional<Facts> objection(const Broadcast& rule, const Case& about, Time now) {
  if (!about.content().imprint.sketch || surely_below(rule.prospects, about, like_this(rule, about, now))) {
    return std::nullopt;
  }
  const int count = count_of(rule, about, now);
  if (count < rule.prospects) return std::nullopt;
  return BroadcastFacts{count, rule.prospects, rule.within};
}

std::optional<Time> earliest(const Broadcast& rule, const Case& about, Time from) {
  if (!about.content().imprint.sketch) return from;
  const int room = rule.prospects - 1 - recipients(about);
  return when_fewer(others(rule, about, from), room, rule.within, from);
}

}  // namespace jeda::policy
