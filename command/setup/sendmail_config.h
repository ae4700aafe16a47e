// What sendmail.cf says of filters.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "command/setup/socket.h"

namespace jeda::setup {

struct SendmailConfig {
  std::map<std::string, std::string> options;  // "O NAME=VALUE"
  std::map<std::string, std::string> equates;  // of a filter by its name: "S=unix:/x, F=T"
  std::vector<std::string> chain;              // InputMailFilters, in their order

  /// Of a filter: 'S', 'F' or 'T'; empty where it has none.
  std::string equate(const std::string& filter, char letter) const;

  /// The filter at this socket; empty: none has it.
  std::string filter_at(const Socket& socket) const;

  /// Macros that jeda-milter asks for and Sendmail does not send: "envfrom {auth_authen}".
  std::vector<std::string> missing_macros() const;
};

SendmailConfig parse_sendmail_cf(std::string_view text);

}  // namespace jeda::setup
