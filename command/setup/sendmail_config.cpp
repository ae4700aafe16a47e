#include "command/setup/sendmail_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "command/setup/postfix_config.h"
#include "command/setup/postfix_plan.h"

namespace jeda::setup {
namespace {

bool is_local(const std::string& host) { return host == "localhost" || host == "127.0.0.1"; }

}  // namespace

std::string SendmailConfig::equate(const std::string& filter, char letter) const {
  const auto found = equates.find(filter);
  std::string_view rest = found == equates.end() ? std::string_view() : std::string_view(found->second);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string part(trim(rest.substr(0, comma)));
    if (part.size() >= 2 && part[0] == letter && part[1] == '=') return part.substr(2);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return "";
}

std::string SendmailConfig::filter_at(const Socket& socket) const {
  for (const auto& [name, unused] : equates) {
    const Socket other = parse_socket(equate(name, 'S'));
    const bool same = socket.path.empty()
                          ? other.port == socket.port &&
                                (other.host == socket.host || (is_local(other.host) && is_local(socket.host)))
                          : !other.path.empty() && path_beneath("/", other.path) == path_beneath("/", socket.path);
    if (same) return name;
  }
  return "";
}

std::vector<std::string> SendmailConfig::missing_macros() const {
  const auto has = [&](const char* stage, const char* macro) {
    const auto found = options.find(fmt::format("Milter.macros.{}", stage));
    return found != options.end() && has_macro(found->second, macro);
  };
  std::vector<std::string> missing;
  if (!has("connect", "j")) missing.emplace_back("connect j");
  if (!has("envfrom", "{auth_authen}")) missing.emplace_back("envfrom {auth_authen}");
  const auto stages = {"envfrom", "envrcpt", "data", "eoh", "eom"};
  if (std::none_of(stages.begin(), stages.end(), [&](const char* stage) { return has(stage, "i"); }))
    missing.emplace_back("envfrom i");
  return missing;
}

SendmailConfig parse_sendmail_cf(std::string_view text) {
  SendmailConfig config;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("O ")) {
      const std::size_t equals = std::min(line.find('='), line.size() - 1);
      config.options[std::string(trim(line.substr(2, equals - 2)))] = std::string(trim(line.substr(equals + 1)));
    } else if (line.starts_with('X')) {
      const std::size_t comma = std::min(line.find(','), line.size() - 1);
      config.equates[std::string(trim(line.substr(1, comma - 1)))] = std::string(trim(line.substr(comma + 1)));
    }
  }
  config.chain = split_words(config.options["InputMailFilters"]);
  return config;
}

}  // namespace jeda::setup
