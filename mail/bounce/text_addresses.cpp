#include "mail/bounce/text_addresses.h"

#include <algorithm>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t longest_local = 128;  // RFC 5321 allows 64
constexpr std::size_t longest_domain = 255;

bool is_local(char c) {
  return is_letter(c) || is_digit(c) || std::string_view(".!#$%&'*+-/=?^_{|}~").find(c) != std::string_view::npos;
}

bool is_domain(char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; }

// Marks that stand before an address more often than they begin one: lists, quotes, "SMTP=sari@toko.example".
std::string_view without_marks(std::string_view local) {
  if (starts_ignoring_case(local, "smtp=")) local.remove_prefix(5);
  while (!local.empty() && !is_letter(local.front()) && !is_digit(local.front()) && local.front() != '_') {
    local.remove_prefix(1);
  }
  return local;
}

std::string_view domain_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at <= longest_domain && is_domain(text[end])) ++end;
  auto domain = text.substr(at, end - at);
  while (!domain.empty() && !is_letter(domain.back()) && !is_digit(domain.back())) domain.remove_suffix(1);
  const auto dot = domain.rfind('.');
  const bool named = dot != std::string_view::npos && dot > 0 && is_letter(domain[dot + 1]) &&
                     domain.find("..") == std::string_view::npos && domain.front() != '.';
  return named ? domain : std::string_view();
}

std::string_view local_before(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin <= longest_local && is_local(text[begin - 1])) --begin;
  const auto local = without_marks(text.substr(begin, at - begin));
  return local.ends_with('.') ? std::string_view() : local;
}

bool in_link(std::string_view text, std::size_t begin) {
  constexpr std::size_t longest_link = 512;
  const auto from = begin - std::min(begin, longest_link);
  const auto before = text.substr(from, begin - from);
  const auto blank = before.find_last_of(" \t\n<>\"");
  return before.substr(blank == std::string_view::npos ? 0 : blank + 1).find("://") != std::string_view::npos;
}

bool is_message_id_line(std::string_view line) {
  line = trim(line);
  for (const std::string_view name :
       {"message-id", "message id", "in-reply-to", "references", "original-message-id", "x-original-message-id",
        "internet message id", "content-id", "resent-message-id", "x-ms-exchange-message-id", "id:"}) {
    if (starts_ignoring_case(line, name)) return true;
  }
  return false;
}

}  // namespace

std::vector<TextAddress> addresses_in(std::string_view text, std::size_t most) {
  std::vector<TextAddress> found;
  if (is_message_id_line(text)) return found;
  for (auto at = text.find('@'); at != std::string_view::npos && found.size() < most; at = text.find('@', at + 1)) {
    const auto local = local_before(text, at);
    const auto domain = domain_at(text, at + 1);
    if (local.empty() || domain.empty()) continue;
    const auto begin = at - local.size();
    if (in_link(text, begin)) continue;
    if (auto address = parse_path(text.substr(begin, local.size() + 1 + domain.size()))) {
      found.push_back({std::move(*address), begin, at + 1 + domain.size()});
    }
  }
  return found;
}

std::optional<Address> verp_recipient(std::string_view bounced_to) {
  const auto local = bounced_to.substr(0, std::min(bounced_to.rfind('@'), bounced_to.size()));
  const auto equals = local.rfind('=');
  if (equals == std::string_view::npos) return std::nullopt;
  auto begin = local.find('+');
  for (const std::string_view made : {"bounce-", "bounces-", "return-", "returns-"}) {
    if (begin == std::string_view::npos && starts_ignoring_case(local, made)) begin = made.size() - 1;
  }
  if (begin == std::string_view::npos || begin + 1 >= equals) return std::nullopt;
  const std::string path =
      std::string(local.substr(begin + 1, equals - begin - 1)) + '@' + std::string(local.substr(equals + 1));
  auto found = addresses_in(path, 1);
  if (found.empty() || found.front().begin != 0 || found.front().end != path.size()) return std::nullopt;
  return std::move(found.front().address);
}

}  // namespace jeda::mail
