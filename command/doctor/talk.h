// Short talks with servers, bounded in time. Internal to doctor/.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/descriptor.h"

namespace jeda::doctor {

constexpr std::chrono::milliseconds patience{2000};

/// The error is the reason in a few words.
tl::expected<Descriptor, std::string> connect_unix(const std::string& path, std::chrono::milliseconds time);
tl::expected<Descriptor, std::string> connect_inet(const std::string& host, const std::string& port,
                                                   std::chrono::milliseconds time);

/// False: not all of it could be sent at once.
bool say(const Descriptor& socket, std::string_view bytes);

/// At least so many bytes, or what came until the end or within the time.
std::string hear(const Descriptor& socket, std::size_t least, std::chrono::milliseconds time);

}  // namespace jeda::doctor
