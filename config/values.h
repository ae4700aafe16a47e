// Durations and sizes as people write them.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "config/yaml.h"

namespace jeda::config {

using Microseconds = std::chrono::microseconds;

/// "90m": a length of time from 1 ms to ten years. The error is a sentence.
tl::expected<Microseconds, std::string> parse_duration(std::string_view text);
std::optional<Microseconds> read_duration(const Node& node, Report& report);

/// "1MiB", "64KiB", "1000": bytes. The error is a sentence.
tl::expected<std::size_t, std::string> parse_size(std::string_view text);
std::optional<std::size_t> read_size(const Node& node, Report& report);

}  // namespace jeda::config
