#include "policy/kinds/broadcast.h"

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

auto like_this(const Broadcast& rule, const Case& about, Time now) {
  return [&rule, &about, now](const SentMail& mail) {
    return mail.sketch && is_recent(mail.at, rule.within, now) &&
           mail::similarity(*about.content().imprint.sketch, *mail.sketch) >= rule.similar;
  };
}

const std::vector<Time>& others(const Broadcast& rule, const Case& about, Time now) {
  return about.sent.newest(&rule, now, about.whole, like_this(rule, about, now));
}

/// Prospects that a text like this one went to within the window, this message's included.
int count_of(const Broadcast& rule, const Case& about, Time now) {
  if (!about.content().imprint.sketch) return about.recipients();
  return about.recipients() + static_cast<int>(others(rule, about, now).size());
}

}  // namespace

Broadcast Broadcast::read(KindReader& reader) {
  return Broadcast{reader.percent("similar"), reader.number("prospects", most_by_salesperson),
                   reader.duration("within")};
}

std::optional<BroadcastFacts> Broadcast::objection(const Case& about, Time now) const {
  if (!about.content().imprint.sketch || surely_below(prospects, about, like_this(*this, about, now))) {
    return std::nullopt;
  }
  const int count = count_of(*this, about, now);
  if (count < prospects) return std::nullopt;
  return BroadcastFacts{count, prospects, within};
}

std::optional<Time> Broadcast::earliest(const Case& about, Time from) const {
  if (!about.content().imprint.sketch) return from;
  return when_fewer(others(*this, about, from), prospects - 1 - about.recipients(), within, from);
}

std::string_view Broadcast::cannot_tell(const Case& about) const { return about.why_unreadable(); }

std::string Broadcast::saw(const Case& about, Time now) const {
  if (!about.content().given) return no_text;
  return fmt::format("{} prospects with a text like this within {}, this mail included", count_of(*this, about, now),
                     length_text(within));
}

std::string Broadcast::passes(const Case&, Time) const {
  return fmt::format("the limit is {}, of texts at least {}% alike", prospects, similar);
}

std::string BroadcastFacts::objects(const Case&, Time) const {
  return fmt::format("{} prospects within {}, the limit is {}", prospects, length_text(within), limit);
}

}  // namespace jeda::policy
