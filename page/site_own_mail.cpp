// One held mail as its salesperson sees it by the link of a notice, and what they do to it there.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/printable.h"
#include "page/acts.h"
#include "page/own_view.h"
#include "page/site.h"
#include "page/standing.h"
#include "policy/identity.h"
#include "policy/subject.h"
#include "policy/telling/advice.h"
#include "service/judging.h"

namespace jeda::page {
namespace {

using store::HeldState;

constexpr std::size_t most_sentences = 5;

/// Of the record, the newest time that its salesperson asked a reviewer; absent: they did not.
std::optional<Time> asked_reviewer(const store::HeldDetail& detail) {
  std::optional<Time> at;
  for (const auto& entry : detail.entries)
    if (entry.what == store::entry_words::reviewer_asked) at = entry.at;
  return at;
}

struct OwnStanding {
  std::string css;
  std::string words;
};

OwnStanding own_settled(const store::HeldMessage& message, const date::time_zone* zone, const Words& words) {
  auto said = words(fmt::format("settled_{}", store::to_string(message.state)));
  if (message.settled_at) said += fmt::format(" ({})", moment_words(*message.settled_at, zone, words));
  return {message.state == HeldState::released ? "good" : "wait", said};
}

/// A moment that has passed is not shown as coming.
OwnStanding own_standing(const store::HeldDetail& detail, Time now, const date::time_zone* zone, const Words& words) {
  const auto& message = detail.item.message;
  if (message.state != HeldState::held) return own_settled(message, zone, words);
  if (is_open(detail.item.request)) return {"wait", asked_words(*detail.item.request, zone, words)};
  if (message.release == policy::Release::when_allowed && message.next_allowed) {
    if (*message.next_allowed <= now) return {"wait", words("own_goes_now")};
    return {"wait", words("own_goes_at", {{"at", moment_words(*message.next_allowed, zone, words)}})};
  }
  const auto asked = asked_reviewer(detail);
  return {"wait", asked ? words("own_waits_asked", {{"at", moment_words(*asked, zone, words)}}) : words("own_waits")};
}

Data own_sentences(const std::vector<Reason>& found) {
  Data result = list();
  for (std::size_t i = 0; i < std::min(found.size(), most_sentences); ++i) {
    Data data = object();
    data.set("action", found[i].action == "reject" ? "reject" : "hold");
    data.set("sentence", shown(found[i].sentence));
    result << data;
  }
  return result;
}

/// That there is other mail, and whose: what is in it is for its own link.
Data others_beside(const store::HeldDetail& detail, const date::time_zone* zone, const Words& words) {
  Data result = list();
  for (const auto& other : detail.beside) {
    const auto at = moment_words(other.held_at, zone, words);
    const bool own = other.salesperson == detail.item.message.salesperson;
    Data data = object();
    data.set("words", own ? words("own_beside_own", {{"at", at}})
                          : words("own_beside_other", {{"by", shown_begin(other.salesperson)}, {"at", at}}));
    result << data;
  }
  return result;
}

void add_own_waiting(const store::HeldDetail& detail, const date::time_zone* zone, const Words& words, Data& data) {
  const auto& message = detail.item.message;
  const auto found = decisive(message.findings, zone, words);
  const auto more = found.size() - std::min(found.size(), most_sentences);
  data.set("subject",
           message.subject.empty() ? words("no_subject") : shown_begin(message.subject, longest_own_subject));
  data.set("reasons", own_sentences(found));
  data.set("more_reasons", Data{more > 0});
  data.set("more_reasons_text", texts::told(words.language(), "and_more", {{"count", more}}));
  data.set("beside", others_beside(detail, zone, words));
  data.set("has_headers", Data{!detail.headers.empty()});
  data.set("headers", shown(detail.headers, true));
  data.set("has_excerpt", Data{!detail.excerpt.empty()});
  data.set("excerpt", shown(detail.excerpt, true));
  data.set("since", moment(message.held_at, zone, words));
}

const policy::Rule* rule_named(const policy::Policy& policy, std::string_view name) {
  const auto found = std::find_if(policy.rules.begin(), policy.rules.end(),
                                  [name](const policy::Rule& rule) { return rule.name == name; });
  return found == policy.rules.end() ? nullptr : &*found;
}

/// As far as the rules that objected tell: judged is when it is asked for.
bool override_may_help(const policy::Policy& policy, std::string_view findings) {
  if (policy.overrides.limit <= 0) return false;
  for (const auto& finding : store::kept_findings(findings, 100)) {
    const auto* rule = finding.action == "tag" ? nullptr : rule_named(policy, finding.rule);
    if (rule != nullptr && !rule->overridable) return false;
  }
  return true;
}

std::string within_words(const policy::Policy& policy, const Words& words) {
  return policy::format_duration(policy.overrides.within, words.language());
}

/// Which of the forms it was that the typed words belong to.
bool was_typed(const Visit& visit, std::string_view form) { return visit.call.path.ends_with(form); }

std::vector<std::string> refused_words(const Visit& visit, const policy::Decision& decision,
                                       const date::time_zone* zone) {
  const auto& overrides = visit.policy->overrides;
  const auto& words = visit.words;
  if (decision.override_spent)
    return {words("own_refused_spent", {{"limit", overrides.limit}, {"within", within_words(*visit.policy, words)}})};
  if (decision.overrides_needed > 0)
    return {words("own_refused_wide", {{"needed", decision.overrides_needed}, {"most", overrides.prospects}})};
  std::vector<std::string> lines{words("own_refused_rules")};
  for (const auto& reason : decisive(store::findings_json(decision), zone, words))
    if (lines.size() <= most_sentences) lines.push_back(shown_begin(reason.sentence));
  return lines;
}

store::Judgement judged_as_now(const policy::Policy& policy, const policy::Outgoing& message,
                               const policy::Histories& histories, Time now) {
  if (message.recipients.size() == histories.size()) return service::judge(policy, message, histories, now);
  store::Judgement unknown;
  unknown.at = now;
  unknown.decision.verdict = policy::Verdict::hold;
  return unknown;
}

constexpr Act own_words_needed{"", store::Ask::What::note, Act::Words::needed, "", ""};
constexpr Act own_words_optional{"", store::Ask::What::note, Act::Words::optional, "", ""};

store::LinkAsk link_ask_of(const Visit& visit, const store::HeldMessage& message, std::string words) {
  return {message.reference, message.salesperson, std::move(words),
          visit.now,         visit.address,       seen_of(visit.call.form["seen"])};
}

}  // namespace

void Site::add_own_acts(const Visit& visit, const OpenedMail& mail, Data& data) {
  const auto& policy = *visit.policy;
  const auto& item = mail.detail.item;
  const bool acts = item.message.state == HeldState::held && !is_open(item.request);
  data.set("acts", Data{acts});
  const auto used = ground_.reader.sender_history(item.message.salesperson, {{}, policy.overrides.within}, visit.now);
  const auto spent = used ? static_cast<int>(used->overrides.size()) : 0;
  const int left = std::max(policy.overrides.limit - spent, 0);
  const bool helps = override_may_help(policy, item.message.findings);
  const auto within = within_words(policy, visit.words);
  data.set("may_send", Data{helps && left > 0});
  data.set("send_hint",
           !helps ? visit.words("own_send_never")
           : left == 0
               ? visit.words("own_send_none", {{"limit", policy.overrides.limit}, {"within", within}})
               : visit.words("own_send_hint", {{"left", left}, {"limit", policy.overrides.limit}, {"within", within}}));
  const auto typed = escaped_lines(tidy_words(visit.call.form["words"]));
  for (const auto& [form, field, open] :
       {std::tuple{"/ask", "typed_ask", "ask_open"}, std::tuple{"/send", "typed_send", "send_open"},
        std::tuple{"/take-back", "typed_back", "back_open"}}) {
    data.set(field, was_typed(visit, form) ? typed : "");
    data.set(open, Data{was_typed(visit, form)});
  }
  data.set("seen", store::version_of(mail.detail));
}

http::Response Site::own_mail_page(const Visit& visit, const OpenedMail& mail, int status) {
  const auto& message = mail.detail.item.message;
  const auto* zone = zone_of(visit, message);
  const bool waits = message.state == HeldState::held;
  Data data = addressed_to(message.recipients, visit.words);
  const auto standing = own_standing(mail.detail, visit.now, zone, visit.words);
  data.set("standing", standing.words);
  data.set("standing_class", standing.css);
  data.set("reference", shown_begin(message.reference));
  data.set("waits", Data{waits});
  data.set("offers_page", Data{!ground_.settings.url.empty()});
  if (waits) {
    add_own_waiting(mail.detail, zone, visit.words, data);
    add_own_acts(visit, mail, data);
  }
  const auto title = waits ? shown_begin(message.subject) : visit.words("own_settled_title");
  return own_page(visit, mail.place, "own_mail.html", title.empty() ? message.reference : title, std::move(data),
                  status);
}

http::Response Site::own_mail_told(Visit& visit, const OpenedMail& mail, std::vector<std::string> lines, int status) {
  visit.told = Told{Told::Tone::bad, std::move(lines)};
  return own_mail_page(visit, mail, status);
}

http::Response Site::own_mail(Visit& visit, const std::string& token) {
  const auto mail = open_mail(visit, token);
  return mail ? own_mail_page(visit, *mail, 200) : mail.error();
}

/// What was done is seen on the page itself.
http::Response Site::own_answered(Visit& visit, const OpenedMail& mail, const store::Answer& answer,
                                  std::string_view did) {
  const auto& message = mail.detail.item.message;
  if (answer.upshot != store::Answer::Upshot::done)
    return own_mail_told(visit, mail, {answer_words(answer, zone_of(visit, message), visit.words)}, 409);
  ground_.log.info(fmt::format("{} ref={} queue={} account={} from={}", did, message.reference,
                               service::log_value(message.queue_id.empty() ? "-" : message.queue_id),
                               service::log_value(store::by_link(message.salesperson)),
                               service::log_value(visit.address)));
  return redirect(visit, mail.place.path);
}

http::Response Site::own_send(Visit& visit, const std::string& token) {
  const auto mail = open_mail(visit, token);
  if (!mail) return mail.error();
  const auto& message = mail->detail.item.message;
  if (auto wrong = words_wrong(own_words_needed, visit.call.form["words"], visit.words); !wrong.empty())
    return own_mail_told(visit, *mail, {std::move(wrong)}, 422);
  auto outgoing = ground_.desk.outgoing(message.reference);
  if (!outgoing) return store_failed(visit, outgoing.error());
  if (!*outgoing) return own_mail_told(visit, *mail, {visit.words("own_unknown")}, 409);
  policy::Outgoing asked = **std::move(outgoing);
  asked.content.override_reason = printable(visit.call.form["words"], policy::reason_bytes);
  const auto came = ground_.desk.override_release(
      link_ask_of(visit, message, asked.content.override_reason),
      [&](const policy::Histories& histories) { return judged_as_now(*visit.policy, asked, histories, visit.now); });
  if (!came) return store_failed(visit, came.error());
  if (came->answer.upshot == store::Answer::Upshot::done && !came->passes)
    return own_mail_told(visit, *mail, refused_words(visit, came->decision, zone_of(visit, message)), 409);
  return own_answered(visit, *mail, came->answer, "override");
}

http::Response Site::own_ask(Visit& visit, const std::string& token) {
  const auto mail = open_mail(visit, token);
  if (!mail) return mail.error();
  if (auto wrong = words_wrong(own_words_needed, visit.call.form["words"], visit.words); !wrong.empty())
    return own_mail_told(visit, *mail, {std::move(wrong)}, 422);
  const auto answer =
      ground_.desk.ask_reviewer(link_ask_of(visit, mail->detail.item.message, tidy_words(visit.call.form["words"])));
  if (!answer) return store_failed(visit, answer.error());
  return own_answered(visit, *mail, *answer, "ask-reviewer");
}

http::Response Site::own_take_back(Visit& visit, const std::string& token) {
  const auto mail = open_mail(visit, token);
  if (!mail) return mail.error();
  const auto& message = mail->detail.item.message;
  if (auto wrong = words_wrong(own_words_optional, visit.call.form["words"], visit.words); !wrong.empty())
    return own_mail_told(visit, *mail, {std::move(wrong)}, 422);
  if (message.state == HeldState::gone) return own_mail_page(visit, *mail, 409);
  store::Ask ask;
  ask.what = store::Ask::What::discard;
  ask.reference = message.reference;
  ask.by = store::by_link(message.salesperson);
  ask.words = tidy_words(visit.call.form["words"]);
  ask.at = visit.now;
  ask.from = visit.address;
  ask.seen = seen_of(visit.call.form["seen"]);
  const auto answer = ground_.desk.ask(ask);
  if (!answer) return store_failed(visit, answer.error());
  return own_answered(visit, *mail, *answer, "take-back");
}

/// To the address that the policy has for them, else to the one they were recognised by: never to one that this mail
/// or this request names otherwise.
http::Response Site::own_mail_link(Visit& visit, const std::string& token) {
  const auto mail = open_mail(visit, token);
  if (!mail) return mail.error();
  const auto& message = mail->detail.item.message;
  auto to = own_address(*visit.policy, message.salesperson);
  if (to.empty()) {
    const auto outgoing = ground_.desk.outgoing(message.reference);
    if (!outgoing) return store_failed(visit, outgoing.error());
    const auto known = *outgoing ? policy::salesperson_for(*visit.policy, (*outgoing)->address) : std::nullopt;
    if (known && known->name == message.salesperson) to = known->address;
  }
  return send_own_page(visit, mail->place, to);
}

}  // namespace jeda::page
