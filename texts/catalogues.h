// The compiled-in catalogues. Their body is made from texts/*.po when jeda is built; a test may bring one of its own.
#pragma once

#include <span>
#include <string_view>

namespace jeda::texts {

struct Catalogue {
  std::string_view name;   // "id"
  std::string_view bytes;  // of the .mo file that msgfmt made
};

/// id and en first, then the others by their names.
std::span<const Catalogue> catalogues();

}  // namespace jeda::texts
