#include "tests/store/backends.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace jeda::store::test {
namespace {

const Time monday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 16);

template <typename T>
T value(Result<T> result) {
  if (!result) FAIL(to_string(result.error().cause) << ": " << result.error().message);
  return std::move(*result);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "jeda-store-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Store> open(const std::string& path, SqliteOptions options) {
  return value(open_sqlite(path, options));
}

Backend::Backend(const std::string& kind) : kind_(kind) {
  if (kind == "sqlite") {
    store_ = open(directory_ / "history.db");
    return;
  }
  store_ = std::make_unique<MemoryStore>();
  if (kind != "recovered") return;
  failing_ = std::make_unique<FailingStore>(*store_);
  failing_->fail_with({Error::Cause::full, "no room"});
  REQUIRE(!failing_->transact({}, {}));
  failing_->recover();
}

Store& Backend::reopened() {
  if (kind_ == "sqlite") {
    store_.reset();
    store_ = open(directory_ / "history.db");
  }
  return store();
}

bool Backend::settle(std::string_view reference, HeldState state, Time at) {
  if (kind_ == "sqlite") return value(store::settle(directory_ / "history.db", reference, state, at));
  return static_cast<MemoryStore&>(*store_).settle(reference, state, at);
}

Time hour(double hours) {
  return monday + std::chrono::round<Duration>(std::chrono::duration<double, std::ratio<3600>>(hours));
}

policy::Recipient prospect(const std::string& key) {
  const std::string domain = key.substr(key.find('@') + 1);
  return {key, key, domain == "gmail.com" ? "" : domain};
}

Offer offer(const std::string& salesperson, const std::vector<std::string>& prospects, const std::string& message_id) {
  Offer offer;
  offer.salesperson = salesperson;
  offer.message_id = message_id;
  offer.fingerprint = "text";
  offer.exact = "bytes";
  offer.subject = "Penawaran";
  offer.queue_id = "4Xq1";
  offer.host = "mx1";
  for (const std::string& key : prospects) offer.recipients.push_back(prospect(key));
  return offer;
}

Judgement judgement(policy::Verdict verdict, Time at) {
  Judgement judgement;
  judgement.at = at;
  judgement.policy_version = "0123456789ab";
  judgement.decision.verdict = verdict;
  if (verdict == policy::Verdict::hold) judgement.held = HeldDetails{};
  return judgement;
}

Judge decides(policy::Verdict verdict, Time at) {
  return [=](const policy::Histories& histories) {
    Judgement made = judgement(verdict, at);
    for (const auto& history : histories.prospects) made.decision.answers.push_back(history.prospect.awaits_answer());
    return made;
  };
}

Outcome transact(Store& store, const Offer& offer, const Judge& judge) { return value(store.transact(offer, judge)); }

Outcome accepted(Store& store, const Offer& offer, Time at) {
  return transact(store, offer, decides(policy::Verdict::accept, at));
}

Outcome held(Store& store, const Offer& offer, Time at) {
  return transact(store, offer, decides(policy::Verdict::hold, at));
}

Reply reply(const std::string& from, const std::vector<std::string>& to, Time at,
            const std::vector<std::string>& references) {
  return Reply{at, "", {prospect(from)}, to, references};
}

ReplyOutcome record(Store& store, const Reply& reply) { return value(store.record_reply(reply)); }

Event event(const std::string& prospect, policy::TouchKind kind, Time at, const std::string& id) {
  Event event;
  event.prospect = test::prospect(prospect);
  event.kind = kind;
  event.at = at;
  event.salesperson = "budi";
  event.id = id;
  return event;
}

int record(Store& store, const std::vector<Event>& events) { return value(store.record_events(events)); }

mail::Sketch some_sketch(unsigned seed) {
  mail::Sketch sketch;
  for (std::size_t i = 0; i < sketch.bytes.size(); ++i) sketch.bytes[i] = static_cast<std::uint8_t>(seed * 31 + i * 7);
  return sketch;
}

Offer offer_with_imprint(const std::string& salesperson, const std::vector<std::string>& prospects, unsigned seed) {
  Offer mail = offer(salesperson, prospects);
  mail.imprint = {some_sketch(seed), {seed, seed + 1000}, {seed % 3}, "penawaran", seed % 2 == 0 ? "renewal" : ""};
  mail.windows = {std::chrono::hours(24 * 30), std::chrono::hours(24 * 30)};
  return mail;
}

bool link(Store& store, const std::string& person, const std::string& address) {
  return value(store.link(prospect(person), prospect(address)));
}

policy::ProspectFacts facts(Store& store, const std::string& key) { return value(store.history(prospect(key))).facts; }

policy::History history(Store& store, const std::string& key) { return value(store.history(prospect(key))).prospect; }

std::vector<policy::PersonHistory> company(Store& store, const std::string& key) {
  return value(store.history(prospect(key))).company;
}

std::vector<std::string> log_of(Store& store, const std::string& key, int limit) {
  std::vector<std::string> lines;
  for (const LoggedTouch& logged : value(store.touches(key, limit))) {
    const policy::Touch& touch = logged.touch;
    const double hours = std::chrono::duration<double, std::ratio<3600>>(touch.at - monday).count();
    lines.push_back(fmt::format("{:.1f} {} {}{}", hours, logged.hold ? to_string(*logged.hold) : to_string(touch.kind),
                                touch.salesperson, touch.answer ? " *" : ""));
  }
  return lines;
}

}  // namespace jeda::store::test
