// Packing small values into bytes, for columns that only jeda reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "mail/sketch.h"

namespace jeda::store {

/// Appends values: numbers as zigzag varints (small ones take a byte), texts with their length before them, moments as
/// what lies between them and the one before.
class Packer {
 public:
  void byte(unsigned char value) { bytes_.push_back(static_cast<char>(value)); }
  void number(std::int64_t value);
  void text(std::string_view value);
  void moment(Time time);
  void marks(const std::vector<std::uint32_t>& marks);  // four bytes each
  void sketch(const mail::Sketch& sketch);              // 64 bytes
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  std::int64_t newest_moment_ = 0;
};

/// Reads what a Packer wrote. Past the end, or on bytes that are none of its making, it gives zeros and empty texts,
/// and ok() is false. The texts point into the bytes given.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  unsigned char byte();
  std::int64_t number();
  std::string_view text();
  Time moment();
  std::vector<std::uint32_t> marks();
  mail::Sketch sketch();

  /// A number of things that follow. False (and 0) where the bytes cannot hold so many.
  std::size_t count();
  void fail() { ok_ = false; }
  bool ok() const { return ok_; }
  bool finished() const { return ok_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t size);

  std::string_view rest_;
  bool ok_ = true;
  std::int64_t newest_moment_ = 0;
};

}  // namespace jeda::store
