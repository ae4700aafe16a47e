// Settling held mail of a SQLite store, which otherwise only the desk does.
#pragma once

#include <string>
#include <string_view>

#include "store/desk.h"

namespace jeda::store {

/// As the desk does it. False: no such mail, or settled already. `vfs` as in SqliteOptions.
Result<bool> settle(const std::string& path, std::string_view reference, HeldState state, Time at,
                    const std::string& vfs = {});

}  // namespace jeda::store
