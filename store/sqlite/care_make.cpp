// Making a store, and taking what stands there for one.
#include <cerrno>
#include <cstdio>

#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/care.h"
#include "store/sqlite/desk_rows.h"
#include "store/sqlite/forgotten.h"
#include "store/sqlite/mark.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/writer.h"

namespace jeda::store {
namespace {

constexpr int patience_milliseconds = 5000;
constexpr std::string_view adopted_word = "store adopted";

std::optional<Error> put_aside(const std::string& path) {
  for (const auto& file : {mark_file_of(path), path + "-wal", path + "-shm", key_file_of(path)}) {
    if (!identify(file) || std::rename(file.c_str(), (file + ".before").c_str()) == 0) continue;
    return Error{Error::Cause::failed, fmt::format("{}: {}", file, system_text(errno))};
  }
  return std::nullopt;
}

/// Why a file that is there is no store; absent: it is one, or is empty and may become one.
std::optional<Error> look_at(const std::string& path, bool& empty) {
  auto connection = Connection::open({path, Access::read});
  if (!connection) return connection.error();
  refuse_strangers(**connection, IfEmpty::make);
  empty = (*connection)->number("PRAGMA user_version") == 0;
  return (*connection)->error();
}

}  // namespace

bool SqliteCare::was_here() { return store::was_here(path_); }

Result<bool> SqliteCare::make(bool anew) {
  bool empty = true;
  if (identify(path_)) {
    if (auto error = look_at(path_, empty)) return tl::unexpected(std::move(*error));
  }
  if (!empty) return false;
  if (anew && was_here()) {
    if (auto error = put_aside(path_)) return tl::unexpected(std::move(*error));
  }
  const auto made = Database::open(path_, {}, patience_milliseconds, {.make = true});
  if (!made) return tl::unexpected(made.error());
  return true;
}

Result<std::string> SqliteCare::adopt(const std::string& by, Time at) {
  const auto mark = read_mark(path_);
  if (!mark) return tl::unexpected(mark.error());
  auto opened = Connection::open({path_, Access::write, false, patience_milliseconds});
  if (!opened) return tl::unexpected(opened.error());
  Connection& connection = **opened;
  refuse_strangers(connection, IfEmpty::refuse);
  migrate(connection, IfEmpty::refuse);
  std::string wrong = difference(*mark, read_identity(connection));
  if (connection.ok() && wrong.empty()) return wrong;
  connection.run("BEGIN IMMEDIATE");
  const Mark now = become_another(connection);
  if (connection.ok()) add_entry(connection, Entry{at, by, std::string(adopted_word), {}, wrong, {}}, 0);
  connection.run("COMMIT");
  if (const auto& error = connection.error()) return tl::unexpected(*error);
  if (auto error = write_mark(path_, now)) return tl::unexpected(std::move(*error));
  return wrong;
}

}  // namespace jeda::store
