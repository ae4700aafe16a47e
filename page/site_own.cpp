// Pages that need no account: by a link from a notice, or by the cookie that the link to the own page brings.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "page/cookies.h"
#include "page/own_keys.h"
#include "page/own_view.h"
#include "page/secrets.h"
#include "page/site.h"
#include "policy/identity.h"

namespace jeda::page {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr int language_lasts = 365 * 24 * 3600;

std::string own_cookie(const Visit& visit) { return visit.secure ? "__Host-jeda-own" : "jeda-own"; }

/// Longer than a session, so that whose browser it was can have a new link sent.
constexpr int cookie_lasts = 180 * 24 * 3600;

std::string plain_address_of(const policy::Policy& policy, const std::string& salesperson, std::string_view address) {
  const auto found = policy::salesperson_for(policy, address);
  const bool theirs = found && found->name == salesperson && found->address.find('@') != std::string::npos;
  return theirs && address.find_first_of("*?") == std::string_view::npos ? found->address : "";
}

}  // namespace

std::string own_address(const policy::Policy& policy, const std::string& salesperson) {
  for (const auto& person : policy.organisation.people) {
    if (person.name != salesperson) continue;
    for (const auto& address : person.addresses)
      if (auto plain = plain_address_of(policy, salesperson, address); !plain.empty()) return plain;
  }
  return plain_address_of(policy, salesperson, salesperson);
}

namespace {

/// Who left the policy has no page any more. A person whose addresses are patterns alone has one, and no address.
bool is_salesperson(const policy::Policy& policy, const std::string& name) {
  const auto& people = policy.organisation.people;
  return !own_address(policy, name).empty() ||
         std::any_of(people.begin(), people.end(), [&](const policy::Person& person) { return person.name == name; });
}

}  // namespace

store::Result<std::shared_ptr<const OwnKeys>> Site::own_keys() {
  const std::lock_guard lock(own_mutex_);
  if (own_keys_ == nullptr) {
    auto links = ground_.desk.web_secret(service::links_secret, fresh_secret(key_bytes));
    if (!links) return tl::unexpected(links.error());
    auto own = ground_.desk.web_secret(own_secret, fresh_secret(key_bytes));
    if (!own) return tl::unexpected(own.error());
    own_keys_ = std::make_shared<const OwnKeys>(*std::move(links), *std::move(own));
  }
  return own_keys_;
}

/// The language may be chosen in the address: no form is needed for that, and nothing is done by it.
http::Response Site::linked(Visit& visit, const Route& route, const std::string& token) {
  if (const auto chosen = Language::named(visit.call.query["lang"]); chosen && route.method == "GET") {
    visit.words = Words(*chosen);
    visit.cookies.push_back(cookie(visit, "jeda-lang", std::string(chosen->name()), language_lasts));
  }
  if (route.method == "POST" && !right_origin(visit)) return refuse_form(visit, "from another site");
  return (this->*route.serve)(visit, token);
}

http::Response Site::refuse_form(Visit& visit, std::string_view why) {
  record_refusal(visit, fmt::format("{} {}: {}", visit.call.method, path_in_log(visit.call.path), why));
  return own_message(visit, {"/me", "", ""}, 403, "refused_title", "refused_token");
}

bool Site::brings(const Visit& visit, const std::string& form_token) const {
  return visit.call.method != "POST" || (!form_token.empty() && same_secret(visit.call.form["csrf"], form_token));
}

http::Response Site::no_such_link(Visit& visit) {
  record_refusal(visit, fmt::format("{} {}: no such link", visit.call.method, path_in_log(visit.call.path)));
  return message(visit, 404, "missing_title", "missing_page", "/", "go_queue");
}

/// A wrong link counts as a failed login of its address does, before it is looked at; a true one is forgiven.
std::optional<http::Response> Site::too_many_links(Visit& visit) {
  if (links_by_address_.attempt(http::address_key(visit.address), visit.now)) return std::nullopt;
  record_refusal(visit, fmt::format("{} {}: too many wrong links", visit.call.method, path_in_log(visit.call.path)));
  return own_message(visit, {"/me", "", ""}, 429, "refused_title", "own_link_often");
}

tl::expected<Site::OpenedMail, http::Response> Site::open_mail(Visit& visit, const std::string& token) {
  const auto keys = own_keys();
  if (!keys) return tl::unexpected(store_failed(visit, keys.error()));
  if (auto often = too_many_links(visit)) return tl::unexpected(std::move(*often));
  const auto reference = service::Links::reference_in(token);
  if (!reference) return tl::unexpected(no_such_link(visit));
  auto found = ground_.desk.show(*reference);
  if (!found) return tl::unexpected(store_failed(visit, found.error()));
  const bool genuine = *found && (*keys)->links().is_of_mail(token, *reference, (*found)->item.message.salesperson);
  if (!genuine) return tl::unexpected(no_such_link(visit));
  links_by_address_.forgive(http::address_key(visit.address));
  OwnPlace place{fmt::format("/m/{}", token), (*found)->item.message.salesperson, (*keys)->form_token(token)};
  if (!brings(visit, place.form_token)) return tl::unexpected(refuse_form(visit, "wrong form"));
  return OpenedMail{std::move(place), **std::move(found)};
}

http::Response Site::send_own_page(Visit& visit, const OwnPlace& place, const std::string& to) {
  if (to.empty() || ground_.settings.url.empty())
    return own_message(visit, place, 409, "own_title", "own_page_nowhere");
  const auto keys = own_keys();
  if (!keys) return store_failed(visit, keys.error());
  const auto link = fmt::format("{}/me/{}", ground_.settings.url,
                                (*keys)->links().of_person(place.salesperson, visit.now + OwnKeys::link_lasts));
  const auto sent = ground_.desk.send_own_page(place.salesperson, to, link, visit.now, visit.address);
  if (!sent) return store_failed(visit, sent.error());
  if (!*sent) return own_message(visit, place, 429, "own_title", "own_page_often");
  ground_.log.info(fmt::format("own-page account={} from={} to={}",
                               service::log_value(store::by_link(place.salesperson)), service::log_value(visit.address),
                               service::log_value(to)));
  return own_message(visit, place, 200, "own_title", "own_page_sent");
}

/// `at`: how old it may be is asked at that moment.
std::optional<std::string> Site::own_person(const Visit& visit, const service::Links& links, const std::string& bearer,
                                            Time at) const {
  auto name = links.person_behind(bearer, at);
  if (!name || !is_salesperson(*visit.policy, *name)) return std::nullopt;
  return name;
}

tl::expected<Site::OwnBearer, http::Response> Site::own_session(Visit& visit) {
  const auto keys = own_keys();
  if (!keys) return tl::unexpected(store_failed(visit, keys.error()));
  OwnBearer bearer;
  bearer.value = http::cookie_value(visit.call.headers.cookie, own_cookie(visit));
  const auto person = own_person(visit, (*keys)->sessions(), bearer.value, Time());
  bearer.place = {"/me", person.value_or(""), person ? (*keys)->form_token(bearer.value) : ""};
  bearer.known = person.has_value();
  bearer.good = person && own_person(visit, (*keys)->sessions(), bearer.value, visit.now);
  if (bearer.known && !brings(visit, bearer.place.form_token)) return tl::unexpected(refuse_form(visit, "wrong form"));
  return bearer;
}

tl::expected<Site::OwnBearer, http::Response> Site::bearer_of(Visit& visit, const std::string& token) {
  const auto keys = own_keys();
  if (!keys) return tl::unexpected(store_failed(visit, keys.error()));
  if (auto often = too_many_links(visit)) return tl::unexpected(std::move(*often));
  const auto person = own_person(visit, (*keys)->links(), token, Time());
  if (!person) return tl::unexpected(no_such_link(visit));
  links_by_address_.forgive(http::address_key(visit.address));
  OwnBearer bearer{token, {fmt::format("/me/{}", token), *person, (*keys)->form_token(token)}, true, false};
  bearer.good = own_person(visit, (*keys)->links(), token, visit.now).has_value();
  if (!brings(visit, bearer.place.form_token)) return tl::unexpected(refuse_form(visit, "wrong form"));
  return bearer;
}

http::Response Site::own_door(Visit& visit, const std::string& token) {
  const auto link = bearer_of(visit, token);
  if (!link) return link.error();
  const auto& path = link->place.path;
  if (!link->good)
    return own_message(visit, link->place, 410, "own_title", "own_link_old", path + "/again", "own_page_link");
  return own_message(visit, link->place, 200, "own_title", "own_open_hint", path, "own_open");
}

http::Response Site::own_door_again(Visit& visit, const std::string& token) {
  const auto link = bearer_of(visit, token);
  if (!link) return link.error();
  return send_own_page(visit, link->place, own_address(*visit.policy, link->place.salesperson));
}

http::Response Site::own_enter(Visit& visit, const std::string& token) {
  const auto link = bearer_of(visit, token);
  if (!link) return link.error();
  if (!link->good) return own_door(visit, token);
  const auto keys = own_keys();
  if (!keys) return store_failed(visit, keys.error());
  const auto& name = link->place.salesperson;
  visit.cookies.push_back(cookie(
      visit, own_cookie(visit), (*keys)->sessions().of_person(name, visit.now + OwnKeys::session_lasts), cookie_lasts));
  const Tally::Line line{store::by_link(name), std::string(store::entry_words::own_page_opened), "", visit.address};
  for (const auto& due : tally_.count("own page", line, failures_recorded, visit.now)) record(due, visit.now);
  return redirect(visit, "/me");
}

http::Response Site::own_leave(Visit& visit, const std::string&) {
  const auto session = own_session(visit);
  if (!session) return session.error();
  if (!session->known) return redirect(visit, "/me");
  visit.cookies.push_back(cookie(visit, own_cookie(visit), "", 0));
  return redirect(visit, "/me");
}

http::Response Site::own_again(Visit& visit, const std::string&) {
  const auto session = own_session(visit);
  if (!session) return session.error();
  if (!session->known) return own_message(visit, session->place, 403, "own_title", "own_no_session");
  return send_own_page(visit, session->place, own_address(*visit.policy, session->place.salesperson));
}

}  // namespace jeda::page
