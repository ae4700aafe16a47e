// Postfix's configuration, as its own postconf tells it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command/setup/files.h"
#include "command/setup/socket.h"

namespace jeda::setup {

/// An element of smtpd_milters and the like: "unix:PATH", "{ unix:PATH, default_action=tempfail }" or "$name".
struct FilterElement {
  std::string text;  // as it is written
  std::string address;
  std::map<std::string, std::string> attributes;
};
std::vector<FilterElement> split_filters(std::string_view list);

/// Words that are parted by commas or spaces outside of braces.
std::vector<std::string> split_words(std::string_view list);

/// A line of master.cf.
struct PostfixService {
  std::string name;  // "submission/inet"
  std::string command;
  bool chrooted = false;
};

/// A value as it is written, and with its $names replaced.
struct PostfixValue {
  std::string raw;
  std::string expanded;
};

struct PostfixConfig {
  std::string directory;
  std::map<std::string, PostfixValue> values;  // defaults included
  std::set<std::string> set;                   // those that main.cf has
  std::vector<PostfixService> services;
  std::map<std::pair<std::string, std::string>, PostfixValue> overrides;  // by service and name: -o name=value

  /// Empty where there is none.
  PostfixValue value(const std::string& name) const;

  /// What counts for a service: its own, else main.cf's.
  PostfixValue value(const std::string& service, const std::string& name) const;
  const PostfixValue* find_override(const std::string& service, const std::string& name) const;
};

/// REQUIRES: an absolute path.
OrReason<PostfixConfig> read_postfix(const std::string& directory);

/// The directory that Postfix uses when nobody names one.
OrReason<std::string> default_postfix_directory();

/// Whether a filter's address means this socket, for a Postfix with that queue directory.
bool is_address_of(const Socket& socket, const std::string& queue_directory, std::string_view address);

/// How Postfix is to name it. Beneath the queue directory the path is relative to that: so it is right for chrooted
/// and other services alike, since all of them work there.
std::string address_for(const Socket& socket, const std::string& queue_directory);

}  // namespace jeda::setup
