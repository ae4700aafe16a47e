// An SMTP client for tests: one connection, commands in, replies out.
#pragma once

#include <string>
#include <vector>

#include "tests/scenarios/scenario.h"

namespace jeda::scenarios {

struct SmtpReply {
  std::vector<std::string> lines;  // each with its code: "550 5.7.1 text"
  bool ok() const { return !lines.empty() && (lines[0][0] == '2' || lines[0][0] == '3'); }
};

/// Throws Broken where the server hangs up or says nothing for 30 seconds.
class SmtpClient {
 public:
  /// Connects to this host from one of its addresses (empty: from any) and reads the greeting.
  SmtpClient(const std::string& from, int port);
  ~SmtpClient();
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  SmtpReply command(const std::string& line);

  /// The header and body after DATA, dots doubled, the last dot not.
  void content(const Mail& mail);

 private:
  void connect(const std::string& from, int port);
  void write(std::string_view bytes);
  std::string read_line();
  SmtpReply read_reply();

  int fd_ = -1;
  std::string in_;
};

}  // namespace jeda::scenarios
