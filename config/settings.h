// jeda.yaml: the mail admin's settings.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "config/diagnostics.h"

namespace jeda::config {

/// What governed mail gets while the store cannot answer.
enum class OnFailure { tempfail, accept };

struct Settings {
  std::string socket =
      "unix:/run/jeda/milter.sock";  // libmilter's notation: unix:PATH, local:PATH, inet:PORT@HOST, inet6:PORT@HOST
  std::optional<int> socket_mode;    // octal in the file: "0660"; unix sockets only
  std::string socket_group;          // empty: as created
  std::string store = "sqlite:/var/lib/jeda/history.db";
  std::string rules = "/etc/jeda/rules.yaml";  // relative to jeda.yaml where not absolute
  OnFailure on_failure = OnFailure::tempfail;
  std::chrono::milliseconds store_deadline{5000};  // how long a decision may take before on_failure
  std::size_t scan_limit = 1024 * 1024;            // bytes of a body that are looked at

  /// The path behind "sqlite:".
  std::string store_path() const;
};

/// Checks all of jeda.yaml. Relative paths are taken from the file's own directory.
tl::expected<Settings, Diagnostics> parse_settings(const SourceFile& file);

/// Reads a file whole, up to 16 MiB. The error is a sentence with the reason.
tl::expected<SourceFile, std::string> read_file(const std::string& path);

/// read_file and parse_settings in one; a file that cannot be read is a diagnostic at 1:1.
tl::expected<Settings, Diagnostics> load_settings(const std::string& path);

}  // namespace jeda::config
