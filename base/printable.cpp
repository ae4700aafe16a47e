#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/text.h"

namespace jeda {

namespace {

constexpr std::string_view ellipsis = "\u2026";
constexpr std::size_t most_read = 64 * 1024;  // bytes; nothing that is shown is longer

/// Bytes that are no UTF-8 become U+FFFD.
icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

enum class Glyph { shown, space, dropped };

Glyph glyph_of(UChar32 c) {
  if (c < 0x7F && c > 0x20) return Glyph::shown;
  if (c == ' ' || (c >= '\t' && c <= '\r') || u_isUWhiteSpace(c)) return Glyph::space;
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return Glyph::dropped;
  constexpr std::uint32_t hidden = U_GC_C_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
  return (U_GET_GC_MASK(c) & hidden) != 0 ? Glyph::dropped : Glyph::shown;
}

/// Cuts valid UTF-8 between two characters.
void cut(std::string& text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return;
  text.resize(cut_utf8(text, max_bytes - ellipsis.size()).size());
  text.append(ellipsis);
}

/// Text that is as printable() would leave it: the common case, told without decoding.
bool is_plain(std::string_view text) {
  bool space = true;  // at the start, where none may stand
  for (const char c : text) {
    if (c < ' ' || c > '~' || (space && c == ' ')) return false;
    space = c == ' ';
  }
  return !space;
}

/// One for the whole process: each costs megabytes of tables. Null where ICU has no data for it.
class Latiniser {
 public:
  Latiniser() {
    UErrorCode status = U_ZERO_ERROR;
    rules_.reset(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
    if (U_FAILURE(status)) rules_.reset();
  }

  std::string operator()(std::string_view text) {
    auto letters = from_utf8(text);
    const std::lock_guard lock(mutex_);
    if (rules_) rules_->transliterate(letters);
    std::string out;
    return letters.toUTF8String(out);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> rules_;
};

std::string latinised(std::string_view text) {
  static Latiniser latiniser;
  return latiniser(text);
}

/// One '?' for each character that is not ASCII.
std::string question_marked(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) out.push_back(c);
    if (byte >= 0xC0) out.push_back('?');
  }
  return out;
}

/// True for characters that move the cursor, turn text round, or cannot be seen. Variation selectors only choose a
/// glyph.
bool is_deceptive(int character) {
  const auto category = u_charType(character);
  const bool control = category == U_CONTROL_CHAR || category == U_FORMAT_CHAR || category == U_LINE_SEPARATOR ||
                       category == U_PARAGRAPH_SEPARATOR || category == U_SURROGATE;
  return control || (u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
                     !u_hasBinaryProperty(character, UCHAR_VARIATION_SELECTOR));
}

std::string escape_of(int character) {
  const auto code = static_cast<std::uint32_t>(character);
  return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

std::string with_escapes(std::string_view text, std::string_view kept) {
  std::string shown;
  while (!text.empty()) {
    const auto rest = text;
    const auto character = take_character(text);
    const auto bytes = rest.substr(0, rest.size() - text.size());
    if (character < 0) {
      shown += replacement;
    } else if (is_deceptive(character) && kept.find(bytes) == std::string_view::npos) {
      shown += escape_of(character);
    } else {
      shown += bytes;
    }
  }
  return shown;
}

/// True for what masked() leaves.
bool is_harmless(int c) {
  if (c == '\t') return true;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;
  const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return !direction && c != 0x2028 && c != 0x2029 && c != 0xFEFF;
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes && is_plain(text)) return std::string(text);
  std::string out;
  bool space = false;
  const auto units = from_utf8(text.substr(0, most_read));
  for (std::int32_t i = 0; i < units.length() && out.size() <= max_bytes; i = units.moveIndex32(i, 1)) {
    const UChar32 c = units.char32At(i);
    const Glyph glyph = glyph_of(c);
    if (glyph == Glyph::space) space = !out.empty();
    if (glyph != Glyph::shown) continue;
    if (space) out.push_back(' ');
    space = false;
    icu::UnicodeString(c).toUTF8String(out);
  }
  cut(out, max_bytes);
  return out;
}

std::string to_ascii(std::string_view text) {
  const std::string clean = printable(text, std::max<std::size_t>(3, text.size() * 3));
  return is_ascii(clean) ? clean : printable(question_marked(latinised(clean)), clean.size() * 16);
}

std::string escaped(std::string_view text) { return with_escapes(text, ""); }

std::string escaped_lines(std::string_view text) { return with_escapes(text, "\n\t"); }

std::string masked(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text, 0), 1);
    std::string_view character = text.substr(0, length);
    out += is_harmless(take_character(character)) ? text.substr(0, length) : "?";
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace jeda
