// The store that jeda.yaml names, opened: the one place that knows which engines there are.
#pragma once

#include <memory>

#include "config/settings.h"
#include "store/care.h"
#include "store/desk.h"
#include "store/options.h"
#include "store/store.h"

namespace jeda::service {

/// Opens it for reading and writing; makes it where there is none, and brings an older schema up to date. Fails with
/// `newer` where its schema is not known here; with another error only where not lazy.
store::Result<std::unique_ptr<store::Store>> open_store(const config::Settings& settings,
                                                        const store::Options& options = {});

/// Opens it for reading alone, whether or not a daemon writes to it; `missing` where there is none.
store::Result<std::unique_ptr<store::Reader>> open_reader(const config::Settings& settings);

/// Opens the desk of a store that exists; `missing` where it does not, as open_store otherwise.
store::Result<std::unique_ptr<store::Desk>> open_desk(const config::Settings& settings,
                                                      const store::Options& options = {});

/// Opens nothing by itself.
std::unique_ptr<store::Care> care_of(const config::Settings& settings);

}  // namespace jeda::service
