#include "history_fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <fmt/format.h>

#include "base/moments.h"
#include "command/command.h"
#include "mail/address.h"
#include "policy/load/load.h"
#include "policy/telling/advice.h"
#include "store/sqlite/sqlite.h"
#include "tests/doubles/settling.h"

namespace jeda::command::test {
namespace {

const std::string fixture = std::string(JEDA_SOURCE_DIR) + "/tests/command/fixture";

policy::PolicyPtr fixture_policy() {
  static const auto loaded = policy::load_policy(fixture + "/rules.yaml");
  REQUIRE(loaded);
  return loaded->policy;
}

struct Sent {
  std::string at;
  std::string salesperson;
  std::string to;
  std::string subject;
};

/// Judges and records it by the fixture's rules; gives the verdict.
store::Outcome send(store::Store& store, const Sent& sent) {
  const auto policy = fixture_policy();
  const policy::Outgoing message{sent.salesperson,
                                 sent.salesperson + "@ours.example",
                                 {{mail::normalise(sent.to), sent.to, mail::company_of(mail::normalise(sent.to))}}};
  store::Offer offer;
  offer.salesperson = sent.salesperson;
  offer.message_id = sent.at + "@ours.example";
  offer.fingerprint = "00112233445566778899aabbccddeeff";
  offer.subject = sent.subject;
  offer.queue_id = "4fWz1k0Q";
  offer.host = "mail.ours.example";
  offer.recipients = message.recipients;
  offer.windows.sent = date::days(30);  // as a policy with `volume` asks
  const auto outcome = store.transact(offer, [&](const policy::Histories& histories) {
    store::Judgement judgement;
    judgement.at = moment(sent.at);
    judgement.decision = policy::decide(*policy, message, histories, judgement.at);
    judgement.policy_version = policy->version;
    judgement.advice = policy::advice_lines(*policy, message, judgement.decision);
    judgement.held = store::HeldDetails{sent.salesperson + "@ours.example",
                                        sent.salesperson + "@ours.example",
                                        fmt::format("From: Budi\nTo: {}\nX: \x1b[2J\u202E\n", sent.to),
                                        "Selamat pagi,\n<script>alert(1)</script>\n",
                                        {}};
    return judgement;
  });
  REQUIRE(outcome);
  return *outcome;
}

void receive(store::Store& store, const std::string& at, const std::string& from, const std::string& to) {
  const store::Reply reply{moment(at), at + "@" + from, {{from, from, mail::company_of(from)}}, {to}, {}};
  REQUIRE(store.record_reply(reply));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Words between spaces; double quotes hold a word together.
std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string word; in >> word;) {
    while (std::count(word.begin(), word.end(), '"') == 1) {
      std::string more;
      REQUIRE(in >> more);
      word += " " + more;
    }
    words.push_back(replaced(word, "\"", ""));
  }
  return words;
}

}  // namespace

Time moment(const std::string& text) {
  const auto time = parse_moment(text, nullptr);
  REQUIRE(time);
  return *time;
}

Folder::Folder() : path_((std::filesystem::temp_directory_path() / "jeda-review-XXXXXX").string()) {
  REQUIRE(mkdtemp(path_.data()) != nullptr);
  std::filesystem::copy(fixture, path_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::with_path(const std::string& text) const { return replaced(text, "DIR", path_); }

std::string Folder::without_path(const std::string& text) const { return replaced(text, path_, "DIR"); }

std::string transcript(const std::string& out, const std::string& err, int code) {
  std::string text = out;
  std::istringstream lines(err);
  for (std::string line; std::getline(lines, line);) text += "[stderr] " + line + "\n";
  return text + "[exit " + std::to_string(code) + "]\n";
}

using Settle = std::function<bool(const std::string& reference, store::HeldState state, Time at)>;

void fill(store::Store& store, const Settle& settle) {
  using policy::Verdict;
  const std::string joko = "Joko@pabrik.example";
  const std::string ani = "ani@toko.example";
  CHECK(send(store, {"2026-11-02T10:00+07:00", "budi", joko, "Penawaran harga"}).verdict == Verdict::accept);
  receive(store, "2026-11-03T09:30+07:00", "joko@pabrik.example", "budi");
  CHECK(send(store, {"2026-11-03T10:00+07:00", "budi", joko, "Re: Penawaran harga"}).verdict == Verdict::accept);
  CHECK(send(store, {"2026-11-05T14:00+07:00", "budi", joko, "Jadwal demo"}).verdict == Verdict::accept);
  CHECK(send(store, {"2026-11-06T10:00+07:00", "budi", joko, "Sudah dicek?"}).verdict == Verdict::hold);
  CHECK(send(store, {"2026-11-09T10:00+07:00", "sari", joko, "Perkenalan"}).verdict == Verdict::reject);
  CHECK(send(store, {"2026-11-07T10:00+09:00", "budi", ani, "\x1b[2J\u202Efdp.exe\r\nX-Evil: 1 報價"}).verdict ==
        Verdict::accept);
  const auto held = send(store, {"2026-11-08T10:00+09:00", "budi", ani, "Promo"});
  CHECK(held.verdict == Verdict::hold);
  CHECK(settle(held.reference, store::HeldState::returned, moment("2026-11-09T09:00+09:00")));
  store::Reply wish{moment("2026-11-10T09:00+07:00"),
                    "wish@kebun.example",
                    {{"bosan@kebun.example", "bosan@kebun.example", "kebun.example"}},
                    {"budi"},
                    {}};
  wish.wish = "Tolong jangan kirim \x1b[31memail lagi.";
  REQUIRE(store.record_reply(wish));
}

void fill(store::Store& store, const std::string& path) {
  fill(store, [&](const auto&... settled) { return store::settle(path, settled...).value(); });
}

std::string Desk::desk_path() {
  const auto path = folder_.path() + "/desk.db";
  if (std::filesystem::exists(path)) return path;
  const auto store = store::open_sqlite(path);
  REQUIRE(store);
  fill(**store, path);
  return path;
}

Desk::Desk() {
  fill(memory_, [&](const auto&... settled) { return memory_.settle(settled...); });
  std::ofstream(folder_.store_path()) << "its place is taken by the memory store";
}

std::string Desk::run(const std::string& line, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const auto open = [&](const config::Settings& settings) -> store::Result<std::unique_ptr<store::Reader>> {
    if (!std::filesystem::exists(settings.store_path())) {
      return tl::unexpected(store::Error{store::Error::Cause::missing, "there is no " + settings.store_path()});
    }
    return std::make_unique<store::FailingStore>(static_cast<store::Store&>(failing));
  };
  const auto clock = [] { return moment("2026-11-20T10:00+07:00"); };
  const auto open_store = [&](const config::Settings&) -> store::Result<std::unique_ptr<store::Store>> {
    return std::make_unique<store::FailingStore>(static_cast<store::Store&>(failing));
  };
  const auto open_desk = [&](const config::Settings& settings) -> store::Result<std::unique_ptr<store::Desk>> {
    if (const auto asked = failing.held(store::HeldState::held, 1); !asked) return tl::unexpected(asked.error());
    if (!std::filesystem::exists(settings.store_path())) {
      return tl::unexpected(store::Error{store::Error::Cause::missing, "there is no " + settings.store_path()});
    }
    return store::open_sqlite_desk(desk_path());
  };
  Surroundings around{in, out, err, clock, open, open_store, terminal, folder_.path() + "/there-is-none.yaml"};
  around.open_desk = open_desk;
  around.login = "citra";
  around.can_ask = can_ask;
  around.ask_secret = ask_secret;
  around.pause = [this](std::chrono::milliseconds) { on_pause(); };
  const int code = command::run(words(folder_.with_path(line)), around);
  return folder_.without_path(transcript(out.str(), err.str(), code));
}

}  // namespace jeda::command::test
