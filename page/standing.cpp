#include "page/standing.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"

namespace jeda::page {
namespace {

using store::HeldState;
using store::RequestState;

bool in_trouble(const store::HeldItem& item) {
  const auto& request = item.request;
  return !item.copy_trouble.empty() ||
         (request && (request->state == RequestState::failed || (is_open(request) && !request->trouble.empty())));
}

}  // namespace

Badge badge_of(const store::HeldItem& item, const Words& words) {
  switch (item.message.state) {
    case HeldState::released:
      return {"good", words("badge_released")};
    case HeldState::returned:
      return {"", words("badge_returned")};
    case HeldState::discarded:
      return {"", words("badge_discarded")};
    case HeldState::gone:
      return {"bad", words("badge_gone")};
    case HeldState::held:
      break;
  }
  if (in_trouble(item)) return {"bad", words("badge_trouble")};
  if (is_open(item.request)) return {"wait", words("badge_asked")};
  if (item.asked && item.message.release == policy::Release::review) return {"bad", words("badge_salesperson_asked")};
  const bool scheduled = item.message.release == policy::Release::when_allowed && item.message.next_allowed;
  return scheduled ? Badge{"plan", words("badge_scheduled")} : Badge{"wait", words("badge_review")};
}

std::string asked_words(const store::QueueRequest& request, const date::time_zone* zone, const Words& words) {
  return words(fmt::format("asked_{}", store::to_string(request.kind)),
               {{"by", who_words(request.by, words)}, {"at", moment_words(request.at, zone, words)}});
}

std::string trouble_words(const store::HeldItem& item, const date::time_zone* zone, const Words& words) {
  if (item.message.state == HeldState::gone) return words("trouble_gone");
  if (item.message.state != HeldState::held || !in_trouble(item)) return "";
  if (!item.copy_trouble.empty()) return words("trouble_copy", {{"trouble", shown_begin(item.copy_trouble)}});
  const auto trouble = shown_begin(item.request->trouble);
  if (item.request->state == RequestState::failed) return words("trouble_given_up", {{"trouble", trouble}});
  return words("trouble_trying", {{"trouble", trouble}, {"at", moment_words(item.request->next_try, zone, words)}});
}

std::string who_words(const std::string& who, const Words& words) {
  if (who.empty()) return words("by_nobody");
  if (const auto salesperson = store::by_link_of(who); !salesperson.empty())
    return words("through_link", {{"by", shown_begin(salesperson)}});
  const auto own = fmt::format("by_{}", who);
  return words.has(own) && who != "nobody" ? words(own) : shown_begin(who);
}

std::string what_words(const std::string& what, const Words& words) {
  auto key = fmt::format("what_{}", what);
  std::replace(key.begin(), key.end(), ' ', '_');
  return words.has(key) ? words(key) : shown_begin(what);
}

std::string answer_words(const store::Answer& answer, const date::time_zone* zone, const Words& words) {
  using Upshot = store::Answer::Upshot;
  const auto state = words(fmt::format("state_{}", store::to_string(answer.state)));
  const auto request_what = [&] { return what_words(std::string(store::to_string(answer.request->kind)), words); };
  const auto request_at = [&] { return moment_words(answer.request->at, zone, words); };
  switch (answer.upshot) {
    case Upshot::done:
      return words("outcome_done");
    case Upshot::absent:
      return words("answer_absent");
    case Upshot::settled:
      if (!answer.request) return words("answer_settled", {{"state", state}});
      return words("answer_settled_by",
                   {{"state", state}, {"by", who_words(answer.request->by, words)}, {"at", request_at()}});
    case Upshot::requested:
      if (!answer.request) return words("answer_changed_somehow");
      return words("answer_requested",
                   {{"what", request_what()}, {"by", who_words(answer.request->by, words)}, {"at", request_at()}});
    case Upshot::changed:
      if (!answer.last) return words("answer_changed_somehow");
      return words("answer_changed", {{"what", what_words(answer.last->what, words)},
                                      {"by", who_words(answer.last->who, words)},
                                      {"at", moment_words(answer.last->at, zone, words)}});
    case Upshot::too_late:
      return words("did_undo_late");
    case Upshot::no_moment:
      break;
  }
  return words("answer_no_moment");
}

}  // namespace jeda::page
