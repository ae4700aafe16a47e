// Words of a text, as people count and compare them. Safe for concurrent use; linear in the text.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

/// How many words a text has: runs between white space that hold a letter or a digit (Unicode). Links count as one.
std::size_t count_words(std::string_view text);

/// The words of a text in order, case folded, letters and digits only ("Pak Andi's toko-online" gives pak, andi, s,
/// toko, online). At most `limit`.
std::vector<std::string> words_of(std::string_view text, std::size_t limit);

/// How many words of `text` are not in `known`; one that is in both counts as often as it is there more often.
std::size_t count_new_words(std::string_view text, std::string_view known);

/// What words_of(text, limit) gives for all the texts, sorted and each word once: without the copies in between.
std::vector<std::string> distinct_words_of(std::initializer_list<std::string_view> texts, std::size_t limit);

}  // namespace jeda::mail
