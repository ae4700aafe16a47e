#include "store/desk.h"

#include <limits>

#include <fmt/format.h>

#include "store/reference.h"

namespace jeda::store {

std::string_view to_string(RequestKind kind) {
  if (kind == RequestKind::give_back) return "return";
  return kind == RequestKind::discard ? "discard" : "release";
}

std::string_view to_string(RequestState state) {
  switch (state) {
    case RequestState::waiting:
      return "waiting";
    case RequestState::running:
      return "running";
    case RequestState::done:
      return "done";
    case RequestState::failed:
      return "failed";
    case RequestState::voided:
      break;
  }
  return "void";
}

std::string_view to_string(Again::Upshot upshot) {
  switch (upshot) {
    case Again::Upshot::release:
      return "release";
    case Again::Upshot::later:
      return "later";
    case Again::Upshot::review:
      return "review";
    case Again::Upshot::replied:
      return "replied";
    case Again::Upshot::none:
      break;
  }
  return "none";
}

std::string_view to_string(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::held:
      return "held";
    case NoticeKind::released:
      return "released";
    case NoticeKind::returned:
      return "returned";
    case NoticeKind::discarded:
      return "discarded";
    case NoticeKind::refused:
      return "refused";
    case NoticeKind::replied:
      return "replied";
    case NoticeKind::expired:
      return "expired";
    case NoticeKind::replaced:
      return "replaced";
    case NoticeKind::waits:
      return "waits";
    case NoticeKind::own_page:
      return "page";
    case NoticeKind::reminder:
      break;
  }
  return "reminder";
}

std::string_view to_string(Desk::Role role) {
  if (role == Desk::Role::admin) return "admin";
  return role == Desk::Role::reviewer ? "reviewer" : "viewer";
}

bool is_open(const std::optional<QueueRequest>& request) {
  return request && (request->state == RequestState::waiting || request->state == RequestState::running);
}

bool can_be_undone(HeldState state, const std::optional<QueueRequest>& request, const Entry* last, Time now) {
  if (is_settled(state)) return false;
  if (is_open(request)) {
    const bool asked = request->by != by_schedule && request->by != by_expiry;
    return asked && request->state == RequestState::waiting && request->attempts == 0 &&
           now < request->at + undo_within;
  }
  return last != nullptr && last->what == entry_words::when_allowed_asked && now < last->at + undo_within;
}

bool can_be_decided(const HeldItem& item) { return !is_settled(item.message.state) && !is_open(item.request); }

std::string by_link(std::string_view salesperson) { return std::string(salesperson).append(link_mark); }

std::string_view by_link_of(std::string_view who) {
  return who.ends_with(link_mark) ? who.substr(0, who.size() - link_mark.size()) : std::string_view();
}

std::string place_of(const HeldMessage& message, HeldOrder order) {
  constexpr std::int64_t no_moment = std::numeric_limits<std::int64_t>::max();
  const auto micros = [](const std::optional<Time>& time) -> std::int64_t {
    return time ? time->time_since_epoch().count() : no_moment;
  };
  const std::int64_t key = order == HeldOrder::next_allowed ? micros(message.next_allowed) : micros(message.held_at);
  return fmt::format("{}.{}", key, record_of(message.reference).value_or(0));
}

std::string version_of(const HeldDetail& detail) {
  return std::to_string(detail.entries.empty() ? 0 : detail.entries.back().id);
}

}  // namespace jeda::store
