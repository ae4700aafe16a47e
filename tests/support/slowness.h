// How much slower than the installed programs a test's own build is.
#pragma once

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

}  // namespace jeda::test
