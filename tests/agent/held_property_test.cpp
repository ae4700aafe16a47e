// What holds whatever happens to mail on hold: no text reaches a prospect twice, and no salesperson is stopped by mail
// of somebody else that never left. Random mail, overrides, reviewers and schedules, over the real store and rules; the
// agent is killed at any step. JEDA_SEED=N looks at another world.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "agent/agent.h"
#include "policy/load/load.h"
#include "service/judging.h"
#include "tests/store/desk_fixture.h"

namespace {

using namespace jeda;
using namespace jeda::agent;
using namespace jeda::store::test;
using policy::Verdict;
using store::Ask;

struct Died {};

constexpr const char* rules = R"(version: 1
mode: enforce
organisation: {domains: [ours.example], sales: ["*@ours.example"]}
overrides: {limit: 3, within: 30d, token: urgent}
rules:
  - {name: gap, kind: gap, floor: 2h, after_reply: 24h, wait: [7d], action: hold, release: when-allowed, overridable: true}
  - {name: hours, kind: time-of-day, action: hold, release: when-allowed}
  - {name: repeat, kind: repeat, similar: 80%, action: hold}
  - {name: one, kind: duplicate-sender, within: 30d, scope: address, action: hold}
  - {name: broadcast, kind: broadcast, similar: 80%, prospects: 3, within: 24h, action: hold}
)";

/// Postfix' hold queue, and what left it.
class HoldQueue final : public service::Queue {
 public:
  tl::expected<service::Listing, std::string> list() override { return mails; }
  tl::expected<std::string, std::string> message(std::string_view name) override {
    return fmt::format("Message-ID: <{}@mx>\n\n", name);
  }
  tl::expected<void, std::string> release(std::string_view name) override {
    if (const auto mail = mails.find(name); mail != mails.end()) mail->second.place = service::Place::elsewhere;
    return {};
  }
  tl::expected<void, std::string> deliver(std::string_view name) override {
    const auto mail = mails.find(name);
    if (mail == mails.end() || mail->second.place != service::Place::elsewhere) return {};
    left.push_back(mail->first);
    mails.erase(mail);
    return {};
  }
  tl::expected<void, std::string> remove(std::string_view name) override {
    if (const auto mail = mails.find(name); mail != mails.end()) mails.erase(mail);
    return {};
  }
  tl::expected<std::string, std::string> host() override { return "mx1"; }

  service::Listing mails;
  std::vector<std::string> left;
};

/// A text of a few that a salesperson writes to a prospect, with a number that tells it from all others.
struct Letter {
  std::string salesperson;
  std::string prospect;
  unsigned text = 0;
};

class Deaf final : public service::Log {
 public:
  void write(Level, std::string_view) noexcept override {}
};

class NoPost final : public Post {
 public:
  Posted send(std::string_view, std::string_view, const std::function<bool()>& may_end) override {
    may_end();
    return {};
  }
};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    settings_.notices.from = "jeda@ours.example";
    const auto loaded = policy::parse_policy({"rules.yaml", rules}, nullptr);
    REQUIRE(loaded);
    policy_ = loaded->policy;
    start();
  }

  void step() {
    time_ += std::chrono::minutes(static_cast<int>(pick(600)));
    switch (pick(6)) {
      case 0:
        return ask();
      case 1:
      case 2:
        return run_agent();
      default:
        return write();
    }
  }

  void check() {
    run_agent();
    std::set<std::pair<std::string, unsigned>> reached;
    for (const Letter& letter : arrived()) {
      CAPTURE(letter.prospect, letter.text);
      CHECK(reached.emplace(letter.prospect, letter.text).second);
    }
    CHECK(office_.store().count_divergences() == 0);
  }

 private:
  std::size_t pick(std::size_t bound) { return random_() % bound; }

  void start() {
    Tools tools{office_.desk(),
                queue_,
                post_,
                texts_,
                log_,
                [this] { return time_; },
                [this] { return policy_; },
                [this](std::string_view) {
                  if (pick(12) == 0) throw Died();
                }};
    agent_ = std::make_unique<Agent>(std::move(tools), settings_, "mx1");
  }

  void run_agent() {
    for (int round = 0; round < 3; ++round) {
      try {
        agent_->round();
      } catch (const Died&) {
        start();
      }
      time_ += std::chrono::seconds(10);
    }
  }

  std::vector<Letter> arrived() const {
    std::vector<Letter> letters = direct_;
    for (const std::string& id : queue_.left) letters.push_back(written_.at(id));
    return letters;
  }

  /// What a reviewer may do without passing a rule: only "now" passes any.
  void ask() {
    const auto held = sure(office_.store().held(store::HeldState::held, 50));
    if (held.empty()) return;
    constexpr std::array whats{Ask::What::release_when_allowed, Ask::What::give_back, Ask::What::discard};
    office_.ask(whats.at(pick(whats.size())), held[pick(held.size())].reference, "rina", time_);
  }

  void write() {
    const Letter letter{pick(2) == 0 ? "budi" : "sari", fmt::format("p{}@toko{}.example", pick(3), pick(2)),
                        static_cast<unsigned>(pick(4))};
    const std::string id = fmt::format("Q{}", written_.size());
    store::Offer mail = offer(letter.salesperson, {letter.prospect}, id + "@mx");
    mail.queue_id = id;
    mail.exact = id;
    mail.fingerprint = id;
    mail.imprint.sketch = some_sketch(letter.text * 97);
    mail.windows = policy::sender_windows(*policy_);
    if (pick(5) == 0) mail.override_reason = "customer asked";
    policy::Outgoing message{letter.salesperson, letter.salesperson + "@ours.example", mail.recipients, {}};
    message.content.imprint = mail.imprint;
    message.content.override_reason = mail.override_reason;
    store::Judgement judged;
    const auto outcome = transact(office_.store(), mail, [&](const policy::Histories& histories) {
      judged = service::judge(*policy_, message, histories, time_);
      if (judged.decision.verdict == Verdict::hold) {
        judged.held = held_details(letter.salesperson + "@ours.example");
        judged.held->outgoing = message;
        judged.held->sender = letter.salesperson + "@ours.example";
      }
      return judged;
    });
    for (const policy::Finding& finding : judged.decision.findings) check_in_charge(finding, letter);
    written_[id] = letter;
    if (outcome.verdict != Verdict::hold) return direct_.push_back(letter);
    queue_.mails[id] = {
        id, service::Place::held, "hold", letter.salesperson + "@ours.example", {letter.prospect}, time_, true};
  }

  /// Who is said to be in charge has written a mail that left, or may have: the agent was killed on its way.
  void check_in_charge(const policy::Finding& finding, const Letter& letter) {
    const auto* facts = std::get_if<policy::DuplicateFacts>(&finding.facts);
    if (facts == nullptr) return;
    auto letters = arrived();
    for (const auto& [id, mail] : queue_.mails)
      if (mail.place == service::Place::elsewhere || is_leaving(id)) letters.push_back(written_.at(id));
    CAPTURE(facts->other, letter.prospect);
    CHECK(std::any_of(letters.begin(), letters.end(), [&](const Letter& one) {
      return one.salesperson == facts->other && one.prospect == letter.prospect;
    }));
  }

  bool is_leaving(const std::string& id) {
    for (const store::Task& task : sure(office_.desk().held_at("mx1", time_)))
      if (task.message.queue_id == id)
        return task.request.kind == store::RequestKind::release && store::is_open(task.request);
    return false;
  }

  std::mt19937 random_;
  Office office_;
  HoldQueue queue_;
  NoPost post_;
  NoticeTexts texts_;
  Deaf log_;
  config::Settings settings_;
  policy::PolicyPtr policy_;
  Time time_ = hour(3);
  std::unique_ptr<Agent> agent_;
  std::vector<Letter> direct_;
  std::map<std::string, Letter> written_;
};

}  // namespace

TEST_CASE("no text reaches a prospect twice, and nobody is stopped by mail that never left") {
  std::vector<unsigned> seeds = {1, 2, 3, 4, 5};
  if (const char* seed = std::getenv("JEDA_SEED")) seeds = {static_cast<unsigned>(std::atoi(seed))};
  for (const unsigned seed : seeds) {
    INFO("JEDA_SEED=" << seed);
    World world(seed);
    for (int i = 0; i < 150; ++i) world.step();
    world.check();
  }
}
