#include "store/care.h"

#include <algorithm>

namespace jeda::store {

bool Checked::sound() const {
  return std::all_of(items.begin(), items.end(), [](const CheckedItem& item) { return item.sound; });
}

Error gone(const std::string& path) {
  return {
      Error::Cause::missing,
      "the store at " + path +
          " is gone: put it back, or a backup in its place; `jeda store init --anew` makes one without its history"};
}

}  // namespace jeda::store
