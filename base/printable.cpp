#include "base/printable.h"

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

}  // namespace jeda
