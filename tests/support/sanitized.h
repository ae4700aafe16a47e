// What a build with sanitizers repeats: it is some ten times slower, and what it looks for shows in fewer rounds.
#pragma once

#include <cstddef>

namespace jeda {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

/// `all` of something, or with sanitizers a fifth of it.
constexpr std::size_t sanitized_rounds(std::size_t all) { return sanitized ? all / 5 : all; }

}  // namespace jeda
