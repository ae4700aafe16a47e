// Any bytes as jeda.yaml.
#include <cstdint>
#include <string>

#include "config/settings.h"
#include "tests/fuzz/diagnostics.h"

using jeda::fuzz::check_diagnostics;
using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda;

namespace {

void check_settings(const config::Settings& settings) {
  promise(!settings.socket.empty() && is_one_line(settings.socket), "the socket is one line");
  promise(!settings.store_path().empty() && is_one_line(settings.store_path()), "the store has a path");
  promise(settings.rules.find('\0') == std::string::npos && !settings.rules.empty(), "the rules have a path");
  promise(settings.store_deadline > std::chrono::milliseconds::zero(), "a decision has some time");
  promise(!settings.socket_mode || (*settings.socket_mode >= 0 && *settings.socket_mode <= 0777), "a mode is one");
  promise(is_one_line(settings.notices.from), "nobody adds a header line by the sender of notices");
  promise(is_one_line(settings.notices.smtp) && is_one_line(settings.web.listen), "places to connect to are one line");
  promise(settings.agent.every > std::chrono::milliseconds::zero(), "the agent rests between rounds");
  promise(settings.web.session > std::chrono::seconds::zero(), "a login lasts");
  promise(settings.web.user_header.find_first_of("\r\n: ") == std::string::npos, "a header's name is a name");
  promise(settings.web.certificate.empty() == settings.web.key.empty(), "a certificate comes with its key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const auto settings = config::parse_settings({"jeda.yaml", std::string(reinterpret_cast<const char*>(data), size)});
  if (settings) {
    check_settings(*settings);
  } else {
    promise(!settings.error().empty(), "a refusal has a reason");
    check_diagnostics(settings.error());
  }
  return 0;
}
