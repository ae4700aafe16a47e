// jeda store: making the store, copying it, checking it, taking out what is old, mending what a wrong clock dated.
#include <fmt/format.h>

#include <filesystem>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/import.h"
#include "command/json.h"
#include "config/reader.h"
#include "service/stores.h"

namespace jeda::command {
namespace {

constexpr Duration shortest_retention = std::chrono::hours(24 * 90);

/// A bar that is told of.
store::Told drawn(Progress& progress) {
  return [&progress](std::int64_t done, std::int64_t total) {
    constexpr std::int64_t steps = 1000;
    progress.update(static_cast<std::size_t>(total == 0 ? steps : done * steps / total));
  };
}

std::string counted(std::int64_t count, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", count, count == 1 ? one : more);
}

std::string size_text(std::int64_t bytes) {
  return bytes < 1024 * 1024 ? fmt::format("{} KiB", (bytes + 1023) / 1024)
                             : fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1024 * 1024));
}

std::string file_for(const std::string& to, Time now) {
  if (!std::filesystem::is_directory(to)) return to;
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  return (std::filesystem::path(to) / date::format("history-%Y%m%dT%H%M%SZ.db", second)).string();
}

Json json_rows(const std::map<std::string, std::int64_t>& rows) {
  Json json = Json::object();
  for (const auto& [table, count] : rows) json[table] = count;
  return json;
}

void show_check(const store::Checked& checked, bool quick, std::ostream& out) {
  for (const auto& item : checked.items) print_field(out, item.name, item.sound ? "sound" : item.problem);
  if (quick) print_field(out, "not looked at", "pages, references, summaries (--quick)");
  out << '\n';
  print_field(out, "schema", std::to_string(checked.schema));
  print_field(out, "size",
              fmt::format("{}, of which {} free; log {}", size_text(checked.bytes), size_text(checked.free_bytes),
                          size_text(checked.log_bytes)));
  for (const auto& [table, count] : checked.rows) print_field(out, table, std::to_string(count));
}

Json json_check(const store::Checked& checked) {
  auto items = Json::array();
  for (const auto& item : checked.items)
    items.push_back({{"name", item.name}, {"sound", item.sound}, {"problem", text_or_null(item.problem)}});
  return {{"sound", checked.sound()},       {"items", std::move(items)},        {"schema", checked.schema},
          {"bytes", checked.bytes},         {"free_bytes", checked.free_bytes}, {"log_bytes", checked.log_bytes},
          {"rows", json_rows(checked.rows)}};
}

/// "2y" is 730 days; else a duration as in the files.
OrSentence<Duration> read_age(const std::string& text) {
  constexpr int days_a_year = 365;
  std::string in_days = text;
  if (text.ends_with('y')) {
    const auto years = text.substr(0, text.size() - 1);
    const bool digits = !years.empty() && years.size() <= 2 && years.find_first_not_of("0123456789") == years.npos;
    if (!digits) return tl::unexpected(fmt::format("'{}' is no time like 2y or 90d", text));
    in_days = fmt::format("{}d", std::stoi(years) * days_a_year);
  }
  const auto age = config::parse_duration(in_days);
  if (!age) return tl::unexpected(age.error());
  if (*age < shortest_retention) return tl::unexpected(std::string("less than 90d would take away what rules look at"));
  return std::chrono::duration_cast<Duration>(*age);
}

void show_pruned(const store::Pruned& pruned, bool applied, Time before, std::ostream& out) {
  out << fmt::format("older than {}:\n", format_time(before, nullptr));
  const auto line = [&](std::int64_t count, std::string_view one, std::string_view more, std::string_view what) {
    if (count > 0) out << fmt::format("  {} {}\n", counted(count, one, more), what);
  };
  line(pruned.prospects, "prospect", "prospects", applied ? "taken out whole" : "would go whole");
  line(pruned.shortened, "prospect", "prospects",
       applied ? "kept with a do-not-contact or a permission alone"
               : "would keep a do-not-contact or a permission alone");
  line(pruned.unanswered, "of them has", "of them have",
       "mail unanswered: the count begins anew, as with somebody new");
  line(pruned.waiting, "prospect stays:", "prospects stay:", "mail to them is on hold");
  for (const auto& [table, count] : pruned.rows) {
    line(count, "row", "rows", fmt::format("{} {}", applied ? "out of" : "of", table));
  }
  if (pruned.rows.empty()) out << "  nothing\n";
  out << fmt::format("oldest touch that stays: {}\n",
                     pruned.oldest_kept ? format_time(*pruned.oldest_kept, nullptr) : std::string("none"));
  if (!applied && !pruned.rows.empty()) out << "nothing was done; --apply does it\n";
}

Json json_pruned(const store::Pruned& pruned, bool applied, Time before) {
  return {{"applied", applied},
          {"before", rfc3339(before, nullptr)},
          {"prospects", pruned.prospects},
          {"shortened", pruned.shortened},
          {"unanswered", pruned.unanswered},
          {"waiting", pruned.waiting},
          {"rows", json_rows(pruned.rows)},
          {"oldest_kept", json_time(pruned.oldest_kept, nullptr)}};
}

/// Gives the size afterwards, or the exit code.
OrExit<std::int64_t> vacuum(const config::Settings& settings, Surroundings& around) {
  const auto bytes = service::care_of(settings)->vacuum();
  if (!bytes) return tl::unexpected(store_failed(settings, bytes.error(), around));
  return *bytes;
}

void show_ahead(const store::Ahead& ahead, Time to, bool applied, std::ostream& out) {
  if (ahead.rows.empty()) {
    out << "nothing is dated after now\n";
    return;
  }
  Table table({"time", "prospect", "kind", "salesperson"});
  for (const auto& logged : ahead.first)
    table.add({format_time(logged.touch.at, nullptr), logged.prospect, std::string(to_string(logged.touch.kind)),
               logged.touch.salesperson});
  if (!ahead.first.empty()) table.print(out);
  if (std::cmp_less(ahead.first.size(), ahead.touches))
    out << fmt::format("and {} more; --limit shows them\n", ahead.touches - std::ssize(ahead.first));
  out << fmt::format("{} of {}, and rows of other tables, {} {}\n", counted(ahead.touches, "touch", "touches"),
                     counted(ahead.prospects, "prospect", "prospects"), applied ? "are now dated" : "would be dated",
                     format_time(to, nullptr));
  if (!applied) out << "nothing was done; --apply does it\n";
}

Json json_ahead(const store::Ahead& ahead, Time to, bool applied) {
  auto touches = Json::array();
  for (const auto& logged : ahead.first)
    touches.push_back({{"at", rfc3339(logged.touch.at, nullptr)},
                       {"prospect", logged.prospect},
                       {"kind", to_string(logged.touch.kind)},
                       {"salesperson", logged.touch.salesperson}});
  return {{"applied", applied},
          {"to", rfc3339(to, nullptr)},
          {"prospects", ahead.prospects},
          {"count", ahead.touches},
          {"newest", json_time(ahead.newest, nullptr)},
          {"rows", json_rows(ahead.rows)},
          {"touches", std::move(touches)}};
}

/// The moment that --to names; not in the future.
OrSentence<Time> read_to(const std::string& text, Time now) {
  if (text.empty()) return now;
  const auto to = parse_moment_or_day(text, nullptr);
  if (to && *to > now) return tl::unexpected(std::string("that is still to come"));
  return to;
}

}  // namespace

int store_init(const StoreInitOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto made = service::make_store(*settings, options.anew);
  if (!made) return store_failed(*settings, made.error(), around);
  if (options.common.json) {
    print_json(around.out, {{"file", settings->store_path()}, {"made", *made}});
  } else {
    around.out << escaped(fmt::format("{}: {}", settings->store_path(),
                                      *made ? "made, and empty" : "there is a store already; it stays"))
               << '\n';
  }
  return exit_done;
}

int store_adopt(const StoreAdoptOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto wrong = service::care_of(*settings)->adopt(caller(around), around.clock());
  if (!wrong) return store_failed(*settings, wrong.error(), around);
  if (options.common.json) {
    print_json(around.out,
               {{"file", settings->store_path()}, {"adopted", !wrong->empty()}, {"lacks", text_or_null(*wrong)}});
  } else {
    around.out << escaped(fmt::format(
                      "{}: {}", settings->store_path(),
                      wrong->empty() ? "it is the store; nothing was done" : "it is the store from now on; " + *wrong))
               << '\n';
  }
  return exit_done;
}

int store_clock(const StoreClockOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const Time now = around.clock();
  const auto to = read_to(options.to, now);
  if (!to) return refuse_wrongs({{"to", to.error()}}, around);
  const auto care = service::care_of(*settings);
  const auto ahead =
      options.apply ? care->set_back(now, *to, options.limit, caller(around)) : care->ahead(now, options.limit);
  if (!ahead) return store_failed(*settings, ahead.error(), around);
  if (options.common.json) {
    print_json(around.out, json_ahead(*ahead, *to, options.apply));
  } else {
    show_ahead(*ahead, *to, options.apply, around.out);
  }
  return exit_done;
}

int store_backup(const StoreBackupOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto to = file_for(options.to, around.clock());
  store::Result<store::BackupDone> done;
  {
    Progress progress(around, "copying", 1000);
    done = service::care_of(*settings)->back_up(to, options.force, drawn(progress));
  }
  if (!done) return store_failed(*settings, done.error(), around);
  if (options.common.json) {
    print_json(around.out, {{"file", done->file}, {"bytes", done->bytes}, {"key_file", text_or_null(done->key_file)}});
    return exit_done;
  }
  around.out << escaped(fmt::format("{}: {}, checked", done->file, size_text(done->bytes))) << '\n';
  if (!done->key_file.empty())
    around.out << escaped(
                      fmt::format("{}: the key of erased addresses; the copy is of no use without it", done->key_file))
               << '\n';
  return exit_done;
}

int store_check(const StoreCheckOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto checked = service::care_of(*settings)->check(options.quick);
  if (!checked) return store_failed(*settings, checked.error(), around);
  if (options.common.json) {
    print_json(around.out, json_check(*checked));
  } else {
    show_check(*checked, options.quick, around.out);
  }
  return checked->sound() ? exit_done : exit_no;
}

int store_prune(const StorePruneOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  if (options.older_than.empty() && !options.vacuum) {
    complain(around, "older than what? Give --older-than, like --older-than 2y");
    return exit_usage;
  }
  Json json = Json::object();
  if (!options.older_than.empty()) {
    const auto age = read_age(options.older_than);
    if (!age) return refuse_wrongs({{"older-than", age.error()}}, around);
    const Time now = around.clock();
    const Time before = now - *age;
    const auto care = service::care_of(*settings);
    store::Result<store::Pruned> pruned;
    {
      Progress progress(around, options.apply ? "pruning" : "looking", 1000);
      pruned = options.apply ? care->prune(before, now, drawn(progress)) : care->plan_pruning(before, drawn(progress));
    }
    if (!pruned) return store_failed(*settings, pruned.error(), around);
    json = json_pruned(*pruned, options.apply, before);
    if (!options.common.json) show_pruned(*pruned, options.apply, before, around.out);
  }
  if (options.vacuum && (options.apply || options.older_than.empty())) {
    const auto bytes = vacuum(*settings, around);
    if (!bytes) return bytes.error();
    json["bytes"] = *bytes;
    if (!options.common.json) around.out << fmt::format("the file has {} now\n", size_text(*bytes));
  }
  if (options.common.json) print_json(around.out, json);
  return exit_done;
}

}  // namespace jeda::command
