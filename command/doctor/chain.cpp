// The filter's place in the MTA's chain.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "command/doctor/doctor.h"
#include "command/setup/postfix_plan.h"
#include "command/setup/sendmail_config.h"

namespace jeda::doctor {
namespace {

using setup::FilterElement;
using setup::PostfixConfig;
using setup::PostfixService;
using setup::PostfixWish;

constexpr auto run_setup = "jeda setup postfix shows what to change, --apply changes it";
constexpr auto run_sendmail_setup = "jeda setup sendmail shows what to change, --apply changes it";

std::string names_of(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

/// What a failing filter means with that default_action or F=.
std::string effect_of(const std::string& action) {
  if (action == "accept") return "mail passes unjudged";
  if (action == "tempfail") return "mail waits";
  if (action == "reject") return "mail is refused for good";
  return fmt::format("{} happens to mail", action);
}

class PostfixChain {
 public:
  PostfixChain(const Patient& patient, const PostfixConfig& config)
      : config_(config), wish_(setup::postfix_wish(patient.settings, config)) {}

  Findings check() {
    check_bypass("", "main.cf");
    check_list("", "smtpd_milters", "mail over SMTP", Level::fault);
    check_list("", "non_smtpd_milters", "mail by sendmail(1) and what Postfix makes itself", Level::warning);
    for (const auto& service : config_.services) check_service(service);
    check_bounces();
    check_content_filters();
    check_proxies();
    check_macros();
    if (!config_.value("smtpd_milter_maps").raw.empty())
      add(Level::warning, "chain", "smtpd_milter_maps is set: clients that it lists pass by jeda",
          "make sure that no client of salespeople is in it");
    if (findings_.empty()) add(Level::ok, "chain", fmt::format("jeda is the last filter in {}", config_.directory), "");
    reach();
    return std::move(findings_);
  }

 private:
  void add(Level level, std::string check, std::string says, std::string advice) {
    findings_.push_back({level, std::move(check), std::move(says), std::move(advice)});
  }

  static std::string place(const std::string& service, const std::string& name) {
    return service.empty() ? name : fmt::format("{} of {}", name, service);
  }

  bool bypasses(const std::string& service) const {
    const auto words = setup::split_words(config_.value(service, "receive_override_options").expanded);
    return std::find(words.begin(), words.end(), "no_milters") != words.end();
  }

  void check_bypass(const std::string& service, const std::string& where) {
    if (bypasses(service))
      add(Level::fault, "chain",
          fmt::format("receive_override_options in {} has no_milters: jeda sees nothing of it", where),
          "take no_milters out");
  }

  void check_list(const std::string& service, const std::string& name, const std::string& what, Level absent) {
    const auto elements = setup::split_filters(config_.value(service, name).expanded);
    std::size_t ours = elements.size();
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (setup::is_ours(elements[i], config_, wish_)) ours = i;
    if (ours == elements.size())
      return add(absent, "chain", fmt::format("jeda is not in {}: {} is not judged", place(service, name), what),
                 run_setup);
    std::vector<std::string> after;
    for (std::size_t i = ours + 1; i < elements.size(); ++i) after.push_back(elements[i].address);
    if (!after.empty())
      add(Level::fault, "chain",
          fmt::format("in {} {} come{} after jeda and never see{} held mail; a signer there leaves it unsigned",
                      place(service, name), names_of(after), after.size() == 1 ? "s" : "",
                      after.size() == 1 ? "s" : ""),
          run_setup);
    check_action(service, name, elements[ours]);
  }

  void check_action(const std::string& service, const std::string& name, const FilterElement& element) {
    const auto own = element.attributes.find("default_action");
    const std::string action =
        own != element.attributes.end() ? own->second : config_.value(service, "milter_default_action").expanded;
    if (action != wish_.default_action)
      add(Level::warning, "default-action",
          fmt::format("while jeda does not answer, {} ({} has {}), but on_failure in jeda.yaml is {}",
                      effect_of(action), place(service, name), action, wish_.default_action),
          run_setup);
  }

  void check_service(const PostfixService& service) {
    const bool smtpd = setup::is_smtpd(service);
    if (!smtpd && service.command != "cleanup") return;
    const char* name = smtpd ? "smtpd_milters" : "non_smtpd_milters";
    check_sight(service, name);
    const bool submission = smtpd && setup::is_submission(config_, service);
    if (submission && config_.find_override(service.name, "receive_override_options") != nullptr)
      check_bypass(service.name, service.name);
    const auto* own = config_.find_override(service.name, name);
    if (setup::is_reinjection(config_, service)) return;
    if (own == nullptr || (!submission && setup::split_words(own->expanded).empty())) return;
    check_list(service.name, name, "its mail", submission ? Level::fault : Level::warning);
  }

  bool has_us(const std::string& service, const std::string& name) const {
    const auto elements = setup::split_filters(config_.value(service, name).expanded);
    return !bypasses(service) && std::any_of(elements.begin(), elements.end(), [&](const FilterElement& element) {
      return setup::is_ours(element, config_, wish_);
    });
  }

  void check_bounces() {
    if (!has_us("", "non_smtpd_milters") || setup::shows_bounces(config_)) return;
    add(Level::warning, "chain",
        "internal_mail_filter_classes lacks bounce: of prospects whom Postfix itself cannot reach jeda learns nothing",
        run_setup);
  }

  /// Mail that comes back from a scanner, with a footer or not, is the mail that was judged when it came.
  void check_content_filters() {
    std::set<std::string> transports;
    for (const auto& service : config_.services) {
      const std::string filter = config_.value(service.name, "content_filter").expanded;
      if (setup::is_smtpd(service) && !filter.empty()) transports.insert(filter.substr(0, filter.find(':')));
      if (setup::is_reinjection(config_, service) && has_us(service.name, "smtpd_milters"))
        add(Level::warning, "chain",
            fmt::format("a content_filter hands mail back to {}, where jeda sees it twice", service.name), run_setup);
    }
    for (const auto& service : config_.services)
      if (service.command == "pipe" && transports.contains(service.name.substr(0, service.name.find('/'))) &&
          has_us("pickup/unix", "non_smtpd_milters"))
        add(Level::warning, "chain",
            fmt::format("content_filter is {}, a program: where it hands mail back by sendmail(1), jeda sees it twice",
                        service.name),
            "let it hand mail back by SMTP, to a service of its own; jeda setup postfix leaves that one out");
  }

  /// Before a proxy filter a milter sees the envelope alone; behind it nobody has logged in.
  void check_proxies() {
    for (const auto& service : config_.services)
      if (const auto proxy = config_.value(service.name, "smtpd_proxy_filter").expanded;
          setup::is_smtpd(service) && !proxy.empty())
        add(Level::warning, "chain",
            fmt::format("{} has smtpd_proxy_filter {}: jeda sees no content there, and no login where it comes back",
                        service.name, proxy),
            "use content_filter or a milter instead; else salespeople are known by their envelope sender alone");
  }

  /// Where a service sees the socket that its list names.
  void check_sight(const PostfixService& service, const char* name) {
    if (wish_.socket.path.empty()) return;
    const std::string queue = config_.value("queue_directory").expanded;
    for (const auto& element : setup::split_filters(config_.value(service.name, name).expanded)) {
      if (!setup::is_ours(element, config_, wish_)) continue;
      const std::string path = element.address.substr(element.address.find(':') + 1);
      const std::string seen =
          path.starts_with('/') ? (service.chrooted ? queue + path : path) : fmt::format("{}/{}", queue, path);
      if (setup::path_beneath("/", seen) == setup::path_beneath("/", wish_.socket.path)) continue;
      add(Level::fault, "chroot",
          fmt::format("{} runs {}: there {} is {}, and the socket is {}", service.name,
                      service.chrooted ? "chrooted" : "without chroot", element.address, seen, wish_.socket.path),
          run_setup);
    }
  }

  void check_macros() {
    for (const auto& [parameter, macro] : setup::needed_macros()) {
      std::vector<std::string> lacking;
      if (!setup::has_macro(config_.value(parameter).expanded, macro)) lacking.emplace_back("main.cf");
      for (const auto& service : config_.services)
        if (const auto* own = config_.find_override(service.name, parameter);
            own != nullptr && setup::is_smtpd(service) && !setup::has_macro(own->expanded, macro))
          lacking.push_back(service.name);
      if (!lacking.empty())
        add(Level::fault, "macros", fmt::format("{} of {} lacks {}", parameter, names_of(lacking), macro), run_setup);
    }
  }

  void reach() {
    if (wish_.socket.path.empty()) return;
    for (auto& finding : check_reach(wish_.socket.path, config_.value("mail_owner").expanded))
      findings_.push_back(std::move(finding));
  }

  const PostfixConfig& config_;
  const PostfixWish wish_;
  Findings findings_;
};

}  // namespace

Findings check_chain(const Patient& patient) {
  return patient.settings.agent.mta == config::AgentSettings::Mta::postfix ? check_postfix(patient)
                                                                           : check_sendmail(patient);
}

Findings check_postfix(const Patient& patient) {
  const auto directory = patient.mta_config.empty() ? setup::default_postfix_directory()
                                                    : setup::OrReason<std::string>(patient.mta_config);
  const auto config = directory ? setup::read_postfix(*directory) : tl::unexpected(directory.error());
  if (config) return PostfixChain(patient, *config).check();
  return {{Level::unknown, "chain", "Postfix's configuration cannot be read: " + config.error(),
           "set agent.mta and agent.mta_config in jeda.yaml, or --mta-config"}};
}

Findings check_sendmail(const Patient& patient) {
  std::filesystem::path path = patient.mta_config.empty() ? "/etc/mail/sendmail.cf" : patient.mta_config;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) path /= "sendmail.cf";
  const auto file = config::read_file(path.string());
  if (!file)
    return {
        {Level::unknown, "chain", file.error(), "set agent.mta and agent.mta_config in jeda.yaml, or --mta-config"}};
  const auto config = setup::parse_sendmail_cf(file->text);
  const auto socket = setup::parse_socket(patient.settings.socket);
  const auto name = config.filter_at(socket);
  const auto at = std::find(config.chain.begin(), config.chain.end(), name);
  if (name.empty() || at == config.chain.end())
    return {{Level::fault, "chain",
             fmt::format("jeda is not in InputMailFilters of {}: no mail is judged", path.string()),
             run_sendmail_setup}};
  Findings findings;
  if (const std::vector<std::string> after(at + 1, config.chain.end()); !after.empty())
    findings.push_back({Level::warning, "chain",
                        fmt::format("after jeda come {}: what they change was not judged", names_of(after)),
                        run_sendmail_setup});
  const std::string flag = config.equate(name, 'F');
  const std::string action = flag == "T" ? "tempfail" : flag == "R" ? "reject" : "accept";
  const std::string wanted = patient.settings.on_failure == config::OnFailure::accept ? "accept" : "tempfail";
  if (action != wanted)
    findings.push_back({Level::warning, "default-action",
                        fmt::format("while jeda does not answer, {} (F={}), but on_failure in jeda.yaml is {}",
                                    effect_of(action), flag, wanted),
                        run_sendmail_setup});
  for (const auto& missing : config.missing_macros())
    findings.push_back({Level::fault, "macros", "Milter.macros lack " + missing, run_sendmail_setup});
  if (findings.empty())
    findings.push_back({Level::ok, "chain", fmt::format("jeda is the last filter in {}", path.string()), ""});
  const auto user = config.options.find("RunAsUser");
  if (!socket.path.empty())
    for (auto& finding : check_reach(socket.path, user == config.options.end() || user->second.empty()
                                                      ? "root"
                                                      : user->second.substr(0, user->second.find(':'))))
      findings.push_back(std::move(finding));
  return findings;
}

}  // namespace jeda::doctor
