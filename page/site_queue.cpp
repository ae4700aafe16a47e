// The queue, and what is done to several mails at once.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <utility>

#include "base/terminal.h"
#include "page/acts.h"
#include "page/site.h"
#include "page/standing.h"

namespace jeda::page {
namespace {

using store::HeldState;

constexpr int mails_on_page = 50;
constexpr std::size_t most_several = 100;
constexpr std::size_t most_chips = 8;
constexpr std::size_t longest_name = 60;  // bytes, in a list

constexpr std::array states{HeldState::held, HeldState::released, HeldState::returned, HeldState::discarded,
                            HeldState::gone};
struct Order {
  std::string_view name;
  store::HeldOrder order;
};
constexpr std::array<Order, 3> orders{{{"oldest", store::HeldOrder::oldest},
                                       {"newest", store::HeldOrder::newest},
                                       {"next", store::HeldOrder::next_allowed}}};

store::HeldFilter filter_of(const http::Fields& query) {
  store::HeldFilter filter;
  if (query["state"] == "any") filter.state = std::nullopt;
  for (const auto state : states)
    if (query["state"] == store::to_string(state)) filter.state = state;
  for (const auto release : {policy::Release::when_allowed, policy::Release::review})
    if (query["release"] == policy::to_string(release)) filter.release = release;
  for (const auto& order : orders)
    if (query["order"] == order.name) filter.order = order.order;
  filter.salesperson = query["salesperson"];
  filter.prospect = query["prospect"];
  filter.rule = query["rule"];
  filter.text = query["text"];
  filter.in_trouble = query["trouble"] == "yes";
  filter.limit = mails_on_page;
  filter.after = query["after"];
  return filter;
}

constexpr std::string_view filter_names[] = {"text",  "salesperson", "prospect", "rule",
                                             "state", "release",     "order",    "trouble"};

/// The query of the same filters.
std::string query_of(const http::Fields& query) {
  std::string text;
  for (const auto name : filter_names)
    if (!query[name].empty()) text += fmt::format("{}={}&", name, http::query_escaped(query[name]));
  return text;
}

Data rule_options(const Visit& visit, const std::string& chosen) {
  Data options = list();
  options << option("", visit.words("any"), chosen.empty());
  std::set<std::string> names;
  for (const auto& rule : visit.policy->rules) names.insert(rule.name);
  if (!chosen.empty()) names.insert(shown_begin(chosen));
  for (const auto& name : names) options << option(name, name, name == chosen);
  return options;
}

Data state_options(const Visit& visit, const std::optional<HeldState>& chosen) {
  Data options = list();
  for (const auto state : states) {
    const auto name = store::to_string(state);
    options << option(name, visit.words(fmt::format("state_{}", name)), chosen == state);
  }
  options << option("any", visit.words("any"), !chosen);
  return options;
}

Data release_options(const Visit& visit, const std::optional<policy::Release>& chosen) {
  using policy::Release;
  Data options = list();
  options << option("", visit.words("any"), !chosen);
  options << option(policy::to_string(Release::when_allowed), visit.words("release_when_allowed_kind"),
                    chosen == Release::when_allowed);
  options << option(policy::to_string(Release::review), visit.words("release_review_kind"), chosen == Release::review);
  return options;
}

Data order_options(const Visit& visit, store::HeldOrder chosen) {
  Data options = list();
  for (const auto& order : orders)
    options << option(order.name, visit.words(fmt::format("order_{}", order.name)), order.order == chosen);
  return options;
}

void add_filters(const Visit& visit, const store::HeldFilter& filter, Data& data) {
  Data typed = object();
  for (const auto name : {"text", "salesperson", "prospect"}) typed.set(name, shown_begin(visit.call.query[name]));
  data.set("f", typed);
  data.set("rules", rule_options(visit, filter.rule));
  data.set("states", state_options(visit, filter.state));
  data.set("releases", release_options(visit, filter.release));
  data.set("orders", order_options(visit, filter.order));
  data.set("trouble_on", Data{filter.in_trouble});
  const auto query = query_of(visit.call.query);
  data.set("filtered", Data{!query.empty()});
  const bool only_text = filter.text.empty() ? query.empty() : query.find('&') == query.size() - 1;
  data.set("more_open", Data{!only_text && !(query == "state=held&order=oldest&")});
}

Data chips_of(const std::string& rules) {
  Data chips = list();
  std::istringstream names(rules);
  std::size_t count = 0;
  for (std::string name; std::getline(names, name, ',') && count < most_chips; ++count) {
    Data chip = object();
    chip.set("chip", shown_begin(name));
    chips << chip;
  }
  return chips;
}

Data link(const std::string& href) {
  Data data = object();
  data.set("href", href);
  return data;
}

}  // namespace

Data mail_line(const Visit& visit, const store::HeldMessage& message) {
  Data data = object();
  data.set("reference", shown_begin(message.reference));
  data.set("subject_begin", message.subject.empty() ? visit.words("no_subject") : shown_begin(message.subject));
  data.set("salesperson_begin", shown_begin(message.salesperson, longest_name));
  const auto count = message.recipients.size();
  data.set("recipient_begin", count == 0 ? "" : shown_begin(message.recipients.front().key, longest_name));
  data.set("more", Data{count > 1});
  data.set("more_text", count > 1 ? texts::told(visit.words.language(), "and_more", {{"count", count - 1}}) : "");
  data.set("has_outcome", Data{false});
  return data;
}

Data Site::queue_item(const Visit& visit, const store::HeldItem& item) {
  const auto& message = item.message;
  const auto* zone = zone_of(visit, message);
  Data data = mail_line(visit, message);
  data.set("notes", Data{item.notes > 0});
  data.set("notes_text", visit.words.counted("notes", item.notes));
  data.set("chips", chips_of(message.rules));
  data.set("since", moment(message.held_at, zone, visit.words));
  const auto badge = badge_of(item, visit.words);
  data.set("badge", badge.words);
  data.set("badge_class", badge.css);
  data.set("can_act", Data{can_be_decided(item) && message.state == HeldState::held});
  const bool waits = message.state == HeldState::held && message.next_allowed && !is_open(item.request);
  Data next = waits ? moment(*message.next_allowed, zone, visit.words) : Data{false};
  if (waits) next.set("label", message.release == policy::Release::when_allowed ? "" : visit.words("earliest"));
  data.set("next", next);
  return data;
}

http::Response Site::queue(Visit& visit, const std::string&) {
  const auto& query = visit.call.query;
  if (query["did"] == "several")
    visit.told = Told{Told::Tone::good, {visit.words("did_several", {{"count", shown_begin(query["n"])}})}};
  if (query["did"] == "none") visit.told = Told{Told::Tone::bad, {visit.words("several_none")}};
  const auto filter = filter_of(query);
  const auto found = ground_.desk.list(filter);
  if (!found) return store_failed(visit, found.error());
  Data items = list();
  for (const auto& item : found->items) items << queue_item(visit, item);
  Data data = object();
  add_filters(visit, filter, data);
  const bool none = found->items.empty();
  const bool plain = query_of(query).empty();
  data.set("none", Data{none});
  data.set("none_text", visit.words(plain ? "nothing_held" : "nothing_found"));
  data.set("some", Data{!none});
  data.set("count", visit.words.counted("count", found->total));
  data.set("items", items);
  Data whats = list();
  for (const auto& act : acts()) whats << option(act.name, visit.words(act.button_key), false);
  data.set("whats", whats);
  data.set("first_page", filter.after.empty() ? Data{false} : link("/?" + query_of(query)));
  data.set("next_page", found->next.empty()
                            ? Data{false}
                            : link(fmt::format("/?{}after={}", query_of(query), http::query_escaped(found->next))));
  return page(visit, "queue.html", visit.words("queue_title"), std::move(data));
}

/// The page that asks again: what was chosen, as it is now. What a reviewer sees there is what the answer is measured
/// by.
http::Response Site::choose_several(Visit& visit, const std::string&) { return several_page(visit, 200); }

http::Response Site::several_page(Visit& visit, int status) {
  const auto* act = act_of(visit.call.form["what"]);
  auto chosen = visit.call.form.all("ref");
  if (act == nullptr || chosen.empty()) return redirect(visit, "/?did=none");
  if (chosen.size() > most_several) chosen.resize(most_several);
  Data items = list();
  Data refs = list();
  int count = 0;
  for (const auto& choice : chosen) {
    const auto reference = choice.substr(0, choice.find(':'));
    const auto detail = ground_.desk.show(reference);
    if (!detail) return store_failed(visit, detail.error());
    if (!*detail) continue;
    items << mail_line(visit, (*detail)->item.message);
    refs << option(fmt::format("{}:{}", reference, store::version_of(**detail)), "", false);
    ++count;
  }
  Data data = object();
  data.set("heading", visit.words(fmt::format("several_title_{}", act->name), {{"count", count}}));
  data.set("items", items);
  data.set("refs", refs);
  data.set("what", std::string(act->name));
  data.set("ask", Data{count > 0});
  data.set("done", Data{count == 0});
  data.set("words_field", Data{act->words != Act::Words::none});
  data.set("words_required", Data{act->words == Act::Words::needed});
  data.set("words_label", visit.words(act->words_key));
  data.set("typed_words", escaped_lines(tidy_words(visit.call.form["words"])));
  data.set("button", visit.words(act->button_key));
  data.set("button_class", act->what == store::Ask::What::discard ? "danger" : "main");
  return page(visit, "several.html", visit.words("queue_title"), std::move(data), status);
}

http::Response Site::do_several(Visit& visit, const std::string&) {
  const auto* act = act_of(visit.call.form["what"]);
  auto chosen = visit.call.form.all("ref");
  if (act == nullptr || chosen.empty()) return redirect(visit, "/?did=none");
  if (chosen.size() > most_several) chosen.resize(most_several);
  if (const auto wrong = words_wrong(*act, visit.call.form["words"], visit.words); !wrong.empty()) {
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
    const auto detail = ground_.desk.show(ask.reference);
    store::HeldMessage message;
    message.reference = ask.reference;
    if (detail && *detail) message = (*detail)->item.message;
    if (worked) log_act(ask, message.queue_id);
    Data item = mail_line(visit, message);
    item.set("has_outcome", Data{true});
    item.set("outcome_class", worked ? "good" : "bad");
    item.set("outcome",
             answer ? answer_words(*answer, zone_of(visit, message), visit.words) : visit.words("outcome_failed"));
    items << item;
  }
  if (done == chosen.size()) return redirect(visit, fmt::format("/?did=several&n={}", done));
  Data data = object();
  data.set("heading", visit.words("several_done_title"));
  data.set("items", items);
  data.set("ask", Data{false});
  data.set("done", Data{true});
  return page(visit, "several.html", visit.words("queue_title"), std::move(data), 409);
}

}  // namespace jeda::page
