// The store, the agent, the MTA's queue beside the store, and notices.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>

#include "command/doctor/doctor.h"
#include "command/doctor/rights.h"
#include "command/doctor/talk.h"
#include "policy/identity.h"
#include "service/mta/queue.h"
#include "service/stores.h"

namespace jeda::doctor {
namespace {

constexpr std::chrono::milliseconds page_check{3000};
constexpr std::chrono::milliseconds no_check{0};
constexpr std::uintmax_t much_log = 256ULL << 20;     // bytes of the write-ahead log; it is folded in at some MiB
constexpr std::uintmax_t little_room = 100ULL << 20;  // bytes
constexpr int low_percent = 5;
constexpr auto settled_in = std::chrono::minutes(5);  // a mail may be on its way between the queues and the store
constexpr int most_held = 100000;
constexpr std::size_t most_named = 3;
constexpr int most_unlikely = 1000;

constexpr auto restore = "stop the daemons, keep the file for inspection, and put back the newest backup";

/// The filter owns the directory, and so the store.
void check_rights(const std::string& path, const struct stat& status, Findings& findings) {
  const auto directory = std::filesystem::path(path).parent_path().string();
  struct stat above {};
  if (::stat(directory.empty() ? "." : directory.c_str(), &above) != 0) return;
  const std::string name = user_name(above.st_uid);
  if (status.st_uid != above.st_uid && above.st_uid != 0)
    findings.push_back({Level::fault, "store",
                        fmt::format("{} does not belong to {}, who has to write to it", path, name),
                        fmt::format("chown {} {}*", name, path)});
  if ((status.st_mode & 07) != 0 && (above.st_mode & 01) != 0)
    findings.push_back({Level::warning, "store",
                        fmt::format("everybody on this host may read {} (mode {:04o})", path, status.st_mode & 07777),
                        fmt::format("chmod o= {}*", path)});
  if ((above.st_mode & 022) != 0 && (above.st_mode & S_ISVTX) == 0)
    findings.push_back({Level::warning, "store",
                        fmt::format("others than {} may remove or replace {} (mode {:04o} of its directory)", name,
                                    path, above.st_mode & 07777),
                        fmt::format("chmod go-w {}", directory)});
}

/// Rights and room.
void check_file(const std::string& path, Findings& findings) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;
  check_rights(path, status, findings);
  struct stat log {};
  if (::stat((path + "-wal").c_str(), &log) == 0 && static_cast<std::uintmax_t>(log.st_size) > much_log)
    findings.push_back({Level::warning, "store",
                        fmt::format("its write-ahead log has grown to {} MiB: something keeps it from being folded in",
                                    log.st_size >> 20),
                        "look for a program that reads the store for long, and restart jeda-milter"});
  struct statvfs disk {};
  if (::statvfs(path.c_str(), &disk) != 0 || disk.f_blocks == 0) return;
  const std::uintmax_t room = static_cast<std::uintmax_t>(disk.f_bavail) * disk.f_frsize;
  const auto percent = disk.f_bavail * 100 / disk.f_blocks;
  const std::string says = fmt::format("{} MiB ({} %) are left on the disk of {}", room >> 20, percent, path);
  const std::string advice = "make room: with a full disk no decision can be recorded, and on_failure holds";
  if (room < little_room)
    findings.push_back({Level::fault, "disk", says, advice});
  else
    findings.push_back(
        {percent < low_percent ? Level::warning : Level::ok, "disk", says, percent < low_percent ? advice : ""});
}

std::string time_text(Time time) { return date::format("%FT%TZ", date::floor<std::chrono::seconds>(time)); }

Finding unreadable(const std::string& check, const store::Error& error) {
  if (error.cause == store::Error::Cause::missing)
    return {Level::fault, check, error.message,
            "jeda store init makes one, where there never was any; else put back the disk or a backup"};
  const bool rights = error.cause != store::Error::Cause::corrupt && ::geteuid() != 0;
  return {rights ? Level::unknown : Level::fault, check,
          fmt::format("the store cannot be read ({}): {}", store::to_string(error.cause), error.message),
          rights ? "run this as root or as the store's owner" : restore};
}

Finding agent_finding(const store::AgentSign& sign, const Patient& patient) {
  const auto most = std::max<Duration>(std::chrono::seconds(60), 10 * patient.settings.agent.every);
  const std::string start = "systemctl status jeda-agent, and journalctl -u jeda-agent";
  if (sign.seen_at > patient.now + most)
    return {
        Level::fault, "agent",
        fmt::format("the agent of {} was last seen at {}, which is still to come", sign.host, time_text(sign.seen_at)),
        "set the clock right"};
  if (sign.seen_at + most < patient.now)
    return {Level::fault, "agent",
            fmt::format("the agent of {} was last seen at {}: held mail is not released, nobody is told", sign.host,
                        time_text(sign.seen_at)),
            start};
  if (!sign.trouble.empty())
    return {Level::warning, "agent", fmt::format("the agent of {} is in trouble: {}", sign.host, sign.trouble), start};
  return {Level::ok, "agent", fmt::format("the agent of {} was last seen at {}", sign.host, time_text(sign.seen_at)),
          ""};
}

using ByQueueId = std::map<std::string, store::HeldMessage>;

tl::expected<ByQueueId, store::Error> known_mail(const Patient& patient, const std::string& host) {
  using store::HeldState;
  const auto reader = service::open_reader(patient.settings);
  if (!reader) return tl::unexpected(reader.error());
  ByQueueId known;
  for (const auto state :
       {HeldState::held, HeldState::released, HeldState::returned, HeldState::discarded, HeldState::gone}) {
    auto held = (*reader)->held(state, most_held);
    if (!held) return tl::unexpected(held.error());
    for (auto& message : *held)
      if (message.host == host) {
        const std::string id = message.queue_id;
        known.try_emplace(id, std::move(message));
      }
  }
  return known;
}

/// "3 mails: A, B, C ..."
std::string some(std::string_view what, std::string_view plural, const std::vector<std::string>& names) {
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most_named)));
  return fmt::format("{} {}{}: {}{}", names.size(), what, names.size() == 1 ? "" : plural, fmt::join(first, ", "),
                     names.size() > most_named ? " ..." : "");
}

Findings compare(const ByQueueId& known, const service::Listing& listing, Time now) {
  std::vector<std::string> missing;
  std::vector<std::string> moved;
  std::vector<std::string> strange;
  std::size_t held = 0;
  for (const auto& [id, message] : known) {
    if (message.state != store::HeldState::held || message.held_at + settled_in > now) continue;
    const auto found = listing.find(id);
    if (found == listing.end())
      missing.push_back(message.reference);
    else if (found->second.place != service::Place::held)
      moved.push_back(message.reference);
  }
  for (const auto& [id, mail] : listing) {
    if (mail.place != service::Place::held) continue;
    ++held;
    if (!known.contains(id) && mail.arrival + settled_in < now) strange.push_back(id);
  }
  Findings findings;
  if (!missing.empty())
    findings.push_back({Level::fault, "queue",
                        "on hold by the store, and in no queue of the MTA: " + some("mail", "s", missing),
                        "somebody deleted it, or the spool was restored; jeda-agent records it as gone once it runs"});
  if (!moved.empty())
    findings.push_back({Level::warning, "queue",
                        "on hold by the store, and let go in the MTA's queue: " + some("mail", "s", moved),
                        "jeda-agent records it as released once it runs"});
  if (!strange.empty())
    findings.push_back({Level::warning, "queue",
                        "on hold in the MTA's queue, and unknown to the store: " + some("mail", "s", strange),
                        "somebody else put it on hold, or the store is older than the spool; no reviewer sees it"});
  if (findings.empty())
    findings.push_back({Level::ok, "queue", fmt::format("store and queue agree; {} on hold", held), ""});
  return findings;
}

}  // namespace

Findings check_store(const Patient& patient) {
  const std::string path = patient.settings.store_path();
  Findings findings;
  const auto pulse = service::care_of(patient.settings)->pulse(page_check);
  if (pulse && patient.settings.store_init == config::StoreInit::first_start && !service::is_noted(patient.settings))
    findings.push_back({Level::warning, "store",
                        "were its directory empty at a start, it would be taken for the first one",
                        "jeda store init, as root, notes that there is a store; store_init: never makes none"});
  if (!pulse) {
    findings.push_back(unreadable("store", service::as_noted(patient.settings, pulse.error())));
  } else if (!pulse->lost.empty()) {
    findings.push_back(
        {Level::fault, "store", fmt::format("{} is not what it was: {}", path, pulse->lost),
         "put the right one back; or jeda store adopt takes it as it is, and what it lacks is forgotten"});
  } else if (pulse->schema > pulse->known_schema) {
    findings.push_back({Level::fault, "store",
                        fmt::format("{} was written by a newer jeda (schema {}, this one knows {})", path,
                                    pulse->schema, pulse->known_schema),
                        "install the newer jeda again"});
  } else if (pulse->sound == false) {
    findings.push_back({Level::fault, "store", fmt::format("{} is damaged: {}", path, pulse->problem), restore});
  } else if (!pulse->sound) {
    findings.push_back({Level::unknown, "store",
                        fmt::format("{} could not be checked within {} s", path, page_check.count() / 1000),
                        "jeda store check reads it whole"});
  } else if (pulse->schema < pulse->known_schema) {
    findings.push_back({Level::warning, "store",
                        fmt::format("{} has schema {}, this jeda writes {}", path, pulse->schema, pulse->known_schema),
                        "restart jeda-milter, which brings it up to date"});
  } else {
    findings.push_back({Level::ok, "store", fmt::format("{} is sound, schema {}", path, pulse->schema), ""});
  }
  check_file(path, findings);
  return findings;
}

Findings check_agent(const Patient& patient) {
  const auto pulse = service::care_of(patient.settings)->pulse(no_check);
  if (!pulse) return {{Level::unknown, "agent", "the store, where it says that it lives, cannot be read", ""}};
  const auto& agents = pulse->agents;
  const auto newest = std::max_element(agents.begin(), agents.end(),
                                       [](const auto& a, const auto& b) { return a.seen_at < b.seen_at; });
  if (newest == agents.end())
    return {{Level::fault, "agent", "no agent was ever seen: held mail is not released, nobody is told",
             "systemctl enable --now jeda-agent"}};
  return {agent_finding(*newest, patient)};
}

Findings check_queue(const Patient& patient) {
  auto settings = patient.settings.agent;
  settings.mta_config = patient.mta_config;
  const auto hands = service::hands_for(settings);
  const auto queue = service::queue_for(settings, *hands);
  const auto host = settings.host.empty() ? queue->host() : tl::expected<std::string, std::string>(settings.host);
  const auto listing = host ? queue->list() : tl::unexpected(host.error());
  if (!listing)
    return {{Level::unknown, "queue", "the MTA's queue cannot be listed: " + listing.error(),
             ::geteuid() == 0 ? "" : "run this as root"}};
  const auto known = known_mail(patient, *host);
  if (!known) return {{Level::unknown, "queue", "the store cannot be read, to compare the queue with it", ""}};
  return compare(*known, *listing, patient.now);
}

Findings check_notices(const Patient& patient) {
  const auto& notices = patient.settings.notices;
  if (notices.from.empty())
    return {{Level::warning, "notices",
             "notices.from is not set: salespeople are not told of held mail, and none can be returned",
             "set notices.from in jeda.yaml and restart jeda-agent"}};
  const std::size_t colon = notices.smtp.rfind(':');
  std::string host = notices.smtp.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto socket = connect_inet(host, notices.smtp.substr(colon + 1), patience);
  const std::string greeting = socket ? hear(*socket, 3, patience) : "";
  if (greeting.starts_with("220")) {
    say(*socket, "QUIT\r\n");
    return {{Level::ok, "notices", fmt::format("the MTA takes mail at {}", notices.smtp), ""}};
  }
  return {{Level::fault, "notices",
           fmt::format("notices cannot be sent: {} {}", notices.smtp,
                       socket ? "does not greet" : "does not answer: " + socket.error()),
           "let notices.smtp in jeda.yaml be an address at which the MTA takes mail from this host"}};
}

Findings check_prospects(const Patient& patient) {
  const auto reader = service::open_reader(patient.settings);
  const auto unlikely = reader.and_then([&](const auto& store) { return store->unlikely(patient.now, most_unlikely); });
  const auto loaded = policy::load_policy(patient.rules);
  if (!unlikely || !loaded) return {};  // said by other checks
  std::vector<std::string> names;
  for (const auto& [prospect, writers] : *unlikely)
    if (!policy::is_no_prospect(*loaded->policy, prospect)) names.push_back(fmt::format("{} ({})", prospect, writers));
  if (names.empty()) return {};
  return {{Level::warning, "prospects",
           "many salespeople wrote within 30 days and nobody ever answered: " + some("address", "es", names),
           "name those who are none in organisation.no_prospects: a mail drop, an archive, a supplier"}};
}

}  // namespace jeda::doctor
