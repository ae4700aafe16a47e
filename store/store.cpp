#include "store/store.h"

namespace jeda::store {
std::string_view to_string(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::busy:
      return "busy";
    case Error::Kind::timeout:
      return "timeout";
    case Error::Kind::overload:
      return "overload";
    case Error::Kind::full:
      return "full";
    case Error::Kind::missing:
      return "missing";
    case Error::Kind::corrupt:
      return "corrupt";
    case Error::Kind::newer:
      return "newer";
    case Error::Kind::failed:
      return "failed";
  }
  return "failed";
}

std::string_view to_string(HeldState state) {
  switch (state) {
    case HeldState::held:
      return "held";
    case HeldState::released:
      return "released";
    case HeldState::returned:
      return "returned";
    case HeldState::discarded:
      return "discarded";
    case HeldState::gone:
      return "gone";
  }
  return "held";
}

}  // namespace jeda::store
