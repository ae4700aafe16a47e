// Files as people keep them.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "config/diagnostics.h"

namespace jeda::config {

/// Reads a file whole, up to 16 MiB. The error is a sentence with the reason.
tl::expected<SourceFile, std::string> read_file(const std::string& path);

}  // namespace jeda::config
