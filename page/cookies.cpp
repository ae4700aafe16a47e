#include "page/cookies.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/digest.h"
#include "page/secrets.h"

namespace jeda::page {
namespace {

constexpr std::string_view told_name = "jeda-told";
constexpr std::chrono::minutes told_for{1};
constexpr std::size_t longest_told = 200;

std::string signature_of(const Visit& visit, std::string_view said) {
  const Digest digest = hmac_sha256(visit.csrf, fmt::format("told\n{}", said));
  return visit.csrf.empty() || digest == Digest{} ? "" : to_hex(digest);
}

std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> found;
  while (found.size() < 4) {
    const auto dot = std::min(text.find('.'), text.size());
    found.push_back(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return found;
}

}  // namespace

std::string cookie(const Visit& visit, const std::string& name, const std::string& value, int max_age) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", name, value, visit.secure ? "; Secure" : "",
                     max_age < 0 ? "" : fmt::format("; Max-Age={}", max_age));
}

/// "key.count.seconds.signature"
std::string told_cookie(const Visit& visit, const std::string& key, std::size_t count) {
  const auto said = fmt::format("{}.{}.{}", key, count, seconds_of(visit.now));
  return cookie(visit, std::string(told_name), fmt::format("{}.{}", said, signature_of(visit, said)),
                static_cast<int>(std::chrono::seconds(told_for).count()));
}

void take_told(Visit& visit) {
  const auto given = http::cookie_value(visit.call.headers.cookie, told_name);
  if (given.empty()) return;
  visit.cookies.push_back(cookie(visit, std::string(told_name), "", 0));
  const auto part = pieces(given);
  const auto wanted = signature_of(visit, std::string_view(given).substr(0, given.rfind('.')));
  if (given.size() > longest_told || wanted.empty() || !same_secret(part[3], wanted)) return;
  if (number_in(part[2]) + std::chrono::seconds(told_for).count() < seconds_of(visit.now)) return;
  const auto key = fmt::format("did_{}", part[0]);
  const bool nothing = part[0] == "none" || part[0] == "undo_late";
  visit.told = Told{nothing ? Told::Tone::bad : Told::Tone::good, {visit.words(key, {{"count", number_in(part[1])}})}};
}

}  // namespace jeda::page
