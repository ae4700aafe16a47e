// Through a real MTA, in by SMTP, out to a sink that writes each message to a file.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "tests/scenarios/daemon.h"
#include "tests/scenarios/mta.h"
#include "tests/scenarios/process.h"

namespace jeda::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds arrival_patience{20};

bool has_8bit(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

bool needs_utf8(const Mail& mail) {
  return has_8bit(mail.from) || std::any_of(mail.to.begin(), mail.to.end(), has_8bit);
}

/// "<ani@toko.example> ORCPT=..." as smtp-sink writes them.
std::vector<std::string> delivered_to(const std::vector<std::string>& arguments) {
  std::vector<std::string> recipients;
  for (const std::string& argument : arguments) recipients.push_back(argument.substr(1, argument.find('>') - 1));
  std::sort(recipients.begin(), recipients.end());
  return recipients;
}

/// The message as it left the MTA. smtp-sink names its files by time; the queue id stands in a Received field.
std::string await_delivered(const Mta& mta, const std::string& id) {
  const auto deadline = std::chrono::steady_clock::now() + arrival_patience;
  const std::string mark = " id " + id;
  while (std::chrono::steady_clock::now() < deadline) {
    for (const auto& entry : fs::directory_iterator(mta.delivered())) {
      std::string text = slurp(entry.path());
      if (text.find(mark) != std::string::npos && text.find("\n\n") != std::string::npos) return text;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  throw Broken("message " + id + " was not delivered");
}

/// The values of the fields whose name begins so, unfolded.
std::vector<std::string> headers(const std::string& message, std::string_view name) {
  std::vector<std::string> values;
  bool open = false;
  std::istringstream lines(message);
  for (std::string line; std::getline(lines, line) && !line.empty();) {
    const bool more = line[0] == ' ' || line[0] == '\t';
    if (more && open) values.back() += "\n" + line;
    if (more) continue;
    open = line.starts_with(name);
    if (open) values.push_back(line.substr(std::min(line.size(), line.find(':') + 2)));
  }
  return values;
}

class ThroughMta : public Way {
 public:
  ThroughMta(const Programs& programs, const Mta& mta, const Site& site, Time now)
      : mta_(mta), daemon_(programs, site, now) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(mta.delivered())) fs::remove(entry.path(), ignored);
  }

  void set_time(Time now) override { daemon_.set_time(now); }
  void reload() override { daemon_.reload(); }
  void restart(bool kill) override { daemon_.restart(kill); }
  std::string log() override { return daemon_.log(); }
  bool tells_ignored() const override { return false; }

  Seen deliver(const Mail& mail) override {
    const auto connection = mta_.connect(mail);
    SmtpClient& client = *connection;
    SmtpReply last = envelope(client, mail);
    if (!last.ok()) return refused(last);
    if (mail.abort_after == "mail" || mail.abort_after == "rcpt") return {"aborted", {}, {}, {}, {}};
    last = client.command("DATA");
    if (!last.ok()) return refused(last);
    client.content(mail);
    if (!mail.abort_after.empty()) return {"aborted", {}, {}, {}, {}};
    last = client.command(".");
    if (!last.ok()) return refused(last);
    return let_in(mta_.queue_id(last));
  }

 private:
  static SmtpReply envelope(SmtpClient& client, const Mail& mail) {
    SmtpReply reply = client.command("MAIL FROM:<" + mail.from + ">" + (needs_utf8(mail) ? " SMTPUTF8" : ""));
    if (mail.abort_after == "mail") return reply;
    for (const std::string& to : mail.to)
      if (reply.ok()) reply = client.command("RCPT TO:<" + to + ">");
    return reply;
  }

  static Seen refused(const SmtpReply& reply) {
    return {reply.lines[0][0] == '5' ? "reject" : "tempfail", reply.lines, {}, {}, {}};
  }

  Seen let_in(const std::string& id) {
    if (auto held = mta_.held(id)) return {"hold", {}, {}, std::move(held->reason), {}, std::move(held->to)};
    const std::string message = await_delivered(mta_, id);
    Seen seen{"accept", {}, headers(message, "X-Jeda"), std::nullopt, std::nullopt};
    const auto subjects = headers(message, "Subject:");
    if (!subjects.empty()) seen.subject = subjects.front();
    if (!seen.own_headers.empty()) seen.verdict = "tag";
    seen.to = delivered_to(headers(message, "X-Rcpt-Args:"));
    return seen;
  }

  const Mta& mta_;
  Daemon daemon_;
};

}  // namespace

void require(const SmtpReply& reply, std::string_view what) {
  if (!reply.ok()) throw Broken(fmt::format("SMTP: {}: {}", what, fmt::join(reply.lines, " / ")));
}

std::unique_ptr<Way> run_through_mta(const Programs& programs, const Mta& mta, const Site& site, Time now) {
  return std::make_unique<ThroughMta>(programs, mta, site, now);
}

}  // namespace jeda::scenarios
