#include "milter/keeping.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/identity.h"

namespace jeda::milter {
namespace {

constexpr std::size_t max_excerpt = 64 * 1024;     // bytes
constexpr std::size_t max_header = 1000;           // bytes a field
constexpr std::size_t max_enclosures = 16 * 1024;  // bytes of all their lines; likewise of links

void add_field(std::string& text, std::string_view name, std::string_view value) {
  if (!value.empty()) text += fmt::format("{}: {}\n", name, cut_utf8(one_line(value), max_header));
}

std::string addresses_text(const std::vector<mail::Address>& addresses) {
  std::string text;
  for (const mail::Address& address : addresses) {
    if (text.size() > max_header) break;
    if (!text.empty()) text += ", ";
    text += address.name.empty() ? address.raw : fmt::format("{} <{}>", address.name, address.raw);
  }
  return text;
}

std::string header_text(const mail::MessageFacts& facts) {
  std::string text;
  add_field(text, "From", addresses_text(facts.from));
  add_field(text, "To", addresses_text(facts.to));
  add_field(text, "Cc", addresses_text(facts.cc));
  add_field(text, "Reply-To", addresses_text(facts.reply_to));
  add_field(text, "Date", facts.date);
  add_field(text, "Subject", facts.subject);
  const std::size_t header = text.size();
  for (const mail::Enclosure& one : facts.enclosures) {
    if (text.size() > header + max_enclosures) break;
    add_field(text, "Attachment",
              fmt::format("{} ({}, {}{} bytes)", one.name, one.type, one.whole ? "" : "at least ", one.bytes));
  }
  return text;
}

std::string link_text(const mail::MessageFacts& facts) {
  std::string text;
  for (const mail::LinkTarget& link : facts.targets) {
    if (text.size() > max_enclosures) break;
    if (link.address.size() > max_header) continue;
    text += fmt::format("Link: {}{}<{}>\n", link.words, link.words.empty() ? "" : " ", link.address);
  }
  return text;
}

}  // namespace

store::HeldDetails details_of(const mail::MessageFacts& facts, const policy::Outgoing& message, config::Preview preview,
                              std::string sender, std::string notify) {
  store::HeldDetails details;
  details.sender = std::move(sender);
  details.notify = std::move(notify);
  if (preview != config::Preview::none) details.headers = header_text(facts);
  if (preview >= config::Preview::text) {
    details.headers += link_text(facts);
    details.excerpt = cut_utf8(facts.text, max_excerpt);
  }
  details.outgoing = message;
  return details;
}

std::string notify_address(const policy::Policy& policy, const std::optional<mail::Address>& sender,
                           const std::string& salesperson_address) {
  if (sender && policy::is_internal(policy, *sender) && !sender->domain().empty()) return sender->raw;
  return salesperson_address.find('@') == std::string::npos ? std::string() : salesperson_address;
}

}  // namespace jeda::milter
