#include "store/record/asking.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"

namespace jeda::store {
namespace {

using What = Ask::What;

Answer::Upshot kind_of_answer(const Ask& ask, const Standing& standing) {
  const bool held = standing.state == HeldState::held;
  if (ask.what == What::note) return Answer::Upshot::done;
  if (is_settled(standing.state)) return Answer::Upshot::settled;
  const Entry* last = standing.last ? &*standing.last : nullptr;
  if (ask.what == What::undo)
    return can_be_undone(standing.state, standing.request, last, ask.at) ? Answer::Upshot::done
                                                                         : Answer::Upshot::too_late;
  if (is_open(standing.request)) return Answer::Upshot::requested;
  const std::string version = std::to_string(standing.last ? standing.last->id : 0);
  if (!ask.seen.empty() && ask.seen != version) return Answer::Upshot::changed;
  const bool has_moment = held && standing.next_allowed;
  return ask.what == What::release_when_allowed && !has_moment ? Answer::Upshot::no_moment : Answer::Upshot::done;
}

}  // namespace

Answer answer_to(const Ask& ask, const Standing& standing) {
  return {kind_of_answer(ask, standing), standing.state, standing.request, standing.last};
}

std::string kept_words(std::string_view words, std::size_t most) {
  std::string kept = repair_utf8(cut_utf8(words, most));
  std::replace_if(
      kept.begin(), kept.end(), [](char c) { return is_control(c) && c != '\n' && c != '\t'; }, ' ');
  kept.resize(cut_utf8(kept, most).size());
  return kept;
}

std::string kept_line(std::string_view line, std::size_t most) {
  std::string kept = kept_words(line, most);
  std::replace_if(
      kept.begin(), kept.end(), [](char c) { return is_control(c); }, ' ');
  return kept;
}

RequestKind kind_of(Ask::What what) {
  if (what == Ask::What::give_back) return RequestKind::give_back;
  return what == Ask::What::discard ? RequestKind::discard : RequestKind::release;
}

HeldState state_after(RequestKind kind) {
  if (kind == RequestKind::give_back) return HeldState::returned;
  return kind == RequestKind::discard ? HeldState::discarded : HeldState::released;
}

std::string_view asked_word(RequestKind kind) {
  if (kind == RequestKind::give_back) return entry_words::return_asked;
  return kind == RequestKind::discard ? entry_words::discard_asked : entry_words::release_asked;
}

std::string_view settled_word(HeldState state) {
  switch (state) {
    case HeldState::returned:
      return entry_words::returned;
    case HeldState::discarded:
      return entry_words::discarded;
    case HeldState::gone:
      return entry_words::gone;
    default:
      return entry_words::released;
  }
}

NoticeKind notice_of(HeldState state) {
  if (state == HeldState::returned) return NoticeKind::returned;
  return state == HeldState::discarded ? NoticeKind::discarded : NoticeKind::released;
}

}  // namespace jeda::store
