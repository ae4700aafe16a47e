#include "page/contents.h"

#include <fmt/format.h>

#include "base/text.h"
#include "service/http/http.h"

namespace jeda::page {
namespace {

constexpr std::string_view attachment_name = "Attachment: ";
constexpr std::string_view link_name = "Link: ";
constexpr std::size_t longest_file_name = 120;  // bytes

/// "WORDS <ADDRESS>"; an address has no bracket in it.
mail::LinkTarget link_of(std::string_view line) {
  const auto open = line.rfind('<');
  if (open == std::string_view::npos || !line.ends_with('>')) return {std::string(line), ""};
  auto words = line.substr(0, open);
  while (words.ends_with(' ')) words.remove_suffix(1);
  return {std::string(words), std::string(line.substr(open + 1, line.size() - open - 2))};
}

/// A source is at most as large as the filter keeps.
mail::Limits limits_of(const std::string& source) {
  mail::Limits limits;
  limits.body_bytes = source.size();
  return limits;
}

}  // namespace

KeptLines kept_lines(std::string_view headers) {
  KeptLines kept;
  while (!headers.empty()) {
    const auto end = std::min(headers.find('\n'), headers.size());
    const auto line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + 1, headers.size()));
    if (line.starts_with(attachment_name)) {
      kept.attachments.emplace_back(line.substr(attachment_name.size()));
    } else if (line.starts_with(link_name)) {
      kept.links.push_back(link_of(line.substr(link_name.size())));
    } else {
      kept.fields.append(line).append("\n");
    }
  }
  return kept;
}

std::vector<std::string> attachments_in(const std::string& source) {
  std::vector<std::string> lines;
  for (const auto& one : mail::enclosures_of(mail::split_message(source), limits_of(source)))
    lines.push_back(fmt::format("{} ({}, {} bytes)", one.name, one.type, one.bytes));
  return lines;
}

std::optional<mail::EnclosedFile> attachment_in(const std::string& source, std::size_t number) {
  return mail::enclosed_file(mail::split_message(source), number, limits_of(source));
}

/// RFC 6266: a name of plain letters for who knows no other, and the name itself.
std::string kept_as(std::string_view name) {
  std::string plain;
  for (const char c : cut_utf8(name, longest_file_name))
    plain += is_digit(c) || is_letter(c) || std::string_view(" .-_()").find(c) != std::string_view::npos ? c : '_';
  while (plain.starts_with('.')) plain.erase(0, 1);
  if (plain.empty()) plain = "file";
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain,
                     http::query_escaped(cut_utf8(name, longest_file_name)));
}

}  // namespace jeda::page
