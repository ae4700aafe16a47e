// What is done to one held mail.
#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/terminal.h"
#include "page/acts.h"
#include "page/cookies.h"
#include "page/filters.h"
#include "page/site.h"
#include "page/standing.h"
#include "page/titles.h"

namespace jeda::page {
namespace {

using store::HeldState;
using What = store::Ask::What;

/// Titles of the rules that a release at this moment passes; as it was held where nothing newer can be told.
std::string rules_passed(const Visit& visit, const store::HeldMessage& message,
                         const std::optional<store::Judgement>& now) {
  if (!now) return joined_titles(titles_that_stop(*visit.policy, message, visit.words.language()));
  auto judged = message;
  judged.findings = store::findings_json(now->decision);
  return joined_titles(titles_that_stop(*visit.policy, judged, visit.words.language()));
}

}  // namespace

Data Site::reply_options(const Visit& visit) const {
  Data options = list();
  const auto& chosen = visit.call.form["reply"];
  Data none = option("", visit.words("no_reply"), chosen.empty());
  none.set("reply_text", Data{false});
  options << none;
  for (std::size_t i = 0; i < ground_.review.replies.size(); ++i) {
    const auto number = std::to_string(i + 1);
    Data one = option(number, shown_begin(ground_.review.replies[i].title), chosen == number);
    one.set("reply_text", escaped_lines(ground_.review.replies[i].text));
    options << one;
  }
  return options;
}

/// The chosen reply of the organisation's, then what was typed.
std::string Site::words_given(const Visit& visit, const Act& act) const {
  const auto& typed = visit.call.form["words"];
  const auto& chosen = visit.call.form["reply"];
  std::size_t number = 0;
  const auto end = std::from_chars(chosen.data(), chosen.data() + chosen.size(), number);
  const bool known = act.what == What::give_back && end.ec == std::errc() && end.ptr == chosen.data() + chosen.size() &&
                     number >= 1 && number <= ground_.review.replies.size();
  if (!known) return typed;
  const auto& text = ground_.review.replies[number - 1].text;
  return tidy_words(typed).empty() ? text : fmt::format("{}\n\n{}", tidy_words(text), typed);
}

/// What may be done now, what will come of each, and what was typed before. What passes rules is never the first to be
/// pressed.
void Site::add_actions(const Visit& visit, const store::HeldDetail& detail, const std::optional<store::Judgement>& now,
                       Data& data) {
  const auto& item = detail.item;
  const auto& words = visit.words;
  const auto state = item.message.state;
  const bool decidable = visit.may_review() && can_be_decided(item);
  const bool held = decidable && state == HeldState::held;
  const bool can_wait = item.message.next_allowed.has_value();
  data.set("act", Data{held});
  data.set("gone", Data{decidable && state == HeldState::gone});
  data.set("can_wait", Data{can_wait});
  data.set("return_class", can_wait ? "" : "main");
  const auto passed = rules_passed(visit, item.message, now);
  data.set("release_hint", passed.empty() ? words("release_hint_free") : words("release_hint", {{"rules", passed}}));
  const bool ahead = can_wait && *item.message.next_allowed > visit.now;
  data.set("when_hint",
           ahead ? words("when_hint_at", {{"at", moment_words(*item.message.next_allowed, visit.zone, words)}})
                 : words("when_hint"));
  data.set("has_replies", Data{!ground_.review.replies.empty()});
  data.set("words_required", Data{ground_.review.replies.empty()});
  data.set("replies", reply_options(visit));
  data.set("may_note", Data{visit.may_review()});
  data.set("only_view", Data{!visit.may_review()});
  data.set("asked", Data{is_open(item.request)});
  data.set("asked_text", is_open(item.request) ? asked_words(*item.request, visit.zone, words) : "");
  const auto* last = detail.entries.empty() ? nullptr : &detail.entries.back();
  data.set("can_undo", Data{visit.may_review() && can_be_undone(state, item.request, last, visit.now)});
  data.set("is_settled", Data{state != HeldState::held});
  data.set("settled_text", state == HeldState::held ? "" : words(fmt::format("settled_{}", store::to_string(state))));
  data.set("seen", store::version_of(detail));
  const bool noting = visit.call.path.ends_with("/note");
  const auto typed = escaped_lines(tidy_words(visit.call.form["words"]));
  data.set("typed_words", noting ? "" : typed);
  data.set("typed_note", noting ? typed : "");
  data.set("open_return", Data{!can_wait || (!noting && !typed.empty()) || visit.call.path.ends_with("/return")});
  data.set("open_note", Data{noting});
}

http::Response Site::ask_discard(Visit& visit, const std::string& reference) {
  const auto found = ground_.desk.show(reference);
  if (!found) return store_failed(visit, found.error());
  if (!*found) return message(visit, 404, "missing_title", "missing_mail", "/", "go_queue");
  if (!can_be_decided((*found)->item))
    return redirect(visit, carrying(fmt::format("/held/{}", http::query_escaped(reference)), visit.filters));
  Data data = mail_line(visit, (*found)->item.message);
  data.set("narrow", Data{true});
  data.set("subject", shown((*found)->item.message.subject));
  data.set("seen", store::version_of(**found));
  data.set("typed_words", escaped_lines(tidy_words(visit.call.form["words"])));
  return page(visit, "discard.html", visit.words("discard_title"), std::move(data));
}

store::Ask Site::ask_of(const Visit& visit, const std::string& reference, What what) const {
  store::Ask ask;
  ask.what = what;
  ask.reference = reference;
  ask.by = visit.account->name;
  ask.at = visit.now;
  ask.from = visit.address;
  ask.wait = ground_.review.undo;
  const auto& act = act_of(what);
  if (act.words != Act::Words::none) ask.words = tidy_words(words_given(visit, act));
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
  if (auto wrong = words_wrong(act, words_given(visit, act), visit.words); !wrong.empty())
    return told_on_page(std::move(wrong), 422);
  auto ask = ask_of(visit, reference, what);
  if (what != What::note && what != What::undo) ask.seen = seen_of(visit.call.form["seen"]);
  const auto answer = ground_.desk.ask(ask);
  if (!answer) return store_failed(visit, answer.error());
  if (answer->upshot == store::Answer::Upshot::absent)
    return message(visit, 404, "missing_title", "missing_mail", "/", "go_queue");
  if (answer->upshot != store::Answer::Upshot::done)
    return told_on_page(answer_words(*answer, visit.zone, visit.words), 409);
  const auto mail = ground_.reader.held_message(reference);
  log_act(ask, mail && *mail ? (*mail)->queue_id : "");
  visit.cookies.push_back(told_cookie(visit, std::string(act.name)));
  return redirect(visit, carrying(fmt::format("/held/{}", http::query_escaped(reference)), visit.filters));
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
http::Response Site::undo(Visit& visit, const std::string& reference) { return act(visit, reference, What::undo); }

}  // namespace jeda::page
