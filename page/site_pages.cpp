// The small pages: health, stylesheet, icon, the log; and the zones that times are shown in.
#include <fmt/format.h>

#include <utility>

#include "page/site.h"
#include "page/standing.h"

namespace jeda::page {
namespace {

constexpr int entries_on_page = 100;

http::Response fixed(std::string_view type, std::string_view body) {
  http::Response reply;
  reply.type = type;
  reply.body = body;
  reply.cacheable = true;
  return reply;
}

Data entry_data(const Visit& visit, const store::Entry& entry, const date::time_zone* zone) {
  Data data = moment(entry.at, zone, visit.words);
  data.set("who", who_words(entry.who, visit.words));
  data.set("what", what_words(entry.what, visit.words));
  data.set("reference", entry.reference.empty() ? Data{false} : Data{shown_begin(entry.reference)});
  data.set("detail", shown(entry.detail, true));
  data.set("address", shown_begin(entry.from));
  return data;
}

}  // namespace

http::Response Site::health(Visit&, const std::string&) {
  http::Response reply;
  reply.type = "text/plain; charset=utf-8";
  reply.body = "ok\n";
  return reply;
}

/// Why not is said in one word: anybody may ask.
http::Response Site::readiness(Visit&, const std::string&) {
  const auto figures = ground_.desk.figures();
  http::Response reply;
  reply.status = figures ? 200 : 503;
  reply.type = "text/plain; charset=utf-8";
  reply.body = figures ? "ready\n" : fmt::format("store {}\n", store::to_string(figures.error().cause));
  return reply;
}

http::Response Site::style(Visit&, const std::string&) {
  return fixed("text/css; charset=utf-8", resource("style.css"));
}

http::Response Site::script(Visit&, const std::string&) {
  return fixed("text/javascript; charset=utf-8", resource("page.js"));
}

http::Response Site::icon(Visit&, const std::string&) { return fixed("image/svg+xml", resource("icon.svg")); }

const date::time_zone* Site::zone_of(const Visit& visit, const std::string& key) {
  const auto told = ground_.reader.prospect(key);
  if (told && *told && (*told)->facts.zone != nullptr) return (*told)->facts.zone;
  return visit.policy->prospect(key).zone;
}

const date::time_zone* Site::zone_of(const Visit& visit, const store::HeldMessage& message) {
  return zone_of(visit, message.recipients.empty() ? "" : message.recipients.front().key);
}

http::Response Site::log_page(Visit& visit, const std::string&) {
  const auto& query = visit.call.query;
  const auto found = ground_.desk.entries(query["who"], query["ref"], entries_on_page + 1, query["before"]);
  if (!found) return store_failed(visit, found.error());
  auto entries = *found;
  const bool more = entries.size() > entries_on_page;
  if (more) entries.resize(entries_on_page);
  const auto* zone = visit.zone;
  Data rows = list();
  for (const auto& entry : entries) rows << entry_data(visit, entry, zone);
  Data data = object();
  data.set("entries", rows);
  data.set("empty", Data{entries.empty()});
  data.set("f_who", shown_begin(query["who"]));
  data.set("f_ref", shown_begin(query["ref"]));
  data.set("filtered", Data{!query["who"].empty() || !query["ref"].empty()});
  Data next = object();
  if (more)
    next.set("href", fmt::format("/log?who={}&ref={}&before={}", http::query_escaped(query["who"]),
                                 http::query_escaped(query["ref"]), entries.back().id));
  data.set("next_page", more ? next : Data{false});
  return page(visit, "log.html", visit.words("log_title"), std::move(data));
}

}  // namespace jeda::page
