#include "page.h"

#include <argon2.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <regex>

#include "base/moments.h"
#include "mail/address.h"
#include "mail/sketch.h"
#include "policy/load/load.h"
#include "store/sqlite/sqlite.h"

namespace jeda::page::test {
namespace {

/// As it is shipped, but that it enforces.
policy::PolicyPtr shipped_policy() {
  static const auto loaded = policy::load_policy(std::string(JEDA_SOURCE_DIR) + "/rules.yaml");
  REQUIRE(loaded);
  auto enforced = std::make_shared<policy::Policy>(*loaded->policy);
  enforced->mode = policy::Mode::enforce;
  return enforced;
}

/// As service/password.h encodes one, but of 8 KiB and one pass instead of 64 MiB and three. What an encoded hash says
/// of these is what checking it takes, so that the hundreds of logins here cost little.
std::string hash() {
  std::array<char, 128> encoded{};
  constexpr std::string_view salt = "garam dapur biasa";
  REQUIRE(argon2id_hash_encoded(1, 8, 1, password.data(), password.size(), salt.data(), salt.size(), 16, encoded.data(),
                                encoded.size()) == ARGON2_OK);
  return encoded.data();
}

std::string make_folder() {
  std::string path = "/tmp/jeda-web.XXXXXX";
  REQUIRE(mkdtemp(path.data()) != nullptr);
  return path;
}

policy::Finding gap_finding(const std::string& prospect) {
  policy::Finding finding;
  finding.rule = "gap";
  finding.kind = "gap";
  finding.prospect = prospect;
  policy::NewestContact newest;
  newest.at = moment("2026-11-20T10:00+07:00");
  newest.salesperson = "budi";
  finding.facts = policy::GapFacts{newest, 2, date::days(7)};
  finding.next_allowed = moment("2026-11-27T10:00+07:00");
  return finding;
}

policy::Decision decision_of(const Mail& mail, const std::vector<policy::Recipient>& recipients) {
  policy::Decision decision;
  decision.verdict = policy::Verdict::hold;
  decision.release = mail.release;
  decision.findings = mail.findings;
  if (decision.findings.empty()) decision.findings.push_back(gap_finding(recipients.front().key));
  decision.answers.assign(recipients.size(), false);
  if (mail.has_moment) decision.next_allowed = moment("2026-11-27T10:00+07:00");
  return decision;
}

void add_account(store::Desk& desk, const std::string& name, store::Desk::Role role, Time at) {
  store::Desk::Account account;
  account.name = name;
  account.hash = hash();
  account.role = role;
  account.created_at = at;
  REQUIRE(desk.put_account(account, "root (shell)", at));
}

}  // namespace

Time moment(const std::string& text) {
  return parse_moment(text, nullptr).value();  // no REQUIRE: other threads call it
}

void Recorded::write(Level, std::string_view line) noexcept {
  const std::lock_guard lock(mutex_);
  lines_.emplace_back(line);
}

std::vector<std::string> Recorded::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

Page::Page(config::WebSettings settings, jeda::http::Bounds bounds, config::ReviewSettings review)
    : folder_(make_folder()), now_(moment("2026-11-24T10:00+07:00")), policy_(shipped_policy()) {
  const auto path = folder_ + "/history.db";
  store = std::move(store::open_sqlite(path).value());
  desk = std::move(store::open_sqlite_desk(path).value());
  reader_ = std::move(store::open_sqlite_reader(path).value());
  using Role = store::Desk::Role;
  add_account(*desk, "dewi", Role::viewer, now_);
  add_account(*desk, "sari", Role::reviewer, now_);
  add_account(*desk, "rina", Role::reviewer, now_);
  add_account(*desk, "agus", Role::admin, now_);
  jeda::http::ServerOptions options;
  options.bounds = bounds;
  options.user_header = settings.user_header;
  Ground ground{*desk,
                *reader_,
                [this] { return policy_; },
                [this] { return now_.load(); },
                log,
                std::move(settings),
                std::move(review)};
  ground.open_store = [path] { return store::open_sqlite(path); };
  site_ = std::make_unique<Site>(std::move(ground));
  server_ = std::make_unique<jeda::http::Server>(
      options, [this](const jeda::http::Call& call) { return site_->serve(call); }, log);
  const auto opened = server_->open();
  REQUIRE(opened);
  port = *opened;
  serving_ = std::thread([this] { server_->run(); });
}

Page::~Page() {
  server_->stop();
  serving_.join();
  server_.reset();
  site_.reset();
  reader_.reset();
  desk.reset();
  store.reset();
  std::filesystem::remove_all(folder_);
}

std::string Page::hold(const Mail& mail) {
  static std::atomic<int> count = 0;
  store::Offer offer;
  offer.salesperson = mail.salesperson;
  offer.message_id = "m" + std::to_string(++count) + "@ours.example";
  offer.fingerprint = fmt::format("text {}", count);
  offer.subject = mail.subject;
  offer.queue_id = "4fWz1k0Q";
  offer.host = "mail.ours.example";
  for (const auto& to : mail.to) offer.recipients.push_back({mail::normalise(to), to, ""});
  policy::Outgoing outgoing{mail.salesperson, mail.salesperson + "@ours.example", offer.recipients};
  outgoing.content.imprint.sketch = mail::sketch_of(mail.written, {});
  const auto outcome = store->transact(offer, [&](const policy::Histories&) {
    store::Judgement judgement;
    judgement.at = moment(mail.at);
    judgement.decision = decision_of(mail, offer.recipients);
    judgement.policy_version = policy_->version;
    judgement.advice = {"Tunggu tujuh hari."};
    judgement.held = store::HeldDetails{"budi@ours.example", "budi@ours.example", mail.headers, mail.excerpt, outgoing};
    judgement.held->source = mail.source;
    return judgement;
  });
  return outcome.value().reference;
}

store::Result<store::Answer> Page::ask(store::Ask::What what, const std::string& reference, const std::string& by) {
  store::Ask ask;
  ask.what = what;
  ask.reference = reference;
  ask.by = by;
  ask.words = "words";
  ask.at = now_;
  return desk->ask(ask);
}

std::vector<std::string> Page::record(int limit) {
  const auto entries = desk->entries("", "", limit, "");
  REQUIRE(entries);
  std::vector<std::string> lines;
  for (const auto& entry : *entries) lines.push_back(entry.what + "|" + entry.who + "|" + entry.detail);
  return lines;
}

Browser::Browser(const Page& page, std::string language, const std::string& address)
    : port_(page.port), language_(std::move(language)), address_(address) {}

Headers Browser::headers(const Headers& more) const {
  Headers headers = more;
  headers.emplace("Accept-Language", language_);
  std::string line;
  for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
  if (!line.empty()) headers.emplace("Cookie", line);
  return headers;
}

Answer Browser::keep(Answer answer) {
  for (auto [at, end] = answer.headers.equal_range("Set-Cookie"); at != end; ++at) {
    const auto& cookie = at->second;
    const auto equals = cookie.find('=');
    const auto value = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
    if (cookie.find("Max-Age=0") != std::string::npos) {
      cookies.erase(cookie.substr(0, equals));
    } else {
      cookies[cookie.substr(0, equals)] = value;
    }
  }
  const auto token = attribute_after(answer.body, "name=\"csrf\"", "value");
  if (!token.empty()) csrf = token;
  return answer;
}

Answer Browser::get(const std::string& path, const Headers& more) {
  return keep(send({port_, "GET", path, headers(more), "", address_}));
}

Answer Browser::post(const std::string& path, Form form, const Headers& more) {
  const bool given = std::any_of(form.begin(), form.end(), [](const auto& field) { return field.first == "csrf"; });
  if (!given) form.emplace_back("csrf", csrf);
  std::string body;
  for (const auto& [name, value] : form)
    body += (body.empty() ? "" : "&") + name + "=" + jeda::http::query_escaped(value);
  auto all = headers(more);
  all.emplace("Content-Type", form_type);
  return keep(send({port_, "POST", path, all, body, address_}));
}

bool Browser::login(const std::string& name, const std::string& with) {
  get("/login");
  const auto answer = post("/login", {{"name", name}, {"password", with}});
  if (answer.status != 303) return false;
  get("/");
  return true;
}

std::string text_of(const std::string& html) {
  const auto plain = std::regex_replace(html, std::regex("<[^>]*>"), "");
  return std::regex_replace(plain, std::regex("\\s+"), " ");
}

std::string attribute_after(const std::string& html, const std::string& after, const std::string& name) {
  const auto start = html.find(after);
  const auto at = start == std::string::npos ? start : html.find(name + "=\"", start);
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 2;
  return std::regex_replace(html.substr(begin, html.find('"', begin) - begin), std::regex("&amp;"), "&");
}

}  // namespace jeda::page::test
