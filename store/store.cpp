#include "store/store.h"

namespace jeda::store {
std::string_view to_string(Error::Cause cause) {
  switch (cause) {
    case Error::Cause::busy:
      return "busy";
    case Error::Cause::timeout:
      return "timeout";
    case Error::Cause::overload:
      return "overload";
    case Error::Cause::full:
      return "full";
    case Error::Cause::missing:
      return "missing";
    case Error::Cause::corrupt:
      return "corrupt";
    case Error::Cause::lost:
      return "lost";
    case Error::Cause::newer:
      return "newer";
    case Error::Cause::failed:
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
