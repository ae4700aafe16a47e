#include "agent/mime.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/mime/encode.h"

namespace jeda::agent {
namespace {

std::string text_part(std::string_view type, std::string_view text) {
  return fmt::format("Content-Type: {}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{}", type,
                     mail::quoted_printable(text));
}

}  // namespace

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
  const std::string_view encoding = is_ascii(original) ? "7bit" : "8bit";
  std::string out = fmt::format(
      "Content-Type: multipart/mixed; boundary=\"{0}\"\nContent-Transfer-Encoding: {2}\n\n--{0}\n{1}\n--{0}\n"
      "Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"original.eml\"\n"
      "Content-Transfer-Encoding: {2}\n\n",
      boundary, first, encoding);
  out += original;
  return out += fmt::format("\n--{}--\n", boundary);
}

}  // namespace jeda::agent
