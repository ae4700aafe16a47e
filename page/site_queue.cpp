// The queue: what needs the reviewer, what was asked for, what goes by itself.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "base/terminal.h"
#include "page/acts.h"
#include "page/cookies.h"
#include "page/filters.h"
#include "page/groups.h"
#include "page/site.h"
#include "page/standing.h"
#include "page/titles.h"

namespace jeda::page {
namespace {

using store::HeldState;

constexpr std::size_t lines_on_page = 50;
constexpr int mails_looked_at = 200;        // for the lines of one page: identical ones are one line
constexpr std::size_t most_chips = 2;       // the rest is counted
constexpr std::size_t longest_name = 60;    // bytes, in a list
constexpr std::size_t most_judged_now = 5;  // recipients, of mail in a list

constexpr std::array shown_states{HeldState::held, HeldState::released, HeldState::returned, HeldState::discarded,
                                  HeldState::gone};

Data rule_options(const Visit& visit, const std::string& chosen) {
  Data options = list();
  options << option("", visit.words("any"), chosen.empty());
  std::set<std::string> names;
  for (const auto& rule : visit.policy->rules) names.insert(rule.name);
  if (!chosen.empty()) names.insert(shown_begin(chosen));
  for (const auto& name : names)
    options << option(name, rule_title(*visit.policy, name, visit.words.language()), name == chosen);
  return options;
}

Data state_options(const Visit& visit, const std::optional<HeldState>& chosen) {
  Data options = list();
  for (const auto state : shown_states) {
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
  data.set("filtered", Data{!visit.filters.empty()});
  const bool only_text = filter.text.empty() ? visit.filters.empty() : visit.filters.find('&') == std::string::npos;
  data.set("more_open", Data{!only_text && visit.filters != "state=held&order=oldest"});
}

/// Of all mails of a line, the decisive ones first.
Data chips_of(const Visit& visit, const std::vector<const store::HeldItem*>& mails) {
  std::vector<std::string> titles;
  for (const auto* mail : mails)
    for (auto& title : titles_of(*visit.policy, mail->message, visit.words.language()))
      if (std::find(titles.begin(), titles.end(), title) == titles.end()) titles.push_back(std::move(title));
  Data chips = list();
  for (std::size_t i = 0; i < std::min(titles.size(), most_chips); ++i) {
    Data chip = object();
    chip.set("chip", titles[i]);
    chips << chip;
  }
  if (titles.size() > most_chips) {
    Data chip = object();
    chip.set("chip", visit.words("more_rules", {{"count", titles.size() - most_chips}}));
    chips << chip;
  }
  return chips;
}

Data link(const std::string& href) {
  Data data = object();
  data.set("href", href);
  return data;
}

/// The options of what is done to several.
Data several_options(const Visit& visit) {
  Data whats = list();
  for (const auto& act : acts())
    if (act.what != store::Ask::What::undo) whats << option(act.name, visit.words(act.button_key), false);
  return whats;
}

/// The queue from a place on, of one part.
std::string from_place(const Visit& visit, std::string_view part, const std::string& place) {
  auto query = visit.filters;
  if (!place.empty()) query += fmt::format("{}{}={}", query.empty() ? "" : "&", part, http::query_escaped(place));
  return queue_path(query);
}

}  // namespace

Data mail_line(const Visit& visit, const store::HeldMessage& message) {
  Data data = object();
  data.set("reference", shown_begin(message.reference));
  data.set("href", carrying(fmt::format("/held/{}", http::query_escaped(message.reference)), visit.filters));
  data.set("subject_begin", message.subject.empty() ? visit.words("no_subject") : shown_begin(message.subject));
  data.set("salesperson_begin", shown_begin(message.salesperson, longest_name));
  const auto count = message.recipients.size();
  data.set("recipient_begin", count == 0 ? "" : shown_begin(message.recipients.front().key, longest_name));
  data.set("more", Data{count > 1});
  data.set("more_text", count > 1 ? texts::told(visit.words.language(), "and_more", {{"count", count - 1}}) : "");
  data.set("has_outcome", Data{false});
  return data;
}

/// When it goes, as "label" and a moment, or words alone. What has passed is not shown as coming: then it goes at the
/// next look, or waits for a decision and is judged now.
Data Site::next_of(const Visit& visit, const store::HeldItem& item) {
  const auto& message = item.message;
  if (message.state != HeldState::held || is_open(item.request) || !message.next_allowed) return Data{false};
  const bool scheduled = message.release == policy::Release::when_allowed;
  auto next = message.next_allowed;
  std::string words;
  if (*next <= visit.now) {
    const bool few = message.recipients.size() <= most_judged_now;
    const auto now = scheduled || !few ? std::nullopt : judged_now(visit, message);
    const bool free = now && now->decision.verdict <= policy::Verdict::tag;
    next = now && !free ? now->decision.next_allowed : std::nullopt;
    if (next && *next <= visit.now) next = std::nullopt;
    words = scheduled ? visit.words("goes_next_look") : free ? visit.words("free_by_now") : "";
  }
  if (!next && words.empty()) return Data{false};
  Data data = next ? moment_beside(*next, visit, zone_of(visit, message)) : object();
  data.set("label", next ? (scheduled ? "" : visit.words("earliest")) : words);
  data.set("has_moment", Data{next.has_value()});
  return data;
}

Data Site::queue_line(const Visit& visit, const std::vector<const store::HeldItem*>& mails) {
  const auto& item = *mails.front();
  const auto& message = item.message;
  Data data = mail_line(visit, message);
  std::string references;
  Data members = list();
  for (const auto* mail : mails) {
    references += (references.empty() ? "" : " ") + mail->message.reference;
    members << mail_line(visit, mail->message);
  }
  const bool many = mails.size() > 1;
  data.set("many", Data{many});
  data.set("one", Data{!many});
  data.set("many_text", visit.words.counted("identical", static_cast<std::int64_t>(mails.size())));
  data.set("members", members);
  data.set("references", shown_begin(references, references.size()));
  data.set("choose_name", fmt::format("{}: {}", visit.words("choose"),
                                      many ? visit.words.counted("identical", static_cast<std::int64_t>(mails.size()))
                                           : shown_begin(message.reference)));
  data.set("notes", Data{item.notes > 0});
  data.set("notes_text", visit.words.counted("notes", item.notes));
  data.set("chips", chips_of(visit, mails));
  data.set("since", moment(message.held_at, visit.zone, visit.words));
  const auto badge = badge_of(item, visit.words);
  data.set("badge", badge.words);
  data.set("badge_class", badge.css);
  data.set("can_act", Data{can_be_decided(item) && message.state == HeldState::held});
  data.set("ticked", Data{visit.call.query["all"] == "yes"});
  data.set("can_undo", Data{visit.may_review() && can_be_undone(message.state, item.request, nullptr, visit.now)});
  data.set("next", next_of(visit, item));
  return data;
}

/// One part of the queue; `name` is of its texts, and of its place in the address.
store::Result<Data> Site::queue_part(const Visit& visit, store::HeldFilter filter, std::string_view name) {
  const auto place_name = fmt::format("after_{}", name);
  filter.limit = mails_looked_at;
  filter.sketches = true;
  filter.after = visit.call.query[place_name];
  const auto found = ground_.desk.list(filter);
  if (!found) return tl::unexpected(found.error());
  const auto groups = grouped(found->items, lines_on_page);
  Data items = list();
  for (const auto& group : groups.groups) {
    std::vector<const store::HeldItem*> mails;
    for (const auto place : group) mails.push_back(&found->items[place]);
    items << queue_line(visit, mails);
  }
  const bool more = groups.taken < found->items.size() || !found->next.empty();
  const auto next = more ? place_of(found->items[groups.taken - 1].message, filter.order) : "";
  Data data = object();
  data.set("part", std::string(name));
  data.set("heading", visit.words(fmt::format("part_{}", name)));
  data.set("count", visit.words.counted("count", found->total));
  data.set("hint", visit.words(fmt::format("part_hint_{}", name)));
  data.set("none", Data{groups.groups.empty()});
  data.set("none_text", visit.words(!visit.filters.empty() ? "nothing_found" : fmt::format("part_none_{}", name)));
  data.set("some", Data{!groups.groups.empty()});
  data.set("items", items);
  const bool asked = filter.part == store::HeldPart::asked;
  data.set("asked", Data{asked});
  data.set("decides", Data{visit.may_review() && !asked && filter.state == HeldState::held});
  const bool all = visit.call.query["all"] == "yes";
  data.set("all_href", from_place(visit, place_name, filter.after) +
                           (visit.filters.empty() && filter.after.empty() ? "?" : "&") + (all ? "all=no" : "all=yes") +
                           fmt::format("#h-{}", name));
  data.set("all_text", visit.words(all ? "choose_none" : "choose_all"));
  data.set("first_page", filter.after.empty() ? Data{false} : link(from_place(visit, place_name, "")));
  data.set("next_page", next.empty() ? Data{false} : link(from_place(visit, place_name, next)));
  data.set("paged", Data{!filter.after.empty() || !next.empty()});
  return data;
}

http::Response Site::queue(Visit& visit, const std::string&) {
  using store::HeldPart;
  const auto filter = filter_of(visit.call.query);
  struct Part {
    HeldPart part;
    std::string_view name;
    bool always;
  };
  std::vector<Part> parts{{HeldPart::needs_decision, "needs", true},
                          {HeldPart::asked, "asked", false},
                          {HeldPart::by_itself, "itself", false}};
  if (filter.state != HeldState::held) parts = {{HeldPart::all, "found", true}};
  Data shown_parts = list();
  for (const auto& part : parts) {
    auto narrowed = filter;
    narrowed.part = part.part;
    auto data = queue_part(visit, narrowed, part.name);
    if (!data) return store_failed(visit, data.error());
    if (part.always || data->get("some")->is_true()) shown_parts << *data;
  }
  Data data = object();
  add_filters(visit, filter, data);
  data.set("parts", shown_parts);
  data.set("whats", several_options(visit));
  const auto figures = ground_.desk.figures();
  const bool gone = figures && figures->gone > 0 && filter.state == HeldState::held;
  data.set("gone", Data{gone});
  data.set("gone_text", gone ? visit.words.counted("gone_count", figures->gone) : "");
  return page(visit, "queue.html", visit.words("queue_title"), std::move(data));
}

/// The next mail that needs a decision, in the order and of the filter that the reviewer came with; behind the last one
/// the first.
http::Response Site::next_mail(Visit& visit, const std::string&) {
  auto filter = filter_of(http::parse_fields(visit.filters).value_or(http::Fields{}));
  filter.state = HeldState::held;
  filter.part = store::HeldPart::needs_decision;
  filter.limit = 2;
  const auto& from = visit.call.query["ref"];
  const auto mail = ground_.reader.held_message(from);
  if (!mail) return store_failed(visit, mail.error());
  if (*mail) filter.after = place_of(**mail, filter.order);
  for (int turn = 0; turn < 2; ++turn) {
    const auto found = ground_.desk.list(filter);
    if (!found) return store_failed(visit, found.error());
    for (const auto& item : found->items)
      if (item.message.reference != from)
        return redirect(visit, carrying(fmt::format("/held/{}", item.message.reference), visit.filters));
    filter.after.clear();
  }
  visit.cookies.push_back(told_cookie(visit, "all_done"));
  return redirect(visit, queue_path(visit.filters));
}

}  // namespace jeda::page
