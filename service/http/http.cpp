#include "service/http/http.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace jeda::http {
namespace {

/// Takes what stands before `separator` off `text`, and the separator.
std::string_view take(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool is_unreserved(char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

}  // namespace

const std::string& Fields::operator[](std::string_view name) const {
  static const std::string none;
  for (const auto& [key, value] : fields_)
    if (key == name) return value;
  return none;
}

std::vector<std::string> Fields::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : fields_)
    if (key == name) values.push_back(value);
  return values;
}

bool Fields::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(), [name](const auto& field) { return field.first == name; });
}

std::optional<std::string> unescaped(std::string_view text, Plus plus) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i] == '+' && plus == Plus::blank ? ' ' : text[i];
      continue;
    }
    const auto byte = hex_byte(text.substr(i + 1));
    if (!byte) return std::nullopt;
    plain += *byte;
    i += 2;
  }
  return plain;
}

std::optional<Fields> parse_fields(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    auto field = take(text, '&');
    if (field.empty()) continue;
    if (fields.size() == most_fields) return std::nullopt;
    auto name = unescaped(take(field, '='), Plus::blank);
    auto value = unescaped(field, Plus::blank);
    if (!name || !value) return std::nullopt;
    fields.add(*std::move(name), *std::move(value));
  }
  return fields;
}

std::string query_escaped(std::string_view value) {
  std::string escaped;
  for (const char c : value) {
    if (is_unreserved(c)) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

std::string cookie_value(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    auto cookie = take(header, ';');
    while (cookie.starts_with(' ')) cookie.remove_prefix(1);
    if (take(cookie, '=') == name) return std::string(cookie);
  }
  return "";
}

std::string address_key(const std::string& address) {
  in6_addr bytes{};
  if (inet_pton(AF_INET6, address.c_str(), &bytes) != 1 || IN6_IS_ADDR_V4MAPPED(&bytes)) return address;
  std::memset(bytes.s6_addr + 8, 0, 8);
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(AF_INET6, &bytes, text, sizeof(text));
  return text;
}

}  // namespace jeda::http
