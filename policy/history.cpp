#include "policy/history.h"

#include <algorithm>

#include "policy/names.h"

namespace jeda::policy {
namespace {

bool earlier_name(const PersonHistory& person, const std::string& name) { return person.salesperson < name; }

PersonHistory& person_of(History& history, const std::string& name) {
  auto place = std::lower_bound(history.people.begin(), history.people.end(), name, earlier_name);
  if (place == history.people.end() || place->salesperson != name) {
    place = history.people.insert(place, PersonHistory{name, std::nullopt, std::nullopt});
  }
  return *place;
}

template <class T>
void keep_newest(std::vector<T>& all, std::size_t most) {
  if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
}

void add_marks(History& history, const std::vector<std::uint32_t>& marks) {
  for (const std::uint32_t mark : marks) {
    const bool known = std::find(history.marks.begin(), history.marks.end(), mark) != history.marks.end();
    if (!known) history.marks.push_back(mark);
  }
  keep_newest(history.marks, most_past_marks);
}

void add_purpose(History& history, const Touch& touch) {
  const std::string& name = touch.imprint.purpose;
  if (name.empty()) return;
  auto place =
      std::lower_bound(history.purposes.begin(), history.purposes.end(), name,
                       [](const PastPurpose& past, const std::string& wanted) { return past.purpose < wanted; });
  if (place == history.purposes.end() || place->purpose != name) {
    history.purposes.insert(place, PastPurpose{name, touch.at});
  } else {
    place->at = touch.at;
  }
  if (name == permission_purpose) history.permission_asked = touch.at;
}

void note_contact(History& history, const Touch& touch, bool answer) {
  history.newest_contact = NewestContact{touch.at, touch.salesperson, answer, touch.kind};
  history.awaits = false;
  if (touch.salesperson.empty()) return;  // an event that nobody is named for
  person_of(history, touch.salesperson).newest_contact = touch.at;
}

void apply_mail(History& history, const Touch& touch) {
  ++history.unanswered;
  note_contact(history, touch, touch.answer);
  history.mails.push_back({touch.at, touch.salesperson, touch.imprint.sketch, touch.imprint.phrases});
  keep_newest(history.mails, most_past_mails);
  add_marks(history, touch.imprint.marks);
  history.newest_subject = touch.imprint.subject;
  add_purpose(history, touch);
}

void apply_written(History& history, const Touch& touch) {
  ++history.unanswered;
  note_contact(history, touch, history.awaits);
}

void apply_live(History& history, const Touch& touch) {
  history.unanswered = 1;
  history.newest_live = touch.at;
  history.permission_asked.reset();
  note_contact(history, touch, true);
}

void apply_reply(History& history, const Touch& touch) {
  PastReply reply{touch.at, touch.details.words, std::nullopt};
  if (history.newest_contact) reply.taken = touch.at - history.newest_contact->at;
  // One reply to several salespeople is a touch for each of them.
  if (history.replies.empty() || history.replies.back().at != touch.at) history.replies.push_back(reply);
  keep_newest(history.replies, most_past_replies);
  history.unanswered = 0;
  history.newest_reply = touch.at;
  history.awaits = true;
  history.away_until.reset();
  history.soft_bounces = 0;
  history.permission_asked.reset();
  person_of(history, touch.salesperson).newest_reply = touch.at;
}

void apply_grant(History& history, const Touch& touch) {
  history.unanswered = 0;
  history.permission_asked.reset();
  history.permission_granted = touch.at;
  if (history.do_not_contact && history.do_not_contact->why == TouchKind::permission_refused) {
    history.do_not_contact.reset();
  }
}

/// How firmly a touch says that a prospect must not be written to.
int firmness(TouchKind kind) {
  if (kind == TouchKind::doubtful_wish) return 0;
  if (kind == TouchKind::hard_bounce) return 1;
  return kind == TouchKind::opt_out_wish ? 2 : 3;
}

void apply_stop(History& history, const Touch& touch) {
  auto& stands = history.do_not_contact;
  if (!stands || firmness(touch.kind) > firmness(stands->why)) stands = DoNotContact{touch.kind, touch.at};
}

void apply_sign(History& history, const Touch& touch) {
  history.newest_sign = touch.at;
  history.soft_bounces = 0;
}

void apply_absence(History& history, const Touch& touch) {
  history.soft_bounces = 0;
  if (touch.details.slot) history.away_until = touch.details.slot->to;
}

void apply_allowed(History& history) {
  history.do_not_contact.reset();
  history.permission_asked.reset();
  history.soft_bounces = 0;
}

void apply_notice(History& history, const Touch& touch) {
  const auto names = names_of<Notice>();
  const auto name = std::find(names.begin(), names.end(), touch.details.note);
  if (name == names.end()) return;
  history.notices.push_back({touch.at, static_cast<Notice>(name - names.begin())});
  keep_newest(history.notices, most_past_notices);
}

}  // namespace

const PersonHistory* History::person(const std::string& salesperson) const {
  const auto place = std::lower_bound(people.begin(), people.end(), salesperson, earlier_name);
  return place != people.end() && place->salesperson == salesperson ? &*place : nullptr;
}

void apply(History& history, const Touch& touch) {
  switch (touch.kind) {
    case TouchKind::contact:
      return apply_mail(history, touch);
    case TouchKind::chat:
    case TouchKind::sms:
      return apply_written(history, touch);
    case TouchKind::call:
    case TouchKind::meeting:
      return apply_live(history, touch);
    case TouchKind::reply:
      return apply_reply(history, touch);
    case TouchKind::open:
    case TouchKind::click:
    case TouchKind::receipt:
    case TouchKind::calendar_answer:
      return apply_sign(history, touch);
    case TouchKind::checkout:
      history.newest_checkout = touch.at;
      return;
    case TouchKind::order:
      history.newest_order = touch.at;
      return;
    case TouchKind::payment:
      history.newest_payment = touch.at;
      return;
    case TouchKind::delivery:
      history.newest_delivery = touch.at;
      return;
    case TouchKind::expiry:
      history.newest_expiry = touch.details.slot ? touch.details.slot->from : touch.at;
      return;
    case TouchKind::commitment:
      history.commitment = touch.details.slot;
      return;
    case TouchKind::permission_granted:
      return apply_grant(history, touch);
    case TouchKind::permission_refused:
    case TouchKind::opt_out:
    case TouchKind::complaint:
    case TouchKind::hard_bounce:
    case TouchKind::opt_out_wish:
    case TouchKind::doubtful_wish:
    case TouchKind::blocked:
      return apply_stop(history, touch);
    case TouchKind::allowed:
      return apply_allowed(history);
    case TouchKind::absence:
      return apply_absence(history, touch);
    case TouchKind::soft_bounce:
      ++history.soft_bounces;
      return;
    case TouchKind::notice:
      return apply_notice(history, touch);
    case TouchKind::note:
    case TouchKind::unverified:
      return;
  }
}

History fold(std::span<const Touch> log) {
  History history;
  for (const Touch& touch : log) apply(history, touch);
  return history;
}

bool cools(const History& history) {
  const auto& replies = history.replies;
  if (replies.size() < 3) return false;
  for (std::size_t i = replies.size() - 2; i < replies.size(); ++i) {
    const PastReply& before = replies[i - 1];
    const PastReply& after = replies[i];
    if (after.words >= before.words || !after.taken || !before.taken || *after.taken <= *before.taken) return false;
  }
  return true;
}

int writers_without_reply(const History& history, Time now) {
  if (history.newest_reply || history.newest_live) return 0;
  const auto writers = std::count_if(history.people.begin(), history.people.end(), [&](const PersonHistory& person) {
    return person.newest_contact && now - *person.newest_contact < many_salespeople_within;
  });
  return writers < many_salespeople ? 0 : static_cast<int>(writers);
}

std::uint32_t mark_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace jeda::policy
