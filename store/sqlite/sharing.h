// Who beside a store's owner may write to it.
#pragma once

#include <string>

namespace jeda::store {

/// The group of the users that agent and page run as; the packages make it. They write into the files they find, and
/// the directory, which is its owner's alone to write to, lets them neither remove nor replace one.
inline constexpr const char* store_group = "jeda-store";

/// Lets that group write to the database, its log, the log's index and the mark, and read its key; whoever may enter
/// the directory reads the store, if that is closed to others, and else the group alone. Only where the files are this
/// process's own, there is such a group, and this user is in it or root; what cannot be done is left as it is.
void share(const std::string& store_path);

}  // namespace jeda::store
