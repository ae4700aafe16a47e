// What a fuzz target holds its subject to.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace jeda::fuzz {

/// Ends the program where `kept` is false: libFuzzer then keeps the input.
inline void promise(bool kept, const char* text) {
  if (!kept) {
    std::fprintf(stderr, "broken promise: %s\n", text);
    std::abort();
  }
}

}  // namespace jeda::fuzz
