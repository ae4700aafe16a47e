// A Sendmail in its sandbox: the client really comes from its address, and really logs in.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "tests/scenarios/mta.h"
#include "tests/scenarios/process.h"

namespace jeda::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr const char* socket_name = "jeda.sock";

std::string base64(std::string_view bytes) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U; };
    const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    for (unsigned k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : letters[group >> (18 - 6 * k) & 63U];
  }
  return out;
}

/// A login by AUTH PLAIN; the sandbox takes any password.
void log_in(SmtpClient& client, const std::string& login) {
  using namespace std::string_literals;
  require(client.command("AUTH PLAIN " + base64("\0"s + login + "\0any"s)), "AUTH");
}

/// "RPFD:<ani@toko.example>", flags before the colon.
std::string recipient(const std::string& line) {
  const auto start = line.find('<') + 1;
  return line.substr(start, line.find('>', start) - start);
}

class Sendmail : public Mta {
 public:
  Sendmail(const fs::path& configuration, fs::path delivered, int port)
      : directory_(configuration.parent_path()), delivered_(std::move(delivered)), port_(port) {}

  fs::path socket() const override { return directory_ / socket_name; }
  fs::path delivered() const override { return delivered_; }

  std::unique_ptr<SmtpClient> connect(const Mail& mail) const override {
    auto client = std::make_unique<SmtpClient>(mail.client, port_);
    require(client->command("EHLO client.example"), "EHLO");
    if (!mail.login.empty()) log_in(*client, mail.login);
    return client;
  }

  /// "250 2.0.0 ID Message accepted for delivery"
  std::string queue_id(const SmtpReply& reply) const override {
    std::istringstream words(reply.lines.back());
    std::string code, extended, id, text;
    if (!(words >> code >> extended >> id >> text) || text != "Message")
      throw Broken("SMTP: no queue id: " + reply.lines.back());
    return id;
  }

  /// The lines of a queue file begin with a letter: R a recipient, q the reason.
  std::optional<Quarantined> held(const std::string& id) const override {
    const fs::path file = directory_ / "queue" / ("hf" + id);
    if (!fs::exists(file)) return std::nullopt;
    Quarantined held;
    std::istringstream lines(slurp(file));
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with('R')) held.to.push_back(recipient(line));
      if (line.starts_with('q')) held.reason = line.substr(1);
    }
    std::sort(held.to.begin(), held.to.end());
    return held;
  }

 private:
  fs::path directory_;
  fs::path delivered_;
  int port_ = 0;
};

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw Broken(fmt::format("not in Sendmail's sandbox: no {}", name));
  return value;
}

}  // namespace

std::unique_ptr<Mta> surrounding_sendmail() {
  return std::make_unique<Sendmail>(variable("SENDMAIL_CF"), variable("DELIVERED"), std::stoi(variable("SMTP_PORT")));
}

int run_beside_sendmail(const Programs& programs, const fs::path& directory,
                        const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {programs.sandbox, programs.cache, directory.string(),
                                      (directory / socket_name).string(), fs::read_symlink("/proc/self/exe").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  pid_t child = 0;
  int status = 0;
  if (::posix_spawn(&child, words[0], nullptr, nullptr, words.data(), environ) != 0 || ::waitpid(child, &status, 0) < 0)
    throw Broken("cannot run " + programs.sandbox);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace jeda::scenarios
