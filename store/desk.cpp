#include "store/desk.h"

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

bool can_be_decided(const HeldItem& item) { return !is_settled(item.message.state) && !is_open(item.request); }

std::string version_of(const HeldDetail& detail) {
  return std::to_string(detail.entries.empty() ? 0 : detail.entries.back().id);
}

}  // namespace jeda::store
