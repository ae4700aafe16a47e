// How much slower than the installed programs a test's own build is.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define JEDA_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define JEDA_SANITIZED
#endif

namespace jeda::test {

/// What a bound on time is multiplied by.
#ifdef JEDA_SANITIZED
inline constexpr int slowness = 10;
#else
inline constexpr int slowness = 1;
#endif

/// How often to repeat what is repeated `all` times: where a build is slow, it looks for faults of memory or races,
/// which show in fewer rounds.
constexpr std::size_t rounds(std::size_t all) { return slowness > 1 ? all / 5 : all; }

}  // namespace jeda::test
