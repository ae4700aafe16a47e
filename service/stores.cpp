#include "service/stores.h"

#include "store/sqlite/sqlite.h"

namespace jeda::service {

store::Result<std::unique_ptr<store::Store>> open_store(const config::Settings& settings,
                                                        const store::Options& options) {
  return store::open_sqlite(settings.store_path(), {options});
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
