#include "mail/written/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

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

/// A web link that stands in a text, from its scheme on: "https", then "://toko.example/a".
struct WebLink {
  std::size_t colon = 0;  // where its "://" stands
  std::string_view scheme;
  std::string_view rest;
};

/// The first whose "://" stands at `from` or behind.
std::optional<WebLink> next_link(std::string_view text, std::size_t from) {
  for (auto at = text.find("://", from); at != std::string_view::npos; at = text.find("://", at + 3)) {
    const auto before = text.substr(0, at);
    for (const std::string_view scheme : {"https", "http"}) {
      if (before.size() < scheme.size()) continue;
      const auto written = before.substr(before.size() - scheme.size());
      if (!equals_ignoring_case(written, scheme)) continue;
      const auto rest = text.substr(at, longest_written);
      return WebLink{at, written, rest.substr(0, rest.find_first_of(" \t\r\n<>\""))};
    }
  }
  return std::nullopt;
}

void add(LinkTarget target, std::vector<LinkTarget>& targets) {
  const bool known = std::any_of(targets.begin(), targets.end(),
                                 [&target](const LinkTarget& one) { return one.address == target.address; });
  if (!known && !target.address.empty() && targets.size() < most_links) targets.push_back(std::move(target));
}

/// One line of ASCII that no bracket ends.
std::string plain_address(std::string_view address) {
  std::string plain;
  for (const char c : address.substr(0, longest_written)) {
    if (c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '"') {
      plain += c;
    } else {
      plain += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return plain;
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
  // No link begins within another.
  for (auto at = next_link(text, 0); at && links.size() < most_links; at = next_link(text, at->colon + at->rest.size()))
    add(bare_link(without_trailing_marks(at->rest)), links);
  for (const std::string& address : addresses) add(bare_link(address), links);
}

void add_targets(const TextPart& part, std::vector<LinkTarget>& targets) {
  constexpr std::size_t longest_words = 200;
  const std::string_view text = part.text;
  const HtmlEvent* open = nullptr;
  for (const HtmlEvent& event : part.events) {
    if (event.mark != ElementMark::link) continue;
    if (!event.end) {
      open = &event;
    } else if (open != nullptr && open->link < part.links.size()) {
      const auto from = std::min({open->at, event.at, text.size()});
      const auto words = cut_utf8(text.substr(from, event.at - from), longest_words);
      add({repair_utf8(one_line(words)), plain_address(part.links[open->link])}, targets);
      open = nullptr;
    }
  }
  for (auto at = next_link(text, 0); at && targets.size() < most_links;
       at = next_link(text, at->colon + at->rest.size()))
    add({"", plain_address(std::string(at->scheme).append(without_trailing_marks(at->rest)))}, targets);
}

}  // namespace jeda::mail
