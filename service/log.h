// The log of jeda's services: one line an event, key=value, safe to read whatever a sender wrote.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

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
  /// `program` begins each line where no journal takes it.
  explicit StderrLog(std::string program);
  void write(Level level, std::string_view line) noexcept override;

 private:
  const std::string program_;
  const bool journal_;
};

/// A value for a log line: bare where it is plain, else in double quotes with '"', '\' and control bytes escaped
/// (\xNN). Cut after 200 bytes with "...".
std::string log_value(std::string_view value);

}  // namespace jeda::service
