#include "service/stores.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>

#include "base/files.h"
#include "store/sqlite/sqlite.h"

namespace jeda::service {
namespace {

std::filesystem::path directory_of_settings(const config::Settings& settings) {
  const auto parent = std::filesystem::path(settings.file).parent_path();
  return parent.empty() ? "." : parent;
}

/// Beside the settings, since the store's own disk may be the one that is lost: that there was a store, and which.
std::string note_of(const config::Settings& settings) {
  const std::string name = std::filesystem::path(settings.file).filename().string();
  return (directory_of_settings(settings) / ("." + name + ".store")).string();
}

/// Or cannot be seen.
bool is_there(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/// The store that was noted. Absent: none was; empty: one was, and which cannot be read.
std::optional<std::string> noted(const config::Settings& settings) {
  if (settings.file.empty() || !is_there(note_of(settings))) return std::nullopt;
  const auto text = read_small_file(note_of(settings)).value_or("");
  return text.substr(0, text.find('\n'));
}

/// What fails is tried again at the next start.
void note(const config::Settings& settings) {
  if (settings.file.empty() || noted(settings) == settings.store) return;
  write_whole_file(note_of(settings), settings.store + '\n', Replace::yes,
                   [](int file) { [[maybe_unused]] const int done = ::fchmod(file, 0644); });
}

/// What fails is met, and told, when the store is opened.
void make_at_first_start(const config::Settings& settings) {
  if (settings.file.empty() || noted(settings)) return;
  if (is_there(settings.store_path()) || care_of(settings)->make(false)) note(settings);
}

}  // namespace

store::Result<std::unique_ptr<store::Store>> open_store(const config::Settings& settings,
                                                        const store::Options& options) {
  return store::open_sqlite(settings.store_path(), {options, {}, false, false});
}

store::Result<std::unique_ptr<store::Store>> open_filters_store(const config::Settings& settings,
                                                                const store::Options& options) {
  if (settings.store_init == config::StoreInit::first_start) make_at_first_start(settings);
  return store::open_sqlite(settings.store_path(), {options, {}, false, true});
}

store::Result<bool> make_store(const config::Settings& settings, bool anew) {
  if (!anew && is_gone(settings)) return tl::unexpected(store::gone(settings.store_path()));
  auto made = care_of(settings)->make(anew);
  if (made) note(settings);
  return made;
}

bool is_noted(const config::Settings& settings) { return noted(settings).has_value(); }

bool is_gone(const config::Settings& settings) {
  return !is_there(settings.store_path()) && (noted(settings) == settings.store || care_of(settings)->was_here());
}

store::Error as_noted(const config::Settings& settings, store::Error error) {
  return error.cause == store::Error::Cause::missing && is_gone(settings) ? store::gone(settings.store_path()) : error;
}

store::Result<std::unique_ptr<store::Reader>> open_reader(const config::Settings& settings) {
  return store::open_sqlite_reader(settings.store_path());
}

store::Result<std::unique_ptr<store::Desk>> open_desk(const config::Settings& settings, const store::Options& options) {
  return store::open_sqlite_desk(settings.store_path(), {options});
}

std::unique_ptr<store::Care> care_of(const config::Settings& settings) {
  return store::sqlite_care(settings.store_path());
}

}  // namespace jeda::service
