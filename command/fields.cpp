#include "command/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "base/utf8.h"
#include "config/diagnostics.h"
#include "config/reader.h"
#include "config/report.h"
#include "mail/address.h"
#include "policy/identity.h"

namespace jeda::command {
namespace {

using config::quote;

bool is_pattern(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

std::string_view local_part(std::string_view address) { return address.substr(0, address.find('@')); }

/// Names and logins of salespeople as far as the policy spells them out.
std::vector<std::string> known_people(const policy::Organisation& organisation) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view name) {
    if (!is_pattern(name)) names.emplace_back(name);
  };
  for (const auto& person : organisation.people) add(person.name);
  for (const auto& address : organisation.sales) add(address);
  return names;
}

bool is_spelled_out(const policy::Organisation& organisation, std::string_view login) {
  const auto its = [&](const std::string& address) { return !is_pattern(address) && local_part(address) == login; };
  const auto has = [&](const policy::Person& person) {
    return std::any_of(person.addresses.begin(), person.addresses.end(), its);
  };
  return std::any_of(organisation.sales.begin(), organisation.sales.end(), its) ||
         std::any_of(organisation.people.begin(), organisation.people.end(), has);
}

}  // namespace

std::string known_hint(std::string_view word, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  const auto near = config::suggest(word.substr(0, longest_field), names);
  const auto shown = std::min(names.size(), most_known);
  const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown));
  return fmt::format(" ({}known: {}{})", near ? fmt::format("did you mean {}? ", quote(*near)) : "",
                     fmt::join(first, ", "),
                     shown < names.size() ? fmt::format(" and {} more", names.size() - shown) : "");
}

std::string_view pasted_address(std::string_view text) {
  text = trim(text);
  const auto bracket = text.ends_with('>') ? text.rfind('<') : std::string_view::npos;
  return bracket == std::string_view::npos ? text : text.substr(bracket);
}

std::string_view bare_address(std::string_view text) {
  const auto pasted = pasted_address(text);
  return pasted.starts_with('<') && pasted.ends_with('>') ? pasted.substr(1, pasted.size() - 2) : pasted;
}

OrSentence<std::string> read_person(const policy::Policy& policy, std::string_view text) {
  const auto& organisation = policy.organisation;
  for (const auto& person : organisation.people) {
    if (person.name == text) return person.name;
  }
  const auto pasted = mail::parse_path(pasted_address(text.substr(0, longest_pasted)));
  if (pasted && pasted->raw.size() <= longest_address) {
    const std::string& key = pasted->key;
    const bool address = key.find('@') != std::string::npos;
    const auto salesperson = address || is_spelled_out(organisation, key) ? policy::salesperson_for(policy, key)
                                                                          : std::optional<policy::Salesperson>();
    if (salesperson) return salesperson->name;
  }
  return tl::unexpected(
      fmt::format("{} is nobody in sales{}", quote(text), known_hint(text, known_people(organisation))));
}

OrSentence<policy::Recipient> read_prospect(const policy::Policy& policy, std::string_view text) {
  const auto address = mail::parse_path(pasted_address(text.substr(0, longest_pasted)));
  const bool good = text.size() <= longest_pasted && address && address->raw.size() <= longest_address &&
                    !address->domain().empty() && local_part(address->key) != "" &&
                    local_part(address->key) != "\"\"" && address->key.find_first_of(" \t<>,;") == std::string::npos &&
                    address->key.find("\uFFFD") == std::string::npos;
  if (!good) return tl::unexpected(fmt::format("{} is not an address", quote(text)));
  if (policy::is_internal(policy, *address) || policy::salesperson_for(policy, address->key)) {
    return tl::unexpected(fmt::format("{} is one of our own addresses", quote(text)));
  }
  return policy::Recipient{address->key, address->raw, mail::company_of(address->key)};
}

OrSentence<std::string> read_words(std::string_view text, std::size_t most) {
  if (text.size() > most) return tl::unexpected(fmt::format("it is longer than {} bytes", most));
  if (find_invalid_utf8(text) != std::string_view::npos) return tl::unexpected<std::string>("it is no UTF-8");
  std::string words;
  for (const char c : text) {
    const bool line_end = c == '\n' || c == '\r' || c == '\t';
    if (line_end && !words.empty() && words.back() == ' ') continue;
    const auto byte = static_cast<unsigned char>(c);
    if (!line_end && (byte < 0x20 || byte == 0x7f)) return tl::unexpected<std::string>("it has control characters");
    words += line_end ? ' ' : c;
  }
  return words;
}

OrSentence<const date::time_zone*> read_zone(std::string_view text) {
  const std::string name(text.substr(0, longest_field));
  const auto whole = name == "WIB"    ? "Asia/Jakarta"
                     : name == "WITA" ? "Asia/Makassar"
                     : name == "WIT"  ? "Asia/Jayapura"
                                      : name;
  try {
    return date::locate_zone(whole);
  } catch (const std::exception&) {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    return tl::unexpected(fmt::format("unknown time zone {}{}", quote(text), config::hint(name, names)));
  }
}

OrSentence<const policy::Team*> read_team(const policy::Policy& policy, std::string_view name) {
  if (const policy::Team* team = policy.organisation.team(name)) return team;
  std::vector<std::string> names;
  for (const auto& team : policy.organisation.teams) names.push_back(team.name);
  if (names.empty()) return tl::unexpected<std::string>("the policy has no teams (organisation.teams)");
  return tl::unexpected(fmt::format("unknown team {}{}", quote(name), known_hint(name, names)));
}

}  // namespace jeda::command
