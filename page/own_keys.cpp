#include "page/own_keys.h"

#include <fmt/format.h>

#include "base/digest.h"

namespace jeda::page {

std::string OwnKeys::form_token(std::string_view bearer) const {
  const Digest digest = hmac_sha256(own_, fmt::format("form\n{}", bearer));
  return digest == Digest{} ? "" : to_hex(digest).substr(0, 32);
}

}  // namespace jeda::page
