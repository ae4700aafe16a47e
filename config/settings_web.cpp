// jeda.yaml's settings of the web page.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/settings_parts.h"

namespace jeda::config {
namespace {

constexpr Microseconds shortest_session = std::chrono::minutes(1);
constexpr Microseconds longest_session = std::chrono::hours(24 * 30);

bool is_address(const std::string& text) {
  in6_addr bytes{};
  return inet_pton(AF_INET, text.c_str(), &bytes) == 1 || inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

bool is_loopback(const std::string& listen) {
  const std::string host = listen.substr(0, listen.rfind(':'));
  in_addr bytes{};
  if (inet_pton(AF_INET, host.c_str(), &bytes) == 1) return ntohl(bytes.s_addr) >> 24 == 127;
  return host == "localhost" || host == "[::1]";
}

bool is_token(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '_'; });
}

/// The certificate and its key come together; without them nothing but loopback is listened on.
void read_tls(MapReader& map, const Node* listen, WebSettings& web) {
  Report& report = map.report();
  const Node* certificate = map.find("certificate");
  const Node* key = map.find("key");
  const auto path = [&report](const Node* node) {
    const auto text = node == nullptr ? std::nullopt : read_line(*node, report);
    return text ? absolute_from(report.file(), *text) : std::string();
  };
  web.certificate = path(certificate);
  web.key = path(key);
  if (certificate != nullptr && key == nullptr) report.error(certificate->at, "'certificate' needs 'key'");
  if (key != nullptr && certificate == nullptr) report.error(key->at, "'key' needs 'certificate'");
  if (listen != nullptr && certificate == nullptr && key == nullptr && !is_loopback(web.listen)) {
    report.error(listen->at,
                 fmt::format("{} is not loopback: that needs TLS ('certificate' and 'key')", quote(web.listen)));
  }
}

void read_proxies(MapReader& map, WebSettings& web) {
  Report& report = map.report();
  const Node* header = map.find("user_header");
  const auto name = header == nullptr ? std::nullopt : read_line(*header, report);
  if (name && !is_token(*name)) report.error(header->at, fmt::format("{} is no name of a header", quote(*name)));
  web.user_header = name.value_or("");
  const Node* proxies = map.find("proxies");
  if (proxies != nullptr) {
    for (const Node* item : one_or_more(*proxies)) {
      const auto address = read_line(*item, report);
      if (!address) continue;
      if (!is_address(*address)) report.error(item->at, fmt::format("{} is no IP address", quote(*address)));
      web.proxies.push_back(*address);
    }
  }
  if (header != nullptr && proxies == nullptr)
    report.error(header->at, "'user_header' needs 'proxies': whom it is believed from");
}

void read_session(MapReader& map, WebSettings& web) {
  const Node* node = map.find("session");
  const auto session = node == nullptr ? std::nullopt : read_duration(*node, map.report());
  if (!session) return;
  if (*session < shortest_session || *session > longest_session)
    map.report().error(node->at, fmt::format("expected a duration from 1m to 30d, found {}", describe(*node)));
  web.session = std::chrono::duration_cast<std::chrono::seconds>(*session);
}

}  // namespace

std::string check_url(std::string_view url) {
  const bool scheme = url.rfind("https://", 0) == 0 || url.rfind("http://", 0) == 0;
  const std::string_view rest = url.substr(scheme ? url.find("//") + 2 : 0);
  const bool plain = std::all_of(url.begin(), url.end(), [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("-._~:/[]").find(c) != std::string_view::npos;
  });
  if (scheme && plain && !rest.empty() && rest.front() != '/') return {};
  return fmt::format("{} is no address of a page (https://jeda.ours.example)", quote(url));
}

/// Where it listens says it, unless it is told.
void read_url(MapReader& map, const Node* listen, WebSettings& web) {
  if (listen != nullptr) web.url = (web.certificate.empty() ? "http://" : "https://") + web.listen;
  read_checked(map, "url", web.url, check_url);
  while (!web.url.empty() && web.url.back() == '/') web.url.pop_back();
}

void read_web(MapReader& map, Settings& settings) {
  const Node* node = map.find("web");
  if (node == nullptr) return;
  MapReader web(*node, map.report(), "web");
  const Node* listen = read_checked(web, "listen", settings.web.listen, check_host_port);
  read_tls(web, listen, settings.web);
  read_url(web, listen, settings.web);
  read_proxies(web, settings.web);
  read_session(web, settings.web);
  web.refuse_unknown();
}

}  // namespace jeda::config
