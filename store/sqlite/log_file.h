// Room for the write-ahead log, made before it is needed.
#pragma once

#include <cstddef>
#include <string>

namespace jeda::store {

/// Fills the log of a database up to `bytes` with zeros, which end it as its end of file does. A flush then overwrites
/// blocks that are there, where one that makes the file grow waits for the file system's own journal: 35 against 400
/// microseconds on ext4. Does nothing where the disk has little room left, and stops where it fails: the log then grows
/// as ever. REQUIRES: the caller holds the database's write lock, so that nobody appends meanwhile.
void make_log_room(const std::string& log_path, std::size_t bytes);

}  // namespace jeda::store
