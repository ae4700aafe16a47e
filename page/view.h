// From values to pages: the templates, and text made safe to show.
#pragma once

#include <date/tz.h>
#include <kainjow/mustache.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "page/words.h"
#include "service/http/http.h"
#include "store/desk.h"

namespace jeda::page {

using Data = kainjow::mustache::data;

/// What a page begins with: what came of something.
struct Told {
  enum class Tone { good, wait, bad };
  Tone tone = Tone::good;
  std::vector<std::string> lines;
};

/// One request, by whom it is.
struct Visit {
  const http::Call& call;
  std::string address;  // of the client, behind a trusted proxy too
  bool secure = false;  // the browser's connection is encrypted
  Time now;
  policy::PolicyPtr policy;
  Words words;
  std::optional<store::Desk::Account> account = {};  // absent: not logged in
  std::string token_hash = {};                       // of the session
  std::string csrf = {};                             // what forms must bring; empty: this page has no forms
  bool expired = false;                              // a cookie came whose login has ended
  std::vector<std::string> cookies = {};             // to be set
  std::optional<Told> told = {};
  std::string filters = {};               // of the queue the reviewer came from: filters_in()
  const date::time_zone* zone = nullptr;  // the reader's; null: UTC

  bool may_review() const { return account && account->role != store::Desk::Role::viewer; }
};

/// The text of a page's template, of the stylesheet or the icon, as compiled in. REQUIRES: it exists.
std::string_view resource(std::string_view name);

/// The names of all resources.
std::vector<std::string_view> resource_names();

/// "begin", "whole" and "cut": text that came from anywhere, made printable, and its beginning. For the template
/// `text`.
Data shown(std::string_view text, bool lines = false);

/// The beginning alone, of at most so many bytes.
std::string shown_begin(std::string_view text, std::size_t most = 300);

/// "iso" and "words". The zone is named; null is UTC.
Data moment(Time time, const date::time_zone* zone, const Words& words);

/// "Sel 24 Nov 2026, 09:00 WIB"
std::string moment_words(Time time, const date::time_zone* zone, const Words& words);

/// "24 Nov 2026"
std::string day_words(Time time, const date::time_zone* zone, const Words& words);

/// False where there is none, so that a section is left out.
Data moment_or_false(const std::optional<Time>& time, const date::time_zone* zone, const Words& words);

/// `link` where it is a plain path of this site, with what stands behind a '?' escaped anew; anything else is the
/// queue's.
std::string own_link(const std::string& link);

/// moment() in the reader's zone, and "beside": the same by the prospect's clock in words, where that shows another
/// time; else false.
Data moment_beside(Time time, const Visit& visit, const date::time_zone* prospects);

/// The zone of that name; null: there is none.
const date::time_zone* chosen_zone(const std::string& name);

Data object();
Data list();

/// {value, label, on} of a choice.
Data option(std::string_view value, std::string_view label, bool on);

/// A page in the frame. `title` and `data` are shown text or data made of it.
http::Response page(const Visit& visit, std::string_view name, std::string_view title, Data data, int status = 200);

/// A page that says one thing.
http::Response message(const Visit& visit, int status, std::string_view title_key, std::string_view message_key,
                       std::string_view link, std::string_view link_key);

/// 303.
http::Response redirect(const Visit& visit, std::string location);

}  // namespace jeda::page
