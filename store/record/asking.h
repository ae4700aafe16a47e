// What comes of what a reviewer asks for, and how it is written down.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/desk.h"

namespace jeda::store {

/// How a held mail stands when something is asked.
struct Standing {
  HeldState state = HeldState::held;
  std::optional<Time> next_allowed;
  std::optional<QueueRequest> request;  // the newest
  std::optional<Entry> last;            // of its record
};

/// `done` where nothing stands against it: it is yet to be done then.
Answer answer_to(const Ask& ask, const Standing& standing);

/// REQUIRES: something that is done to the queue.
RequestKind kind_of(Ask::What what);

/// What a request makes of held mail; the words of the record for either; what the salesperson is told.
HeldState state_after(RequestKind kind);
std::string_view asked_word(RequestKind kind);
std::string_view settled_word(HeldState state);
NoticeKind notice_of(HeldState state);

/// Words of a person as they are kept: UTF-8, no control characters but line feeds and tabs, at most `most` bytes.
std::string kept_words(std::string_view words, std::size_t most = max_words);

/// The same as one line.
std::string kept_line(std::string_view line, std::size_t most = 500);

}  // namespace jeda::store
