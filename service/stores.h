// The store that jeda.yaml names, opened: the one place that knows which engines there are.
#pragma once

#include <memory>

#include "config/settings.h"
#include "store/care.h"
#include "store/desk.h"
#include "store/options.h"
#include "store/store.h"

namespace jeda::service {

/// Opens it for reading and writing, and brings an older schema up to date. `missing` where there is none: `jeda store
/// init` makes it. Fails with `newer` where its schema is not known here; with another error only where not lazy.
store::Result<std::unique_ptr<store::Store>> open_store(const config::Settings& settings,
                                                        const store::Options& options = {});

/// For the filter: the same, and at its start it takes a copy for the store that was put in its place. Where the
/// settings' `store_init` says so it makes the store at the very first start with them, and leaves a note of that
/// beside them (`.jeda.yaml.store` of jeda.yaml), where it may: once there was a store, none is made.
store::Result<std::unique_ptr<store::Store>> open_filters_store(const config::Settings& settings,
                                                                const store::Options& options);

/// Care::make, and leaves that note where it can; where the note says that there was one, that counts as its mark.
store::Result<bool> make_store(const config::Settings& settings, bool anew);

/// The note is there. Else only the mark tells a store that was lost from one that never was: not one whose directory
/// is another disk's now.
bool is_noted(const config::Settings& settings);

/// No store is there, and its mark or the note says that one was.
bool is_gone(const config::Settings& settings);

/// The error, or, where no store is there and the note says that one was, that it is gone.
store::Error as_noted(const config::Settings& settings, store::Error error);

/// Opens it for reading alone, whether or not a daemon writes to it; `missing` where there is none.
store::Result<std::unique_ptr<store::Reader>> open_reader(const config::Settings& settings);

/// Opens the desk of a store that exists; `missing` where it does not, as open_store otherwise.
store::Result<std::unique_ptr<store::Desk>> open_desk(const config::Settings& settings,
                                                      const store::Options& options = {});

/// Opens nothing by itself.
std::unique_ptr<store::Care> care_of(const config::Settings& settings);

}  // namespace jeda::service
