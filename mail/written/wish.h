// The wish not to be written to again. Internal to mail/. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace jeda::mail {

/// A sentence of a text.
struct SentencePlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The first sentence of `text`, from byte `from` on, that asks not to be written to again; absent where there is none.
/// Denied wishes ("please don't stop"), conditions ("if you unsubscribe ..."), delays ("don't email me before Monday")
/// and questions that are no request are none. `text` is what a person wrote, without quotes; its first 16 KiB are
/// read. Blanks, dashes and marks of every script part words and sentences. Linear.
std::optional<SentencePlace> find_wish(std::string_view text, std::size_t from = 0);

/// The sentence in one line, at most 200 bytes.
std::string shown_wish(std::string_view sentence);

/// The first of them as it is shown; empty where there is none.
std::string opt_out_wish(std::string_view text);

/// Gives each sentence of the first 16 KiB of `text` to `each`, without white space at its ends; none is empty.
void each_sentence(std::string_view text, const std::function<void(std::string_view)>& each);

}  // namespace jeda::mail
