// jeda prospect on the command line.
#include "command/command_parts.h"

namespace jeda::command {
namespace {

void add_show(CLI::App& prospect, ProspectShowOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("show", "Show everything that is known of one");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  add_verb(*verb, options, prospect_show, true, verbs);
}

void add_fields(CLI::App& verb, ProspectFields& fields) {
  const auto text = [&](const char* name, std::string& value, const char* what, const char* type) {
    verb.add_option(name, value, what)->type_name(type);
  };
  const auto list = [&](const char* name, std::vector<std::string>& values, const char* what, const char* type) {
    verb.add_option(name, values, what)->type_name(type)->allow_extra_args(false);
  };
  text("--owner", fields.owner, "the salesperson in charge", "PERSON");
  text("--audience", fields.audience, "business or consumer", "AUDIENCE");
  text("--zone", fields.zone, "time zone, like Asia/Makassar or WITA", "ZONE");
  verb.add_flag_callback(
      "--strict", [&] { fields.strict = "yes"; }, "the stricter of two rules holds");
  verb.add_flag_callback(
          "--no-strict", [&] { fields.strict = "no"; }, "it does not")
      ->excludes("--strict");
  text("--stage", fields.stage, "new, engaged, ..., or auto: as computed from the history", "STAGE");
  list("--busy", fields.busy, "never then, like \"mon-fri 08:30-10:00\"; may be repeated", "WINDOW");
  list("--open", fields.open, "then in any case, like \"sat 10:00-12:00\"; may be repeated", "WINDOW");
  list("--name", fields.names, "of the person; may be repeated", "NAME");
  text("--company", fields.company, "its name", "NAME");
  text("--consent", fields.consent, "how and when consent was given", "TEXT");
  list("--clear", fields.clear, "forget owner, audience, zone, strict, stage, busy, open, name, company or consent",
       "FIELD");
}

void add_set(CLI::App& prospect, ProspectSetOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("set", "Tell what is known of one");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  add_fields(*verb, options.fields);
  add_verb(*verb, options, prospect_set, true, verbs);
}

void add_assign(CLI::App& prospect, ProspectAssignOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("assign", "Put a salesperson in charge of one");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  verb->add_option("--to", options.to, "this one")->type_name("PERSON");
  verb->add_option("--team", options.team, "the next of this team, where nobody is in charge yet")->type_name("TEAM");
  add_verb(*verb, options, prospect_assign, true, verbs);
}

void add_mark(CLI::App& verb, ProspectMarkOptions& options) {
  verb.add_option("--by", options.by, "the salesperson who decided it")->type_name("PERSON");
  verb.add_option("--note", options.note, "why, a line for people")->type_name("TEXT");
}

void add_block(CLI::App& prospect, ProspectMarkOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("block", "Never write to one again");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  add_mark(*verb, options);
  add_verb(*verb, options, prospect_block, true, verbs);
}

void add_dead_filter(CLI::App& verb, bool& dead, DeadFilter& filter, const char* what) {
  auto* flag = verb.add_flag("--dead", dead, what);
  const auto text = [&](const char* name, std::string& value, const char* which, const char* type) {
    verb.add_option(name, value, which)->type_name(type)->needs(flag);
  };
  text("--since", filter.since, "of the dead, those since then, a time or a day", "TIME");
  text("--domain", filter.domain, "those of a domain, like \"*.example\"; with an @, whole addresses", "GLOB");
  text("--diagnostic", filter.diagnostic, "those where the other side said this", "TEXT");
}

void add_allow(CLI::App& prospect, ProspectAllowOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("allow", "Take one off the do-not-contact list, or many dead addresses");
  verb->add_option("PROSPECT", options.prospect, "an address")->type_name("");
  add_mark(*verb, options);
  add_dead_filter(*verb, options.dead, options.filter, "instead of one: all whose address is dead");
  verb->add_flag("--dry-run", options.dry_run, "say which they are, and record nothing")->needs("--dead");
  add_verb(*verb, options, prospect_allow, true, verbs);
}

void add_link(CLI::App& prospect, ProspectLinkOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("link", "Say that two addresses are one person's");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  verb->add_option("ADDRESS", options.address, "another one of the same person")->required()->type_name("");
  add_verb(*verb, options, prospect_link, true, verbs);
}

void add_prospect_import(CLI::App& prospect, ImportOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("import", "Tell what a CSV or JSON Lines file knows of many");
  add_import(*verb, options, prospect_import, verbs);
}

void add_list(CLI::App& prospect, ProspectListOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("list", "List prospects that wait for a person's decision");
  verb->add_flag("--wishes", options.wishes, "those who asked not to be written to again, or may have");
  add_dead_filter(*verb, options.dead, options.filter, "those whose address is dead");
  verb->add_flag("--bouncing", options.bouncing, "those to whom many mails in a row did not get through");
  verb->add_flag("--unverified", options.unverified, "what was told in their name and is not believed");
  add_limit(*verb, options.limit);
  add_verb(*verb, options, prospect_list, true, verbs);
}

void add_export(CLI::App& prospect, ProspectExportOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("export", "Give out everything that is stored of one, as JSON");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  verb->add_option("--output", options.output, "a new file, instead of standard output")->type_name("FILE");
  add_verb(*verb, options, prospect_export, true, verbs);
}

void add_erase(CLI::App& prospect, ProspectEraseOptions& options, std::vector<Verb>& verbs) {
  auto* verb = prospect.add_subcommand("erase", "Take everything that is stored of one out of the store");
  verb->add_option("PROSPECT", options.prospect, "an address")->required()->type_name("");
  verb->add_option("--reason", options.reason, "for the record; must not name anybody")->type_name("TEXT");
  verb->add_flag("--apply", options.apply, "do it; without this, say what would be done");
  add_verb(*verb, options, prospect_erase, true, verbs);
}

}  // namespace

void add_prospect(CLI::App& app, ProspectOptions& options, std::vector<Verb>& verbs) {
  auto* prospect = app.add_subcommand("prospect", "Look at prospects, and tell what is known of them");
  prospect->require_subcommand(0, 1);
  add_show(*prospect, options.show, verbs);
  add_set(*prospect, options.set, verbs);
  add_assign(*prospect, options.assign, verbs);
  add_block(*prospect, options.block, verbs);
  add_allow(*prospect, options.allow, verbs);
  add_link(*prospect, options.link, verbs);
  add_prospect_import(*prospect, options.import, verbs);
  add_list(*prospect, options.list, verbs);
  add_export(*prospect, options.take_out, verbs);
  add_erase(*prospect, options.erase, verbs);
}

}  // namespace jeda::command
