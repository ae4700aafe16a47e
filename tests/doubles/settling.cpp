#include "tests/doubles/settling.h"

#include "store/reference.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/shared_writer.h"

namespace jeda::store {

Result<bool> settle(const std::string& path, std::string_view reference, HeldState state, Time at,
                    const std::string& vfs) {
  const auto record = record_of(reference);
  if (!record || state == HeldState::held) return false;
  return SharedWriter(path, {{}, vfs}).write([&](Tables& tables) { return settle(tables, *record, state, at); });
}

}  // namespace jeda::store
