// In process: sessions on a clock that stands where it was set.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "milter/session.h"
#include "service/live_policy.h"
#include "store/sqlite/sqlite.h"
#include "tests/scenarios/way.h"

namespace jeda::scenarios {
namespace {

class MemoryLog : public milter::Log {
 public:
  void write(Level level, std::string_view line) noexcept override {
    const std::lock_guard lock(mutex_);
    text_ += level == Level::error ? "error " : "";
    text_ += line;
    text_ += '\n';
  }
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  std::mutex mutex_;
  std::string text_;
};

Seen seen_of(const milter::Actions& actions) {
  Seen seen{"accept", {}, {}, {}, {}};
  for (const auto& modification : actions.modifications) {
    if (const auto* quarantine = std::get_if<milter::Quarantine>(&modification)) {
      seen.verdict = "hold";
      seen.reason = quarantine->reason;
    }
    if (const auto* add = std::get_if<milter::AddHeader>(&modification)) {
      if (seen.verdict == "accept") seen.verdict = "tag";
      seen.own_headers.push_back(add->value);
    }
  }
  if (const auto* reply = std::get_if<milter::Refusal>(&actions.final)) {
    seen.verdict = reply->code == 550 ? "reject" : "tempfail";
    for (const std::string& line : reply->lines)
      seen.reply.push_back(fmt::format("{} {} {}", reply->code, reply->enhanced, line));
  }
  return seen;
}

bool removes(const milter::Actions& actions, const std::string& name, int index) {
  return std::any_of(actions.modifications.begin(), actions.modifications.end(), [&](const auto& modification) {
    const auto* remove = std::get_if<milter::RemoveHeader>(&modification);
    return remove && remove->name == name && remove->index == index;
  });
}

/// The sender's own X-Jeda fields that no action removes, and the subject as it goes on.
void keep_headers(const Mail& mail, const milter::Actions& actions, Seen& seen) {
  std::map<std::string, int> count;
  for (const auto& field : mail.header) {
    if (field.name == "Subject") seen.subject = field.value;
    if (field.name.starts_with("X-Jeda") && !removes(actions, field.name, ++count[field.name]))
      seen.own_headers.push_back(field.value);
  }
  for (const auto& modification : actions.modifications)
    if (const auto* change = std::get_if<milter::ChangeHeader>(&modification)) seen.subject = change->value;
}

/// To whom it goes on.
std::vector<std::string> recipients(const Mail& mail, const milter::Actions& actions) {
  std::vector<std::string> left = mail.to;
  for (const auto& modification : actions.modifications) {
    const auto* remove = std::get_if<milter::RemoveRecipient>(&modification);
    if (remove) std::erase(left, remove->path.substr(1, remove->path.size() - 2));
  }
  std::sort(left.begin(), left.end());
  return left;
}

class InProcess : public Way {
 public:
  InProcess(const Site& site, Time now) : site_(site), now_(now) {
    const auto settings = config::load_settings(site.config().string());
    if (!settings) throw Broken(config::to_string(settings.error()));
    settings_ = *settings;
    const auto policy = policy::load_policy(site.rules().string());
    if (!policy) throw Broken(config::to_string(policy.error()));
    policy_ = std::make_unique<service::LivePolicy>(site.rules().string(), policy->policy);
    open();
  }

  void set_time(Time now) override { now_ = now; }
  void reload() override { policy_->reload(log_); }
  std::string log() override { return log_.text(); }

  void restart(bool) override {
    services_.reset();
    store_.reset();
    open();
  }

  Seen deliver(const Mail& mail) override {
    milter::Session session(*services_);
    session.connect(mail.client, "mta.ours.example");
    session.set_can_part(true);
    if (session.mail(mail.login, "<" + mail.from + ">") == milter::Next::accept) return {"ignored", {}, {}, {}, {}};
    if (mail.abort_after == "mail") return abort(session);
    for (const std::string& to : mail.to) session.recipient("<" + to + ">");
    if (mail.abort_after == "rcpt") return abort(session);
    if (session.data() == milter::Next::accept) return {"ignored", {}, {}, {}, {}};
    for (const auto& field : mail.header) session.header(field.name, field.value);
    if (mail.abort_after == "header") return abort(session);
    session.body(mail.body);
    if (mail.abort_after == "body") return abort(session);
    const milter::Actions actions = session.end_of_message(fmt::format("Q{}", ++queue_id_));
    Seen seen = seen_of(actions);
    keep_headers(mail, actions, seen);
    seen.to = recipients(mail, actions);
    return seen;
  }

 private:
  static Seen abort(milter::Session& session) {
    session.abort();
    return {"aborted", {}, {}, {}, {}};
  }

  void open() {
    store::SqliteOptions options;
    options.deadline = settings_.store_deadline;
    auto opened = store::open_sqlite(site_.database().string(), options);
    if (!opened) throw Broken(opened.error().message);
    store_ = std::move(*opened);
    mail::Limits limits;
    limits.body_bytes = settings_.scan_limit;
    services_.reset(new milter::Services{*store_, [this] { return policy_->get(); }, [this] { return now_; }, log_,
                                         settings_.on_failure, limits});
    services_->inbound = settings_.inbound;
    services_->tells = !settings_.notices.from.empty();
  }

  Site site_;
  Time now_;
  config::Settings settings_;
  MemoryLog log_;
  std::unique_ptr<service::LivePolicy> policy_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<milter::Services> services_;
  int queue_id_ = 0;
};

}  // namespace

std::unique_ptr<Way> run_in_process(const Site& site, Time now) { return std::make_unique<InProcess>(site, now); }

}  // namespace jeda::scenarios
