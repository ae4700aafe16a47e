// jeda prospect export, erase: what is stored of one person, for that person; and taking it out.
#include <fmt/format.h>

#include "base/files.h"
#include "base/moments.h"
#include "base/terminal.h"
#include "command/history_json.h"
#include "command/import.h"
#include "command/json.h"
#include "service/stores.h"

namespace jeda::command {
namespace {

constexpr int all_touches = 10'000'000;

int write_answer(const ProspectExportOptions& options, const Json& json, Surroundings& around) {
  if (options.output.empty()) {
    print_json(around.out, json);
    return exit_done;
  }
  const auto text = json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
  const auto written = write_whole_file(options.output, text, Replace::no);
  if (written) return exit_done;
  complain(around, written.error());
  return exit_usage;
}

void show_erased(const store::Erased& erased, bool applied, std::ostream& out) {
  print_field(out, "person", erased.person);
  print_field(out, "addresses", fmt::format("{}", fmt::join(erased.addresses, ", ")));
  for (const auto& [table, count] : erased.rows)
    print_field(out, table, fmt::format("{} row{}", count, count == 1 ? "" : "s"));
  if (erased.forgotten) {
    print_field(
        out, "do not contact",
        applied ? "holds on: of each address a keyed hash is kept" : "would hold on, by a keyed hash of each address");
  }
  if (!applied) out << "nothing was done; --apply does it\n";
}

Json json_erased(const store::Erased& erased, bool applied) {
  Json rows = Json::object();
  for (const auto& [table, count] : erased.rows) rows[table] = count;
  Json json = {{"applied", applied},
               {"known", erased.known},
               {"person", erased.person},
               {"addresses", erased.addresses},
               {"do_not_contact", erased.forgotten},
               {"held", erased.held},
               {"rows", std::move(rows)}};
  if (applied) {
    json["log_emptied"] = erased.log_emptied;
    json["left"] = erased.left;
  }
  return json;
}

/// The bytes are not gone as long as something is said here.
int say_what_is_left(const store::Erased& erased, Surroundings& around) {
  if (erased.log_emptied && erased.left == 0) return exit_done;
  if (!erased.log_emptied) {
    complain(around,
             "the write-ahead log could not be emptied: somebody was reading all the time, and it may still hold what "
             "was erased; 'jeda store prune --vacuum' does it");
  }
  if (erased.left > 0) {
    complain(around,
             fmt::format("the letters of an address still stand in {} place{} of the store's files, in free room "
                         "or as part of other words; 'jeda store prune --vacuum' writes the file anew",
                         erased.left, erased.left == 1 ? "" : "s"));
  }
  return exit_no;
}

}  // namespace

int prospect_export(const ProspectExportOptions& options, Surroundings& around) {
  const auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  const auto prospect = read_prospect(*bench->policy, options.prospect);
  if (!prospect) return refuse_wrongs({{"prospect", prospect.error()}}, around);
  const auto reader = open_store(bench->settings, around);
  if (!reader) return reader.error();
  const auto known = json_prospect(**reader, *bench->policy, *prospect, around.clock());
  if (!known) return store_failed(bench->settings, known.error(), around);
  const auto touches = (*reader)->touches(prospect->key, all_touches);
  if (!touches) return store_failed(bench->settings, touches.error(), around);
  const auto kept = service::care_of(bench->settings)->export_person(prospect->key);
  if (!kept) return store_failed(bench->settings, kept.error(), around);
  const auto forgotten = (*reader)->forgotten(prospect->key);
  if (!forgotten) return store_failed(bench->settings, forgotten.error(), around);
  Json json = {{"exported_at", rfc3339(around.clock(), nullptr)},
               {"prospect", *known},
               {"erased_do_not_contact", *forgotten},
               {"touches", json_touches(*touches, nullptr)}};
  json.update(Json::parse(*kept));
  const bool any = known->value("known", false) || *forgotten || !json["messages"].empty() || !json["replies"].empty();
  if (!any) {
    complain(around, fmt::format("nothing is known of {}", prospect->key));
    return exit_no;
  }
  return write_answer(options, json, around);
}

int prospect_erase(const ProspectEraseOptions& options, Surroundings& around) {
  const auto bench = read_bench(options.common, around);
  if (!bench) return bench.error();
  const auto prospect = read_prospect(*bench->policy, options.prospect);
  if (!prospect) return refuse_wrongs({{"prospect", prospect.error()}}, around);
  const auto reason = read_words(options.reason, longest_note);
  if (!reason) return refuse_wrongs({{"reason", reason.error()}}, around);
  if (reason->find('@') != std::string::npos)
    return refuse_wrongs({{"reason", "it is kept, so it must not name anybody"}}, around);
  const auto care = service::care_of(bench->settings);
  const auto erased = options.apply ? care->erase(prospect->key, caller(around), *reason, around.clock())
                                    : care->plan_erasure(prospect->key);
  if (!erased) return store_failed(bench->settings, erased.error(), around);
  if (!erased->held.empty()) {
    if (options.common.json) print_json(around.out, json_erased(*erased, false));
    complain(around, fmt::format("mail to {} is on hold: {}; release, return or discard it first ('jeda held')",
                                 erased->person, fmt::join(erased->held, ", ")));
    return exit_no;
  }
  if (options.common.json) print_json(around.out, json_erased(*erased, options.apply));
  if (!erased->known) {
    if (!options.common.json) complain(around, fmt::format("nothing is known of {}", prospect->key));
    return exit_no;
  }
  if (!options.common.json) show_erased(*erased, options.apply, around.out);
  return options.apply ? say_what_is_left(*erased, around) : exit_done;
}

}  // namespace jeda::command
