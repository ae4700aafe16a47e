#include "store/bytes.h"

namespace jeda::store {

void Packer::number(std::int64_t value) {
  auto bits = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  while (bits >= 0x80) {
    bytes_.push_back(static_cast<char>(bits | 0x80));
    bits >>= 7;
  }
  bytes_.push_back(static_cast<char>(bits));
}

void Packer::text(std::string_view value) {
  number(static_cast<std::int64_t>(value.size()));
  bytes_.append(value);
}

std::int64_t Unpacker::number() {
  std::uint64_t bits = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    bits |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
  }
  ok_ = false;
  return 0;
}

std::size_t Unpacker::count() {
  const std::int64_t value = number();
  if (value >= 0 && static_cast<std::uint64_t>(value) <= rest_.size()) return static_cast<std::size_t>(value);
  ok_ = false;
  return 0;
}

std::string_view Unpacker::text() {
  const std::size_t size = count();
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

}  // namespace jeda::store
