// Running one of the MTA's own commands: no shell, no environment of ours, bounded in time and output.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace jeda::service {

struct ProgramLimits {
  std::size_t bytes = 64 * 1024;  // of standard output; one that writes more is killed
  std::chrono::milliseconds time{30000};
};

/// Runs `argv[0]`, an absolute path, to its end and gives its standard output. The error is one line: why it could not
/// be run, that it was killed for its time or output, or that it did not exit with 0, with the first line of what it
/// said on standard error. It has standard input from /dev/null, no other open file, and only PATH and LC_ALL in its
/// environment. Safe for concurrent use.
tl::expected<std::string, std::string> run_program(const std::vector<std::string>& argv, const ProgramLimits& limits);

/// The first line of a text, made printable, at most 200 bytes.
std::string first_line(std::string_view text);

}  // namespace jeda::service
