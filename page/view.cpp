#include "page/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/moments.h"
#include "base/terminal.h"
#include "base/text.h"
#include "base/utf8.h"
#include "page/filters.h"
#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::page {
namespace {

constexpr std::size_t longest_begin = 300;         // bytes of a text on one line
constexpr std::size_t longest_begin_lines = 3000;  // of one of several

std::string cut(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : std::string(cut_utf8(text, most)) + "…";
}

/// What templates name as {{t.queue}}.
Data all_texts(Language language) {
  constexpr std::string_view mark = "{{t.";
  Data data = object();
  for (const auto name : resource_names()) {
    const auto text = resource(name);
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at)) {
      at += mark.size();
      const std::string key(text.substr(at, text.find('}', at) - at));
      data.set(key, Words(language)(key));
    }
  }
  return data;
}

const Data& texts_of(Language language) {
  static const auto all = [] {
    std::vector<Data> made;
    for (std::size_t i = 0; i < Language::names().size(); ++i) made.push_back(all_texts(Language(i)));
    return made;
  }();
  return all[language.index()];
}

Data other_languages(Language language) {
  Data others = list();
  for (std::size_t i = 0; i < Language::names().size(); ++i) {
    if (i == language.index()) continue;
    Data other = object();
    other.set("code", std::string(Language(i).name()));
    other.set("called", std::string(texts::text(Language(i), "language.name")));
    others << other;
  }
  return others;
}

Data partial(std::string_view name) {
  return Data{kainjow::mustache::partial{[name] { return std::string(resource(name)); }}};
}

Data told_data(const std::optional<Told>& told) {
  if (!told) return Data{false};
  Data data = object();
  constexpr std::string_view classes[] = {"good", "wait", "bad"};
  data.set("class", std::string(classes[static_cast<int>(told->tone)]));
  data.set("aria", told->tone == Told::Tone::bad ? "alert" : "status");
  Data lines = list();
  for (const auto& line : told->lines) {
    Data item = object();
    item.set("line", line);
    lines << item;
  }
  data.set("lines", lines);
  return data;
}

/// Where a reviewer who only changes the language or the zone comes back to, filters and all.
std::string here(const Visit& visit) {
  const auto& path = visit.call.path;
  if (visit.call.method != "GET" || path == "/login") return queue_path(visit.filters);
  if (path == "/log")
    return own_link(fmt::format("/log?who={}&ref={}", http::query_escaped(visit.call.query["who"]),
                                http::query_escaped(visit.call.query["ref"])));
  return path == "/" ? queue_path(visit.filters) : carrying(own_link(path), visit.filters);
}

Data zone_options(const Visit& visit) {
  const std::string chosen = visit.zone == nullptr ? "Etc/UTC" : visit.zone->name();
  Data options = list();
  bool found = false;
  for (const std::string_view name : {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Singapore", "Etc/UTC"}) {
    options << option(name, name, name == chosen);
    found = found || name == chosen;
  }
  if (!found) options << option(chosen, chosen, true);
  return options;
}

void add_frame(const Visit& visit, Data& data) {
  data.set("lang", std::string(visit.words.language().name()));
  data.set("other_languages", other_languages(visit.words.language()));
  data.set("csrf", visit.csrf.empty() ? Data{false} : Data{visit.csrf});
  data.set("account", Data{visit.account.has_value()});
  data.set("own_login", Data{visit.account.has_value() && visit.token_hash != ""});
  data.set("name", visit.account ? shown_begin(visit.account->name) : "");
  data.set("role", visit.account ? visit.words(fmt::format("role_{}", to_string(visit.account->role))) : "");
  data.set("may_review", Data{visit.may_review()});
  data.set("here", here(visit));
  data.set("filters", visit.filters.empty() ? Data{false} : Data{visit.filters});
  data.set("filters_escaped", http::query_escaped(visit.filters));
  data.set("queue_href", queue_path(visit.filters));
  data.set("zones", zone_options(visit));
  data.set("on_queue", Data{visit.call.path == "/"});
  data.set("on_wishes", Data{visit.call.path == "/wishes"});
  data.set("on_log", Data{visit.call.path == "/log"});
  data.set("told", told_data(visit.told));
}

/// Rounded down, but for what lies less than a millisecond before the next.
Time whole_minute(Time time) {
  return date::ceil<std::chrono::minutes>(time) - time < std::chrono::milliseconds(1)
             ? time
             : Time(date::floor<std::chrono::minutes>(time));
}

const date::time_zone& zone_or_utc(const date::time_zone* zone) {
  static const date::time_zone* const utc = date::locate_zone("Etc/UTC");
  return zone == nullptr ? *utc : *zone;
}

}  // namespace

namespace {

std::string own_path(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-';
  });
  return plain && path.starts_with('/') && !path.starts_with("//") && path.size() <= 100 ? path : "/";
}

}  // namespace

std::string own_link(const std::string& link) {
  constexpr std::size_t longest_link = 3000;
  const auto mark = std::min(link.find('?'), link.size());
  const auto path = own_path(link.substr(0, mark));
  if (mark == link.size() || link.size() > longest_link) return path;
  const auto fields = http::parse_fields(link.substr(mark + 1));
  if (!fields) return path;
  std::string query;
  for (const auto& [name, value] : *fields)
    query += fmt::format("{}{}={}", query.empty() ? "?" : "&", http::query_escaped(name), http::query_escaped(value));
  return path + query;
}

Data moment_beside(Time time, const Visit& visit, const date::time_zone* prospects) {
  Data data = moment(time, visit.zone, visit.words);
  const auto& theirs = zone_or_utc(prospects);
  const bool other = theirs.get_info(date::floor<std::chrono::seconds>(time)).offset !=
                     zone_or_utc(visit.zone).get_info(date::floor<std::chrono::seconds>(time)).offset;
  data.set("beside", other ? Data{visit.words("for_prospect", {{"at", moment_words(time, prospects, visit.words)}})}
                           : Data{false});
  return data;
}

const date::time_zone* chosen_zone(const std::string& name) {
  constexpr std::size_t longest_zone = 64;
  const bool plain = !name.empty() && name.size() <= longest_zone && std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || is_letter(c) || std::string_view("/_+-").find(c) != std::string_view::npos;
  });
  try {
    return plain ? date::locate_zone(name) : nullptr;
  } catch (const std::exception&) {
    return nullptr;
  }
}

Data object() { return Data{Data::type::object}; }
Data list() { return Data{Data::type::list}; }

Data shown(std::string_view text, bool lines) {
  const auto whole = lines ? escaped_lines(text) : escaped(text);
  const auto begin = cut(whole, lines ? longest_begin_lines : longest_begin);
  Data data = object();
  data.set("begin", begin);
  data.set("whole", whole);
  data.set("cut", Data{begin != whole});
  return data;
}

std::string shown_begin(std::string_view text, std::size_t most) { return cut(escaped(text), most); }

std::string moment_words(Time time, const date::time_zone* zone, const Words& words) {
  return policy::format_short_moment(whole_minute(time), zone_or_utc(zone), words.language());
}

std::string day_words(Time time, const date::time_zone* zone, const Words& words) {
  return policy::format_date(whole_minute(time), zone_or_utc(zone), words.language());
}

Data moment(Time time, const date::time_zone* zone, const Words& words) {
  Data data = object();
  data.set("iso", rfc3339(date::floor<std::chrono::seconds>(time), zone));
  data.set("words", moment_words(time, zone, words));
  return data;
}

Data moment_or_false(const std::optional<Time>& time, const date::time_zone* zone, const Words& words) {
  return time ? moment(*time, zone, words) : Data{false};
}

Data option(std::string_view value, std::string_view label, bool on) {
  Data data = object();
  data.set("value", std::string(value));
  data.set("label", std::string(label));
  data.set("on", Data{on});
  return data;
}

http::Response page(const Visit& visit, std::string_view name, std::string_view title, Data data, int status) {
  add_frame(visit, data);
  data.set("title", std::string(title));
  data.set("t", texts_of(visit.words.language()));
  data.set("text", partial("text.html"));
  data.set("timeline", partial("timeline.html"));
  data.set("content", partial(name));
  if (data.get("narrow") == nullptr) data.set("narrow", Data{false});
  http::Response reply;
  reply.status = status;
  const auto frame = resource(data.get("own_path") == nullptr ? "layout.html" : "own_frame.html");
  reply.body = kainjow::mustache::mustache(std::string(frame)).render(data);
  reply.cookies = visit.cookies;
  return reply;
}

http::Response message(const Visit& visit, int status, std::string_view title_key, std::string_view message_key,
                       std::string_view link, std::string_view link_key) {
  Data data = object();
  data.set("narrow", Data{true});
  data.set("message", visit.words(message_key));
  data.set("link", std::string(link));
  data.set("link_text", visit.words(link_key));
  return page(visit, "message.html", visit.words(title_key), std::move(data), status);
}

http::Response redirect(const Visit& visit, std::string location) {
  http::Response reply;
  reply.status = 303;
  reply.location = std::move(location);
  reply.cookies = visit.cookies;
  return reply;
}

}  // namespace jeda::page
