#include "command/inputs.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/terminal.h"
#include "service/stores.h"

namespace jeda::command {
namespace {

tl::unexpected<int> exit_with(int code) { return tl::unexpected<int>(code); }

}  // namespace

void complain(Surroundings& around, std::string_view sentence) { around.err << "jeda: " << escaped(sentence) << '\n'; }

OrExit<config::Settings> read_settings(const CommonOptions& options, Surroundings& around) {
  const bool named = !options.config.empty();
  const auto& path = named ? options.config : around.default_config;
  if (!named && file_exists(path) == false) return config::Settings{};
  auto settings = config::load_settings(path);
  if (settings) return *std::move(settings);
  around.err << escaped_lines(config::to_string(settings.error()));
  return exit_with(exit_usage);
}

std::string rules_path(const CommonOptions& options, const config::Settings& settings) {
  return options.rules.empty() ? settings.rules : options.rules;
}

OrExit<policy::PolicyPtr> read_policy(const CommonOptions& options, const config::Settings& settings,
                                      Surroundings& around) {
  const auto loaded = policy::load_policy(rules_path(options, settings));
  if (loaded) return loaded->policy;
  around.err << escaped_lines(config::to_string(loaded.error()));
  return exit_with(exit_usage);
}

tl::expected<bool, std::string> file_exists(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return false;
  if (error) return tl::unexpected(error.message());
  return true;
}

OrExit<std::unique_ptr<store::Reader>> open_store(const config::Settings& settings, Surroundings& around) {
  auto reader = around.open_reader(settings);
  if (!reader) return exit_with(store_failed(settings, reader.error(), around));
  return *std::move(reader);
}

OrExit<std::unique_ptr<store::Reader>> open_store_if_any(const config::Settings& settings, Surroundings& around) {
  if (file_exists(settings.store_path()) != false || service::is_gone(settings)) return open_store(settings, around);
  complain(around, fmt::format("there is no store at {} yet: every history is taken as empty", settings.store_path()));
  return std::unique_ptr<store::Reader>();
}

OrExit<std::unique_ptr<store::Store>> open_store_to_write(const config::Settings& settings, Surroundings& around) {
  auto store = around.open_store(settings);
  if (!store) return exit_with(store_failed(settings, store.error(), around));
  return *std::move(store);
}

OrExit<std::unique_ptr<store::Desk>> open_desk(const config::Settings& settings, Surroundings& around) {
  auto desk = around.open_desk(settings);
  if (!desk) return exit_with(store_failed(settings, desk.error(), around));
  return *std::move(desk);
}

OrExit<bool> refuse_forgotten(store::Reader& reader, const config::Settings& settings, const std::string& key,
                              Surroundings& around) {
  const auto forgotten = reader.forgotten(key);
  if (!forgotten) return exit_with(store_failed(settings, forgotten.error(), around));
  if (*forgotten)
    complain(around,
             fmt::format("{0} was erased on request and must not be written to; 'jeda prospect allow {0}' takes "
                         "that back",
                         key));
  return *forgotten;
}

std::string caller(const Surroundings& around) { return around.login + " (shell)"; }

OrExit<Bench> read_bench(const CommonOptions& options, Surroundings& around) {
  auto settings = read_settings(options, around);
  if (!settings) return exit_with(settings.error());
  auto policy = read_policy(options, *settings, around);
  if (!policy) return exit_with(policy.error());
  return Bench{*std::move(settings), *std::move(policy)};
}

store::Result<const date::time_zone*> zone_of(const policy::Policy& policy, store::Reader* reader,
                                              const std::string& key) {
  const auto* usual = policy.prospect(key).zone;
  if (reader == nullptr) return usual;
  const auto record = reader->prospect(key);
  if (!record) return tl::unexpected(record.error());
  return *record && (*record)->facts.zone != nullptr ? (*record)->facts.zone : usual;
}

int store_failed(const config::Settings& settings, const store::Error& error, Surroundings& around) {
  const auto said = service::as_noted(settings, error);
  complain(around,
           fmt::format("the store {} failed ({}): {}", settings.store, store::to_string(said.cause), said.message));
  return exit_failed;
}

Zones Zones::of(const CommonOptions& options, const config::Settings& settings, Surroundings& around,
                store::Reader* reader) {
  Zones zones;
  zones.reader_ = reader;
  const auto path = rules_path(options, settings);
  if (const auto loaded = policy::load_policy(path)) {
    zones.policy_ = loaded->policy;
  } else {
    complain(around, fmt::format("{} cannot be used ('jeda check' says why): times are in UTC", path));
  }
  return zones;
}

const date::time_zone* Zones::operator()(std::string_view key) const {
  const auto record =
      reader_ == nullptr ? store::Result<std::optional<store::ProspectRecord>>() : reader_->prospect(key);
  if (record && *record && (*record)->facts.zone != nullptr) return (*record)->facts.zone;
  return policy_ ? policy_->prospect(key).zone : nullptr;
}

}  // namespace jeda::command
