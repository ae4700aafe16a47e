// jeda event on the command line.
#include <fmt/format.h>

#include <map>

#include "command/command_parts.h"
#include "command/event_fields.h"
#include "command/slips.h"

namespace jeda::command {
namespace {

const std::map<std::string, FileFormat> formats = {{"csv", FileFormat::csv}, {"jsonl", FileFormat::json_lines}};

void add_add(CLI::App& event, EventAddOptions& options, std::vector<Verb>& verbs) {
  auto* verb = event.add_subcommand("add", "Record one event");
  verb->add_option("PROSPECT", options.prospect, "an address outside")->required()->type_name("");
  verb->add_option("--kind", options.kind, fmt::format("one of {}", fmt::join(event_kinds(), ", ")))
      ->required()
      ->type_name("KIND");
  verb->add_option("--at", options.at,
                   "when, like 2026-11-23T10:00 or 2026-11-23, by the prospect's clock (default: now)")
      ->type_name("TIME");
  verb->add_option("--by", options.by, "the salesperson who did it")->type_name("PERSON");
  verb->add_option("--note", options.note, "a line for people")->type_name("TEXT");
  verb->add_option("--amount", options.amount, "of an order, like 1500000.00")->type_name("N");
  verb->add_option("--currency", options.currency, "of the amount, like IDR")->type_name("CODE");
  verb->add_option("--slot", options.slot, "of a commitment, like \"2026-11-27 10:00/12:00\"; of a day, all of it")
      ->type_name("FROM/TO");
  verb->add_flag("--dry-run", options.dry_run, "say what would be recorded, and record nothing");
  add_verb(*verb, options, event_add, true, verbs);
}

}  // namespace

void add_import(CLI::App& app, ImportOptions& options, Run<ImportOptions> run, std::vector<Verb>& verbs) {
  app.add_option("FILE", options.file, "a file; - is standard input")->required()->type_name("");
  app.add_option_function<std::string>(
         "--format", [&](const std::string& name) { options.format = formats.at(name); },
         "csv or jsonl (default: by the file's name)")
      ->type_name("FORMAT")
      ->check(one_of("format", formats));
  app.add_flag("--dry-run", options.dry_run, "check the file and record nothing");
  add_verb(app, options, run, true, verbs);
}

void add_event(CLI::App& app, EventOptions& options, std::vector<Verb>& verbs) {
  auto* event = app.add_subcommand("event", "Record what happened beside mail: calls, orders, agreements");
  event->require_subcommand(0, 1);
  add_add(*event, options.add, verbs);
  auto* import = event->add_subcommand("import", "Record the events of a CSV or JSON Lines file, all or none");
  add_import(*import, options.import, event_import, verbs);
}

}  // namespace jeda::command
