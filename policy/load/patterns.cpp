// Domains and globs over addresses, brought to the form of address keys.
#include <algorithm>

#include "mail/address.h"
#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr std::size_t longest_domain = 253;
constexpr std::size_t longest_label = 63;

bool has_glob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*' || c == '?';
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= longest_label && std::all_of(label.begin(), label.end(), is_label_character);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_domain(std::string_view text) {
  const std::vector<std::string_view> labels = split(text, '.');
  return text.size() <= longest_domain && std::all_of(labels.begin(), labels.end(), is_label);
}

std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string domain_of(std::string_view key) { return std::string(key.substr(key.rfind('@') + 1)); }

std::string to_a_labels(std::string_view domain) {
  if (!has_glob(domain)) return domain_of(mail::normalise("x@" + std::string(domain)));
  std::string out;
  for (const std::string_view label : split(domain, '.')) {
    if (!out.empty()) out += '.';
    out +=
        has_glob(label) || label.empty() ? ascii_lower(label) : domain_of(mail::normalise("x@" + std::string(label)));
  }
  return out;
}

// Normal form of a local part whose domain is a glob, so that no domain's own rules apply.
std::string normalise_local(std::string_view local) {
  const std::string key = mail::normalise(std::string(local) + "@x.invalid");
  return key.substr(0, key.rfind('@'));
}

}  // namespace

tl::expected<std::string, std::string> normalise_domain(std::string_view text) {
  std::string domain = to_a_labels(text);
  if (text.find('@') == std::string_view::npos && is_domain(domain)) return domain;
  return tl::unexpected(fmt::format("{} is no domain", config::quote(text)));
}

tl::expected<std::string, std::string> normalise_pattern(std::string_view text) {
  if (text == "*") return std::string(text);
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) {
    return tl::unexpected(fmt::format("{} lacks an '@' (did you mean {}?)", config::quote(text),
                                      config::quote("*@" + std::string(text))));
  }
  const std::string_view local = text.substr(0, at);
  if (local.empty()) return tl::unexpected(fmt::format("{} has nothing before its '@'", config::quote(text)));
  auto domain = normalise_domain(text.substr(at + 1));
  if (!domain) return domain;
  if (has_glob(local) && local.find('+', 1) != std::string_view::npos) {
    return tl::unexpected(
        fmt::format("{} never matches: what follows a '+' is cut from addresses first", config::quote(text)));
  }
  if (has_glob(*domain)) return normalise_local(local) + "@" + *domain;
  return mail::normalise(text);
}

bool is_glob(std::string_view pattern) { return pattern.find_first_of("*?") != std::string_view::npos; }

bool covers(std::string_view wide, std::string_view narrow) {
  if (wide == narrow || wide == "*") return true;
  if (!has_glob(wide)) return false;
  const bool exact = wide.find('?') == std::string_view::npos || !has_glob(narrow);
  return exact && mail::matches_glob(wide, narrow);
}

}  // namespace jeda::policy::load
