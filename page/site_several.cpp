// What is done to several mails at once.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "base/printable.h"
#include "page/acts.h"
#include "page/cookies.h"
#include "page/filters.h"
#include "page/site.h"
#include "page/standing.h"
#include "page/titles.h"

namespace jeda::page {
namespace {

constexpr std::size_t most_several = 500;

/// What was chosen: "REFERENCE" or "REFERENCE:SEEN" each. A field may hold several, since identical mails are one
/// choice.
std::vector<std::string> chosen_in(const http::Fields& form) {
  std::vector<std::string> chosen;
  for (const auto& field : form.all("ref")) {
    std::istringstream words(field);
    for (std::string word; chosen.size() < most_several && words >> word;)
      if (std::find(chosen.begin(), chosen.end(), word) == chosen.end()) chosen.push_back(std::move(word));
  }
  return chosen;
}

std::string reference_in(const std::string& choice) { return choice.substr(0, choice.find(':')); }

/// "The gap (18), ..." of the rules that `mails` would pass.
std::string passed_rules(const Visit& visit, const std::vector<store::HeldMessage>& mails) {
  std::vector<std::pair<std::string, int>> counts;
  for (const auto& mail : mails) {
    for (const auto& title : titles_that_stop(*visit.policy, mail, visit.words.language())) {
      const auto found =
          std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == title; });
      if (found == counts.end()) {
        counts.emplace_back(title, 1);
      } else {
        ++found->second;
      }
    }
  }
  std::vector<std::string> titles;
  for (const auto& [title, count] : counts) titles.push_back(fmt::format("{} ({})", title, count));
  return joined_titles(titles);
}

/// What will happen, before it is asked for.
std::string consequence_of(const Visit& visit, const Act& act, const std::vector<store::HeldMessage>& mails) {
  if (act.what == store::Ask::What::release)
    return visit.words("several_passes", {{"rules", passed_rules(visit, mails)}});
  if (act.what == store::Ask::What::release_when_allowed) {
    const auto without =
        std::count_if(mails.begin(), mails.end(), [](const auto& mail) { return !mail.next_allowed.has_value(); });
    return without == 0 ? visit.words("when_hint") : visit.words.counted("several_without_moment", without);
  }
  return visit.words(fmt::format("{}_hint", act.name));
}

}  // namespace

/// The page that asks again: what was chosen, as it is now. What a reviewer sees there is what the answer is measured
/// by.
http::Response Site::choose_several(Visit& visit, const std::string&) { return several_page(visit, 200); }

http::Response Site::several_page(Visit& visit, int status) {
  const auto* act = act_of(visit.call.form["what"]);
  const auto chosen = chosen_in(visit.call.form);
  if (act == nullptr || act->what == store::Ask::What::undo || chosen.empty()) {
    visit.cookies.push_back(told_cookie(visit, "none"));
    return redirect(visit, queue_path(visit.filters));
  }
  Data items = list();
  std::string refs;
  std::vector<store::HeldMessage> mails;
  for (const auto& choice : chosen) {
    const auto reference = reference_in(choice);
    const auto detail = ground_.desk.show(reference);
    if (!detail) return store_failed(visit, detail.error());
    if (!*detail) continue;
    const auto& message = (*detail)->item.message;
    items << mail_line(visit, message);
    refs += fmt::format("{}{}:{}", refs.empty() ? "" : " ", reference, store::version_of(**detail));
    mails.push_back(message);
  }
  const bool some = !mails.empty();
  Data data = object();
  data.set("heading", visit.words(fmt::format("several_title_{}", act->name), {{"count", mails.size()}}));
  data.set("consequence", some ? consequence_of(visit, *act, mails) : "");
  data.set("items", items);
  data.set("refs", refs);
  data.set("what", std::string(act->name));
  data.set("ask", Data{some});
  data.set("done", Data{!some});
  data.set("words_field", Data{act->words != Act::Words::none});
  data.set("words_required", Data{act->words == Act::Words::needed && ground_.review.replies.empty()});
  data.set("words_label", visit.words(act->words_key));
  data.set("typed_words", escaped_lines(tidy_words(visit.call.form["words"])));
  data.set("has_replies", Data{act->what == store::Ask::What::give_back && !ground_.review.replies.empty()});
  data.set("replies", reply_options(visit));
  data.set("button", visit.words(act->button_key));
  using What = store::Ask::What;
  data.set("button_class", act->what == What::discard ? "danger" : act->what == What::release ? "" : "main");
  return page(visit, "several.html", visit.words("queue_title"), std::move(data), status);
}

http::Response Site::do_several(Visit& visit, const std::string&) {
  const auto* act = act_of(visit.call.form["what"]);
  const auto chosen = chosen_in(visit.call.form);
  const bool nothing = act == nullptr || act->what == store::Ask::What::undo || chosen.empty();
  if (nothing) return several_page(visit, 200);
  if (const auto wrong = words_wrong(*act, words_given(visit, *act), visit.words); !wrong.empty()) {
    visit.told = Told{Told::Tone::bad, {wrong}};
    return several_page(visit, 422);
  }
  Data items = list();
  std::size_t done = 0;
  for (const auto& choice : chosen) {
    const auto colon = std::min(choice.find(':'), choice.size());
    auto ask = ask_of(visit, choice.substr(0, colon), act->what);
    ask.seen = seen_of(choice.substr(std::min(colon + 1, choice.size())));
    const auto answer = ground_.desk.ask(ask);
    const bool worked = answer && answer->upshot == store::Answer::Upshot::done;
    if (worked) ++done;
    const auto found = ground_.reader.held_message(ask.reference);
    store::HeldMessage message;
    message.reference = ask.reference;
    if (found && *found) message = **found;
    if (worked) log_act(ask, message.queue_id);
    Data item = mail_line(visit, message);
    item.set("has_outcome", Data{true});
    item.set("outcome_class", worked ? "good" : "bad");
    item.set("outcome", answer ? answer_words(*answer, visit.zone, visit.words) : visit.words("outcome_failed"));
    items << item;
  }
  if (done == chosen.size()) {
    visit.cookies.push_back(told_cookie(visit, "several", done));
    return redirect(visit, queue_path(visit.filters));
  }
  Data data = object();
  data.set("heading", visit.words("several_done_title"));
  data.set("consequence", "");
  data.set("items", items);
  data.set("ask", Data{false});
  data.set("done", Data{true});
  return page(visit, "several.html", visit.words("queue_title"), std::move(data), 409);
}

/// What can be taken back of what was chosen.
http::Response Site::undo_several(Visit& visit, const std::string&) {
  std::size_t done = 0;
  for (const auto& reference : chosen_in(visit.call.form)) {
    const auto ask = ask_of(visit, reference_in(reference), store::Ask::What::undo);
    const auto answer = ground_.desk.ask(ask);
    if (!answer) return store_failed(visit, answer.error());
    if (answer->upshot != store::Answer::Upshot::done) continue;
    ++done;
    log_act(ask, "");
  }
  visit.cookies.push_back(told_cookie(visit, done == 0 ? "undo_late" : "undo_several", done));
  return redirect(visit, queue_path(visit.filters));
}

}  // namespace jeda::page
