#include "store/record/bytes.h"

#include <algorithm>

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

void Packer::moment(Time time) {
  const std::int64_t micros = time.time_since_epoch().count();
  number(static_cast<std::int64_t>(static_cast<std::uint64_t>(micros) - static_cast<std::uint64_t>(newest_moment_)));
  newest_moment_ = micros;
}

void Packer::marks(const std::vector<std::uint32_t>& marks) {
  number(static_cast<std::int64_t>(marks.size()));
  for (const std::uint32_t mark : marks) {
    for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<char>(mark >> shift));
  }
}

void Packer::sketch(const mail::Sketch& sketch) { bytes_.append(sketch.bytes.begin(), sketch.bytes.end()); }

std::string_view Unpacker::take(std::size_t size) {
  if (size > rest_.size()) {
    ok_ = false;
    return {};
  }
  const std::string_view value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return value;
}

unsigned char Unpacker::byte() {
  const std::string_view value = take(1);
  return value.empty() ? 0 : static_cast<unsigned char>(value.front());
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

std::string_view Unpacker::text() { return take(count()); }

Time Unpacker::moment() {
  const auto step = static_cast<std::uint64_t>(number());
  newest_moment_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(newest_moment_) + step);
  return Time(Duration(newest_moment_));
}

std::vector<std::uint32_t> Unpacker::marks() {
  std::vector<std::uint32_t> marks(count());
  const std::string_view bytes = take(marks.size() * 4);
  if (bytes.empty()) return {};
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[place]));
    marks[place / 4] |= byte << (place % 4 * 8);
  }
  return marks;
}

mail::Sketch Unpacker::sketch() {
  mail::Sketch sketch;
  const std::string_view bytes = take(sketch.bytes.size());
  std::copy(bytes.begin(), bytes.end(), sketch.bytes.begin());
  return sketch;
}

}  // namespace jeda::store
