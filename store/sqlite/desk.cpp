#include "store/sqlite/desk.h"

#include "store/sqlite/schema.h"

namespace jeda::store {
namespace {

constexpr std::size_t idle_readers = 2;

}  // namespace

Result<std::unique_ptr<Connection>> SqliteDesk::take_reader() {
  std::vector<std::unique_ptr<Connection>> outdated;
  {
    const std::lock_guard lock(pool_);
    while (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      if (!reader->moved()) return reader;
      outdated.push_back(std::move(reader));
    }
  }
  ConnectionOptions options;
  options.path = path_;
  options.vfs = options_.vfs;
  options.busy_milliseconds = static_cast<int>(options_.deadline.count());
  auto reader = Connection::open(options);
  if (!reader) return reader;
  (*reader)->run("PRAGMA query_only = ON; PRAGMA cache_size = -4096");
  check_version(**reader);
  add_functions(**reader);
  if (const auto& error = (*reader)->error()) return tl::unexpected(*error);
  (*reader)->remember_files();
  return reader;
}

void SqliteDesk::give_back(std::unique_ptr<Connection> reader) {
  if (!reader->file_was_writable()) return;
  const std::lock_guard lock(pool_);
  if (readers_.size() < idle_readers) readers_.push_back(std::move(reader));
}

std::optional<Error> SqliteDesk::check() {
  {
    auto error = writer_.check();
    const bool readable =
        error && (error->cause == Error::Cause::missing || error->cause == Error::Cause::busy);  // perhaps, at least
    if (error && !readable) return error;
  }
  auto reader = take_reader();
  if (!reader) return reader.error();
  give_back(std::move(*reader));
  return std::nullopt;
}

Result<std::unique_ptr<Desk>> open_sqlite_desk(const std::string& path, const SqliteOptions& options) {
  auto desk = std::make_unique<SqliteDesk>(path, options);
  auto error = desk->check();
  if (error && (!options.lazy || error->cause == Error::Cause::newer)) return tl::unexpected(std::move(*error));
  return desk;
}

}  // namespace jeda::store
