// One held mail: what it is, why it is held, to whom it goes.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/terminal.h"
#include "mail/address.h"
#include "page/acts.h"
#include "page/contents.h"
#include "page/filters.h"
#include "page/site.h"
#include "page/standing.h"
#include "page/timeline.h"
#include "page/titles.h"
#include "page/why.h"
#include "policy/content.h"
#include "policy/stage.h"
#include "service/judging.h"

namespace jeda::page {
namespace {

using store::HeldState;

constexpr std::size_t most_recipients = 50;
constexpr std::size_t most_timelines = 3;
constexpr int most_touches = 60;
constexpr std::size_t longest_source = 64 * 1024;  // bytes that are shown; the rest is downloaded

Data texts_data(const std::vector<std::string>& texts) {
  Data result = list();
  for (const auto& text : texts) result << shown(text);
  return result;
}

Data record_data(const Visit& visit, const store::HeldDetail& detail) {
  Data result = list();
  for (const auto& entry : detail.entries) {
    Data data = moment(entry.at, visit.zone, visit.words);
    data.set("what", what_words(entry.what, visit.words));
    data.set("who", who_words(entry.who, visit.words));
    data.set("has_detail", Data{!entry.detail.empty()});
    data.set("detail", shown(entry.detail, true));
    result << data;
  }
  return result;
}

Data beside_data(const Visit& visit, const store::HeldDetail& detail) {
  Data result = list();
  for (const auto& other : detail.beside) {
    Data data = moment(other.held_at, visit.zone, visit.words);
    data.set("href", carrying(fmt::format("/held/{}", http::query_escaped(other.reference)), visit.filters));
    data.set("subject", other.subject.empty() ? visit.words("no_subject") : shown_begin(other.subject));
    data.set("salesperson", shown_begin(other.salesperson));
    result << data;
  }
  return result;
}

void add_mail(const Visit& visit, const store::HeldDetail& detail, Data& data) {
  const auto& message = detail.item.message;
  const auto& words = visit.words;
  data.set("reference", shown_begin(message.reference));
  data.set("subject", shown(message.subject.empty() ? words("no_subject") : message.subject));
  data.set("salesperson", shown(message.salesperson));
  data.set("sender", shown(detail.sender.empty() ? "<>" : detail.sender));
  std::vector<std::string> recipients;
  for (std::size_t i = 0; i < std::min(message.recipients.size(), most_recipients); ++i)
    recipients.push_back(message.recipients[i].raw);
  data.set("recipients", texts_data(recipients));
  const auto more = message.recipients.size() - recipients.size();
  data.set("more_recipients", Data{more > 0});
  data.set("more_recipients_text", texts::told(words.language(), "and_more", {{"count", more}}));
  data.set("since", moment(message.held_at, visit.zone, words));
  const bool scheduled = message.release == policy::Release::when_allowed;
  data.set("release", words(scheduled ? "release_when_allowed_kind" : "release_review_kind"));
  data.set("settled", moment_or_false(message.settled_at, visit.zone, words));
  data.set("digest", Data{store::digest_name(message)});
  data.set("has_digest", Data{!message.seal.empty()});
  data.set("queue_id", shown(fmt::format("{} · {}", message.host, message.queue_id)));
  data.set("has_advice", Data{!message.advice.empty()});
  data.set("advice", texts_data(message.advice));
  data.set("record", record_data(visit, detail));
  data.set("no_record", Data{detail.entries.empty()});
  data.set("beside", beside_data(visit, detail));
  data.set("has_beside", Data{!detail.beside.empty()});
}

/// The moment from which it may go, if that is ahead; else in words that it may go now, or what it waits for.
void add_moment(const Visit& visit, const store::HeldMessage& message, const date::time_zone* prospects,
                const std::optional<store::Judgement>& now, Data& data) {
  const bool scheduled = message.release == policy::Release::when_allowed && message.next_allowed;
  const bool held = message.state == HeldState::held;
  const bool free = now && now->decision.verdict <= policy::Verdict::tag;
  auto next = now && !scheduled ? now->decision.next_allowed : message.next_allowed;
  const bool ahead = held && !free && next && *next > visit.now;
  data.set("held_now", Data{held});
  data.set("next", ahead ? moment_beside(*next, visit, prospects) : Data{false});
  std::string_view key = "no_moment";
  if (scheduled) key = "goes_next_look";
  if (!scheduled && free) key = "free_by_now";
  data.set("next_text", visit.words(key));
}

const date::time_zone* zone_in(const Visit& visit, const KnownProspect& seen) {
  const bool told = seen.history && seen.history->facts.zone != nullptr;
  return told ? seen.history->facts.zone : visit.policy->prospect(seen.prospect.key).zone;
}

bool has_touch_at(const store::Result<std::vector<store::LoggedTouch>>& touches, Time at) {
  const auto second = date::floor<std::chrono::seconds>(at);
  return touches && std::any_of(touches->begin(), touches->end(), [second](const auto& logged) {
           return date::floor<std::chrono::seconds>(logged.touch.at) == second;
         });
}

/// The row of a timeline on this page that tells of one of the moments; empty: there is none.
std::string row_of(const Reason& reason, const std::vector<KnownProspect>& known) {
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].prospect.key != reason.prospect) continue;
    for (const auto at : reason.moments) {
      if (has_touch_at(known[i].touches, at)) return row_name(fmt::format("person-{}", i + 1), at);
      if (has_touch_at(known[i].company, at)) return row_name(fmt::format("company-{}", i + 1), at);
    }
  }
  return "";
}

Data findings_data(const Visit& visit, const store::HeldMessage& message, const std::vector<KnownProspect>& known) {
  const auto& words = visit.words;
  Data result = list();
  for (const auto& reason : reasons(message.findings, visit.zone, words)) {
    Data data = object();
    const bool known_action = words.has(fmt::format("action_{}", reason.action));
    data.set("action", known_action ? reason.action : "");
    data.set("action_text", known_action ? words(fmt::format("action_{}", reason.action)) : "");
    data.set("sentence", shown(reason.sentence));
    data.set("rule", rule_title(*visit.policy, reason.rule, words.language()));
    data.set("prospect", shown_begin(reason.prospect));
    const auto seen = std::find_if(known.begin(), known.end(),
                                   [&reason](const KnownProspect& one) { return one.prospect.key == reason.prospect; });
    const auto* zone = seen == known.end() ? visit.zone : zone_in(visit, *seen);
    const bool ahead = reason.next && *reason.next > visit.now;
    data.set("next", ahead ? moment_beside(*reason.next, visit, zone) : Data{false});
    const auto row = row_of(reason, known);
    data.set("row", row.empty() ? Data{false} : Data{row});
    result << data;
  }
  return result;
}

}  // namespace

/// What is known of the first recipients. A failed read is said in its place.
std::vector<KnownProspect> Site::known_of(const store::HeldMessage& message) {
  std::vector<KnownProspect> known;
  for (std::size_t i = 0; i < std::min(message.recipients.size(), most_timelines); ++i) {
    auto prospect = message.recipients[i];
    prospect.company = mail::company_of(prospect.key);
    const auto history = ground_.reader.history(prospect);
    auto touches = ground_.reader.touches(prospect.key, most_touches);
    auto company = prospect.company.empty() ? store::Result<std::vector<store::LoggedTouch>>()
                                            : ground_.reader.touches(prospect.company, most_touches);
    known.push_back({std::move(prospect), history ? std::optional(*history) : std::nullopt, std::move(touches),
                     std::move(company)});
  }
  return known;
}

Data Site::prospects_of(const Visit& visit, const std::vector<KnownProspect>& known) {
  const auto& words = visit.words;
  Data result = list();
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto& seen = known[i];
    Data data = object();
    data.set("number", std::to_string(i + 1));
    data.set("address", shown_begin(seen.prospect.key));
    const auto facts = seen.history ? seen.history->facts : policy::ProspectFacts{};
    std::string names;
    for (const auto& name : facts.names) names += (names.empty() ? "" : ", ") + name;
    data.set("person", names.empty() ? Data{false} : Data{shown_begin(names)});
    const auto company = facts.company.empty() ? seen.prospect.company : facts.company;
    data.set("company", company.empty() ? Data{false} : Data{shown_begin(company)});
    data.set("owner", facts.owner ? shown_begin(facts.owner->salesperson) : words("no_owner"));
    const auto stage =
        seen.history ? std::optional(policy::stage_at(visit.policy->stages, *seen.history, visit.now)) : std::nullopt;
    data.set("stage", stage ? Data{words(fmt::format("stage_{}", policy::to_string(*stage)))} : Data{false});
    data.set("clock", moment_words(visit.now, zone_in(visit, seen), words));
    const auto drawn = [&](const store::Result<std::vector<store::LoggedTouch>>& touches, std::string_view name) {
      if (!touches || touches->empty()) return Data{false};
      OnPage on{fmt::format("{}-{}", name, i + 1), {}};
      for (const auto& logged : *touches) {
        if (logged.rules.empty() || logged.touch.reference.empty()) continue;
        const auto held = ground_.reader.held_message(logged.touch.reference);
        if (held && *held)
          on.pages.emplace(logged.touch.reference,
                           carrying(fmt::format("/held/{}", logged.touch.reference), visit.filters));
      }
      return timeline(*touches, visit.now, visit.zone, words, on);
    };
    data.set("failed", Data{!seen.touches});
    data.set("empty", Data{seen.touches && seen.touches->empty()});
    data.set("line", drawn(seen.touches, "person"));
    const bool more = seen.company && seen.touches && seen.company->size() > seen.touches->size();
    data.set("company_line", more ? drawn(seen.company, "company") : Data{false});
    result << data;
  }
  return result;
}

/// What the rules say at this moment; absent: it cannot be told, or there is no more to be decided.
std::optional<store::Judgement> Site::judged_now(const Visit& visit, const store::HeldMessage& message) {
  if (message.state != HeldState::held) return std::nullopt;
  const auto outgoing = ground_.desk.outgoing(message.reference);
  if (!outgoing || !*outgoing || (*outgoing)->recipients.size() > most_recipients) return std::nullopt;
  policy::Histories histories;
  for (const auto& prospect : (*outgoing)->recipients) {
    auto history = ground_.reader.history(prospect);
    if (!history) return std::nullopt;
    histories.prospects.push_back(*std::move(history));
  }
  auto sender =
      ground_.reader.sender_history((*outgoing)->salesperson, policy::sender_windows(*visit.policy), visit.now);
  if (!sender) return std::nullopt;
  histories.sender = *std::move(sender);
  return service::judge(*visit.policy, **outgoing, histories, visit.now);
}

void Site::add_content(const store::HeldDetail& detail, const Visit& visit, Data& data) {
  const auto kept = kept_lines(detail.headers);
  data.set("has_headers", Data{!kept.fields.empty()});
  data.set("headers", shown(kept.fields, true));
  data.set("has_excerpt", Data{!detail.excerpt.empty()});
  data.set("excerpt", shown(detail.excerpt, true));
  const bool settled = store::is_settled(detail.item.message.state);
  data.set("no_excerpt_text", visit.words(settled ? "text_dropped" : "no_excerpt"));
  Data links = list();
  for (const auto& link : kept.links) {
    Data item = object();
    item.set("words", shown(link.words.empty() ? link.address : link.words));
    item.set("target", link.words.empty() || link.words == link.address ? Data{false} : Data{shown(link.address)});
    links << item;
  }
  data.set("links", links);
  data.set("has_links", Data{!kept.links.empty()});
  std::optional<std::string> source;
  if (detail.has_source) source = ground_.desk.source(detail.item.message.reference).value_or(std::nullopt);
  const auto names = source ? attachments_in(*source) : kept.attachments;
  const auto path = fmt::format("/held/{}", http::query_escaped(detail.item.message.reference));
  Data attachments = list();
  for (std::size_t i = 0; i < names.size(); ++i) {
    Data item = object();
    item.set("name", shown(names[i]));
    item.set("href", source ? Data{fmt::format("{}/attachment?n={}", path, i)} : Data{false});
    attachments << item;
  }
  data.set("attachments", attachments);
  data.set("has_attachments", Data{!names.empty()});
  data.set("has_source", Data{source.has_value()});
  data.set("source_href", path + "/source");
  data.set("source", shown(source ? source->substr(0, longest_source) : "", true));
  const bool postfix = ground_.mta == config::AgentSettings::Mta::postfix;
  const auto& id = detail.item.message.queue_id;
  const auto command = postfix ? fmt::format("postcat -qbh {}", id) : fmt::format("cat /var/spool/mqueue/[dqh]f{}", id);
  data.set("source_hint", Data{!source && detail.item.message.state == HeldState::held});
  data.set("source_command", shown_begin(command));
  data.set("host", shown_begin(detail.item.message.host));
}

http::Response Site::mail_page(Visit& visit, const std::string& reference, int status) {
  const auto found = ground_.desk.show(reference);
  if (!found) return store_failed(visit, found.error());
  if (!*found) return message(visit, 404, "missing_title", "missing_mail", "/", "go_queue");
  const auto& detail = **found;
  const auto& mail = detail.item.message;
  const auto now = judged_now(visit, mail);
  const auto known = known_of(mail);
  Data data = object();
  add_mail(visit, detail, data);
  add_moment(visit, mail, zone_of(visit, mail), now, data);
  add_content(detail, visit, data);
  add_actions(visit, detail, now, data);
  data.set("findings", findings_data(visit, mail, known));
  const auto badge = badge_of(detail.item, visit.words);
  data.set("badge", badge.words);
  data.set("badge_class", badge.css);
  const auto trouble = trouble_words(detail.item, visit.zone, visit.words);
  data.set("trouble", Data{!trouble.empty()});
  data.set("trouble_text", trouble);
  data.set("prospects", prospects_of(visit, known));
  auto next = fmt::format("/next?ref={}", http::query_escaped(mail.reference));
  if (!visit.filters.empty()) next += fmt::format("&list={}", http::query_escaped(visit.filters));
  data.set("next_href", next);
  return page(visit, "mail.html", mail.subject.empty() ? reference : shown_begin(mail.subject), std::move(data),
              status);
}

http::Response Site::mail(Visit& visit, const std::string& reference) { return mail_page(visit, reference, 200); }

http::Response Site::source(Visit& visit, const std::string& reference) {
  const auto found = ground_.desk.source(reference);
  if (!found) return store_failed(visit, found.error());
  if (!*found) return message(visit, 404, "missing_title", "missing_source", "/", "go_queue");
  http::Response reply;
  reply.type = "application/octet-stream";
  reply.disposition = kept_as(reference + ".eml");
  reply.body = **found;
  return reply;
}

http::Response Site::attachment(Visit& visit, const std::string& reference) {
  const auto found = ground_.desk.source(reference);
  if (!found) return store_failed(visit, found.error());
  const auto& number = visit.call.query["n"];
  const bool plain =
      !number.empty() && number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos;
  const auto file = *found && plain ? attachment_in(**found, std::stoul(number)) : std::nullopt;
  if (!file) return message(visit, 404, "missing_title", "missing_source", "/", "go_queue");
  http::Response reply;
  reply.type = "application/octet-stream";
  reply.disposition = kept_as(file->name);
  reply.body = file->bytes;
  return reply;
}

}  // namespace jeda::page
