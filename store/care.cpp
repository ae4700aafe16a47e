#include "store/care.h"

#include <algorithm>

namespace jeda::store {

bool Checked::sound() const {
  return std::all_of(items.begin(), items.end(), [](const CheckedItem& item) { return item.sound; });
}

}  // namespace jeda::store
