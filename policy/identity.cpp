#include "policy/identity.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "mail/recipient.h"

namespace jeda::policy {

namespace {

bool matches_any(const std::vector<std::string>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [text](const std::string& glob) { return mail::matches_glob(glob, text); });
}

/// The first domain that is a name and not a pattern; empty where there is none.
std::string_view own_domain(const Organisation& organisation) {
  for (const std::string& domain : organisation.domains) {
    if (domain.find_first_of("*?") == std::string::npos) return domain;
  }
  return {};
}

/// An address of ours written without a domain gets our first one.
std::string completed(const Organisation& organisation, std::string_view address) {
  const std::string_view domain = own_domain(organisation);
  if (address.empty() || domain.empty() || address.find('@') != std::string_view::npos) return std::string(address);
  return fmt::format("{}@{}", address, domain);
}

const Person* person_with(const Organisation& organisation, std::string_view key) {
  for (const Person& person : organisation.people) {
    for (const std::string& address : person.addresses) {
      if (mail::matches_glob(completed(organisation, address), key)) return &person;
    }
  }
  return nullptr;
}

/// By its own address, or by another one of the same person.
bool in_sales(const Organisation& organisation, std::string_view key, const Person* person) {
  if (matches_any(organisation.sales, key)) return true;
  return person && std::any_of(person->addresses.begin(), person->addresses.end(), [&](const std::string& address) {
           return matches_any(organisation.sales, completed(organisation, address));
         });
}

bool is_in(const std::vector<Network>& networks, std::string_view address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.contains(address); });
}

Direction classify_ours(const Policy& policy, std::string_view key) {
  if (auto salesperson = salesperson_for(policy, key)) return Governed{std::move(*salesperson)};
  const std::string address = completed(policy.organisation, key);
  return Ignored{matches_any(policy.organisation.exempt, address) ? "exempt" : "not-sales"};
}

}  // namespace

Direction classify(const Policy& policy, const SenderFacts& facts) {
  if (!facts.login.empty()) {
    return classify_ours(policy, mail::normalise(completed(policy.organisation, facts.login)));
  }
  if (!facts.sender) return Inbound{};  // a bounce, maybe of our own MTA
  const Direction ours = classify_ours(policy, facts.sender->key);
  if (std::holds_alternative<Governed>(ours) || is_own_host(policy, facts.client_address)) return ours;
  const bool known = is_internal(policy, *facts.sender) || matches_any(policy.organisation.sales, facts.sender->key);
  return known ? ours : Direction(Inbound{});
}

bool is_loopback(std::string_view client_address) {
  static const std::vector<Network> loopback{*parse_network("127.0.0.0/8"), *parse_network("::1")};
  return is_in(loopback, client_address);
}

bool is_own_host(const Policy& policy, std::string_view client_address) {
  return client_address.empty() || is_loopback(client_address) || is_in(policy.organisation.networks, client_address);
}

bool is_our_domain(const Policy& policy, std::string_view domain) {
  return matches_any(policy.organisation.domains, domain);
}

std::optional<mail::Address> delivered_to(const Policy& policy, std::string_view host, std::string_view path) {
  const auto is_host = [&](std::string_view domain) { return !host.empty() && equals_ignoring_case(domain, host); };
  const auto is_ours = [&](std::string_view domain) { return is_host(domain) || is_our_domain(policy, domain); };
  auto address = mail::resolve_recipient(path, is_ours);
  if (!address || !is_host(address->domain()) || is_our_domain(policy, address->domain())) return address;
  return mail::parse_path(address->raw.substr(0, address->raw.rfind('@')));
}

bool is_internal(const Policy& policy, const mail::Address& address) {
  const std::string_view domain = address.domain();
  return domain.empty() ? address.key.find_first_of("@%!\"") == std::string::npos : is_our_domain(policy, domain);
}

bool is_no_prospect(const Policy& policy, std::string_view address_key) {
  return matches_any(policy.organisation.no_prospects, address_key);
}

bool receives_reports(const Policy& policy, std::string_view address_key) {
  const auto& reports = policy.organisation.reports;
  return !reports.empty() && matches_any(reports, completed(policy.organisation, address_key));
}

std::optional<Salesperson> salesperson_for(const Policy& policy, std::string_view address_key) {
  const Organisation& organisation = policy.organisation;
  std::string key = completed(organisation, address_key);
  if (key.empty() || matches_any(organisation.exempt, key)) return std::nullopt;
  const Person* person = person_with(organisation, key);
  if (!in_sales(organisation, key, person)) return std::nullopt;
  return Salesperson{person ? person->name : key, std::move(key)};
}

}  // namespace jeda::policy
