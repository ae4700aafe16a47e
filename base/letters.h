// What a reader takes letters for, however they are spelled: characters that show nothing, wide and ornamental forms,
// letters of other scripts that look like Latin ones. All functions are safe for concurrent use and linear in their
// input; ASCII comes back as it is, at the cost of looking for other bytes.
#pragma once

#include <string>
#include <string_view>

namespace jeda {

/// What becomes of characters that some fonts draw as a blank and others not at all: fillers of Hangul, the empty cell
/// of Braille, U+FFFD.
enum class Fillers { dropped, blanks };

/// `text` as a reader sees it: without characters that have neither ink nor width (Unicode's default ignorables, among
/// them soft hyphens, zero-width spaces and joiners, marks of direction, variation selectors, tags), and with
/// compatibility forms made plain (NFKC: full-width, mathematical, circled letters; ligatures; digits). What follows a
/// right-to-left override (U+202E), up to its end or the end of its line, is turned round, as it is drawn. Bytes that
/// are no UTF-8 count as U+FFFD. Genuine text of any script stays what it is.
std::string as_seen(std::string_view text, Fillers fillers = Fillers::dropped);

/// `text` without what has neither ink nor width, and nothing else changed: direction overrides and fillers stay.
std::string without_unseen(std::string text);

/// Which letters look_of() leaves alone.
enum class Accents {
  dropped,  // "é" is "e"
  kept,     // those of Latin letters up to U+017F are letters of their own: for what is compared with stored sketches
};

/// `text` for comparing with other texts that went the same way, never for showing: as_seen(), case folded, each letter
/// that looks like one of a to z made that one (Cyrillic "а", Greek "ο", small capitals; ICU's table of confusable
/// characters and Unicode's names), hyphens of all kinds made '-', and loose accents on those letters dropped.
std::string look_of(std::string_view text, Accents accents = Accents::dropped);

/// True where look_of() does more to `text` than fold its case. False for ASCII and for most of what people write:
/// quotation marks, dashes, pictures and letters that look like none of a to z cost a look at each.
bool has_other_look(std::string_view text, Accents accents = Accents::dropped);

}  // namespace jeda
