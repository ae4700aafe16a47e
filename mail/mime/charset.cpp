#include "mail/mime/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>

#include "base/text.h"

namespace jeda::mail {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

constexpr std::size_t longest_name = 40;  // RFC 2978 2.3

// ICU reads options after a comma and would look for a file of converters by any name it is given, so it is asked only
// for names that its own table of aliases has.
Converter open_converter(const std::string& charset) {
  if (charset.empty() || charset.size() > longest_name || charset.find_first_of(",/\\") != std::string::npos ||
      charset.find('\0') != std::string::npos) {
    return nullptr;
  }
  UErrorCode status = U_ZERO_ERROR;
  if (ucnv_countAliases(charset.c_str(), &status) == 0 || U_FAILURE(status)) {
    return nullptr;
  }
  Converter converter(ucnv_open(charset.c_str(), &status));
  return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

bool is_name_of_ascii(std::string_view charset) {
  return charset.empty() || charset == "us-ascii" || charset == "ascii" || charset == "ansi_x3.4-1968";
}

bool is_name_of_utf8(std::string_view charset) { return charset == "utf-8" || charset == "utf8"; }

bool is_name_of_latin1(std::string_view charset) {
  return charset == "iso-8859-1" || charset == "iso8859-1" || charset == "latin1" || charset == "iso_8859-1";
}

// U+FFFD stands for each byte the charset does not have: ICU's own substitution.
Utf8 convert(UConverter& converter, std::string_view bytes) {
  constexpr std::size_t widest = 4;
  std::string text(bytes.size() * widest + widest, '\0');
  UErrorCode status = U_ZERO_ERROR;
  const auto size = ucnv_toAlgorithmic(UCNV_UTF8, &converter, text.data(), static_cast<std::int32_t>(text.size()),
                                       bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  if ((U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) || size < 0) {
    return {std::string(replacement), true, false};
  }
  text.resize(std::min(text.size(), static_cast<std::size_t>(size)));
  const bool honest = status != U_BUFFER_OVERFLOW_ERROR && text.find(replacement) == std::string::npos;
  return {honest ? std::move(text) : repair_utf8(text), true, honest};
}

// ISO-2022 shifts by escape sequences. One that another follows at once shifts nothing, as where two encoded words
// meet; ICU takes it for an attack.
std::string without_idle_shifts(std::string_view bytes) {
  constexpr char escape = '\x1b';
  std::string kept;
  kept.reserve(bytes.size());
  while (!bytes.empty()) {
    std::size_t size = 1;
    if (bytes.front() == escape) {
      while (size < bytes.size() && bytes[size] >= ' ' && bytes[size] <= '/') ++size;
      size = std::min(bytes.size(), size + 1);
    }
    const bool idle = bytes.front() == escape && size < bytes.size() && bytes[size] == escape;
    if (!idle) kept += bytes.substr(0, size);
    bytes.remove_prefix(size);
  }
  return kept;
}

// For bytes of which only guesses are known. windows-1252 as ICU has it maps every byte.
std::string guess(std::string_view bytes) {
  if (is_utf8(bytes)) {
    return std::string(bytes);
  }
  const Converter latin = open_converter("windows-1252");
  return latin == nullptr ? repair_utf8(bytes) : convert(*latin, bytes).text;
}

}  // namespace

Utf8 to_utf8(std::string_view bytes, std::string_view charset) {
  constexpr std::size_t most = std::numeric_limits<std::int32_t>::max() / 8;
  bytes = bytes.substr(0, most);
  std::string name = lower_ascii(trim(charset));
  if (is_name_of_ascii(name)) {
    return is_ascii(bytes) ? Utf8{std::string(bytes)} : Utf8{guess(bytes), true, false};
  }
  if (is_name_of_utf8(name)) {
    const bool honest = is_utf8(bytes);
    return {honest ? std::string(bytes) : repair_utf8(bytes), true, honest};
  }
  if (is_name_of_latin1(name)) {
    if (is_ascii(bytes)) {
      return {std::string(bytes)};
    }
    name = "windows-1252";
  }
  const Converter converter = open_converter(name);
  if (converter == nullptr) return {guess(bytes), false, is_ascii(bytes)};
  return name.starts_with("iso-2022") ? convert(*converter, without_idle_shifts(bytes)) : convert(*converter, bytes);
}

}  // namespace jeda::mail
