// Words of a text, as people count and compare them. Safe for concurrent use; linear in the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

/// How many words a text has: runs between white space that hold a letter or a digit (Unicode). Links count as one.
std::size_t count_words(std::string_view text);

/// The words of a text in order, case folded, letters and digits only ("Pak Andi's toko-online" gives pak, andi, s,
/// toko, online). At most `limit`.
std::vector<std::string> words_of(std::string_view text, std::size_t limit);

}  // namespace jeda::mail
