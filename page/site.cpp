// The gate: which route, who it is, and whether they may.
#include "page/site.h"

#include <fmt/format.h>

#include <utility>

#include "page/cookies.h"
#include "page/filters.h"
#include "page/secrets.h"
#include "service/password.h"

namespace jeda::page {
namespace {

using R = Site::Route;

/// Whether a path is the pattern's; `reference` gets what stands for its star.
bool matches(std::string_view pattern, std::string_view path, std::string& reference) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return path == pattern;
  const auto before = pattern.substr(0, star);
  const auto after = pattern.substr(star + 1);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return false;
  const auto middle = path.substr(star, path.size() - before.size() - after.size());
  if (middle.find('/') != std::string_view::npos) return false;
  reference = middle;
  return true;
}

}  // namespace

std::string path_in_log(std::string_view path) {
  for (const std::string_view of_links : {"/m/", "/me/"})
    if (path.starts_with(of_links)) return fmt::format("{}*", of_links);
  return std::string(path);
}

std::span<const Site::Route> Site::routes() {
  static constexpr R table[] = {
      {"GET", "/healthz", Access::anybody, &Site::health},
      {"GET", "/readyz", Access::anybody, &Site::readiness},
      {"GET", "/style.css", Access::anybody, &Site::style},
      {"GET", "/icon.svg", Access::anybody, &Site::icon},
      {"GET", "/page.js", Access::anybody, &Site::script},
      {"GET", "/login", Access::anybody, &Site::login_page},
      {"POST", "/login", Access::anybody, &Site::login},
      {"POST", "/language", Access::anybody, &Site::choose_language},
      {"POST", "/zone", Access::viewer, &Site::choose_zone},
      {"POST", "/logout", Access::viewer, &Site::logout},
      {"GET", "/m/*", Access::link, &Site::own_mail},
      {"POST", "/m/*/send", Access::link, &Site::own_send},
      {"POST", "/m/*/ask", Access::link, &Site::own_ask},
      {"POST", "/m/*/take-back", Access::link, &Site::own_take_back},
      {"POST", "/m/*/page", Access::link, &Site::own_mail_link},
      {"GET", "/me", Access::link, &Site::own_home},
      {"POST", "/me", Access::link, &Site::own_leave},
      {"POST", "/me/link/new", Access::link, &Site::own_again},
      {"GET", "/me/*", Access::link, &Site::own_door},
      {"POST", "/me/*", Access::link, &Site::own_enter},
      {"POST", "/me/*/again", Access::link, &Site::own_door_again},
      {"GET", "/", Access::viewer, &Site::queue},
      {"GET", "/next", Access::viewer, &Site::next_mail},
      {"GET", "/held/*", Access::viewer, &Site::mail},
      {"GET", "/held/*/source", Access::viewer, &Site::source},
      {"GET", "/held/*/attachment", Access::viewer, &Site::attachment},
      {"POST", "/held/*/release", Access::reviewer, &Site::release},
      {"POST", "/held/*/when-allowed", Access::reviewer, &Site::when_allowed},
      {"POST", "/held/*/return", Access::reviewer, &Site::give_back},
      {"GET", "/held/*/discard", Access::reviewer, &Site::ask_discard},
      {"POST", "/held/*/discard", Access::reviewer, &Site::discard},
      {"POST", "/held/*/note", Access::reviewer, &Site::note},
      {"POST", "/held/*/undo", Access::reviewer, &Site::undo},
      {"POST", "/several", Access::reviewer, &Site::choose_several},
      {"POST", "/several/do", Access::reviewer, &Site::do_several},
      {"POST", "/several/undo", Access::reviewer, &Site::undo_several},
      {"GET", "/wishes", Access::reviewer, &Site::wishes},
      {"POST", "/wishes", Access::reviewer, &Site::decide_wish},
      {"GET", "/log", Access::reviewer, &Site::log_page},
  };
  return table;
}

Site::Site(Ground ground) : ground_(std::move(ground)), no_hash_(service::hash_password(fresh_secret(16))) {}

Site::~Site() {
  for (const auto& line : tally_.rest()) record(line, ground_.clock());
}

Visit Site::welcome(const http::Call& call) {
  const auto policy = ground_.policy();
  const auto chosen = http::cookie_value(call.headers.cookie, "jeda-lang");
  const auto preferred = preferred_language(call.headers.accept_language).value_or(policy->language);
  const auto language = Language::named(chosen).value_or(preferred);
  Visit visit{call, call.address, call.tls, ground_.clock(), policy, Words(language)};
  visit.zone = chosen_zone(http::cookie_value(call.headers.cookie, "jeda-zone"));
  if (visit.zone == nullptr) visit.zone = policy->prospect("").zone;
  visit.filters = call.method == "GET" && call.path == "/"
                      ? filters_in(call.query)
                      : filters_in(call.method == "GET" ? call.query["list"] : call.form["list"]);
  if (is_proxy(call.address)) {
    const auto& chain = call.headers.forwarded_for;
    const auto last = chain.substr(chain.find_last_of(", ") + 1);
    if (!last.empty() && last.size() < 64) visit.address = last;
    visit.secure = visit.secure || call.headers.forwarded_proto == "https";
  }
  return visit;
}

http::Response Site::serve(const http::Call& call) {
  Visit visit = welcome(call);
  for (const auto& line : tally_.ended(visit.now)) record(line, visit.now);
  std::string allowed;
  for (const Route& route : routes()) {
    std::string reference;
    if (!matches(route.pattern, call.path, reference)) continue;
    if (route.method == call.method) return guarded(visit, route, reference);
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", route.method);
  }
  record_refusal(visit, fmt::format("{} {}: {}", call.method, path_in_log(call.path),
                                    allowed.empty() ? "no such page" : "wrong method"));
  if (allowed.empty()) return message(visit, 404, "missing_title", "missing_page", "/", "go_queue");
  auto reply = message(visit, 405, "refused_title", "wrong_method", "/", "go_queue");
  reply.allow = allowed;
  return reply;
}

http::Response Site::guarded(Visit& visit, const Route& route, const std::string& reference) {
  const bool fixed = route.access == Access::anybody && route.method == "GET" && route.pattern != "/login";
  if (fixed) return (this->*route.serve)(visit, reference);
  if (route.access == Access::link) return linked(visit, route, reference);
  if (const auto failure = identify(visit)) return store_failed(visit, *failure);
  if (route.access != Access::anybody && !visit.account) return not_logged_in(visit);
  if (route.access == Access::reviewer && !visit.may_review()) return refuse(visit, "role", "refused_role");
  if (route.method == "POST") {
    if (!right_origin(visit)) return refuse(visit, "from another site", "refused_token");
    if (visit.csrf.empty() || !same_secret(visit.call.form["csrf"], visit.csrf))
      return refuse(visit, visit.call.form.has("csrf") ? "wrong token" : "no token", "refused_token");
  }
  if (visit.account && route.method == "GET" && visit.call.path != "/next") take_told(visit);
  return (this->*route.serve)(visit, reference);
}

http::Response Site::refuse(Visit& visit, std::string_view why, std::string_view message_key) {
  record_refusal(visit, fmt::format("{} {}: {}", visit.call.method, path_in_log(visit.call.path), why));
  return message(visit, 403, "refused_title", message_key, visit.account ? "/" : "/login",
                 visit.account ? "go_queue" : "go_login");
}

http::Response Site::not_logged_in(Visit& visit) {
  const std::string_view why = visit.expired ? "login ended" : "no login";
  if (!ground_.settings.user_header.empty()) return refuse(visit, "no known account", "login_by_proxy");
  if (visit.call.method != "GET" && visit.expired) return keep_typed(visit, why);
  if (visit.call.method != "GET") return refuse(visit, why, "refused_login");
  record_refusal(visit, fmt::format("GET {}: {}", visit.call.path, why));
  return redirect(
      visit, fmt::format("/login?{}next={}", visit.expired ? "ended=yes&" : "", http::query_escaped(wanted(visit))));
}

/// The page that was wanted, filters and all.
std::string Site::wanted(const Visit& visit) {
  const auto& path = visit.call.path;
  return path == "/" ? queue_path(visit.filters) : carrying(own_link(path), visit.filters);
}

http::Response Site::store_failed(const Visit& visit, const store::Error& error) {
  ground_.log.error(fmt::format("store {}: {}", store::to_string(error.cause), service::log_value(error.message)));
  return message(visit, 503, "failed_title", "failed_store", "/", "go_queue");
}

void Site::record(const Tally::Line& line, Time at) {
  ground_.log.info(fmt::format("{} account={} from={} detail={}", line.what, service::log_value(line.who),
                               service::log_value(line.from), service::log_value(line.detail)));
  store::Entry entry;
  entry.at = at;
  entry.who = line.who;
  entry.what = line.what;
  entry.detail = line.detail;
  entry.from = line.from;
  if (const auto noted = ground_.desk.note(entry); !noted)
    ground_.log.error(fmt::format("the record was not written: store {}: {}", store::to_string(noted.error().cause),
                                  service::log_value(noted.error().message)));
}

void Site::record_refusal(const Visit& visit, const std::string& detail) {
  if (!visit.account) return log_stranger(visit, detail);
  const Tally::Line line{visit.account->name, "refused", detail, visit.address};
  for (const auto& due : tally_.count("refusals", line, refusals_recorded, visit.now)) record(due, visit.now);
}

void Site::record_failure(const Visit& visit, const std::string& what, const std::string& detail) {
  const Tally::Line line{"", what, detail, visit.address};
  for (const auto& due : tally_.count(detail, line, failures_recorded, visit.now)) record(due, visit.now);
}

/// Anybody can cause it at no cost, so nothing of it is kept.
void Site::log_stranger(const Visit& visit, std::string_view detail) {
  const std::lock_guard lock(strangers_mutex_);
  if (visit.now >= logged_since_ + std::chrono::minutes(1) || visit.now < logged_since_) {
    logged_since_ = visit.now;
    logged_ = 0;
    if (const int dropped = std::exchange(logged_dropped_, 0); dropped > 0)
      ground_.log.info(fmt::format("refused account=\"\" more={}", dropped));
  }
  if (++logged_ > refusals_recorded) {
    ++logged_dropped_;
    return;
  }
  ground_.log.info(fmt::format("refused account=\"\" from={} detail={}", service::log_value(visit.address),
                               service::log_value(detail)));
}

}  // namespace jeda::page
