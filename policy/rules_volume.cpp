// The kinds that count across prospects or messages: volume and broadcast. Windows roll: a mail counts while it is
// younger than the window.
#include <algorithm>

#include "policy/rules.h"

namespace jeda::policy {

namespace {

bool is_recent(Time at, Duration within, Time now) { return now - at < within; }

bool is_recipient(const Outgoing& message, std::string_view prospect) {
  return std::any_of(message.recipients.begin(), message.recipients.end(),
                     [&](const Recipient& recipient) { return recipient.key == prospect; });
}

/// The newest mail to each prospect that this message does not go to, newest first. `counts` says which mails count.
template <class Counts>
std::vector<Time> others(const Case& about, Counts counts) {
  std::vector<const SentMail*> sent;
  for (const SentMail& mail : about.sender.sent) {
    if (counts(mail) && !is_recipient(about.message, mail.prospect)) sent.push_back(&mail);
  }
  std::sort(sent.begin(), sent.end(), [](const SentMail* a, const SentMail* b) {
    return a->prospect != b->prospect ? a->prospect < b->prospect : a->at > b->at;
  });
  const auto same = [](const SentMail* a, const SentMail* b) { return a->prospect == b->prospect; };
  sent.erase(std::unique(sent.begin(), sent.end(), same), sent.end());
  std::vector<Time> newest;
  newest.reserve(sent.size());
  for (const SentMail* mail : sent) newest.push_back(mail->at);
  std::sort(newest.begin(), newest.end(), std::greater<>());
  return newest;
}

int recipients(const Case& about) { return static_cast<int>(about.message.recipients.size()); }

/// True where even with every mail to another prospect the count stays below `limit`: most mail, told without sorting.
template <class Counts>
bool surely_below(int limit, const Case& about, Counts counts) {
  const auto& sent = about.sender.sent;
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

}  // namespace

int count_of(const Volume& rule, const Case& about, Time now) {
  if (rule.per == Volume::Per::prospect) return messages(rule, about, now);
  return recipients(about) + static_cast<int>(others(about, recent(rule, now)).size());
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
    return when_fewer(others(about, recent(rule, from)), rule.most - recipients(about), rule.within, from);
  }
  std::vector<Time> newest;
  for (const PastMail& mail : about.log().mails) newest.push_back(mail.at);
  std::sort(newest.begin(), newest.end(), std::greater<>());
  return when_fewer(newest, rule.most - 1, rule.within, from);
}

int count_of(const Broadcast& rule, const Case& about, Time now) {
  if (!about.content().imprint.sketch) return recipients(about);
  return recipients(about) + static_cast<int>(others(about, like_this(rule, about, now)).size());
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
  return when_fewer(others(about, like_this(rule, about, from)), room, rule.within, from);
}

}  // namespace jeda::policy
