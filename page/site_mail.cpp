// One held mail, and what is done to it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/terminal.h"
#include "page/acts.h"
#include "page/site.h"
#include "page/standing.h"
#include "page/timeline.h"
#include "page/why.h"

namespace jeda::page {
namespace {

using store::HeldState;
using What = store::Ask::What;

constexpr std::size_t most_recipients = 50;
constexpr std::size_t most_timelines = 3;
constexpr int most_touches = 60;

Data findings_data(const store::HeldMessage& message, const date::time_zone* zone, const Words& words) {
  Data result = list();
  for (const auto& reason : reasons(message.findings, zone, words)) {
    Data data = object();
    const bool known = words.has(fmt::format("action_{}", reason.action));
    data.set("action", known ? reason.action : "");
    data.set("action_text", known ? words(fmt::format("action_{}", reason.action)) : "");
    data.set("sentence", shown(reason.sentence));
    data.set("rule", shown_begin(reason.rule));
    data.set("prospect", shown_begin(reason.prospect));
    data.set("next", moment_or_false(reason.next, zone, words));
    result << data;
  }
  return result;
}

Data texts_data(const std::vector<std::string>& texts) {
  Data result = list();
  for (const auto& text : texts) result << shown(text);
  return result;
}

Data record_data(const store::HeldDetail& detail, const date::time_zone* zone, const Words& words) {
  Data result = list();
  for (const auto& entry : detail.entries) {
    Data data = moment(entry.at, zone, words);
    data.set("what", what_words(entry.what, words));
    data.set("who", who_words(entry.who, words));
    data.set("has_detail", Data{!entry.detail.empty()});
    data.set("detail", shown(entry.detail, true));
    result << data;
  }
  return result;
}

void add_mail(const Visit& visit, const store::HeldDetail& detail, const date::time_zone* zone, Data& data) {
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
  data.set("since", moment(message.held_at, zone, words));
  data.set("next", moment_or_false(message.next_allowed, zone, words));
  const bool scheduled = message.release == policy::Release::when_allowed;
  data.set("release", words(scheduled ? "release_when_allowed_kind" : "release_review_kind"));
  data.set("settled", moment_or_false(message.settled_at, zone, words));
  data.set("digest", Data{store::digest_name(message)});
  data.set("has_digest", Data{!message.seal.empty()});
  data.set("queue_id", shown(fmt::format("{} · {}", message.host, message.queue_id)));
  data.set("findings", findings_data(message, zone, words));
  data.set("has_advice", Data{!message.advice.empty()});
  data.set("advice", texts_data(message.advice));
  data.set("has_headers", Data{!detail.headers.empty()});
  data.set("headers", shown(detail.headers, true));
  data.set("has_excerpt", Data{!detail.excerpt.empty()});
  data.set("excerpt", shown(detail.excerpt, true));
  data.set("record", record_data(detail, zone, words));
  data.set("no_record", Data{detail.entries.empty()});
}

/// What may be done now, and what was typed before.
void add_actions(const Visit& visit, const store::HeldDetail& detail, const date::time_zone* zone, Data& data) {
  const auto& item = detail.item;
  const auto& words = visit.words;
  const auto state = item.message.state;
  const bool decidable = visit.may_review() && can_be_decided(item);
  data.set("act", Data{decidable && state == HeldState::held});
  data.set("gone", Data{decidable && state == HeldState::gone});
  data.set("can_wait", Data{item.message.next_allowed.has_value()});
  data.set("may_note", Data{visit.may_review()});
  data.set("only_view", Data{!visit.may_review()});
  data.set("asked", Data{is_open(item.request)});
  data.set("asked_text", is_open(item.request) ? asked_words(*item.request, zone, words) : "");
  data.set("is_settled", Data{state != HeldState::held});
  data.set("settled_text", state == HeldState::held ? "" : words(fmt::format("settled_{}", store::to_string(state))));
  data.set("seen", store::version_of(detail));
  const bool noting = visit.call.path.ends_with("/note");
  const auto typed = escaped_lines(tidy_words(visit.call.form["words"]));
  data.set("typed_words", noting ? "" : typed);
  data.set("typed_note", noting ? typed : "");
}

}  // namespace

Data Site::prospects_of(const Visit& visit, const store::HeldMessage& message) {
  Data result = list();
  for (std::size_t i = 0; i < std::min(message.recipients.size(), most_timelines); ++i) {
    const auto& key = message.recipients[i].key;
    const auto touches = ground_.reader.touches(key, most_touches);
    Data data = object();
    data.set("number", std::to_string(i + 1));
    data.set("address", shown_begin(key));
    data.set("failed", Data{!touches});
    data.set("empty", Data{touches && touches->empty()});
    const bool drawn = touches && !touches->empty();
    data.set("line", drawn ? timeline(*touches, visit.now, zone_of(visit, key), visit.words) : Data{false});
    result << data;
  }
  return result;
}

http::Response Site::mail_page(Visit& visit, const std::string& reference, int status) {
  const auto found = ground_.desk.show(reference);
  if (!found) return store_failed(visit, found.error());
  if (!*found) return message(visit, 404, "missing_title", "missing_mail", "/", "go_queue");
  const auto& detail = **found;
  const auto* zone = zone_of(visit, detail.item.message);
  Data data = object();
  add_mail(visit, detail, zone, data);
  add_actions(visit, detail, zone, data);
  const auto badge = badge_of(detail.item, visit.words);
  data.set("badge", badge.words);
  data.set("badge_class", badge.css);
  const auto trouble = trouble_words(detail.item, zone, visit.words);
  data.set("trouble", Data{!trouble.empty()});
  data.set("trouble_text", trouble);
  data.set("prospects", prospects_of(visit, detail.item.message));
  const auto& subject = detail.item.message.subject;
  return page(visit, "mail.html", subject.empty() ? reference : shown_begin(subject), std::move(data), status);
}

http::Response Site::mail(Visit& visit, const std::string& reference) {
  const auto* did = act_of(visit.call.query["did"]);
  if (did != nullptr) visit.told = Told{Told::Tone::good, {visit.words(fmt::format("did_{}", did->name))}};
  return mail_page(visit, reference, 200);
}

http::Response Site::ask_discard(Visit& visit, const std::string& reference) {
  const auto found = ground_.desk.show(reference);
  if (!found) return store_failed(visit, found.error());
  if (!*found) return message(visit, 404, "missing_title", "missing_mail", "/", "go_queue");
  if (!can_be_decided((*found)->item)) return redirect(visit, fmt::format("/held/{}", http::query_escaped(reference)));
  Data data = mail_line(visit, (*found)->item.message);
  data.set("narrow", Data{true});
  data.set("subject", shown((*found)->item.message.subject));
  data.set("seen", store::version_of(**found));
  return page(visit, "discard.html", visit.words("discard_title"), std::move(data));
}

store::Ask Site::ask_of(const Visit& visit, const std::string& reference, What what) const {
  store::Ask ask;
  ask.what = what;
  ask.reference = reference;
  ask.by = visit.account->name;
  ask.at = visit.now;
  ask.from = visit.address;
  if (act_of(what).words != Act::Words::none) ask.words = tidy_words(visit.call.form["words"]);
  return ask;
}

void Site::log_act(const store::Ask& ask, std::string_view queue_id) {
  ground_.log.info(fmt::format("{} ref={} queue={} account={} from={}", act_of(ask.what).name,
                               service::log_value(ask.reference), service::log_value(queue_id.empty() ? "-" : queue_id),
                               service::log_value(ask.by), service::log_value(ask.from)));
}

http::Response Site::act(Visit& visit, const std::string& reference, What what) {
  const auto& act = act_of(what);
  auto told_on_page = [&](std::string line, int status) {
    visit.told = Told{Told::Tone::bad, {std::move(line)}};
    return mail_page(visit, reference, status);
  };
  if (auto wrong = words_wrong(act, visit.call.form["words"], visit.words); !wrong.empty())
    return told_on_page(std::move(wrong), 422);
  auto ask = ask_of(visit, reference, what);
  if (what != What::note) ask.seen = seen_of(visit.call.form["seen"]);
  const auto answer = ground_.desk.ask(ask);
  if (!answer) return store_failed(visit, answer.error());
  if (answer->upshot == store::Answer::Upshot::absent)
    return message(visit, 404, "missing_title", "missing_mail", "/", "go_queue");
  if (answer->upshot == store::Answer::Upshot::done) {
    const auto mail = ground_.reader.held_message(reference);
    log_act(ask, mail && *mail ? (*mail)->queue_id : "");
    return redirect(visit, fmt::format("/held/{}?did={}", http::query_escaped(reference), act.name));
  }
  const auto message = ground_.reader.held_message(reference);
  const auto* zone = message && *message ? zone_of(visit, **message) : nullptr;
  return told_on_page(answer_words(*answer, zone, visit.words), 409);
}

http::Response Site::release(Visit& visit, const std::string& reference) {
  return act(visit, reference, What::release);
}
http::Response Site::when_allowed(Visit& visit, const std::string& reference) {
  return act(visit, reference, What::release_when_allowed);
}
http::Response Site::give_back(Visit& visit, const std::string& reference) {
  return act(visit, reference, What::give_back);
}
http::Response Site::discard(Visit& visit, const std::string& reference) {
  return act(visit, reference, What::discard);
}
http::Response Site::note(Visit& visit, const std::string& reference) { return act(visit, reference, What::note); }

}  // namespace jeda::page
