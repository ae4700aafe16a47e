// The kinds that say who may write at all: duplicate-sender and do-not-contact.
#include <algorithm>

#include "policy/kinds/rules.h"

namespace jeda::policy {

namespace {

/// The newest contact that somebody else made less than the window before `now`, or after it; null where there is none.
const PersonHistory* rival(const DuplicateSender& rule, const Case& about, Time now) {
  const PersonHistory* newest = nullptr;
  for (const PersonHistory& person : peers(rule, about)) {
    if (!person.newest_contact || person.salesperson.empty()) continue;
    if (person.salesperson == about.message.salesperson || now - *person.newest_contact >= rule.within) continue;
    if (!newest || *person.newest_contact > *newest->newest_contact) newest = &person;
  }
  return newest;
}

/// The newest mail of somebody else in the window whose text is like this one's.
struct Copy {
  const PastMail* mail = nullptr;
  int similar = 0;
};
Copy copied(const DuplicateSender& rule, const Case& about, Time now) {
  const auto& sketch = about.content().imprint.sketch;
  if (!sketch) return {};
  const auto& mails = about.log().mails;
  for (auto mail = mails.rbegin(); mail != mails.rend(); ++mail) {
    if (!mail->sketch || mail->salesperson.empty() || mail->salesperson == about.message.salesperson) continue;
    if (now - mail->at >= rule.within) continue;
    const int similar = mail::similarity(*sketch, *mail->sketch);
    if (similar >= rule.similar) return {&*mail, similar};
  }
  return {};
}

bool is_owner(const Case& about) {
  return !about.prospect.owner.empty() && about.prospect.owner == about.message.salesperson;
}

const Team* team_of(const Case& about) {
  if (!about.prospect.owner.empty() || about.prospect.team.empty()) return nullptr;
  return about.policy.organisation.team(about.prospect.team);
}

/// Who is in charge by assignment, where that is somebody else: the owner, or a team that the sender is not of.
struct Charge {
  std::string_view name;  // empty: nobody
  bool team = false;
};
Charge charge_of_others(const Case& about) {
  if (!about.prospect.owner.empty()) return {about.prospect.owner, false};
  const Team* team = team_of(about);
  if (!team) return {};
  const auto& members = team->members;
  const bool member = std::find(members.begin(), members.end(), about.message.salesperson) != members.end();
  return member ? Charge{} : Charge{team->name, true};
}

std::string company_of(const DuplicateSender& rule, const Case& about) {
  return rule.scope == Scope::company ? about.recipient.company : std::string();
}

DuplicateFacts assigned_facts(const DuplicateSender& rule, const Case& about, const Charge& charge) {
  DuplicateFacts facts;
  facts.other = charge.name;
  facts.company = company_of(rule, about);
  facts.within = rule.within;
  facts.assigned = true;
  facts.team = charge.team;
  const PersonHistory* owner = about.log().person(facts.other);
  if (!charge.team && owner && owner->newest_contact) {
    facts.at = owner->newest_contact;
    facts.held = owner->newest_is_held;
  }
  return facts;
}

std::optional<Facts> copy_objection(const DuplicateSender& rule, const Case& about, Time now) {
  const Copy copy = copied(rule, about, now);
  if (!copy.mail) return std::nullopt;
  return DuplicateFacts{copy.mail->salesperson, copy.mail->at, false, {}, rule.within, false, copy.similar, false};
}

/// `over` gives the moment at which the contact that objects at a moment falls out of the window; absent: none objects.
template <class Over>
std::optional<Time> first_without(Time from, Over over) {
  Time allowed = from;
  while (const auto end = over(allowed)) {
    if (*end == Time::max()) return std::nullopt;
    allowed = std::max(allowed, *end);
  }
  return within_horizon(allowed, from);
}

bool passes_always(const Case& about) { return is_owner(about) || answers_own_reply(about); }

}  // namespace

const std::vector<PersonHistory>& peers(const DuplicateSender& rule, const Case& about) {
  const bool by_company = rule.scope == Scope::company && !about.recipient.company.empty();
  return by_company ? about.history.company : about.log().people;
}

bool answers_own_reply(const Case& about) {
  if (!about.answer) return false;
  const PersonHistory* own = about.log().person(about.message.salesperson);
  if (!own || !own->newest_reply) return false;
  // The newest reply of all is known to come after our newest contact; at one and the same instant only the log's order
  // says so.
  const auto& newest = about.log().newest_contact;
  return own->newest_reply == about.log().newest_reply || !newest || *own->newest_reply > newest->at;
}

std::optional<Facts> objection(const DuplicateSender& rule, const Case& about, Time now) {
  if (passes_always(about)) return std::nullopt;
  if (rule.similar > 0) return copy_objection(rule, about, now);
  const Charge charge = charge_of_others(about);
  if (!charge.name.empty()) return assigned_facts(rule, about, charge);
  const PersonHistory* other = rival(rule, about, now);
  if (!other) return std::nullopt;
  return DuplicateFacts{other->salesperson,
                        other->newest_contact,
                        other->newest_is_held,
                        company_of(rule, about),
                        rule.within,
                        false,
                        0,
                        false};
}

std::optional<Time> earliest(const DuplicateSender& rule, const Case& about, Time from) {
  if (passes_always(about)) return from;
  if (rule.similar > 0) {
    return first_without(from, [&](Time at) {
      const PastMail* mail = copied(rule, about, at).mail;
      return mail ? std::optional(later(mail->at, rule.within)) : std::nullopt;
    });
  }
  if (!charge_of_others(about).name.empty()) return std::nullopt;
  return first_without(from, [&](Time at) {
    const PersonHistory* other = rival(rule, about, at);
    return other ? std::optional(later(*other->newest_contact, rule.within)) : std::nullopt;
  });
}

std::optional<Facts> objection(const DoNotContactRule&, const Case& about, Time) {
  const auto& stands = about.log().do_not_contact;
  if (!stands) return std::nullopt;
  if (about.answer && about.log().newest_reply > stands->since) return std::nullopt;
  return DoNotContactFacts{*stands};
}

std::optional<Time> earliest(const DoNotContactRule& rule, const Case& about, Time from) {
  return objection(rule, about, from) ? std::nullopt : std::optional(from);
}

}  // namespace jeda::policy
