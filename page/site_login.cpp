// Who it is: sessions, logins, the trusted proxy.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/random.h"
#include "base/utf8.h"
#include "page/cookies.h"
#include "page/filters.h"
#include "page/secrets.h"
#include "page/site.h"
#include "service/password.h"

namespace jeda::page {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t form_token_bytes = 16;
constexpr std::chrono::minutes session_noted_every{1};  // used_at is this exact: not every request writes
constexpr std::chrono::seconds patience{5};             // for a turn to verify
constexpr int language_days = 365;

/// Fields of forms in which reviewers write or choose, and those that say which form it was. A form's token is none.
constexpr std::string_view kept_fields[] = {"words", "reply", "what", "ref", "list"};
constexpr std::string_view kept_prefix = "kept_";

std::string session_cookie(const Visit& visit) { return visit.secure ? "__Host-jeda" : "jeda"; }
std::string form_cookie(const Visit& visit) { return visit.secure ? "__Host-jeda-form" : "jeda-form"; }

/// A name as accounts have them; empty: no account can be called so.
std::string account_name(std::string name) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const bool fits =
      name.size() <= 100 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._@-") == std::string::npos;
  return fits ? name : "";
}

Data kept_field(std::string name, const std::string& value) {
  Data field = object();
  field.set("name", std::move(name));
  field.set("value", value);
  return field;
}

/// What was typed into the form whose login had ended, to go with the login: as it came with that form, or with a login
/// that failed.
Data kept_data(const Visit& visit) {
  Data fields = list();
  const auto& form = visit.call.form;
  const bool again = visit.call.path == "/login";
  if (visit.call.method != "POST" || (again && !form.has("kept_path"))) return fields;
  fields << kept_field("kept_path", again ? form["kept_path"] : visit.call.path);
  for (const auto name : kept_fields) {
    const auto key = fmt::format("{}{}", again ? kept_prefix : "", name);
    for (const auto& value : form.all(key))
      if (find_invalid_utf8(value) == std::string::npos)
        fields << kept_field(fmt::format("{}{}", kept_prefix, name), value);
  }
  return fields;
}

std::string host_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? "" : std::string(origin.substr(scheme + 3));
}

}  // namespace

bool Site::is_proxy(const std::string& address) const {
  const auto& proxies = ground_.settings.proxies;
  return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
}

/// Browsers say where a form comes from; what they say must not be another site. (With "no-referrer" the Origin of our
/// own forms is "null".) Where they say nothing, the token alone decides.
bool Site::right_origin(const Visit& visit) const {
  const auto& headers = visit.call.headers;
  if (!headers.sec_fetch_site.empty())
    return headers.sec_fetch_site == "same-origin" || headers.sec_fetch_site == "none";
  if (headers.origin.empty()) return true;
  return headers.origin != "null" && host_of(headers.origin) == headers.host;
}

std::optional<store::Error> Site::identify(Visit& visit) {
  auto failure = ground_.settings.user_header.empty() ? identify_by_session(visit, "") : identify_by_proxy(visit);
  if (!failure && !visit.account) use_form_cookie(visit);
  return failure;
}

/// Forms of who is not logged in: the token is in a cookie too, which no other site can set or read.
void Site::use_form_cookie(Visit& visit) {
  visit.csrf = http::cookie_value(visit.call.headers.cookie, form_cookie(visit));
  if (!is_random_hex(visit.csrf, form_token_bytes)) visit.csrf.clear();
}

std::optional<store::Error> Site::identify_by_session(Visit& visit, const std::string& expected) {
  const auto token = http::cookie_value(visit.call.headers.cookie, session_cookie(visit));
  if (token.empty()) return std::nullopt;
  visit.expired = true;
  if (!is_random_hex(token, token_bytes)) return std::nullopt;
  auto found = ground_.desk.session(sha256_hex(token));
  if (!found) return found.error();
  if (!*found || (!expected.empty() && (*found)->account != expected)) return std::nullopt;
  auto session = **std::move(found);
  if (session.used_at + ground_.settings.session <= visit.now) {
    const auto dropped = ground_.desk.drop_session(session.token_hash);
    return dropped ? std::nullopt : std::optional(dropped.error());
  }
  auto account = ground_.desk.account(session.account);
  if (!account) return account.error();
  if (!*account || (*account)->disabled) return std::nullopt;
  if (session.used_at + session_noted_every <= visit.now) {
    session.used_at = visit.now;
    if (const auto put = ground_.desk.put_session(session); !put) return put.error();
  }
  visit.expired = false;
  visit.account = **std::move(account);
  visit.csrf = session.csrf;
  visit.token_hash = session.token_hash;
  return std::nullopt;
}

std::optional<store::Error> Site::identify_by_proxy(Visit& visit) {
  const auto name = account_name(visit.call.headers.user);
  if (name.empty() || !is_proxy(visit.call.address)) return std::nullopt;
  if (auto failure = identify_by_session(visit, name)) return failure;
  if (!visit.account) {
    const auto account = ground_.desk.account(name);
    if (!account) return account.error();
    if (!*account || (*account)->disabled) return std::nullopt;
    if (auto failure = begin_session(visit, **account)) return failure;
    record({name, "login", "by the proxy", visit.address}, visit.now);
  }
  visit.token_hash.clear();  // the proxy's login cannot be ended here
  return std::nullopt;
}

std::optional<store::Error> Site::begin_session(Visit& visit, const store::Desk::Account& account) {
  const auto token = fresh_secret(token_bytes);
  const store::Desk::WebSession session{sha256_hex(token), account.name, fresh_secret(form_token_bytes), visit.now,
                                        visit.now};
  if (const auto put = ground_.desk.put_session(session); !put) return put.error();
  if (const auto dropped = ground_.desk.drop_sessions("", visit.now - ground_.settings.session); !dropped)
    return dropped.error();
  visit.cookies.push_back(cookie(visit, session_cookie(visit), token));
  visit.account = account;
  visit.csrf = session.csrf;
  visit.token_hash = session.token_hash;
  visit.expired = false;
  return std::nullopt;
}

http::Response Site::login_form(Visit& visit, int status, const std::string& typed) {
  if (visit.csrf.empty()) {
    visit.csrf = fresh_secret(form_token_bytes);
    visit.cookies.push_back(cookie(visit, form_cookie(visit), visit.csrf));
  }
  const bool own = ground_.settings.user_header.empty();
  if (!own) visit.told = Told{Told::Tone::bad, {visit.words("login_by_proxy")}};
  const auto& next = visit.call.method == "GET" ? visit.call.query["next"] : visit.call.form["next"];
  Data data = object();
  data.set("narrow", Data{true});
  data.set("form", Data{own});
  data.set("next", own_link(next));
  data.set("kept", kept_data(visit));
  data.set("typed", shown_begin(typed));
  return page(visit, "login.html", visit.words("log_in"), std::move(data), status);
}

http::Response Site::login_page(Visit& visit, const std::string&) {
  if (visit.account) return redirect(visit, "/");
  if (visit.call.query.has("ended")) visit.told = Told{Told::Tone::wait, {visit.words("login_ended")}};
  if (visit.call.query.has("out")) visit.told = Told{Told::Tone::good, {visit.words("logged_out")}};
  return login_form(visit, 200, "");
}

http::Response Site::login(Visit& visit, const std::string&) {
  if (!ground_.settings.user_header.empty()) return refuse(visit, "no login here", "login_by_proxy");
  const auto& typed = visit.call.form["name"];
  Attempt attempt{account_name(typed), http::address_key(visit.address), ""};
  const auto devices = this->devices();
  if (!devices) return store_failed(visit, devices.error());
  const auto given = http::cookie_value(visit.call.headers.cookie, device_cookie_name(attempt.name, visit.secure));
  attempt.device = (*devices)->known(attempt.name, given, visit.now);
  if (const auto why = closed(attempt, visit.now); !why.empty()) {
    record_failure(visit, "login refused", why);
    visit.told = Told{Told::Tone::bad, {visit.words("login_too_many")}};
    return login_form(visit, 429, typed);
  }
  auto reply = try_login(visit, attempt);
  settle(attempt, reply.status);
  return reply;
}

/// Counts the attempt as a failure. Why it may not be made; empty: it may.
std::string Site::closed(const Attempt& attempt, Time now) {
  if (!attempt.device.empty())
    return by_device_.attempt(attempt.device, now) ? "" : fmt::format("too many failures of {}'s device", attempt.name);
  if (!by_address_.attempt(attempt.address, now)) return "too many failures";
  const bool may = by_account_at_address_.attempt(attempt.name + ' ' + attempt.address, now) &&
                   by_account_.attempt(attempt.name, now);
  return may ? "" : "too many failures of the account";
}

/// Takes back what closed() counted where it was no failure.
void Site::settle(const Attempt& attempt, int status) {
  if (status != 303 && status != 503) return;
  const auto here = attempt.name + ' ' + attempt.address;
  auto& own = attempt.device.empty() ? by_account_at_address_ : by_device_;
  const auto& key = attempt.device.empty() ? here : attempt.device;
  status == 303 ? own.forget(key) : own.forgive(key);
  if (!attempt.device.empty()) return;
  by_address_.forgive(attempt.address);
  by_account_.forgive(attempt.name);
}

store::Result<std::shared_ptr<const Devices>> Site::devices() {
  const std::lock_guard lock(devices_mutex_);
  if (devices_ == nullptr) {
    auto secret = ground_.desk.web_secret("device", fresh_secret(token_bytes));
    if (!secret) return tl::unexpected(secret.error());
    devices_ = std::make_shared<const Devices>(*std::move(secret));
  }
  return devices_;
}

/// Absent: too many wait already, or no turn came in time.
std::optional<bool> Site::verify(const Attempt& attempt, const std::string& hash, std::string_view password) {
  const bool stranger = attempt.device.empty();
  auto& turns = stranger ? strangers_turns_ : devices_turns_;
  const int before = stranger ? strangers_.fetch_add(1) : 0;
  std::optional<bool> verified;
  if (before < strangers_verified + strangers_waiting && turns.try_acquire_for(patience)) {
    verified = service::verify_password(hash, password.substr(0, service::longest_password));
    turns.release();
  }
  if (stranger) --strangers_;
  return verified;
}

/// 303 where it worked, 401 where not, 503 where it could not be tried.
http::Response Site::try_login(Visit& visit, const Attempt& attempt) {
  const auto account = ground_.desk.account(attempt.name);
  if (!account) return store_failed(visit, account.error());
  const auto verified = verify(attempt, *account ? (*account)->hash : no_hash_, visit.call.form["password"]);
  if (!verified) return message(visit, 503, "failed_title", "login_busy", "/login", "go_login");
  if (!*account || !*verified || (*account)->disabled) {
    // What was typed for an account that there is not may be a password.
    record_failure(visit, "login failed", *account ? fmt::format("account {}", attempt.name) : "no such account");
    visit.told = Told{Told::Tone::bad, {visit.words("login_wrong")}};
    return login_form(visit, 401, visit.call.form["name"]);
  }
  const auto old = visit.token_hash;
  if (const auto failure = begin_session(visit, **account)) return store_failed(visit, *failure);
  if (!old.empty()) {
    if (const auto dropped = ground_.desk.drop_session(old); !dropped) return store_failed(visit, dropped.error());
  }
  record({attempt.name, "login", "", visit.address}, visit.now);
  know_device(visit, attempt);
  visit.cookies.push_back(cookie(visit, form_cookie(visit), "", 0));
  return visit.call.form.has("kept_path") ? typed_again(visit) : redirect(visit, own_link(visit.call.form["next"]));
}

void Site::know_device(Visit& visit, const Attempt& attempt) {
  const auto devices = this->devices();
  if (!devices) return;  // it stays a stranger
  const auto device = attempt.device.empty() ? fresh_secret(form_token_bytes) : attempt.device;
  visit.cookies.push_back(cookie(visit, device_cookie_name(attempt.name, visit.secure),
                                 (*devices)->cookie(attempt.name, device, visit.now),
                                 static_cast<int>(std::chrono::seconds(Devices::lifetime).count())));
}

http::Response Site::logout(Visit& visit, const std::string&) {
  if (visit.token_hash.empty()) return redirect(visit, "/");
  const auto dropped = ground_.desk.drop_session(visit.token_hash);
  if (!dropped) return store_failed(visit, dropped.error());
  record({visit.account->name, "logout", "", visit.address}, visit.now);
  visit.cookies.push_back(cookie(visit, session_cookie(visit), "", 0));
  return redirect(visit, "/login?out=yes");
}

http::Response Site::choose_language(Visit& visit, const std::string&) {
  const std::string to(Language::named(visit.call.form["to"]).value_or(Language::en).name());
  visit.cookies.push_back(cookie(visit, "jeda-lang", to, language_days * 24 * 3600));
  return redirect(visit, visit.account ? own_link(visit.call.form["back"]) : "/login");
}

http::Response Site::choose_zone(Visit& visit, const std::string&) {
  const auto* zone = chosen_zone(visit.call.form["to"]);
  if (zone != nullptr) visit.cookies.push_back(cookie(visit, "jeda-zone", zone->name(), language_days * 24 * 3600));
  return redirect(visit, own_link(visit.call.form["back"]));
}

/// A form came whose login has ended: nothing is done, and what was typed waits in the login form.
http::Response Site::keep_typed(Visit& visit, std::string_view why) {
  record_refusal(visit, fmt::format("{} {}: {}", visit.call.method, visit.call.path, why));
  use_form_cookie(visit);
  visit.told = Told{Told::Tone::bad, {visit.words("refused_expired")}};
  return login_form(visit, 403, "");
}

/// The form as it was, after the login. Nothing of it is done yet: it is the reviewer who sends it, with this login's
/// token.
http::Response Site::typed_again(Visit& visit) {
  http::Call call = visit.call;
  call.path = visit.call.form["kept_path"];
  call.form = http::Fields{};
  for (const auto name : kept_fields)
    for (auto& value : visit.call.form.all(fmt::format("{}{}", kept_prefix, name)))
      call.form.add(std::string(name), std::move(value));
  Visit again{call, visit.address, visit.secure, visit.now, visit.policy, visit.words};
  again.account = visit.account;
  again.token_hash = visit.token_hash;
  again.csrf = visit.csrf;
  again.cookies = visit.cookies;
  again.zone = visit.zone;
  again.filters = filters_in(call.form["list"]);
  again.told = Told{Told::Tone::wait, {visit.words("typed_again")}};
  constexpr std::string_view held = "/held/";
  if (call.path.starts_with("/several") && again.may_review()) return several_page(again, 200);
  if (!call.path.starts_with(held)) return redirect(again, "/");
  const auto rest = call.path.substr(held.size());
  const auto reference = rest.substr(0, rest.find('/'));
  return rest.ends_with("/discard") && again.may_review() ? ask_discard(again, reference)
                                                          : mail_page(again, reference, 200);
}

}  // namespace jeda::page
