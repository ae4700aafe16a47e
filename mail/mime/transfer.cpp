#include "mail/mime/transfer.h"

#include <mimetic/codec/base64.h>
#include <mimetic/codec/qp.h>

#include <iterator>

#include "base/text.h"

namespace jeda::mail {
namespace {

bool in_alphabet(char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/'; }

// One padded run. mimetic 0.9.8 reads one past its table at '{' and takes padding anywhere for data, so it is given
// the alphabet and nothing else.
void decode_run(std::string& run, Decoded& decoded) {
  if (run.size() % 4 == 1) {
    decoded.broken = true;
    run.pop_back();
  }
  mimetic::Base64::Decoder().process(run.begin(), run.end(), std::back_inserter(decoded.bytes));
  run.clear();
}

// mimetic's decoder writes a '=' for a blank or a soft line break at the very end.
std::string_view without_open_end(std::string_view encoded) {
  auto end = trim(encoded);
  const std::size_t leading = static_cast<std::size_t>(end.data() - encoded.data());
  if (!end.empty() && end.back() == '=') {
    end.remove_suffix(1);
  }
  return encoded.substr(0, leading + end.size());
}

// True where each '=' is followed by two hex digits, or by blanks and a line end.
bool is_sound_quoted_printable(std::string_view encoded) {
  for (auto at = encoded.find('='); at != std::string_view::npos; at = encoded.find('=', at)) {
    ++at;
    if (hex_byte(encoded.substr(at))) continue;
    at = encoded.find_first_not_of(" \t", at);
    if (at == std::string_view::npos || (encoded[at] != '\r' && encoded[at] != '\n')) {
      return false;
    }
  }
  return true;
}

}  // namespace

Decoded decode_base64(std::string_view encoded) {
  Decoded decoded;
  decoded.bytes.reserve(encoded.size() / 4 * 3);
  std::string run;
  run.reserve(encoded.size());
  for (const char c : encoded) {
    if (in_alphabet(c)) {
      run += c;
    } else if (c == '=') {
      decode_run(run, decoded);
    } else if (!is_space(c)) {
      decoded.broken = true;
    }
  }
  decoded.broken = decoded.broken || run.size() % 4 != 0;
  decode_run(run, decoded);
  return decoded;
}

Decoded decode_quoted_printable(std::string_view encoded) {
  encoded = without_open_end(encoded);
  Decoded decoded{{}, !is_sound_quoted_printable(encoded)};
  decoded.bytes.reserve(encoded.size());
  mimetic::QP::Decoder().process(encoded.begin(), encoded.end(), std::back_inserter(decoded.bytes));
  return decoded;
}

}  // namespace jeda::mail
