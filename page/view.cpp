#include "page/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/moments.h"
#include "base/terminal.h"
#include "base/utf8.h"
#include "policy/telling/advice.h"

namespace jeda::page {
namespace {

constexpr std::size_t longest_begin = 300;         // bytes of a text on one line
constexpr std::size_t longest_begin_lines = 3000;  // of one of several

std::string cut(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : std::string(cut_utf8(text, most)) + "…";
}

Data all_texts(Language language) {
  Data data = object();
  for (const Text& text : texts())
    data.set(std::string(text.key), std::string(language == Language::id ? text.id : text.en));
  return data;
}

const Data& texts_of(Language language) {
  static const Data id = all_texts(Language::id);
  static const Data en = all_texts(Language::en);
  return language == Language::id ? id : en;
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
  const bool id = visit.words.language() == Language::id;
  data.set("lang", id ? "id" : "en");
  data.set("other_lang", id ? "en" : "id");
  data.set("other_language", visit.words("other_language"));
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

/// From "Selasa, 24 November 2026 pukul 09:00 WIB"; the first three letters are the usual short forms in both
/// languages.
std::string moment_words(Time time, const date::time_zone* zone, const Words& words) {
  static const date::time_zone* const utc = date::locate_zone("Etc/UTC");
  const auto up = date::ceil<std::chrono::minutes>(time) - time < std::chrono::milliseconds(1)
                      ? time
                      : Time(date::floor<std::chrono::minutes>(time));
  std::istringstream parts(policy::format_moment(up, zone == nullptr ? *utc : *zone, words.language()));
  std::string weekday, day, month, year, at, clock, name;
  parts >> weekday >> day >> month >> year >> at >> clock >> name;
  return fmt::format("{} {} {} {}, {} {}", weekday.substr(0, 3), day, month.substr(0, 3), year, clock, name);
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
