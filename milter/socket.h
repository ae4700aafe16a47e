// The milter socket: a stale one replaced, a live one respected, mode and group set before the first MTA can connect.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "config/settings.h"

namespace jeda::milter {

/// Opens the socket that libmilter will listen on. The error is a sentence that names the socket and the reason.
/// REQUIRES: register_filter() has been called.
tl::expected<void, std::string> open_socket(const config::Settings& settings);

/// Takes away the Unix socket that open_socket() made; nothing for an inet socket.
void close_socket(const config::Settings& settings);

}  // namespace jeda::milter
