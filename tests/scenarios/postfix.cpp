// A Postfix in its sandbox. A client's address and login are told it by XCLIENT.
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/scenarios/mta.h"
#include "tests/scenarios/process.h"

namespace jeda::scenarios {
namespace {

namespace fs = std::filesystem;

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

/// The connection becomes that client's, with or without its login.
void introduce(SmtpClient& client, const Mail& mail) {
  require(client.command("EHLO mta.test.example"), "EHLO");
  const std::string address = mail.client.find(':') == std::string::npos ? mail.client : "IPV6:" + mail.client;
  std::string line = "XCLIENT ADDR=" + address;
  if (!mail.login.empty()) line += " LOGIN=" + xtext(mail.login);
  require(client.command(line), line);
  require(client.command("EHLO client.example"), "EHLO");
}

std::optional<Quarantined> held_in(const std::string& configuration, const fs::path& scratch, const std::string& id) {
  const auto [text, status] = run_command({"/usr/sbin/postqueue", "-c", configuration, "-j"}, scratch);
  if (status != 0) throw Broken("postqueue: " + text);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto entry = nlohmann::json::parse(line);
    if (entry["queue_id"] != id) continue;
    if (entry["queue_name"] != "hold") return std::nullopt;
    std::vector<std::string> recipients;
    for (const auto& recipient : entry["recipients"]) recipients.push_back(recipient["address"]);
    std::sort(recipients.begin(), recipients.end());
    return Quarantined{std::move(recipients), std::nullopt};
  }
  return std::nullopt;
}

class Postfix : public Mta {
 public:
  Postfix(const Programs& programs, const fs::path& directory) : sandbox_(programs.sandbox), directory_(directory) {
    const auto [text, status] =
        run_command({sandbox_, "start", directory.string(), "unix:" + socket().string()}, output());
    if (WEXITSTATUS(status) == 77) throw Broken("skip: " + text);
    if (status != 0) throw Broken(text);
    std::istringstream lines(slurp(directory / "env"));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("SMTP_PORT=")) port_ = std::stoi(line.substr(10));
      if (line.starts_with("POSTFIX_CONF=")) configuration_ = line.substr(13);
    }
  }

  ~Postfix() override {
    try {
      run_command({sandbox_, "stop", directory_.string()}, output());
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}\n", error.what());
    }
  }

  Postfix(const Postfix&) = delete;
  Postfix& operator=(const Postfix&) = delete;

  fs::path socket() const override { return directory_ / "milter" / "jeda.sock"; }
  fs::path delivered() const override { return directory_ / "delivered"; }

  std::unique_ptr<SmtpClient> connect(const Mail& mail) const override {
    auto client = std::make_unique<SmtpClient>("", port_);
    introduce(*client, mail);
    return client;
  }

  /// "250 2.0.0 Ok: queued as ID"
  std::string queue_id(const SmtpReply& reply) const override {
    const std::string& line = reply.lines.back();
    const auto at = line.find("queued as ");
    if (at == std::string::npos) throw Broken("SMTP: no queue id: " + line);
    return line.substr(at + 10);
  }

  std::optional<Quarantined> held(const std::string& id) const override {
    return held_in(configuration_, output(), id);
  }

 private:
  fs::path output() const { return directory_.string() + ".out"; }

  std::string sandbox_;
  fs::path directory_;
  std::string configuration_;
  int port_ = 0;
};

}  // namespace

std::unique_ptr<Mta> start_postfix(const Programs& programs, const fs::path& directory) {
  return std::make_unique<Postfix>(programs, directory);
}

}  // namespace jeda::scenarios
