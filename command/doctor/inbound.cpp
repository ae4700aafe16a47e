// What is believed of mail from outside.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "command/doctor/doctor.h"
#include "command/setup/postfix_plan.h"
#include "command/setup/sendmail_config.h"
#include "service/stores.h"

namespace jeda::doctor {
namespace {

constexpr int looked_back = 30;  // days

/// What a place in a chain is called where a verifier listens: the programs' names, and the ports that their own
/// examples have (OpenDKIM, OpenDMARC, rspamd).
bool is_verifier(std::string_view filter) {
  constexpr std::string_view names[] = {"dmarc", "dkim", "rspamd", "authmilter", "authentication_milter", "amavis"};
  constexpr std::string_view ports[] = {":8891", ":12301", ":8893", ":11332"};
  const std::string name = lower_ascii(filter);
  return std::any_of(std::begin(names), std::end(names), [&](auto word) { return name.find(word) != name.npos; }) ||
         std::any_of(std::begin(ports), std::end(ports), [&](auto port) { return name.ends_with(port); });
}

/// "inet:11332@localhost", as libmilter and Sendmail write it, with the port at its end.
std::string with_port_last(const std::string& address) {
  const auto at = address.find('@');
  const auto colon = address.find(':');
  if (at == std::string::npos || colon == std::string::npos || colon > at) return address;
  return fmt::format("inet:{}:{}", address.substr(at + 1), address.substr(colon + 1, at - colon - 1));
}

Finding unverified(const std::string& place) {
  return {Level::warning, "inbound",
          fmt::format("no verifier (OpenDMARC, rspamd) stands before jeda in {}: nobody checks who wrote mail from "
                      "outside",
                      place),
          "let one stand there, and name its authserv-id in inbound.authserv_id of jeda.yaml; see jeda.yaml(5)"};
}

/// Of one list of Postfix's.
bool lacks_verifier(const setup::PostfixConfig& config, const setup::PostfixWish& wish, const std::string& service) {
  const auto filters = setup::split_filters(config.value(service, "smtpd_milters").expanded);
  const auto ours = std::find_if(filters.begin(), filters.end(),
                                 [&](const auto& filter) { return setup::is_ours(filter, config, wish); });
  return ours != filters.end() && std::none_of(filters.begin(), ours, [](const auto& filter) {
           return is_verifier(with_port_last(filter.address));
         });
}

/// main.cf's list counts where a service that takes mail from outside has none of its own.
Findings look_at_postfix(const Patient& patient) {
  const auto directory = patient.mta_config.empty() ? setup::default_postfix_directory()
                                                    : setup::OrReason<std::string>(patient.mta_config);
  const auto config = directory ? setup::read_postfix(*directory) : tl::unexpected(directory.error());
  if (!config) return {};  // said by another check
  const auto wish = setup::postfix_wish(patient.settings, *config);
  bool shared = false;
  Findings findings;
  for (const auto& service : config->services) {
    if (!setup::is_smtpd(service) || setup::is_submission(*config, service) || setup::is_reinjection(*config, service))
      continue;
    if (!lacks_verifier(*config, wish, service.name)) continue;
    const bool own = config->find_override(service.name, "smtpd_milters") != nullptr;
    if (own) findings.push_back(unverified("smtpd_milters of " + service.name));
    shared = shared || !own;
  }
  if (shared) findings.insert(findings.begin(), unverified("smtpd_milters"));
  return findings;
}

Findings look_at_sendmail(const Patient& patient) {
  std::filesystem::path path = patient.mta_config.empty() ? "/etc/mail/sendmail.cf" : patient.mta_config;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) path /= "sendmail.cf";
  const auto file = config::read_file(path.string());
  if (!file) return {};  // said by another check
  const auto config = setup::parse_sendmail_cf(file->text);
  const auto ours = std::find(config.chain.begin(), config.chain.end(),
                              config.filter_at(setup::parse_socket(patient.settings.socket)));
  if (ours == config.chain.end()) return {};
  const bool verified = std::any_of(config.chain.begin(), ours, [&](const std::string& filter) {
    return is_verifier(filter) || is_verifier(with_port_last(config.equate(filter, 'S')));
  });
  return verified ? Findings{} : Findings{unverified(fmt::format("InputMailFilters of {}", path.string()))};
}

}  // namespace

Findings check_inbound(const Patient& patient) {
  Findings findings = patient.settings.agent.mta == config::AgentSettings::Mta::postfix ? look_at_postfix(patient)
                                                                                        : look_at_sendmail(patient);
  const auto loaded = policy::load_policy(patient.rules);
  const bool enforces = loaded && loaded->policy->mode == policy::Mode::enforce;
  if (enforces && patient.settings.inbound.authserv_id.empty())
    findings.push_back({Level::warning, "inbound",
                        "the policy is enforced, and inbound.authserv_id is not set: whoever writes in a prospect's "
                        "name is believed",
                        "name the authserv-id of your verifier in inbound.authserv_id of jeda.yaml, and restart "
                        "jeda-milter"});
  return findings;
}

Findings check_strangers(const Patient& patient) {
  const auto reader = service::open_reader(patient.settings);
  const auto days = reader.and_then([&](const auto& store) { return store->strangers(looked_back); });
  if (!days) return {};                           // said by another check
  for (const store::StrangersDay& day : *days) {  // the newest first
    if (day.refused == 0) continue;
    return {
        {Level::warning, "inbound",
         fmt::format("on {} so much mail of strangers came that {} of it was not recorded (inbound.daily is {} KiB)",
                     date::format("%F", date::floor<date::days>(day.day)), day.refused,
                     patient.settings.inbound.daily / 1024),
         "look who wrote it (journalctl -u jeda-milter, why=beyond-daily); raise inbound.daily in jeda.yaml where "
         "it was no attack"}};
  }
  return {};
}

}  // namespace jeda::doctor
