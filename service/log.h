// The log of jeda's services: one line an event, key=value, safe to read whatever a sender wrote.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "config/settings.h"

namespace jeda::service {

/// Where log lines go. Implementations are safe for concurrent use and never throw.
class Log {
 public:
  enum class Level { info, warning, error };
  virtual ~Log() = default;
  virtual void write(Level level, std::string_view line) noexcept = 0;

  void info(std::string_view line) noexcept { write(Level::info, line); }
  void warning(std::string_view line) noexcept { write(Level::warning, line); }
  void error(std::string_view line) noexcept { write(Level::error, line); }
};

/// Writes whole lines to standard error, with the journal's priority prefix ("<4>") where systemd runs us.
class StderrLog : public Log {
 public:
  /// `program` begins each line where no journal takes it, and is in each JSON object.
  explicit StderrLog(std::string program, config::LogForm form = config::LogForm::text);
  void write(Level level, std::string_view line) noexcept override;

 private:
  const std::string program_;
  const config::LogForm form_;
  const bool journal_;
};

/// A value for a log line: bare where it is plain, else in double quotes with '"', '\' and control bytes escaped
/// (\xNN). Cut after 200 bytes with "...".
std::string log_value(std::string_view value);

/// A line as an object: its words without a key are "message", each key=value a member of its own, as text. A key that
/// comes twice is a list. ASCII, without a line feed.
std::string as_json(std::string_view program, Log::Level level, std::string_view line);

}  // namespace jeda::service
