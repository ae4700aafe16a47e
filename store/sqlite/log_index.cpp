#include "store/sqlite/log_index.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace jeda::store {
namespace {

// https://www.sqlite.org/walformat.html: the index begins with two copies of a header of 48 bytes, in the machine's
// order of bytes but for the salts, which stand there as they do in the log.
constexpr int index_region = 32768;
constexpr std::size_t index_header = 48;
constexpr std::size_t page_size_at = 14;
constexpr std::size_t frames_at = 16;
constexpr std::size_t index_salts_at = 32;
constexpr std::size_t salts = 8;
constexpr std::size_t log_header = 32;
constexpr std::size_t log_salts_at = 16;
constexpr std::size_t frame_header = 24;
constexpr std::size_t frame_salts_at = 8;

sqlite3_file* file_of(Connection& connection, int which) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(connection.handle(), "main", which, &file);
  return file != nullptr && file->pMethods != nullptr ? file : nullptr;
}

/// The beginning of the index; null where there is none.
volatile char* index_of(Connection& connection) {
  sqlite3_file* file = file_of(connection, SQLITE_FCNTL_FILE_POINTER);
  volatile void* region = nullptr;
  if (file == nullptr || file->pMethods->iVersion < 2 || file->pMethods->xShmMap == nullptr) return nullptr;
  if (file->pMethods->xShmMap(file, 0, index_region, 0, &region) != SQLITE_OK) return nullptr;
  return static_cast<volatile char*>(region);
}

template <typename Number>
Number number_at(const std::array<char, index_header>& header, std::size_t at) {
  Number number = 0;
  std::memcpy(&number, &header[at], sizeof number);
  return number;
}

/// Whether bytes of the log, from `at` on, are those.
bool log_has(sqlite3_file* log, std::int64_t at, const char* bytes) {
  std::array<char, salts> there{};
  if (log->pMethods->xRead(log, there.data(), static_cast<int>(salts), at) != SQLITE_OK) return false;
  return std::memcmp(there.data(), bytes, salts) == 0;
}

}  // namespace

bool log_is_indexed(Connection& connection) {
  const volatile char* index = index_of(connection);
  sqlite3_file* log = file_of(connection, SQLITE_FCNTL_JOURNAL_POINTER);
  if (index == nullptr || log == nullptr) return true;
  std::array<char, index_header> header{};
  for (std::size_t i = 0; i < header.size(); ++i) header[i] = index[i];
  const auto frames = number_at<std::uint32_t>(header, frames_at);
  if (frames == 0) return true;
  const std::int64_t page = number_at<std::uint16_t>(header, page_size_at);
  const auto frame = static_cast<std::int64_t>(frame_header) + (page == 1 ? 65536 : page);
  const std::int64_t last = static_cast<std::int64_t>(log_header) + (frames - 1) * frame;
  return log_has(log, log_salts_at, &header[index_salts_at]) &&
         log_has(log, last + static_cast<std::int64_t>(frame_salts_at), &header[index_salts_at]);
}

void void_index(Connection& connection) {
  volatile char* index = index_of(connection);
  if (index == nullptr) return;
  for (std::size_t i = 0; i < 2 * index_header; ++i) index[i] = 0;
}

bool save_log(Connection& connection) {
  connection.run("BEGIN IMMEDIATE");
  const bool whole = connection.ok() && log_is_indexed(connection);
  if (connection.ok()) connection.run("ROLLBACK");
  connection.clear();
  return whole && sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                            nullptr) == SQLITE_OK;
}

}  // namespace jeda::store
