#include "agent/mime.h"

#include <fmt/format.h>

#include <algorithm>

namespace jeda::agent {
namespace {

constexpr std::size_t longest_line = 76;

bool stands_as_is(char c) { return c >= ' ' && c < 0x7f && c != '='; }

// One line without its end. A space at the end would be lost on the way.
void encode_line(std::string_view line, std::string& out) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool last = i + 1 == line.size();
    const bool plain = stands_as_is(line[i]) && !(last && line[i] == ' ');
    const std::string written =
        plain ? std::string(1, line[i]) : fmt::format("={:02X}", static_cast<unsigned char>(line[i]));
    if (width + written.size() > longest_line - (last ? 0 : 1)) {
      out += "=\n";
      width = 0;
    }
    out += written;
    width += written.size();
  }
}

std::string text_part(std::string_view type, std::string_view text) {
  return fmt::format("Content-Type: {}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{}", type,
                     quoted_printable(text));
}

bool is_seven_bit(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    encode_line(text.substr(0, end), out);
    out += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

bool is_plain_address(std::string_view text) {
  const auto fits = [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("<>(),;:\\\"[]").find(c) == std::string_view::npos;
  };
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 320 &&
         std::all_of(text.begin(), text.end(), fits);
}

std::string alternative_part(std::string_view boundary, std::string_view text, std::string_view html) {
  return fmt::format("Content-Type: multipart/alternative; boundary=\"{0}\"\n\n--{0}\n{1}\n--{0}\n{2}\n--{0}--\n",
                     boundary, text_part("text/plain", text), text_part("text/html", html));
}

std::string mixed_part(std::string_view boundary, std::string_view first, std::string_view original) {
  const std::string_view encoding = is_seven_bit(original) ? "7bit" : "8bit";
  std::string out = fmt::format(
      "Content-Type: multipart/mixed; boundary=\"{0}\"\nContent-Transfer-Encoding: {2}\n\n--{0}\n{1}\n--{0}\n"
      "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"original.eml\"\n"
      "Content-Transfer-Encoding: {2}\n\n",
      boundary, first, encoding);
  out += original;
  return out += fmt::format("\n--{}--\n", boundary);
}

}  // namespace jeda::agent
