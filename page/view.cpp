#include "page/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/moments.h"
#include "base/terminal.h"
#include "base/utf8.h"
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

std::string here(const Visit& visit) {
  return visit.call.method == "GET" && visit.call.path.starts_with("/held/") ? own_path(visit.call.path) : "/";
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
  data.set("on_queue", Data{visit.call.path == "/"});
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

std::string own_path(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-';
  });
  return plain && path.starts_with('/') && !path.starts_with("//") && path.size() <= 100 ? path : "/";
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
  reply.body = kainjow::mustache::mustache(std::string(resource("layout.html"))).render(data);
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
