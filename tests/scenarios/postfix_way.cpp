// Through a real Postfix, in by SMTP, out to a sink that writes each message to a file.
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "tests/scenarios/daemon.h"
#include "tests/scenarios/smtp_client.h"

namespace jeda::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds patience{20};

bool has_8bit(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

bool needs_utf8(const Mail& mail) {
  return has_8bit(mail.from) || std::any_of(mail.to.begin(), mail.to.end(), has_8bit);
}

/// xtext, as XCLIENT wants its values (RFC 3461).
std::string xtext(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c > ' ' && c < 0x7f && c != '+' && c != '=')
      out += c;
    else
      out += fmt::format("+{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

void require(const SmtpReply& reply, std::string_view what) {
  if (!reply.ok()) throw Broken(fmt::format("SMTP: {}: {}", what, fmt::join(reply.lines, " / ")));
}

/// The connection becomes that client's, with or without its login.
void introduce(SmtpClient& client, const Mail& mail) {
  require(client.command("EHLO mta.test.example"), "EHLO");
  const std::string address = mail.client.find(':') == std::string::npos ? mail.client : "IPV6:" + mail.client;
  std::string line = "XCLIENT ADDR=" + address;
  if (!mail.login.empty()) line += " LOGIN=" + xtext(mail.login);
  require(client.command(line), line);
  require(client.command("EHLO client.example"), "EHLO");
}

/// "250 2.0.0 Ok: queued as ID"
std::string queue_id(const SmtpReply& reply) {
  const std::string& line = reply.lines.back();
  const auto at = line.find("queued as ");
  if (at == std::string::npos) throw Broken("SMTP: no queue id: " + line);
  return line.substr(at + 10);
}

/// The recipients of a message in the hold queue, sorted; absent: it is not there.
std::optional<std::vector<std::string>> held_for(const Postfix& postfix, const fs::path& scratch,
                                                 const std::string& id) {
  const auto [text, status] = run_command({"/usr/sbin/postqueue", "-c", postfix.configuration(), "-j"}, scratch);
  if (status != 0) throw Broken("postqueue: " + text);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto entry = nlohmann::json::parse(line);
    if (entry["queue_id"] != id) continue;
    if (entry["queue_name"] != "hold") return std::nullopt;
    std::vector<std::string> recipients;
    for (const auto& recipient : entry["recipients"]) recipients.push_back(recipient["address"]);
    std::sort(recipients.begin(), recipients.end());
    return recipients;
  }
  return std::nullopt;
}

/// "<ani@toko.example> ORCPT=..." as smtp-sink writes them.
std::vector<std::string> delivered_to(const std::vector<std::string>& arguments) {
  std::vector<std::string> recipients;
  for (const std::string& argument : arguments) recipients.push_back(argument.substr(1, argument.find('>') - 1));
  std::sort(recipients.begin(), recipients.end());
  return recipients;
}

/// The message as it left Postfix. smtp-sink names its files by time; the queue id stands in a Received field.
std::string await_delivered(const Postfix& postfix, const std::string& id) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const std::string mark = " id " + id;
  while (std::chrono::steady_clock::now() < deadline) {
    for (const auto& entry : fs::directory_iterator(postfix.delivered())) {
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

class ThroughPostfix : public Way {
 public:
  ThroughPostfix(const Programs& programs, const Postfix& postfix, const Site& site, Time now)
      : postfix_(postfix), site_(site), daemon_(programs, site, now) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(postfix.delivered())) fs::remove(entry.path(), ignored);
  }

  void set_time(Time now) override { daemon_.set_time(now); }
  void reload() override { daemon_.reload(); }
  void restart(bool kill) override { daemon_.restart(kill); }
  std::string log() override { return daemon_.log(); }
  bool tells_ignored() const override { return false; }

  Seen deliver(const Mail& mail) override {
    SmtpClient client(postfix_.port());
    introduce(client, mail);
    SmtpReply last = envelope(client, mail);
    if (!last.ok()) return refused(last);
    if (mail.abort_after == "mail" || mail.abort_after == "rcpt") return {"aborted", {}, {}, {}, {}};
    last = client.command("DATA");
    if (!last.ok()) return refused(last);
    client.content(mail);
    if (!mail.abort_after.empty()) return {"aborted", {}, {}, {}, {}};
    last = client.command(".");
    if (!last.ok()) return refused(last);
    return let_in(queue_id(last));
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
    if (auto held = held_for(postfix_, site_.directory / "postqueue", id))
      return {"hold", {}, {}, {}, {}, std::move(*held)};
    const std::string message = await_delivered(postfix_, id);
    Seen seen{"accept", {}, headers(message, "X-Jeda"), std::nullopt, std::nullopt};
    const auto subjects = headers(message, "Subject:");
    if (!subjects.empty()) seen.subject = subjects.front();
    if (!seen.own_headers.empty()) seen.verdict = "tag";
    seen.to = delivered_to(headers(message, "X-Rcpt-Args:"));
    return seen;
  }

  const Postfix& postfix_;
  Site site_;
  Daemon daemon_;
};

}  // namespace

Postfix::Postfix(const Programs& programs, const fs::path& directory)
    : sandbox_(programs.sandbox), directory_(directory) {
  const auto [text, status] =
      run_command({sandbox_, "start", directory.string(), "unix:" + socket().string()}, directory.string() + ".out");
  if (WEXITSTATUS(status) == 77) throw Broken("skip: " + text);
  if (status != 0) throw Broken(text);
  std::istringstream lines(slurp(directory / "env"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("SMTP_PORT=")) port_ = std::stoi(line.substr(10));
    if (line.starts_with("POSTFIX_CONF=")) configuration_ = line.substr(13);
  }
}

Postfix::~Postfix() {
  try {
    run_command({sandbox_, "stop", directory_.string()}, directory_.string() + ".out");
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
}

std::unique_ptr<Way> run_through_postfix(const Programs& programs, const Postfix& postfix, const Site& site, Time now) {
  return std::make_unique<ThroughPostfix>(programs, postfix, site, now);
}

}  // namespace jeda::scenarios
