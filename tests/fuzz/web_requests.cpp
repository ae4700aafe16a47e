// Requests to the web page's site, one after the other, by somebody who is logged in or not. The store is a real one.
//
// An input is lines; the first character of each is what is said, the rest its argument (see Script::step).
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "page/own_keys.h"
#include "page/secrets.h"
#include "page/site.h"
#include "policy/load/load.h"
#include "store/sqlite/sqlite.h"
#include "tests/fuzz/promise.h"

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda;
using namespace jeda::page;

namespace {

const Time start = date::sys_days(date::year(2026) / 11 / 24) + std::chrono::hours(3);
const std::vector<std::string> accounts = {"dewi", "sari", "agus"};  // viewer, reviewer, admin

class CheckedLog : public jeda::service::Log {
 public:
  void write(Level level, std::string_view line) noexcept override {
    promise(is_one_line(line), "a log line is one line");
    promise(level != Level::error, "nothing fails");
  }
};

policy::PolicyPtr a_policy() {
  static const auto loaded = policy::parse_policy(
      {"rules.yaml",
       "version: 1\nmode: enforce\norganisation: {domains: [ours.example], sales: ['*@ours.example']}\n"
       "prospects: [{match: '*', time_zone: Asia/Jakarta}]\n"
       "overrides: {token: urgent, limit: 3, within: 7d, prospects: 5}\n"
       "rules: [{name: hours, kind: time-of-day, action: hold, overridable: true}]\n"},
      [](const std::string&) { return tl::unexpected<std::string>("no such file"); });
  promise(loaded.has_value(), "the policy of this target is good");
  return loaded->policy;
}

std::string csrf_of(std::size_t who) { return sha256_hex("token of " + accounts[who]).substr(0, 32); }

// A store with accounts, their logins and mail that says hostile things. Acts change it, so it is made anew now and
// then.
class World {
 public:
  World() : folder_(make_folder()) {
    store_ = std::move(store::open_sqlite(folder_ + "/history.db").value());
    desk_ = std::move(store::open_sqlite_desk(folder_ + "/history.db").value());
    reader_ = std::move(store::open_sqlite_reader(folder_ + "/history.db").value());
    using Role = store::Desk::Role;
    const Role roles[] = {Role::viewer, Role::reviewer, Role::admin};
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      promise(desk_->put_account({accounts[i], "$argon2id$no", roles[i], false, start}, "root", start).has_value(),
              "account");
    }
    for (const char* text : {"Penawaran", "<script>alert(1)</script>", "\"'><img src=x onerror=y>{{x}}{{{x}}}",
                             "\x1b[31m\xe2\x80\xae\xff\r\nSet-Cookie: a=b", ""})
      references_.push_back(hold(text));
    promise(desk_->web_secret(service::links_secret, links_key).has_value(), "a key of links");
    promise(desk_->web_secret(own_secret, own_key).has_value(), "a key of cookies");
    config::WebSettings behind_proxy;
    behind_proxy.url = "https://review.ours.example";
    behind_proxy.user_header = "X-User";
    behind_proxy.proxies = {"127.0.0.1"};
    for (auto* site : {&own_, &proxied_}) {
      *site = std::make_unique<Site>(Ground{*desk_, *reader_, a_policy, [] { return start; }, log_,
                                            site == &own_ ? config::WebSettings() : behind_proxy});
    }
  }
  ~World() {
    own_.reset();
    proxied_.reset();
    reader_.reset();
    desk_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// The token of an account's login; of a new one where that was ended.
  std::string token_of(std::size_t who) {
    const auto token = [&] { return sha256_hex(accounts[who] + std::to_string(login_)); };
    if (!*desk_->session(sha256_hex(token()))) {
      ++login_;
      promise(desk_->put_session({sha256_hex(token()), accounts[who], csrf_of(who), start, start}).has_value(),
              "a login");
    }
    return token();
  }

  Site& site(bool proxied) { return proxied ? *proxied_ : *own_; }
  const std::string& reference(std::size_t number) const { return references_[number % references_.size()]; }

  const OwnKeys& keys() const { return keys_; }

  /// What the link of a mail ends with; only its own salesperson's opens it.
  std::string link(std::size_t number) const { return keys_.links().of_mail(reference(number), "budi"); }

  /// Changes with whatever is asked for or noted of held mail.
  std::string acts() const {
    std::string all;
    for (const auto& reference : references_) all += store::version_of(*desk_->show(reference).value()) + ";";
    return all;
  }

 private:
  static std::string make_folder() {
    std::string path = (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + std::string("/jeda-fuzz-web.XXXXXX");
    promise(mkdtemp(path.data()) != nullptr, "a folder can be made");
    return path;
  }

  std::string hold(const std::string& text) {
    store::Offer offer;
    offer.salesperson = "budi";
    offer.fingerprint = "00112233445566778899aabbccddeeff";
    offer.subject = text;
    offer.queue_id = "4fWz1k0Q";
    offer.host = "mail.ours.example";
    offer.recipients = {{"ani@toko.example", text + "<ani@toko.example>", ""}};
    const policy::Outgoing outgoing{"budi", "budi@ours.example", offer.recipients, {}};
    return store_
        ->transact(offer,
                   [&](const policy::Histories&) {
                     policy::Finding finding;
                     finding.rule = text;
                     finding.kind = "time-of-day";
                     finding.prospect = text;
                     store::Judgement judgement;
                     judgement.at = start - std::chrono::hours(30);
                     judgement.decision.verdict = policy::Verdict::hold;
                     judgement.decision.findings = {finding};
                     judgement.decision.answers = {false};
                     judgement.decision.next_allowed = start + std::chrono::hours(5);
                     judgement.advice = {text};
                     judgement.held = store::HeldDetails{text, "budi@ours.example", text, text, outgoing};
                     return judgement;
                   })
        .value()
        .reference;
  }

  static inline const std::string links_key = std::string(64, 'a');
  static inline const std::string own_key = std::string(64, 'b');

  const OwnKeys keys_{links_key, own_key};
  const std::string folder_;
  CheckedLog log_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Desk> desk_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<Site> own_;
  std::unique_ptr<Site> proxied_;
  std::vector<std::string> references_;
  int login_ = 0;
};

// --- what is promised of pages
// ----------------------------------------------------------------------------------------

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

void check_attribute(const std::string& name, std::string_view value) {
  static const std::set<std::string> known = {"class",
                                              "name",
                                              "value",
                                              "type",
                                              "id",
                                              "href",
                                              "scope",
                                              "for",
                                              "method",
                                              "data-label",
                                              "action",
                                              "maxlength",
                                              "datetime",
                                              "aria-labelledby",
                                              "aria-label",
                                              "aria-describedby",
                                              "aria-current",
                                              "aria-hidden",
                                              "y",
                                              "x",
                                              "role",
                                              "rel",
                                              "lang",
                                              "d",
                                              "content",
                                              "autocomplete",
                                              "autocapitalize",
                                              "viewBox",
                                              "text-anchor",
                                              "src",
                                              "spellcheck",
                                              "placeholder",
                                              "overflow",
                                              "charset",
                                              "alt",
                                              "x1",
                                              "x2",
                                              "y1",
                                              "y2",
                                              "required",
                                              "checked",
                                              "selected",
                                              "open",
                                              "colspan",
                                              "rows",
                                              "autofocus",
                                              "accesskey",
                                              "defer",
                                              "download",
                                              "hidden"};
  promise(known.contains(name), "an attribute is one of the templates'");
  if (name != "href" && name != "action" && name != "src") return;
  promise(!value.starts_with("//"), "a link leads to this site");
  promise(value.starts_with("/") || value.starts_with("#") || value.starts_with("?"), "a link leads to this site");
}

// From behind '<' to behind '>'.
void check_tag(std::string_view& text) {
  static const std::set<std::string> known = {
      "a",      "aside", "bdi",      "body",    "br",     "button", "caption", "code",    "dd",     "details", "div",
      "footer", "dl",    "dt",       "form",    "h1",     "h2",     "h3",      "head",    "header", "html",    "img",
      "input",  "label", "li",       "line",    "link",   "main",   "meta",    "nav",     "ol",     "option",  "p",
      "path",   "pre",   "script",   "section", "select", "span",   "strong",  "summary", "svg",    "table",   "tbody",
      "td",     "text",  "textarea", "th",      "thead",  "time",   "title",   "tr",      "ul"};
  const auto take_name = [&text] {
    std::size_t end = 0;
    while (end < text.size() && is_name(text[end])) ++end;
    const std::string name(text.substr(0, end));
    text.remove_prefix(end);
    return name;
  };
  if (text.starts_with("!DOCTYPE html>") || text.starts_with("!doctype html>")) return;
  if (text.starts_with('/')) text.remove_prefix(1);
  promise(known.contains(take_name()), "a tag is one of the templates'");
  while (!text.empty() && text.front() != '>') {
    if (text.front() == ' ' || text.front() == '\n' || text.front() == '/') {
      text.remove_prefix(1);
      continue;
    }
    const std::string name = take_name();
    std::string_view value;
    if (text.starts_with("=\"")) {
      text.remove_prefix(2);
      const auto end = text.find('"');
      promise(end != std::string_view::npos, "a value ends");
      value = text.substr(0, end);
      text.remove_prefix(end + 1);
    }
    check_attribute(name, value);
  }
  promise(!text.empty(), "a tag ends");
}

void check_html(std::string_view text) {
  promise(find_invalid_utf8(text) == std::string_view::npos, "a page is UTF-8");
  while (true) {
    const auto tag = text.find('<');
    promise(text.substr(0, tag).find("\x1b") == std::string_view::npos, "a page has no escape sequences");
    if (tag == std::string_view::npos) return;
    text.remove_prefix(tag + 1);
    check_tag(text);
  }
}

const Site::Route* route_of(const jeda::http::Call& call) {
  for (const auto& route : Site::routes()) {
    const auto star = route.pattern.find('*');
    const auto before = route.pattern.substr(0, star);
    const auto after = star == std::string_view::npos ? "" : route.pattern.substr(star + 1);
    const bool fits = star == std::string_view::npos
                          ? call.path == route.pattern
                          : call.path.starts_with(before) && call.path.ends_with(after) &&
                                call.path.size() > before.size() + after.size() &&
                                call.path.substr(star, call.path.size() - before.size() - after.size()).find('/') ==
                                    std::string::npos;
    if (fits && route.method == call.method) return &route;
  }
  return nullptr;
}

void check_head(const jeda::http::Response& reply) {
  static const std::set<int> known = {200, 303, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429};
  promise(known.contains(reply.status), "a status is one of ours");
  promise(is_one_line(reply.location) && is_one_line(reply.type) && is_one_line(reply.allow), "a header is one line");
  for (const auto& cookie : reply.cookies) {
    promise(is_one_line(cookie), "a cookie is one line");
    promise(cookie.find("HttpOnly; SameSite=Strict") != std::string::npos, "no script and no other site sees a cookie");
  }
  if (reply.status != 303) return;
  promise(reply.location.starts_with("/") && !reply.location.starts_with("//"), "we lead to this site alone");
  promise(reply.location.find('\\') == std::string::npos, "we lead to this site alone");
}

constexpr int most_requests = 8;  // of one input

// --- who asks, and what
// -----------------------------------------------------------------------------------------------

class Script {
 public:
  explicit Script(World& world) : world_(world), acts_(world.acts()) {
    call_.address = "127.0.0.1";
    call_.headers.host = "127.0.0.1:8025";
  }

  ~Script() { promise(world_.acts() == acts_, "only forms act"); }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  void step(std::string_view line) {
    if (line.empty()) return;
    const std::string text = filled(line.substr(1));
    switch (line[0]) {
      case 'G':
      case 'P':
        return ask(line[0] == 'G' ? "GET" : "POST", text);
      case '=':
        call_.form = jeda::http::parse_fields(text).value_or(jeda::http::Fields{});
        return;
      case '1':
      case '2':
      case '3':
        who_ = static_cast<std::size_t>(line[0] - '1');
        call_.headers.cookie = "jeda=" + world_.token_of(*who_);
        return;
      case 'k':
        for (who_.reset(); const std::size_t who : {0, 1, 2})
          if (text.find(world_.token_of(who)) != std::string::npos) who_ = who;
        call_.headers.cookie = text;
        return;
      case 'T':
        if (who_) call_.form.add("csrf", csrf_of(*who_));
        return;
      case 'F':
        call_.form.add("csrf", world_.keys().form_token(text));
        return;
      case 'u':
        call_.headers.user = text;
        return;
      case 'v':
        proxied_ = !text.empty();
        return;
      case 'l':
        call_.headers.accept_language = text;
        return;
      case 'h':
        call_.headers.host = text;
        return;
      case 'o':
        call_.headers.origin = text;
        return;
      case 'f':
        call_.headers.sec_fetch_site = text;
        return;
      case 'x':
        call_.headers.forwarded_for = text;
        return;
      case 'y':
        call_.headers.forwarded_proto = text;
        return;
      case 'a':
        call_.address = text;
        return;
      default:
        return;
    }
  }

 private:
  // "$0" to "$9": references of held mail; "$A" to "$J": their links; "$p": budi's link to the own page, "$q": one that
  // has ended, "$c": the cookie.
  std::optional<std::string> filling(char named) const {
    if (named >= '0' && named <= '9') return world_.reference(static_cast<std::size_t>(named - '0'));
    if (named >= 'A' && named <= 'J') return world_.link(static_cast<std::size_t>(named - 'A'));
    if (named == 'p') return world_.keys().links().of_person("budi@ours.example", start + std::chrono::minutes(20));
    if (named == 'q') return world_.keys().links().of_person("budi@ours.example", start);
    if (named == 'c') return world_.keys().sessions().of_person("budi@ours.example", start + std::chrono::hours(1));
    return std::nullopt;
  }

  std::string filled(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto stands = text[i] == '$' && i + 1 < text.size() ? filling(text[i + 1]) : std::nullopt;
      out += stands ? *stands : std::string(1, text[i]);
      if (stands) ++i;
    }
    return out;
  }

  // The token in the path, and whether it opens anything.
  std::string_view bearer() const {
    std::string_view path = call_.path;
    path.remove_prefix(std::min(path.find('/', 1), path.size() - 1) + 1);
    return path.substr(0, path.find('/'));
  }
  bool is_link() const {
    const auto reference = service::Links::reference_in(bearer());
    if (call_.path.starts_with("/m/"))
      return reference && world_.keys().links().is_of_mail(bearer(), *reference, "budi");
    return world_.keys().links().person_behind(bearer(), Time()).has_value();
  }

  void check_link(bool served, bool acted) const {
    const bool has_token = call_.path.starts_with("/m/") || call_.path.starts_with("/me/");
    promise(!has_token || !served || is_link() || call_.path == "/me/link/new", "a link that is none opens nothing");
    if (!acted) return;
    promise(call_.method == "POST" && call_.path.starts_with("/m/") && is_link(), "a mail's own link acts, by forms");
    promise(call_.form["csrf"] == world_.keys().form_token(bearer()), "nothing is done without the form's token");
  }

  void ask(const char* method, const std::string& target) {
    if (++asked_ > most_requests) return;
    const auto mark = std::min(target.find('?'), target.size());
    call_.method = method;
    call_.path = target.substr(0, mark);
    call_.query = jeda::http::parse_fields(std::string_view(target).substr(std::min(mark + 1, target.size())))
                      .value_or(jeda::http::Fields{});
    const jeda::http::Response reply = world_.site(proxied_).serve(call_);
    check_head(reply);
    if (reply.type.starts_with("text/html")) check_html(reply.body);
    const auto acts = call_.method == "POST" ? world_.acts() : acts_;
    check_access(reply, acts != acts_);
    acts_ = acts;
    call_.form = {};
  }

  // Whom the site must take the caller for: an account's number.
  std::optional<std::size_t> known() const {
    if (proxied_) return call_.address == "127.0.0.1" ? account_of(call_.headers.user) : std::nullopt;
    return who_;
  }

  static std::optional<std::size_t> account_of(std::string name) {
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const auto found = std::find(accounts.begin(), accounts.end(), name);
    return found == accounts.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - accounts.begin()));
  }

  void check_access(const jeda::http::Response& reply, bool acted) const {
    const auto* route = route_of(call_);
    const bool served = reply.status == 200 || reply.status == 409 || reply.status == 422;
    promise(route || (!served && !acted), "there are no other pages");
    if (!route) return;
    if (route->access == Access::link) return check_link(served, acted);
    const auto who = known();
    const bool reviews = who && *who > 0;
    if (route->access != Access::anybody) promise(who || !served, "nobody else sees a page");
    if (route->access == Access::reviewer) promise(reviews || !served, "a viewer sees no reviewer's page");
    if (!acted) return;
    promise(route->method == "POST" && reviews, "reviewers act, by forms");
    promise(proxied_ || call_.form["csrf"] == csrf_of(*who), "nothing is done without the form's token");
  }

  World& world_;
  std::string acts_;  // what was asked for so far
  int asked_ = 0;
  jeda::http::Call call_;
  std::optional<std::size_t> who_;
  bool proxied_ = false;
};

constexpr int inputs_a_world = 2000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static std::unique_ptr<World> world;
  static int inputs = 0;
  if (inputs++ % inputs_a_world == 0) {
    world.reset();
    world = std::make_unique<World>();
  }
  Script script(*world);
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty()) script.step(fuzz::take_line(text));
  return 0;
}
