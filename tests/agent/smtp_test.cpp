// What is known after an SMTP dialogue, against a server that follows a script.
#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <map>
#include <thread>

#include "agent/post.h"
#include "base/descriptor.h"

using namespace jeda::agent;

namespace {

/// Serves one client: answers each command by its first word; "." is the end of the message. An answer that is empty
/// closes the connection.
class Server {
 public:
  explicit Server(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {
    socket_ = jeda::Descriptor(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(socket_.get(), raw, size) == 0);
    REQUIRE(::listen(socket_.get(), 1) == 0);
    REQUIRE(::getsockname(socket_.get(), raw, &size) == 0);
    name = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() { thread_.join(); }

  std::string name;
  std::string commands;
  std::string message;

 private:
  bool answer(const jeda::Descriptor& client, const std::string& word, const std::string& usual) {
    const auto found = answers_.find(word);
    const std::string text = found == answers_.end() ? usual : found->second;
    if (text.empty()) return false;
    const std::string line = text + "\r\n";
    return ::send(client.get(), line.data(), line.size(), MSG_NOSIGNAL) > 0;
  }

  static bool read_line(const jeda::Descriptor& client, std::string& line) {
    line.clear();
    char c = 0;
    while (::recv(client.get(), &c, 1, 0) == 1) {
      line += c;
      if (c == '\n') return true;
    }
    return false;
  }

  void serve() {
    const jeda::Descriptor client(::accept(socket_.get(), nullptr, nullptr));
    if (!answer(client, "greeting", "220 ready")) return;
    std::string line;
    bool in_message = false;
    while (read_line(client, line)) {
      if (in_message && line != ".\r\n") {
        message += line;
        continue;
      }
      const std::string word = in_message ? "." : line.substr(0, line.find_first_of(" \r"));
      if (!in_message) commands += line;
      in_message = word == "DATA";
      if (!answer(client, word, word == "DATA" ? "354 go ahead" : word == "QUIT" ? "221 bye" : "250 good")) return;
      const auto scripted = answers_.find("DATA");
      if (in_message && scripted != answers_.end() && !scripted->second.starts_with("354")) in_message = false;
    }
  }

  std::map<std::string, std::string> answers_;
  jeda::Descriptor socket_;
  std::thread thread_;
};

struct Seen {
  Posted posted;
  std::string commands;
  std::string message;
};

Seen post(std::map<std::string, std::string> answers, bool may_end = true) {
  Seen seen;
  {
    Server server(std::move(answers));
    seen.posted =
        smtp_post(server.name, "mta.ours.example")->send("budi@ours.example", "Subject: x\n\n.dot\nlast\r\nend", [&] {
          return may_end;
        });
    seen.commands = server.commands;
    seen.message = server.message;
  }
  return seen;
}

}  // namespace

TEST_CASE("a message is given from nobody, whole, and known to be taken") {
  const Seen seen = post({});
  CHECK(seen.posted.taken == Posted::Taken::yes);
  CHECK(seen.commands.find("EHLO mta.ours.example\r\nMAIL FROM:<>") == 0);
  CHECK(seen.commands.find("RCPT TO:<budi@ours.example>\r\n") != std::string::npos);
  CHECK(seen.message == "Subject: x\r\n\r\n..dot\r\nlast\r\nend\r\n");
}

TEST_CASE("messages that follow one another go by one connection, each known for itself") {
  std::string commands;
  {
    const std::map<std::string, std::string> usual;
    Server server(usual);
    const auto post = smtp_post(server.name, "mta.ours.example");
    const auto send = [&](const char* to, bool may_end) {
      return post->send(to, "Subject: x\n\nlast", [&] { return may_end; }).taken;
    };
    CHECK(send("budi@ours.example", true) == Posted::Taken::yes);
    CHECK(send("sari@ours.example", true) == Posted::Taken::yes);
    CHECK(send("tono@ours.example", false) == Posted::Taken::no);
    commands = server.commands;
  }
  CHECK(commands.find("EHLO") == commands.rfind("EHLO"));
  CHECK(commands.find("RCPT TO:<tono@ours.example>") != std::string::npos);
}

TEST_CASE("a no is told from not knowing") {
  struct Row {
    std::map<std::string, std::string> answers;
    Posted::Taken want;
    bool want_for_good;
  };
  const std::vector<Row> rows{{{{"RCPT", "450 4.2.0 later"}}, Posted::Taken::no, false},
                              {{{"RCPT", "550 5.1.1 nobody"}}, Posted::Taken::no, true},
                              {{{"MAIL", "451 4.7.1 later"}}, Posted::Taken::no, false},
                              {{{"DATA", "554 5.5.0 no"}}, Posted::Taken::no, true},
                              {{{".", "451 4.3.0 later"}}, Posted::Taken::no, false},
                              {{{".", "554 5.7.1 no"}}, Posted::Taken::no, true},
                              {{{"RCPT", ""}}, Posted::Taken::no, false},
                              {{{".", ""}}, Posted::Taken::unknown, false},
                              {{{"greeting", ""}}, Posted::Taken::no, false},
                              {{{"greeting", "421 busy"}}, Posted::Taken::no, false}};
  for (const Row& row : rows) {
    CAPTURE(row.answers.begin()->first, row.answers.begin()->second);
    const Seen seen = post(row.answers);
    CHECK(seen.posted.taken == row.want);
    CHECK(seen.posted.for_good == row.want_for_good);
    CHECK(seen.posted.trouble != "");
  }
}

TEST_CASE("a message that may not be ended is not, and so is not taken") {
  const Seen seen = post({}, false);
  CHECK(seen.posted.taken == Posted::Taken::no);
  CHECK_FALSE(seen.posted.for_good);
  CHECK(seen.message.find("end\r\n") == std::string::npos);
}

TEST_CASE("what the server says goes to the log as one line") {
  const Seen seen = post({{"RCPT", "550-5.1.1 nobody\r\n550 here\x1b[2J"}});
  CHECK(seen.posted.trouble == "550 here?[2J");
}

TEST_CASE("an MTA that is not there is told as such") {
  const Posted posted = smtp_post("127.0.0.1:1", "mta")->send("budi@ours.example", "x", [] { return true; });
  CHECK(posted.taken == Posted::Taken::no);
  CHECK(posted.unreachable);
}
