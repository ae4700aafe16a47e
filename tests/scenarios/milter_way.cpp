// Against the daemon, over the milter protocol as Postfix speaks it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/scenarios/daemon.h"
#include "tests/support/milter_client.h"

namespace jeda::scenarios {
namespace {

using mta::MilterClient;
using Change = mta::Modification::Kind;

template <typename T>
T value_of(mta::Result<T> result) {
  if (!result) throw Broken("milter: " + result.error().message);
  return std::move(*result);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = text.find("\r\n", start);
    std::string line = text.substr(start, end == std::string::npos ? end : end - start);
    if (line.size() > 3 && line[3] == '-') line[3] = ' ';
    lines.push_back(std::move(line));
    start = end == std::string::npos ? text.size() : end + 2;
  }
  return lines;
}

/// The X-Jeda fields left once the changes are applied, as an MTA applies them: one after another.
std::vector<std::string> own_headers(const Mail& mail, const mta::Outcome& outcome) {
  std::map<std::string, std::vector<std::string>> fields;
  for (const auto& field : mail.header)
    if (field.name.starts_with("X-Jeda")) fields[field.name].push_back(field.value);
  for (const auto& change : outcome.modifications) {
    if (!change.name.starts_with("X-Jeda")) continue;
    auto& values = fields[change.name];
    if (change.kind == Change::change_header && change.index >= 1 && change.index <= values.size())
      values.erase(values.begin() + change.index - 1);
    if (change.kind == Change::add_header || change.kind == Change::insert_header) values.push_back(change.value);
  }
  std::vector<std::string> all;
  for (const auto& [name, values] : fields) all.insert(all.end(), values.begin(), values.end());
  return all;
}

std::optional<std::string> subject(const Mail& mail, const mta::Outcome& outcome) {
  std::optional<std::string> subject;
  for (const auto& field : mail.header)
    if (field.name == "Subject") subject = field.value;
  for (const auto& change : outcome.modifications)
    if (change.kind == Change::change_header && change.name == "Subject") subject = change.value;
  return subject;
}

std::vector<std::string> recipients(const Mail& mail, const mta::Outcome& outcome) {
  std::vector<std::string> left = mail.to;
  for (const auto& change : outcome.modifications)
    if (change.kind == Change::delete_recipient) std::erase(left, change.value.substr(1, change.value.size() - 2));
  std::sort(left.begin(), left.end());
  return left;
}

bool adds_header(const mta::Outcome& outcome) {
  return outcome.find(Change::add_header) != nullptr || outcome.find(Change::insert_header) != nullptr;
}

Seen seen_of(const Mail& mail, const mta::Outcome& outcome) {
  Seen seen{"accept", {}, own_headers(mail, outcome), std::nullopt, subject(mail, outcome), recipients(mail, outcome)};
  if (const auto* quarantine = outcome.find(Change::quarantine)) {
    seen.verdict = "hold";
    seen.reason = quarantine->value;
  } else if (adds_header(outcome)) {
    seen.verdict = "tag";
  }
  if (outcome.reply.is_rejection() || outcome.reply.is_temporary()) {
    seen.verdict = outcome.reply.is_rejection() ? "reject" : "tempfail";
    seen.reply = lines_of(outcome.reply.text);
  } else if (outcome.stage != mta::Outcome::Stage::end_of_message) {
    seen.verdict = "ignored";
    seen.own_headers.clear();
  }
  return seen;
}

class OverMilter : public Way {
 public:
  OverMilter(const Programs& programs, const Site& site, Time now)
      : endpoint_("unix:" + site.socket.string()), daemon_(programs, site, now) {}

  void set_time(Time now) override { daemon_.set_time(now); }
  void reload() override { daemon_.reload(); }
  void restart(bool kill) override { daemon_.restart(kill); }
  std::string log() override { return daemon_.log(); }

  Seen deliver(const Mail& mail) override {
    auto client = value_of(MilterClient::connect(endpoint_, mta::Offer::postfix()));
    client.define("j", "mta.ours.example");
    value_of(client.connection("client.example", mail.client));
    value_of(client.helo("client.example"));
    if (!mail.abort_after.empty()) return abort(client, mail);
    mta::Message message;
    message.sender = mail.from;
    message.recipients = mail.to;
    message.login = mail.login;
    message.queue_id = fmt::format("Q{}", ++queue_id_);
    for (const auto& field : mail.header) message.header.emplace_back(field.name, field.value);
    message.body = mail.body;
    const mta::Outcome outcome = value_of(client.send(message));
    client.quit();
    return seen_of(mail, outcome);
  }

 private:
  static Seen abort(MilterClient& client, const Mail& mail) {
    give_up_after(client, mail);
    const auto aborted = client.abort();
    if (!aborted) throw Broken("milter: " + aborted.error().message);
    client.quit();
    return {"aborted", {}, {}, {}, {}};
  }

  static void give_up_after(MilterClient& client, const Mail& mail) {
    if (!mail.login.empty()) client.define("{auth_authen}", mail.login);
    value_of(client.mail(mail.from));
    if (mail.abort_after == "mail") return;
    for (const std::string& to : mail.to) value_of(client.rcpt(to));
    if (mail.abort_after == "rcpt") return;
    value_of(client.data());
    for (const auto& field : mail.header) value_of(client.header(field.name, field.value));
    if (mail.abort_after == "header") return;
    value_of(client.end_of_header());
    value_of(client.body(mail.body));
  }

  std::string endpoint_;
  Daemon daemon_;
  int queue_id_ = 0;
};

}  // namespace

std::unique_ptr<Way> run_over_milter(const Programs& programs, const Site& site, Time now) {
  return std::make_unique<OverMilter>(programs, site, now);
}

}  // namespace jeda::scenarios
