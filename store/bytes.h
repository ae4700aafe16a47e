// Packing small values into bytes, for columns that only jeda reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace jeda::store {

/// Appends values: numbers as zigzag varints (small ones take a byte), texts with their length before them.
class Packer {
 public:
  void number(std::int64_t value);
  void text(std::string_view value);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what a Packer wrote. Past the end, or on bytes that are none of its making, it gives zeros and empty texts,
/// and ok() is false. The texts point into the bytes given.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  std::int64_t number();
  std::string_view text();

  /// A number of things that follow. False (and 0) where the bytes cannot hold so many.
  std::size_t count();
  bool ok() const { return ok_; }
  bool finished() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace jeda::store
