// A salesperson's own page: their mail on hold, who waits for them, and whom they may write to when.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "page/own_view.h"
#include "page/site.h"
#include "page/standing.h"
#include "policy/decide.h"

namespace jeda::page {
namespace {

constexpr int most_rows = 200;
constexpr date::days prospects_back{120};  // longer than any wait between two mails
constexpr date::days tagged_back{14};

/// What a prospect is to a salesperson at a moment.
struct Relation {
  enum class Kind { others, waiting, now, later, never };
  Kind kind = Kind::others;
  std::string name;
  const date::time_zone* zone = nullptr;
  policy::History history;
  policy::Decision decision;
};

bool stops(const policy::Decision& decision, std::string_view kind) {
  return std::any_of(decision.findings.begin(), decision.findings.end(), [kind](const policy::Finding& finding) {
    return finding.kind == kind && finding.action != policy::Action::tag;
  });
}

/// Whom a colleague is in charge of is not listed: nothing is to be done about them.
Relation::Kind relation_of(const policy::History& history, const policy::Decision& decision, Time now) {
  if (stops(decision, "duplicate-sender")) return Relation::Kind::others;
  if (stops(decision, "do-not-contact")) return Relation::Kind::never;
  if (history.awaits_answer()) return Relation::Kind::waiting;
  if (!history.newest_contact) return Relation::Kind::others;
  if (decision.verdict < policy::Verdict::hold) return Relation::Kind::now;
  return decision.next_allowed && *decision.next_allowed > now ? Relation::Kind::later : Relation::Kind::never;
}

std::string name_of(const policy::Recipient& prospect, const policy::ProspectFacts& facts) {
  const auto address = shown_begin(prospect.key);
  return facts.names.empty() ? address : fmt::format("{} ({})", shown_begin(facts.names.front()), address);
}

Time last_of(const Relation& relation) {
  return relation.history.newest_contact ? relation.history.newest_contact->at : Time();
}

/// Whom to write to now, longest untouched first; then by the moment; then those who get no more.
bool comes_before(const Relation& one, const Relation& other) {
  if (one.kind != other.kind) return one.kind < other.kind;
  if (one.kind == Relation::Kind::later) return *one.decision.next_allowed < *other.decision.next_allowed;
  return last_of(one) < last_of(other);
}

Data waiting_row(const Relation& relation, Time now, const Words& words) {
  Data data = moment(relation.history.newest_reply.value_or(now), relation.zone, words);
  data.set("prospect", relation.name);
  data.set("told_since", words("own_waiting_since"));
  const auto& next = relation.decision.next_allowed;
  const bool later = relation.decision.verdict >= policy::Verdict::hold && next && *next > now;
  data.set("has_when", Data{later});
  data.set("when", later ? words("own_follow_from", {{"at", moment_words(*next, relation.zone, words)}}) : "");
  return data;
}

std::string why_never(const Relation& relation, const Words& words) {
  const auto found = decisive(store::findings_json(relation.decision), relation.zone, words);
  return found.empty() ? "" : shown_begin(found.front().sentence);
}

Data follow_row(const Relation& relation, const Words& words) {
  Data data = object();
  data.set("prospect", relation.name);
  const auto& contact = relation.history.newest_contact;
  data.set("last", !contact ? ""
                            : words("own_follow_last", {{"at", moment_words(contact->at, relation.zone, words)},
                                                        {"count", relation.history.unanswered}}));
  const bool now = relation.kind == Relation::Kind::now;
  const bool later = relation.kind == Relation::Kind::later;
  data.set("badge_class", now ? "good" : later ? "plan" : "");
  data.set("badge", words(now ? "own_follow_now" : later ? "own_follow_later" : "own_follow_never"));
  const auto when =
      later ? words("own_follow_from", {{"at", moment_words(*relation.decision.next_allowed, relation.zone, words)}})
      : now ? ""
            : why_never(relation, words);
  data.set("has_when", Data{!when.empty()});
  data.set("when", when);
  return data;
}

/// The first reason alone: the mail's own page has them all.
std::string first_reason(std::string_view findings, const date::time_zone* zone, const Words& words) {
  const auto found = reasons(findings, zone, words);
  const auto keeps = std::find_if(found.begin(), found.end(), [](const Reason& one) { return one.action != "tag"; });
  if (found.empty()) return "";
  return shown_begin(keeps == found.end() ? found.front().sentence : keeps->sentence);
}

void add_list(Data& data, std::string_view name, const Data& rows) {
  data.set(std::string(name), rows);
  data.set(fmt::format("no_{}", name), Data{rows.is_empty_list()});
}

void add_more(Data& data, std::string_view name, bool more, const Words& words) {
  data.set(fmt::format("more_{}", name), Data{more});
  data.set(fmt::format("more_{}_text", name), words("own_more", {{"most", most_rows}}));
}

}  // namespace

store::Result<Data> Site::own_held(const Visit& visit, const std::string& salesperson) {
  const auto keys = own_keys();
  if (!keys) return tl::unexpected(keys.error());
  store::HeldFilter filter;
  filter.salesperson = salesperson;
  filter.limit = most_rows;
  const auto found = ground_.desk.list(filter);
  if (!found) return tl::unexpected(found.error());
  Data rows = list();
  for (const auto& item : found->items) {
    const auto& message = item.message;
    if (message.salesperson != salesperson) continue;  // the list does not tell upper case from lower
    const auto* zone = zone_of(visit, message);
    Data row = addressed_to(message.recipients, visit.words);
    row.set("href", fmt::format("/m/{}", (*keys)->links().of_mail(message.reference, salesperson)));
    row.set("subject",
            message.subject.empty() ? visit.words("no_subject") : shown_begin(message.subject, longest_own_subject));
    row.set("why", first_reason(message.findings, zone, visit.words));
    const auto badge = badge_of(item, visit.words);
    row.set("badge", badge.words);
    row.set("badge_class", badge.css);
    const bool coming = message.release == policy::Release::when_allowed && message.next_allowed > visit.now;
    row.set("next", coming ? moment(*message.next_allowed, zone, visit.words) : Data{false});
    rows << row;
  }
  Data data = object();
  add_list(data, "held", rows);
  add_more(data, "held", !found->next.empty(), visit.words);
  return data;
}

store::Result<Data> Site::own_tagged(const Visit& visit, const std::string& salesperson) {
  const auto found = ground_.reader.tagged_of(salesperson, visit.now - tagged_back, most_rows);
  if (!found) return tl::unexpected(found.error());
  Data rows = list();
  for (const auto& mail : *found) {
    const auto* zone = zone_of(visit, mail.recipients.empty() ? "" : mail.recipients.front().key);
    Data row = addressed_to(mail.recipients, visit.words);
    row.set("subject",
            mail.subject.empty() ? visit.words("no_subject") : shown_begin(mail.subject, longest_own_subject));
    row.set("at", moment(mail.at, zone, visit.words));
    row.set("why", first_reason(mail.findings, zone, visit.words));
    rows << row;
  }
  return rows;
}

std::optional<store::Error> Site::add_own_prospects(const Visit& visit, const std::string& salesperson, Data& data) {
  const auto& policy = *visit.policy;
  const auto prospects = ground_.reader.prospects_of(salesperson, visit.now - prospects_back, most_rows);
  if (!prospects) return prospects.error();
  const auto sender = ground_.reader.sender_history(salesperson, policy::sender_windows(policy), visit.now);
  if (!sender) return sender.error();
  std::vector<Relation> relations;
  for (const auto& prospect : *prospects) {
    const auto history = ground_.reader.history(prospect);
    if (!history) return history.error();
    policy::Histories histories({*history});
    histories.sender = *sender;
    const policy::Outgoing next{salesperson, own_address(policy, salesperson), {prospect}};
    Relation relation;
    relation.decision = policy::decide(policy, next, histories, visit.now);
    relation.kind = relation_of(history->prospect, relation.decision, visit.now);
    relation.name = name_of(prospect, history->facts);
    relation.zone = history->facts.zone != nullptr ? history->facts.zone : policy.prospect(prospect.key).zone;
    relation.history = history->prospect;
    if (relation.kind != Relation::Kind::others) relations.push_back(std::move(relation));
  }
  std::stable_sort(relations.begin(), relations.end(), comes_before);
  Data waiting = list();
  Data follow = list();
  for (const auto& relation : relations) {
    if (relation.kind == Relation::Kind::waiting) waiting << waiting_row(relation, visit.now, visit.words);
    if (relation.kind != Relation::Kind::waiting) follow << follow_row(relation, visit.words);
  }
  add_list(data, "waiting", waiting);
  add_list(data, "follow", follow);
  add_more(data, "follow", std::ssize(*prospects) == most_rows, visit.words);
  return std::nullopt;
}

http::Response Site::own_home_of(Visit& visit, const OwnPlace& place) {
  auto data = own_held(visit, place.salesperson);
  if (!data) return store_failed(visit, data.error());
  const auto tagged = own_tagged(visit, place.salesperson);
  if (!tagged) return store_failed(visit, tagged.error());
  add_list(*data, "tagged", *tagged);
  if (const auto failure = add_own_prospects(visit, place.salesperson, *data)) return store_failed(visit, *failure);
  return own_page(visit, place, "own.html", visit.words("own_title"), *std::move(data));
}

http::Response Site::own_home(Visit& visit, const std::string&) {
  const auto session = own_session(visit);
  if (!session) return session.error();
  if (session->good) return own_home_of(visit, session->place);
  const bool known = session->known;
  return own_message(visit, session->place, 200, "own_title", known ? "own_link_old" : "own_no_session",
                     known ? "/me/link/new" : "", "own_page_link");
}

}  // namespace jeda::page
