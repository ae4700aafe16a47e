// What stands where a store should be, before SQLite is given it.
#pragma once

#include <optional>
#include <string>

#include "store/store.h"

namespace jeda::store {

/// Why the files of a database at `path` are not to be opened: one of them is there and is no plain file (a link, which
/// could lead anywhere; a FIFO, on which one would wait for ever; a directory, a socket, a device).
std::optional<Error> refuse_what_is_no_file(const std::string& path);

/// Why this process may not have the file in this way (access(2)); in words for who reads them: how one makes a store,
/// or who may have it.
std::optional<Error> why_not_had(const std::string& path, int mode);

/// Makes an empty file, 0640. Made by root it belongs to whom its directory belongs to, so that the daemon can use it.
std::optional<Error> make_file(const std::string& path);

}  // namespace jeda::store
