// jeda prospect list: wishes to decide, dead addresses, where mail does not get through, and what was not believed.
#include "command/prospect_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/moments.h"
#include "base/terminal.h"
#include "base/text.h"
#include "command/json.h"
#include "mail/address.h"

namespace jeda::command {
namespace {

bool fits_domain(const DeadChoice& choice, const std::string& address) {
  if (choice.domain.empty()) return true;
  const bool whole = choice.domain.find('@') != std::string::npos;
  return mail::matches_glob(choice.domain, whole ? address : address.substr(address.rfind('@') + 1));
}

/// An address linked to others has their key: the one that bounced is asked, too.
bool fits(const DeadChoice& choice, const store::LoggedTouch& dead) {
  if (choice.since && dead.touch.at < *choice.since) return false;
  if (!fits_domain(choice, mail::normalise(dead.raw)) && !fits_domain(choice, dead.prospect)) return false;
  return lower_ascii(dead.touch.details.note).find(choice.diagnostic) != std::string::npos;
}

/// What a list shows: its rows for people, and each as JSON.
struct Listing {
  std::string name;  // of the list in JSON
  std::string none;  // what people read where it is empty
  std::string most;  // "the oldest", "the newest"
  Table table;
  Json rows = Json::array();
};

int show_listing(const ProspectListOptions& options, Listing listing, bool cut, Surroundings& around) {
  if (options.common.json) {
    print_json(around.out, {{listing.name, std::move(listing.rows)}, {"more", cut}});
    return exit_done;
  }
  if (listing.rows.empty()) {
    around.out << listing.none << '\n';
    return exit_done;
  }
  listing.table.print(around.out);
  if (cut) around.out << fmt::format("{} {}; --limit shows more\n", listing.most, listing.rows.size());
  return exit_done;
}

/// True where there were more than the limit; those are taken off.
template <class Rows>
bool cut_to(Rows& rows, int limit) {
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  if (rows.size() <= most) return false;
  rows.resize(most);
  return true;
}

Listing list_wishes(const std::vector<store::LoggedTouch>& wishes, const Zones& zones) {
  Listing listing{"wishes", "no wish waits for a person", "the oldest",
                  Table({"prospect", "since", "wish", "salesperson", "sentence"})};
  for (const auto& wish : wishes) {
    const bool doubtful = wish.touch.kind == policy::TouchKind::doubtful_wish;
    const auto* zone = zones(wish.prospect);
    listing.table.add({wish.prospect, format_time(wish.touch.at, zone), doubtful ? "doubtful" : "clear",
                       wish.touch.salesperson, wish.touch.details.note});
    listing.rows.push_back({{"prospect", wish.prospect},
                            {"since", rfc3339(wish.touch.at, zone)},
                            {"doubtful", doubtful},
                            {"salesperson", wish.touch.salesperson},
                            {"sentence", wish.touch.details.note}});
  }
  return listing;
}

Listing list_dead(const std::vector<store::LoggedTouch>& dead, const Zones& zones) {
  Listing listing{"dead", "no address is dead", "the oldest", dead_table(dead, zones)};
  for (const auto& one : dead) {
    listing.rows.push_back({{"prospect", one.prospect},
                            {"address", one.raw},
                            {"since", rfc3339(one.touch.at, zones(one.prospect))},
                            {"diagnostic", one.touch.details.note}});
  }
  return listing;
}

Listing list_bouncing(const std::vector<store::Bouncing>& bouncing, const Zones& zones) {
  Listing listing{"bouncing", "mail gets through to everybody who is alive", "the newest",
                  Table({"prospect", "in a row", "newest", "diagnostic"})};
  for (const auto& [newest, in_a_row] : bouncing) {
    const auto* zone = zones(newest.prospect);
    listing.table.add(
        {newest.prospect, std::to_string(in_a_row), format_time(newest.touch.at, zone), newest.touch.details.note});
    listing.rows.push_back({{"prospect", newest.prospect},
                            {"in_a_row", in_a_row},
                            {"newest", rfc3339(newest.touch.at, zone)},
                            {"diagnostic", newest.touch.details.note}});
  }
  return listing;
}

Listing list_unverified(const std::vector<store::LoggedTouch>& unverified, const Zones& zones) {
  Listing listing{"unverified", "nothing was told in a prospect's name that is not believed", "the newest",
                  Table({"prospect", "at", "salesperson", "what it was"})};
  for (const auto& one : unverified) {
    const auto* zone = zones(one.prospect);
    listing.table.add({one.prospect, format_time(one.touch.at, zone), one.touch.salesperson, one.touch.details.note});
    listing.rows.push_back({{"prospect", one.prospect},
                            {"at", rfc3339(one.touch.at, zone)},
                            {"salesperson", one.touch.salesperson},
                            {"what", one.touch.details.note}});
  }
  return listing;
}

/// What a list is made from.
struct Shelf {
  const ProspectListOptions& options;
  const config::Settings& settings;
  store::Reader& reader;
  Zones zones;
  Surroundings& around;

  template <class Rows, class List>
  int show(store::Result<Rows> rows, List list) const {
    if (!rows) return store_failed(settings, rows.error(), around);
    const bool cut = cut_to(*rows, options.limit);
    return show_listing(options, list(*rows, zones), cut, around);
  }
};

int show_dead(const Shelf& shelf) {
  const auto choice = read_choice(shelf.options.filter, shelf.zones(""), shelf.around);
  if (!choice) return choice.error();
  return shelf.show(choose_dead(shelf.reader, *choice), list_dead);
}

int show_bouncing(const Shelf& shelf) {
  const auto policy = read_policy(shelf.options.common, shelf.settings, shelf.around);
  if (!policy) return policy.error();
  return shelf.show(shelf.reader.bouncing((*policy)->soft_bounces, shelf.options.limit + 1), list_bouncing);
}

}  // namespace

OrExit<DeadChoice> read_choice(const DeadFilter& filter, const date::time_zone* zone, Surroundings& around) {
  DeadChoice choice{std::nullopt, lower_ascii(filter.domain), lower_ascii(filter.diagnostic)};
  if (filter.since.empty()) return choice;
  const auto since = parse_moment_or_day(filter.since, zone);
  if (!since) {
    complain(around, since.error());
    return tl::unexpected<int>(exit_usage);
  }
  choice.since = *since;
  return choice;
}

store::Result<std::vector<store::LoggedTouch>> choose_dead(store::Reader& reader, const DeadChoice& choice) {
  auto dead = reader.dead(std::numeric_limits<int>::max());
  if (dead) std::erase_if(*dead, [&](const auto& one) { return !fits(choice, one); });
  return dead;
}

Table dead_table(const std::vector<store::LoggedTouch>& dead, const Zones& zones) {
  Table table({"prospect", "since", "diagnostic"});
  for (const auto& one : dead)
    table.add({one.prospect, format_time(one.touch.at, zones(one.prospect)), one.touch.details.note});
  return table;
}

int prospect_list(const ProspectListOptions& options, Surroundings& around) {
  if (options.wishes + options.dead + options.bouncing + options.unverified != 1) {
    complain(around, "list what? Give --wishes, --dead, --bouncing or --unverified");
    return exit_usage;
  }
  const auto settings = read_settings(options.common, around);
  if (!settings) return settings.error();
  const auto reader = open_store(*settings, around);
  if (!reader) return reader.error();
  const Shelf shelf{options, *settings, **reader, Zones::of(options.common, *settings, around, reader->get()), around};
  if (options.dead) return show_dead(shelf);
  if (options.bouncing) return show_bouncing(shelf);
  const int limit = options.limit + 1;  // one more tells whether there are more
  if (options.unverified) return shelf.show((*reader)->unverified(limit), list_unverified);
  return shelf.show((*reader)->open_wishes(limit), list_wishes);
}

}  // namespace jeda::command
