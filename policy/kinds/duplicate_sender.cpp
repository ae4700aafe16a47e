#include "policy/kinds/duplicate_sender.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"
#include "policy/telling/clock_text.h"

namespace jeda::policy {

namespace {

constexpr std::array<std::string_view, 2> scopes{"address", "company"};

/// Whose contacts are looked at: those of the company, where the rule asks for that and the prospect has one; else
/// those of the address.
const std::vector<PersonHistory>& peers(const DuplicateSender& rule, const Case& about) {
  const bool by_company = rule.scope == Scope::company && !about.recipient.company.empty();
  return by_company ? about.history.company : about.log().people;
}

/// True where the sender wrote to this prospect first, and never left off for as long as the window: of those who wrote
/// since, who came in by a reply (which anybody can forge, or address to a colleague) takes nothing from him. Asked of
/// the newest mails that are known.
bool came_first(const DuplicateSender& rule, const Case& about, Time now) {
  std::string_view first;
  std::optional<Time> newest;
  for (const PastMail& mail : about.log().mails) {
    if (mail.salesperson.empty()) continue;
    if (!newest || mail.at - *newest >= rule.within) first = mail.salesperson;
    if (mail.salesperson == first) newest = mail.at;
  }
  return newest && now - *newest < rule.within && first == about.message.salesperson;
}

/// The newest contact that somebody else made less than the window before `now`, or after it; null where there is none.
const PersonHistory* rival(const DuplicateSender& rule, const Case& about, Time now) {
  const PersonHistory* newest = nullptr;
  const bool first = came_first(rule, about, now);
  for (const PersonHistory& person : peers(rule, about)) {
    if (!person.newest_contact || person.salesperson.empty()) continue;
    if (first && person.newest_reply) continue;
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
  if (!charge.team && owner) facts.at = owner->newest_contact;
  return facts;
}

std::optional<DuplicateFacts> copy_objection(const DuplicateSender& rule, const Case& about, Time now) {
  const Copy copy = copied(rule, about, now);
  if (!copy.mail) return std::nullopt;
  return DuplicateFacts{copy.mail->salesperson, copy.mail->at, {}, rule.within, false, copy.similar, false};
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

/// True where the reply that this answer answers was addressed to its salesperson. Of several replies that stand
/// unanswered any will do. Asked of the address alone, whatever the rule's scope: a colleague's reply is no leave to
/// write here.
bool answers_own_reply(const Case& about) {
  if (!about.answer) return false;
  const PersonHistory* own = about.log().person(about.message.salesperson);
  if (!own || !own->newest_reply) return false;
  // The newest reply of all is known to come after our newest contact; at one and the same instant only the log's order
  // says so.
  const auto& newest = about.log().newest_contact;
  return own->newest_reply == about.log().newest_reply || !newest || *own->newest_reply > newest->at;
}

bool passes_always(const Case& about) { return is_owner(about) || answers_own_reply(about); }

}  // namespace

template <>
std::span<const std::string_view> names_of<Scope>() {
  return scopes;
}

std::string_view to_string(Scope scope) { return scopes[static_cast<std::size_t>(scope)]; }

DuplicateSender DuplicateSender::read(KindReader& reader) {
  DuplicateSender kind;
  kind.within = reader.duration("within");
  kind.scope = reader.choice(reader.map.find("scope"), "scope", Scope::address);
  const config::Node* similar = reader.map.find("similar");
  if (similar == nullptr) return kind;
  kind.similar = config::read_percent(*similar, reader.report()).value_or(0);
  if (kind.scope == Scope::company)
    reader.problem(*similar, "'similar' compares texts to one address: not with 'scope: company'");
  return kind;
}

std::optional<DuplicateFacts> DuplicateSender::objection(const Case& about, Time now) const {
  if (passes_always(about)) return std::nullopt;
  if (similar > 0) return copy_objection(*this, about, now);
  const Charge charge = charge_of_others(about);
  if (!charge.name.empty()) return assigned_facts(*this, about, charge);
  const PersonHistory* other = rival(*this, about, now);
  if (!other) return std::nullopt;
  return DuplicateFacts{other->salesperson, other->newest_contact, company_of(*this, about), within, false, 0, false};
}

std::optional<Time> DuplicateSender::earliest(const Case& about, Time from) const {
  if (passes_always(about)) return from;
  if (similar > 0) {
    return first_without(from, [&](Time at) {
      const PastMail* mail = copied(*this, about, at).mail;
      return mail ? std::optional(later(mail->at, within)) : std::nullopt;
    });
  }
  if (!charge_of_others(about).name.empty()) return std::nullopt;
  return first_without(from, [&](Time at) {
    const PersonHistory* other = rival(*this, about, at);
    return other ? std::optional(later(*other->newest_contact, within)) : std::nullopt;
  });
}

std::string_view DuplicateSender::cannot_tell(const Case& about) const {
  return similar > 0 ? about.why_unreadable() : std::string_view();
}

std::string DuplicateSender::saw(const Case& about, Time) const {
  const bool company = scope == Scope::company && !about.recipient.company.empty();
  std::string out;
  if (!about.prospect.owner.empty()) out = fmt::format("{} is in charge; ", shown(about.prospect.owner));
  out += fmt::format("contacts with {}:", shown(company ? about.recipient.company : about.recipient.key));
  constexpr std::size_t most = 5;
  std::size_t count = 0;
  for (const PersonHistory& person : peers(*this, about)) {
    if (!person.newest_contact || ++count > most) continue;
    out += fmt::format("{} {} {}", count == 1 ? "" : ",", shown(person.salesperson),
                       clock_text(*person.newest_contact, about));
  }
  if (count == 0) return out + " none";
  return count > most ? out + fmt::format(" and {} more", count - most) : out;
}

std::string DuplicateSender::passes(const Case& about, Time) const {
  const std::string sender = shown(about.message.salesperson);
  if (answers_own_reply(about)) return fmt::format("the reply was addressed to {}", sender);
  if (is_owner(about)) return fmt::format("{} is in charge", sender);
  return fmt::format("nobody else wrote {}in the last {}", similar > 0 ? "like this " : "", length_text(within));
}

std::string DuplicateFacts::objects(const Case&, Time now) const {
  if (team) return fmt::format("the prospect goes to team {}", shown(other));
  if (assigned) return fmt::format("{} is in charge", shown(other));
  const std::string like = similar > 0 ? fmt::format(", {}% like this", similar) : "";
  return fmt::format("{} wrote {}{}, within {}", shown(other), at ? age_text(*at, now) : "never", like,
                     length_text(within));
}

Opening DuplicateFacts::opening() const {
  return assigned ? Opening{.way = Way::person, .who = other, .team = team} : Opening{};
}

Sentence DuplicateFacts::sentence() const {
  if (assigned || !at) return {"_assigned", {other}};
  if (company.empty()) return {"", {other, *at}};
  return {"_company", {other, *at, company}};
}

}  // namespace jeda::policy
