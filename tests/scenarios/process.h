// Programs that a test starts, and ends.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace jeda::scenarios {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// A child process; its standard error and output go to a file. Ends with this object, killed where SIGTERM is not
/// enough.
class Process {
 public:
  /// Throws std::system_error where it cannot be started.
  Process(const std::vector<std::string>& command, const Environment& environment, const std::filesystem::path& output);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return pid_; }
  void signal(int number) const;
  /// True once it has ended; waits up to `milliseconds`.
  bool ended(int milliseconds);
  /// As waitpid() gives it. REQUIRES: ended().
  int status() const { return status_; }

 private:
  pid_t pid_ = -1;
  int status_ = 0;
};

/// Runs a command to its end: its standard output, and the exit status.
std::pair<std::string, int> run_command(const std::vector<std::string>& command, const std::filesystem::path& scratch);

/// The whole of a file; empty where there is none.
std::string slurp(const std::filesystem::path& file);

/// Writes into a file that is there.
void overwrite(const std::filesystem::path& file, const std::string& text);

/// Writes a file beside and renames it, so that nobody reads half of it.
void write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace jeda::scenarios
