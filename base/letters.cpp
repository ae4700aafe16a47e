#include "base/letters.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "base/text.h"

namespace jeda {
namespace {

constexpr UChar32 replacement_character = 0xFFFD;
constexpr UChar32 right_to_left_override = 0x202E;
constexpr UChar32 pop_direction = 0x202C;

std::string narrow_of(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

// Never null but where ICU has no data; then texts stay as they are.
const icu::Normalizer2* compatibility_forms() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* forms = icu::Normalizer2::getNFKCInstance(status);
  return U_SUCCESS(status) ? forms : nullptr;
}

bool is_filler(UChar32 c) {
  return c == 0x115F || c == 0x1160 || c == 0x2800 || c == 0x3164 || c == 0xFFA0 || c == replacement_character;
}

// Neither ink nor width, and no control of ASCII: those are the caller's.
bool is_unseen(UChar32 c) {
  if (c < 0x80) return false;
  constexpr UChar32 last_control = 0x9F;
  const bool annotation = c >= 0xFFF9 && c <= 0xFFFB;
  return c <= last_control || annotation || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

/// Stands on the letter before it. A reader sees no more of them than a few, and to order n of them takes n² steps (UAX
/// #15, stream-safe text).
bool is_mark(UChar32 c) { return c >= 0x300 && u_getCombiningClass(c) != 0; }
constexpr int most_marks = 30;

/// Two that stand for a whole phrase, of 18 and of 8 letters: taken apart they would make a text ten times as long.
bool is_phrase(UChar32 c) { return c == 0xFDFA || c == 0xFDFB; }

bool is_unusual(UChar32 c) { return c >= 0x80 && (is_unseen(c) || is_filler(c)); }

bool is_plain_form(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* forms = compatibility_forms();
  return forms == nullptr ||
         forms->isNormalizedUTF8({text.data(), static_cast<std::int32_t>(text.size())}, status) != 0;
}

// Most texts that are not ASCII have nothing but letters and quotation marks.
bool is_seen_as_written(std::string_view text) {
  int marks = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const UChar32 c = take_character(rest);
    marks = is_mark(c) ? marks + 1 : 0;
    if (c < 0 || is_unusual(c) || is_phrase(c) || marks > most_marks) return false;
  }
  return is_plain_form(text);
}

// Takes what shows nothing out, and turns round what an override turns round.
class Ink {
 public:
  explicit Ink(Fillers fillers) : fillers_(fillers) {}

  void add(UChar32 c) {
    if (c == '\n' || c == pop_direction) turn();
    if (c == right_to_left_override && !turned_from_) turned_from_ = out_.length();
    marks_ = is_mark(c) ? marks_ + 1 : 0;
    if (is_filler(c)) {
      if (fillers_ == Fillers::blanks) out_.append(static_cast<UChar32>(' '));
    } else if (!is_unseen(c) && marks_ <= most_marks) {
      out_.append(c);
    }
  }

  icu::UnicodeString take() {
    turn();
    return std::move(out_);
  }

 private:
  void turn() {
    if (turned_from_) out_.reverse(*turned_from_, out_.length() - *turned_from_);
    turned_from_.reset();
  }

  Fillers fillers_;
  int marks_ = 0;  // in a row
  icu::UnicodeString out_;
  std::optional<std::int32_t> turned_from_;  // where what is turned round begins
};

icu::UnicodeString plain_form(const icu::UnicodeString& inked) {
  const icu::Normalizer2* forms = compatibility_forms();
  if (forms == nullptr) return inked;
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString plain;
  for (std::int32_t start = 0; start < inked.length();) {
    std::int32_t end = start;
    while (end < inked.length() && !is_phrase(inked[end])) ++end;
    plain.append(forms->normalize(inked.tempSubString(start, end - start), status));
    if (end < inked.length()) plain.append(inked[end]);
    start = end + 1;
  }
  return U_SUCCESS(status) ? plain : inked;
}

icu::UnicodeString seen_letters(std::string_view text, Fillers fillers) {
  Ink ink(fillers);
  while (!text.empty()) {
    const UChar32 c = take_character(text);
    ink.add(c < 0 ? replacement_character : c);
  }
  return plain_form(ink.take());
}

// The letter of a to z in a name of Unicode: "LATIN SMALL LETTER E WITH ACUTE", "LATIN LETTER SMALL CAPITAL E". 0 where
// it names none.
char letter_of_name(UChar32 c) {
  std::array<char, 100> name{};
  UErrorCode status = U_ZERO_ERROR;
  u_charName(c, U_UNICODE_CHAR_NAME, name.data(), static_cast<std::int32_t>(name.size()), &status);
  std::string_view rest(name.data());
  if (U_FAILURE(status) || !rest.starts_with("LATIN ")) return 0;
  for (const std::string_view before : {" SMALL CAPITAL ", " LETTER "}) {
    const std::size_t at = rest.find(before);
    if (at == std::string_view::npos) continue;
    rest.remove_prefix(at + before.size());
    const bool alone = rest.size() == 1 || rest.substr(1).starts_with(" WITH ");
    return !rest.empty() && is_letter(rest.front()) && alone ? lower_ascii(rest.front()) : '\0';
  }
  return 0;
}

struct CloseChecker {
  void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};

// ICU's table of characters that look alike.
class Confusables {
 public:
  Confusables() {
    UErrorCode status = U_ZERO_ERROR;
    checker_.reset(uspoof_open(&status));
    if (U_FAILURE(status)) checker_.reset();
  }

  // 0 where `c` looks like none of a to z.
  char letter_of(UChar32 c) const {
    if (checker_ == nullptr) return 0;
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(checker_.get(), 0, icu::UnicodeString(c), skeleton, &status);
    if (U_FAILURE(status)) return 0;
    std::string letters;
    for (std::int32_t at = 0; at < skeleton.length(); at = skeleton.moveIndex32(at, 1)) {
      const UChar32 one = skeleton.char32At(at);
      if (u_charType(one) == U_NON_SPACING_MARK) continue;
      if (one >= 0x80) return 0;
      letters += static_cast<char>(one);
    }
    if (letters == "rn") return 'm';  // what the table makes of "m"
    return letters.size() == 1 && is_letter(letters.front()) ? lower_ascii(letters.front()) : '\0';
  }

 private:
  std::unique_ptr<USpoofChecker, CloseChecker> checker_;
};

char found_letter(UChar32 c) {
  if ((U_GET_GC_MASK(c) & U_GC_L_MASK) == 0) return 0;
  static const Confusables confusables;
  if (const char letter = letter_of_name(c); letter != 0) return letter;
  if (const char letter = confusables.letter_of(c); letter != 0) return letter;
  const UChar32 upper = u_toupper(c);  // a capital may look alike where its small letter is a small capital
  return upper != c ? confusables.letter_of(upper) : '\0';
}

// Which letters look like one of a to z, found a block of 256 at a time: to ask ICU takes a microsecond each.
class Looks {
 public:
  char letter_of(UChar32 c) {
    const auto block = static_cast<std::size_t>(c) / block_size;
    if (block >= blocks_.size()) return 0;
    Block& looks = blocks_[block];
    std::call_once(looks.filled, [&] {
      for (std::size_t i = 0; i < block_size; ++i) {
        looks.letters[i] = found_letter(static_cast<UChar32>(block * block_size + i));
      }
    });
    return looks.letters[static_cast<std::size_t>(c) % block_size];
  }

 private:
  static constexpr std::size_t block_size = 256;
  struct Block {
    std::once_flag filled;
    std::array<char, block_size> letters{};
  };
  std::array<Block, 0x20000 / block_size> blocks_;  // up to the last letter of an alphabet
};

constexpr UChar32 last_accented = 0x17F;

bool is_hyphen(UChar32 c) { return c == 0x2010 || c == 0x2011; }

char look_alike(UChar32 folded, Accents accents) {
  static Looks looks;
  if (accents == Accents::kept && folded <= last_accented) return 0;
  constexpr UChar32 negative_circled = 0x1F150;  // white letters on black, round and square
  constexpr UChar32 negative_squared = 0x1F170;
  constexpr UChar32 alphabet = 26;
  for (const UChar32 first : {negative_circled, negative_squared}) {
    if (folded >= first && folded < first + alphabet) return static_cast<char>('a' + (folded - first));
  }
  return looks.letter_of(folded);
}

bool looks_other(UChar32 c, Accents accents) {
  if (c < 0) return true;
  if (c < 0x80) return false;
  return is_unusual(c) || is_hyphen(c) || u_charType(c) == U_NON_SPACING_MARK ||
         look_alike(u_foldCase(c, U_FOLD_CASE_DEFAULT), accents) != 0;
}

}  // namespace

bool has_other_look(std::string_view text, Accents accents) {
  if (is_ascii(text)) return false;
  for (std::string_view rest = text; !rest.empty();) {
    if (looks_other(take_character(rest), accents)) return true;
  }
  return !is_plain_form(text);
}

std::string without_unseen(std::string text) {
  if (is_ascii(text)) return text;
  std::string seen;
  seen.reserve(text.size());
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view from = rest;
    const UChar32 c = take_character(rest);
    const bool kept = c < 0 || is_filler(c) || c == right_to_left_override || c == pop_direction || !is_unseen(c);
    if (kept) seen += from.substr(0, from.size() - rest.size());
  }
  return seen;
}

std::string as_seen(std::string_view text, Fillers fillers) {
  if (is_ascii(text) || is_seen_as_written(text)) return std::string(text);
  return narrow_of(seen_letters(text, fillers));
}

std::string look_of(std::string_view text, Accents accents) {
  if (is_ascii(text)) return lower_ascii(text);
  const icu::UnicodeString seen = seen_letters(text, Fillers::dropped);
  icu::UnicodeString look;
  bool latin = false;  // the letter before is one of a to z, or of their accented ones
  for (std::int32_t at = 0; at < seen.length(); at = seen.moveIndex32(at, 1)) {
    const UChar32 c = seen.char32At(at);
    if (c < 0x80) {
      const char lower = lower_ascii(static_cast<char>(c));
      look.append(static_cast<UChar32>(lower));
      latin = is_letter(lower);
      continue;
    }
    if (u_charType(c) == U_NON_SPACING_MARK && latin) continue;
    if (is_hyphen(c)) {
      look.append(static_cast<UChar32>('-'));
      continue;
    }
    const UChar32 folded = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    const char letter = look_alike(folded, accents);
    look.append(letter != 0 ? static_cast<UChar32>(letter) : folded);
    latin = letter != 0 || (folded <= last_accented && u_isalpha(folded) != 0);
  }
  return narrow_of(look);
}

}  // namespace jeda
