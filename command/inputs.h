// What verbs start from: the settings, the policy and the store that the options name. Each failure is told on `err` as
// it is found.
#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "command/verbs.h"
#include "config/settings.h"
#include "policy/load/load.h"

namespace jeda::command {

/// A value, or the exit code after something was said on `err`.
template <typename T>
using OrExit = tl::expected<T, int>;

/// "jeda: ..." as a line of its own; what is not printable is escaped.
void complain(Surroundings& around, std::string_view sentence);

/// jeda.yaml. Where none was named and the default one does not exist, the defaults.
OrExit<config::Settings> read_settings(const CommonOptions& options, Surroundings& around);

/// The rules file that counts: of the options, else of the settings.
std::string rules_path(const CommonOptions& options, const config::Settings& settings);

/// The policy of rules_path(). All its errors go to `err`.
OrExit<policy::PolicyPtr> read_policy(const CommonOptions& options, const config::Settings& settings,
                                      Surroundings& around);

/// Whether there is a file at `path`; the error says why nobody can tell. No permission to look is not "no".
tl::expected<bool, std::string> file_exists(const std::string& path);

/// The store of the settings, for reading. One that is not there has failed.
OrExit<std::unique_ptr<store::Reader>> open_store(const config::Settings& settings, Surroundings& around);

/// The same, but null where there is no store yet, and a note says so.
OrExit<std::unique_ptr<store::Reader>> open_store_if_any(const config::Settings& settings, Surroundings& around);

/// The store of the settings, for writing. It is made where there is none, and a note says so.
OrExit<std::unique_ptr<store::Store>> open_store_to_write(const config::Settings& settings, Surroundings& around);

/// The reviewers' desk of the store of the settings. One that is not there has failed.
OrExit<std::unique_ptr<store::Desk>> open_desk(const config::Settings& settings, Surroundings& around);

/// True, after it was said, for an address that was erased and must not be written to: nothing is told of it again.
OrExit<bool> refuse_forgotten(store::Reader& reader, const config::Settings& settings, const std::string& key,
                              Surroundings& around);

/// Who does it, for the record: "citra (shell)".
std::string caller(const Surroundings& around);

/// "jeda: the store ...: ..." and the exit code for it.
int store_failed(const config::Settings& settings, const store::Error& error, Surroundings& around);

/// What verbs that change a store begin with.
struct Bench {
  config::Settings settings;
  policy::PolicyPtr policy;
};
OrExit<Bench> read_bench(const CommonOptions& options, Surroundings& around);

/// A prospect's zone: the one told of it, else that of rules.yaml. `reader` may be null.
store::Result<const date::time_zone*> zone_of(const policy::Policy& policy, store::Reader* reader,
                                              const std::string& key);

/// The zones in which times are shown. A policy that cannot be read does not keep anybody from looking at the store:
/// then all is UTC but for prospects whose zone was told.
class Zones {
 public:
  /// Says on `err` that the policy cannot be read, where it cannot. `reader`, which must outlive this, knows the zones
  /// that were told; null: nobody asks it.
  static Zones of(const CommonOptions& options, const config::Settings& settings, Surroundings& around,
                  store::Reader* reader = nullptr);

  /// The zone of a prospect: the one told of it, else that of rules.yaml, as where the store cannot answer (every time
  /// is shown with its zone). Null: UTC.
  const date::time_zone* operator()(std::string_view key) const;

  /// Null where it cannot be read.
  const policy::Policy* policy() const { return policy_.get(); }

 private:
  policy::PolicyPtr policy_;
  store::Reader* reader_ = nullptr;
};

}  // namespace jeda::command
