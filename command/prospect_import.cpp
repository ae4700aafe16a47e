// jeda prospect import: what is known of many prospects, from a file.
#include <fmt/format.h>

#include <map>

#include "command/import.h"
#include "command/json.h"
#include "command/prospect_fields.h"

namespace jeda::command {
namespace {

/// What one record says.
struct Telling {
  std::size_t line = 0;
  policy::Recipient prospect;
  ProspectChange change;
  std::vector<policy::Recipient> also;
};

class ProspectImporter {
 public:
  ProspectImporter(const policy::Policy& policy, Time now, FileErrors& errors)
      : policy_(policy), now_(now), errors_(errors) {}

  std::vector<Telling> read(const std::vector<Record>& records) {
    std::vector<Telling> tellings;
    for (const auto& record : records) tellings.push_back(read(record));
    return tellings;
  }

 private:
  Telling read(const Record& record) {
    Telling telling;
    telling.line = record.line;
    if (auto prospect = read_address(record.line, "prospect", record.text("prospect"))) telling.prospect = *prospect;
    for (const auto& text : record.list("also")) {
      if (auto address = read_address(record.line, "also", text)) telling.also.push_back(*std::move(address));
    }
    auto change = read_change(prospect_fields(record), policy_, now_);
    if (change) {
      telling.change = *std::move(change);
    } else {
      for (auto& wrong : change.error()) errors_.add(record.line, std::move(wrong));
    }
    return telling;
  }

  /// Each address once in a file: of two lines about one prospect, which would hold?
  std::optional<policy::Recipient> read_address(std::size_t line, const char* column, const std::string& text) {
    auto prospect = read_prospect(policy_, text);
    if (!prospect) {
      errors_.add(line, {column, prospect.error()});
      return std::nullopt;
    }
    const auto [first, fresh] = lines_.try_emplace(prospect->key, line);
    if (!fresh) errors_.add(line, {column, fmt::format("{} stands in line {} already", prospect->key, first->second)});
    return *std::move(prospect);
  }

  const policy::Policy& policy_;
  Time now_;
  FileErrors& errors_;
  std::map<std::string, std::size_t> lines_;
};

/// True where something is other than before.
store::Result<bool> tell(store::Store& store, const Telling& telling) {
  bool changed = false;
  for (const auto& address : telling.also) {
    const auto linked = store.link(telling.prospect, address);
    if (!linked) return tl::unexpected(linked.error());
    changed = changed || *linked;
  }
  if (telling.change.empty()) return changed;
  bool other = false;
  const auto facts = store.change_prospect(telling.prospect.key, [&](policy::ProspectFacts& told) {
    const auto before = told;
    telling.change.apply(told);
    other = told != before;
  });
  if (!facts) return tl::unexpected(facts.error());
  return changed || other;
}

Imported counted(std::size_t prospects, std::optional<std::size_t> changed) {
  return {"prospect", prospects, changed, "changed", "as they were", ""};
}

/// Who was erased and must not be written to does not come back by a file.
std::optional<store::Error> find_forgotten(store::Reader& reader, const std::vector<Telling>& tellings,
                                           FileErrors& errors) {
  for (const auto& telling : tellings) {
    auto addresses = telling.also;
    addresses.push_back(telling.prospect);
    for (const auto& address : addresses) {
      const auto forgotten = reader.forgotten(address.key);
      if (!forgotten) return forgotten.error();
      if (*forgotten) errors.add(telling.line, {"prospect", address.key + " was erased and must not be written to"});
    }
  }
  return std::nullopt;
}

int tell_all(const ImportOptions& options, const std::vector<Telling>& tellings, const Bench& bench,
             Surroundings& around) {
  const auto store = open_store_to_write(bench.settings, around);
  if (!store) return store.error();
  FileErrors errors;
  if (const auto error = find_forgotten(**store, tellings, errors)) return store_failed(bench.settings, *error, around);
  if (!errors.empty()) return refuse_import(options, std::move(errors), around);
  std::size_t changed = 0;
  Progress progress(around, "recording", tellings.size());
  for (std::size_t i = 0; i < tellings.size(); ++i) {
    const auto other = tell(**store, tellings[i]);
    if (!other) {
      const int code = store_failed(bench.settings, other.error(), around);
      complain(around, fmt::format("the prospects before line {} are recorded, the others are not; "
                                   "the file may be imported again as it is",
                                   tellings[i].line));
      return code;
    }
    changed += *other ? 1 : 0;
    progress.update(i + 1);
  }
  return say_imported(options, counted(tellings.size(), changed), around);
}

}  // namespace

int prospect_import(const ImportOptions& options, Surroundings& around) {
  const auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  FileErrors errors;
  const auto records = read_import(options, prospect_columns, errors, around);
  if (!records) return records.error();
  const auto tellings = ProspectImporter(*bench->policy, around.clock(), errors).read(*records);
  if (!errors.empty()) return refuse_import(options, std::move(errors), around);
  if (options.dry_run) return say_imported(options, counted(tellings.size(), std::nullopt), around);
  return tell_all(options, tellings, *bench, around);
}

}  // namespace jeda::command
