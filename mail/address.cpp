#include "mail/address.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "mail/mailbox.h"

namespace jeda::mail {
namespace {

// RFC 1035 allows 253 bytes of A-labels; a U-label is never more than four times as long. Longer ones are no names,
// and are compared as bytes.
constexpr std::size_t longest_domain = 1024;

struct Halves {
  std::string_view local;
  std::string_view domain;
  bool has_domain = false;
};

// An address that ends in a quote is a quoted local part without a domain, whatever '@' stands in it.
Halves split(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || address.ends_with('"')) {
    return {address, {}, false};
  }
  return {address.substr(0, at), address.substr(at + 1), true};
}

bool is_quoted(std::string_view local) { return local.size() >= 2 && local.front() == '"' && local.back() == '"'; }

// What a local part says without quotes and backslashes; as it stands where it is not one quoted string.
std::string unquote(std::string_view local) {
  if (!is_quoted(local)) {
    return std::string(local);
  }
  std::string content;
  const std::string_view inner = local.substr(1, local.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '"' || (inner[i] == '\\' && i + 1 == inner.size())) {
      return std::string(local);
    }
    i += inner[i] == '\\' ? 1 : 0;
    content += inner[i];
  }
  return content;
}

// RFC 5322 atext, the dot and, by RFC 6532, all that is not ASCII. Dots at odd places are let stand without quotes:
// some providers hand out such mailboxes and everybody writes them bare.
bool stands_bare(char c) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80 || others.find(c) != std::string_view::npos;
}

void cut_detail(std::string& content) {
  const auto plus = content.find('+');
  if (plus != std::string::npos && plus > 0) {
    content.resize(plus);
  }
}

void drop_dots(std::string& content) {
  const auto is_dot = [](char c) { return c == '.'; };
  if (!std::all_of(content.begin(), content.end(), is_dot)) {
    content.erase(std::remove(content.begin(), content.end(), '.'), content.end());
  }
}

std::string local_key(std::string_view local, bool dots_count) {
  std::string content = unquote(local);
  cut_detail(content);
  if (!dots_count) {
    drop_dots(content);
  }
  return quote_if_needed(fold_case(content).value_or(lower_ascii(content)));
}

bool is_host_name(std::string_view domain) {
  return !domain.empty() && std::all_of(domain.begin(), domain.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

// One immutable instance serves all threads, as uidna.h says.
const UIDNA* uts46() {
  static const UIDNA* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const UIDNA* opened = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &status);
    return U_SUCCESS(status) ? opened : nullptr;
  }();
  return instance;
}

// The A-label form; empty where UTS 46 finds an error or maps to more than a host name: a full-width '@' must not make
// another address.
std::string a_label(std::string_view domain) {
  if (domain.size() > longest_domain || uts46() == nullptr) {
    return {};
  }
  std::array<char, 8 * longest_domain> out{};
  UErrorCode status = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const auto size = uidna_nameToASCII_UTF8(uts46(), domain.data(), static_cast<std::int32_t>(domain.size()), out.data(),
                                           static_cast<std::int32_t>(out.size()), &info, &status);
  // A trailing dot is an error of length for some names and none for others; it is cut before and after.
  if (U_FAILURE(status) || info.errors != 0 || size <= 0 || size >= static_cast<std::int32_t>(out.size())) {
    return {};
  }
  const std::string_view name(out.data(), static_cast<std::size_t>(size));
  return is_host_name(name) ? std::string(name) : std::string();
}

std::string_view without_trailing_dots(std::string_view domain) {
  while (!domain.empty() && (domain.back() == '.' || is_space(domain.back()))) {
    domain.remove_suffix(1);
  }
  return domain;
}

// For ASCII names UTS 46 does no more than lower the case: an "xn--" label is either valid already or left alone.
std::string domain_key(std::string_view domain) {
  std::string bytes = lower_ascii(without_trailing_dots(trim(domain)));
  if (is_ascii(bytes)) {
    return bytes;
  }
  const std::string mapped = a_label(bytes);
  const auto name = without_trailing_dots(mapped);
  return name.empty() ? bytes : std::string(name);
}

std::string replace_controls(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (const char c : text) {
    if (is_control(c)) {
      clean += replacement;
    } else {
      clean += c;
    }
  }
  return clean;
}

// "<budi@ours.example>" without its brackets; a missing bracket is forgiven.
std::string_view without_brackets(std::string_view path) {
  path = trim(path);
  if (!path.empty() && path.front() == '<') {
    path.remove_prefix(1);
    if (!path.empty() && path.back() == '>') {
      path.remove_suffix(1);
    }
  }
  return trim(path);
}

// RFC 5321 4.1.1.3: "@relay,@relay:mailbox". The route never holds a quote.
std::string_view without_route(std::string_view path) {
  if (path.empty() || path.front() != '@') {
    return path;
  }
  const auto colon = path.find(':');
  return colon == std::string_view::npos || path.find('"') < colon ? path : trim(path.substr(colon + 1));
}

}  // namespace

std::string quote_if_needed(std::string content) {
  if (!content.empty() && std::all_of(content.begin(), content.end(), stands_bare)) {
    return content;
  }
  std::string quoted = "\"";
  for (const char c : content) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
    }
    quoted += c;
  }
  return quoted + '"';
}

std::string_view Address::domain() const { return split(key).domain; }

std::string normalise(std::string_view address) {
  const std::string clean = replace_controls(trim(address));
  if (clean.empty()) {
    return {};
  }
  const Halves halves = split(without_trailing_dots(clean));
  if (!halves.has_domain) {
    return local_key(clean, true);
  }
  std::string domain = domain_key(halves.domain);
  const bool gmail = domain == "gmail.com" || domain == "googlemail.com";
  return local_key(halves.local, !gmail) + '@' + (gmail ? "gmail.com" : domain);
}

std::optional<Address> mailbox(std::string_view text) {
  text = without_route(trim(text));
  if (text.empty()) {
    return std::nullopt;
  }
  Address address{replace_controls(text), normalise(text)};
  return address;
}

std::optional<Address> parse_path(std::string_view path) { return mailbox(without_brackets(path)); }

}  // namespace jeda::mail
