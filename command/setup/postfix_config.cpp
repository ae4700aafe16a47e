#include "command/setup/postfix_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/text.h"
#include "service/program.h"

namespace jeda::setup {
namespace {

constexpr std::string_view spaces = " \t\r\n";
constexpr auto postconf = "/usr/sbin/postconf";
const service::ProgramLimits limits{4 * 1024 * 1024, std::chrono::seconds(10)};

OrReason<std::string> ask(const std::string& directory, const char* option) {
  std::vector<std::string> words = {postconf, "-c", directory};
  if (option != nullptr) words.emplace_back(option);
  return service::run_program(words, limits);
}

/// "name = value" lines.
template <typename Take>
void each_value(std::string_view text, Take&& take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      take(std::string(trim(line.substr(0, equals))), std::string(trim(line.substr(equals + 1))));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// "submission/inet/smtpd_milters": a service's name may hold slashes, a parameter's and a type do not.
std::pair<std::string, std::string> split_override(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? std::pair(std::string(), name)
                                    : std::pair(name.substr(0, slash), name.substr(slash + 1));
}

bool chrooted_unless_told(const PostfixConfig& config) {
  const auto level = config.value("compatibility_level").expanded;
  int number = 0;
  std::from_chars(level.data(), level.data() + level.size(), number);
  return number < 1;
}

/// "smtp inet n - y - - smtpd -o ..."
void add_services(std::string_view text, PostfixConfig& config) {
  const bool usual = chrooted_unless_told(config);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto words = split_words(text.substr(0, end));
    if (words.size() >= 8)
      config.services.push_back({words[0] + "/" + words[1], words[7], words[4] == "-" ? usual : words[4] == "y"});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::vector<std::string> split_words(std::string_view list) {
  std::vector<std::string> words;
  std::string word;
  int depth = 0;
  for (const char c : list) {
    const bool parts = c == ',' || spaces.find(c) != std::string_view::npos;
    if (depth == 0 && parts) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
      continue;
    }
    depth += c == '{' ? 1 : 0;
    depth -= c == '}' && depth > 0 ? 1 : 0;
    word += c;
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

std::vector<FilterElement> split_filters(std::string_view list) {
  std::vector<FilterElement> filters;
  for (const auto& word : split_words(list)) {
    FilterElement filter{word, word, {}};
    if (word.starts_with('{') && word.ends_with('}')) {
      const auto inner = split_words(std::string_view(word).substr(1, word.size() - 2));
      filter.address = inner.empty() ? "" : inner.front();
      for (std::size_t i = 1; i < inner.size(); ++i)
        if (const std::size_t equals = inner[i].find('='); equals != std::string::npos)
          filter.attributes[inner[i].substr(0, equals)] = inner[i].substr(equals + 1);
    }
    filters.push_back(std::move(filter));
  }
  return filters;
}

PostfixValue PostfixConfig::value(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? PostfixValue() : found->second;
}

const PostfixValue* PostfixConfig::find_override(const std::string& service, const std::string& name) const {
  const auto found = overrides.find({service, name});
  return found == overrides.end() ? nullptr : &found->second;
}

PostfixValue PostfixConfig::value(const std::string& service, const std::string& name) const {
  const auto* own = find_override(service, name);
  return own != nullptr ? *own : value(name);
}

OrReason<PostfixConfig> read_postfix(const std::string& directory) {
  PostfixConfig config;
  config.directory = directory;
  const auto all = ask(directory, nullptr);
  const auto expanded = all ? ask(directory, "-x") : all;
  const auto set = expanded ? ask(directory, "-n") : expanded;
  const auto overrides = set ? ask(directory, "-P") : set;
  const auto overrides_expanded = overrides ? ask(directory, "-Px") : overrides;
  const auto services = overrides_expanded ? ask(directory, "-M") : overrides_expanded;
  if (!services) return tl::unexpected(services.error());
  each_value(*all, [&](const std::string& name, std::string value) { config.values[name].raw = std::move(value); });
  each_value(*expanded,
             [&](const std::string& name, std::string value) { config.values[name].expanded = std::move(value); });
  each_value(*set, [&](const std::string& name, const std::string&) { config.set.insert(name); });
  each_value(*overrides, [&](const std::string& name, std::string value) {
    config.overrides[split_override(name)].raw = std::move(value);
  });
  each_value(*overrides_expanded, [&](const std::string& name, std::string value) {
    config.overrides[split_override(name)].expanded = std::move(value);
  });
  add_services(*services, config);
  return config;
}

OrReason<std::string> default_postfix_directory() {
  return service::run_program({postconf, "-d", "-h", "config_directory"}, limits).map([](const std::string& text) {
    return std::string(trim(text));
  });
}

bool is_address_of(const Socket& socket, const std::string& queue_directory, std::string_view address) {
  const std::size_t colon = address.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view scheme = address.substr(0, colon);
  const std::string rest(address.substr(colon + 1));
  if (socket.path.empty()) {
    const std::size_t end = rest.rfind(':');
    if (scheme != "inet" || end == std::string::npos || rest.substr(end + 1) != socket.port) return false;
    std::string host = rest.substr(0, end);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto local = [](const std::string& name) { return name == "localhost" || name == "127.0.0.1"; };
    return host == socket.host || (local(host) && local(socket.host));
  }
  if ((scheme != "unix" && scheme != "local") || rest.empty()) return false;
  const auto beneath = path_beneath(queue_directory, socket.path);
  if (!rest.starts_with('/')) return beneath == std::filesystem::path(rest).lexically_normal().string();
  return path_beneath("/", rest) == path_beneath("/", socket.path) ||
         (beneath && path_beneath("/", queue_directory + rest) == path_beneath("/", socket.path));
}

std::string address_for(const Socket& socket, const std::string& queue_directory) {
  if (socket.path.empty())
    return socket.host.find(':') == std::string::npos ? fmt::format("inet:{}:{}", socket.host, socket.port)
                                                      : fmt::format("inet:[{}]:{}", socket.host, socket.port);
  return "unix:" + path_beneath(queue_directory, socket.path).value_or(socket.path);
}

}  // namespace jeda::setup
