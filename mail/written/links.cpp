#include "mail/written/links.h"

#include <algorithm>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_links = 100;
constexpr std::size_t longest_link = 500;      // bytes kept of one
constexpr std::size_t longest_written = 2000;  // bytes of one looked at

// Marks that end a sentence round a link rather than belong to it.
std::string_view without_trailing_marks(std::string_view link) {
  while (!link.empty() && std::string_view(".,;:!?)]}>'\"*_").find(link.back()) != std::string_view::npos) {
    link.remove_suffix(1);
  }
  return link;
}

void add(std::string link, std::vector<std::string>& links) {
  if (!link.empty() && links.size() < most_links && std::find(links.begin(), links.end(), link) == links.end()) {
    links.push_back(std::move(link));
  }
}

}  // namespace

std::string bare_link(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("?# \t\r\n"));
  const auto slash = std::min(address.size(), address.find('/'));
  auto host = address.substr(0, slash);
  if (const auto user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  if (host.empty()) return {};
  auto path = address.substr(slash, longest_link);
  while (path.ends_with('/')) path.remove_suffix(1);
  return repair_utf8(one_line(lower_ascii(host.substr(0, longest_link)) + std::string(path)));
}

void add_links(std::string_view text, const std::vector<std::string>& addresses, std::vector<std::string>& links) {
  for (auto at = text.find("://"); at != std::string_view::npos && links.size() < most_links;
       at = text.find("://", at + 3)) {
    const auto before = text.substr(0, at);
    const bool secure = before.size() >= 5 && equals_ignoring_case(before.substr(before.size() - 5), "https");
    const bool plain = before.size() >= 4 && equals_ignoring_case(before.substr(before.size() - 4), "http");
    if (!secure && !plain) continue;
    const auto rest = text.substr(at, longest_written);
    const auto link = rest.substr(0, rest.find_first_of(" \t\r\n<>\""));
    add(bare_link(without_trailing_marks(link)), links);
    at += link.size() - 3;  // no link begins within another
  }
  for (const std::string& address : addresses) add(bare_link(address), links);
}

}  // namespace jeda::mail
