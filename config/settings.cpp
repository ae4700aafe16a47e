#include "config/settings.h"

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "config/reader.h"
#include "config/settings_parts.h"

namespace jeda::config {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::size_t longest_socket_path = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::string_view socket_notation = "unix:/run/jeda/milter.sock or inet:7357@127.0.0.1";
constexpr std::array<std::string_view, 2> store_init_names{"first-start", "never"};  // in the order of StoreInit
constexpr std::array<std::string_view, 2> log_names{"text", "json"};                 // in the order of LogForm
constexpr Microseconds longest_store_deadline =
    std::chrono::minutes(4);                                 // under Postfix's milter_content_timeout of 300 s
constexpr std::size_t least_body_memory = 16 * 1024 * 1024;  // two bodies of the largest scan_limit
constexpr std::size_t largest_scan_limit = 8 * 1024 * 1024;  // so that a decision stays within 32 MiB

bool is_unix(std::string_view socket) { return socket.starts_with("unix:") || socket.starts_with("local:"); }

std::string check_unix_socket(std::string_view path) {
  if (path.empty() || path[0] != '/') return fmt::format("the socket's path {} is not absolute", quote(path));
  if (path.size() <= longest_socket_path) return "";
  return fmt::format("the socket's path has {} bytes; the system allows {}", path.size(), longest_socket_path);
}

std::string check_inet_socket(std::string_view address) {
  const std::size_t at = address.find('@');
  const std::string_view port = address.substr(0, at);
  int number = 0;
  const auto [stop, failure] = std::from_chars(port.data(), port.data() + port.size(), number);
  const bool whole = failure == std::errc{} && stop == port.data() + port.size();
  if (!whole || number < 1 || number > 65535) return fmt::format("{} is no port from 1 to 65535", quote(port));
  if (at == std::string_view::npos) return fmt::format("the socket lacks a host: inet:{}@127.0.0.1", port);
  const std::string_view host = address.substr(at + 1);
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".:-_[]").find(c) != std::string_view::npos;
  };
  if (!host.empty() && std::all_of(host.begin(), host.end(), fits)) return "";
  return fmt::format("{} is no host", quote(host));
}

// What is wrong with it; empty: nothing.
std::string check_socket(std::string_view socket) {
  const std::size_t colon = socket.find(':');
  const std::string_view scheme = socket.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? "" : socket.substr(colon + 1);
  if (is_unix(socket)) return check_unix_socket(rest);
  if (colon != std::string_view::npos && (scheme == "inet" || scheme == "inet6")) return check_inet_socket(rest);
  return fmt::format("{} is no socket ({})", quote(socket), socket_notation);
}

bool is_octal_mode(std::string_view text) {
  const auto octal = [](char c) { return c >= '0' && c <= '7'; };
  const bool length = text.size() == 3 || (text.size() == 4 && text[0] == '0');
  return length && std::all_of(text.begin(), text.end(), octal);
}

void read_socket_mode(MapReader& map, Settings& settings) {
  const Node* node = map.find("socket_mode");
  const auto text = node == nullptr ? std::nullopt : read_line(*node, map.report());
  if (!text) return;
  if (!is_octal_mode(*text)) {
    map.report().error(node->at, fmt::format("{} is no octal mode (\"0660\")", quote(*text)));
    return;
  }
  int mode = 0;
  std::from_chars(text->data(), text->data() + text->size(), mode, 8);
  settings.socket_mode = mode;
}

void refuse_unix_only_keys(MapReader& map, const Settings& settings) {
  if (is_unix(settings.socket)) return;
  for (const std::string_view key : {"socket_mode", "socket_group"}) {
    const Node* node = map.find(key);
    if (node != nullptr) map.report().error(node->at, fmt::format("'{}' is for unix sockets only", key));
  }
}

void read_store(MapReader& map, Settings& settings) {
  const Node* node = map.find("store");
  const auto store = node == nullptr ? std::nullopt : read_line(*node, map.report());
  if (!store) return;
  const std::string path = store->starts_with(sqlite_scheme) ? store->substr(sqlite_scheme.size()) : "";
  if (!store->starts_with(sqlite_scheme)) {
    map.report().error(node->at, fmt::format("unknown store {} (known: sqlite:PATH)", quote(*store)));
  } else if (path.empty()) {
    map.report().error(node->at, "the store lacks a path (sqlite:/var/lib/jeda/history.db)");
  } else if (path.starts_with(':')) {
    map.report().error(node->at, fmt::format("the store must be a file, not {}", quote(path)));
  }
  settings.store = std::string(sqlite_scheme) + absolute_from(map.report().file(), path);
}

void read_store_deadline(MapReader& map, Settings& settings) {
  const Node* node = map.find("store_deadline");
  const auto deadline = node == nullptr ? std::nullopt : read_duration(*node, map.report());
  if (!deadline) return;
  if (*deadline > longest_store_deadline) {
    map.report().error(node->at, "a deadline of more than 4m outlasts the MTA's own patience");
  }
  settings.store_deadline = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline);
}

// After read_store_deadline(): whoever waits longer has left.
void read_overload_after(MapReader& map, Settings& settings) {
  settings.overload_after = std::min(settings.overload_after, settings.store_deadline);
  const Node* node = map.find("overload_after");
  const auto after = node == nullptr ? std::nullopt : read_duration(*node, map.report());
  if (!after) return;
  if (*after > settings.store_deadline) {
    map.report().error(node->at, "overload_after is longer than store_deadline: nobody waits so long");
  }
  settings.overload_after = std::chrono::duration_cast<std::chrono::milliseconds>(*after);
}

void read_scan_limit(MapReader& map, Settings& settings) {
  const Node* node = map.find("scan_limit");
  const auto limit = node == nullptr ? std::nullopt : read_size(*node, map.report());
  if (!limit) return;
  if (*limit == 0 || *limit > largest_scan_limit) {
    map.report().error(node->at, fmt::format("expected a size from 1 to 8MiB, found {}", describe(*node)));
  }
  settings.scan_limit = *limit;
}

void read_body_memory(MapReader& map, Settings& settings) {
  const Node* node = map.find("body_memory");
  const auto memory = node == nullptr ? std::nullopt : read_size(*node, map.report());
  if (!memory) return;
  if (*memory < least_body_memory) {
    map.report().error(node->at, fmt::format("expected a size of 16MiB or more, found {}", describe(*node)));
  }
  settings.body_memory = *memory;
}

void read_rest(MapReader& map, Settings& settings) {
  Report& report = map.report();
  if (const Node* node = map.find("socket_group")) settings.socket_group = read_line(*node, report).value_or("");
  if (const Node* node = map.find("rules")) settings.rules = read_line(*node, report).value_or("");
  if (const Node* node = map.find("on_failure")) {
    const auto choice = read_choice(*node, report, "on_failure", on_failure_names);
    settings.on_failure = static_cast<OnFailure>(choice.value_or(0));
  }
  if (const Node* node = map.find("store_init")) {
    const auto choice = read_choice(*node, report, "store_init", store_init_names);
    settings.store_init = static_cast<StoreInit>(choice.value_or(0));
  }
  if (const Node* node = map.find("log")) {
    settings.log = static_cast<LogForm>(read_choice(*node, report, "log", log_names).value_or(0));
  }
}

}  // namespace

std::string absolute_from(const SourceFile& file, const std::string& path) {
  const std::filesystem::path directory = std::filesystem::path(file.name).parent_path();
  return (directory / path).lexically_normal().string();
}

std::string Settings::store_path() const {
  return store.starts_with(sqlite_scheme) ? store.substr(sqlite_scheme.size()) : store;
}

tl::expected<Settings, Diagnostics> parse_settings(const SourceFile& file) {
  Findings findings;
  Report report(file, findings);
  Settings settings;
  if (const auto root = parse_yaml(report)) {
    MapReader map(*root, report, "the file");
    read_checked(map, "socket", settings.socket, check_socket);
    read_socket_mode(map, settings);
    read_store(map, settings);
    read_store_deadline(map, settings);
    read_overload_after(map, settings);
    read_checked(map, "metrics", settings.metrics, check_host_port);
    read_scan_limit(map, settings);
    read_body_memory(map, settings);
    read_rest(map, settings);
    read_inbound(map, settings);
    read_held(map, settings);
    read_web(map, settings);
    refuse_unix_only_keys(map, settings);
    map.refuse_unknown();
  }
  sort(findings.errors);
  if (!findings.errors.empty()) return tl::unexpected(std::move(findings.errors));
  settings.rules = absolute_from(file, settings.rules);
  settings.file = file.name;
  return settings;
}

tl::expected<Settings, Diagnostics> load_settings(const std::string& path) {
  auto file = read_file(path);
  if (!file) return tl::unexpected(Diagnostics{{path, {}, file.error(), {}}});
  return parse_settings(*file);
}

}  // namespace jeda::config
