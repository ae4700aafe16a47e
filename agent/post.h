// Giving mail to the MTA: SMTP by libcurl.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace jeda::agent {

struct Posted {
  enum class Taken {
    yes,      // the MTA answered 250 to the whole message
    no,       // it has not taken it, for certain
    unknown,  // the connection broke after the message was sent: it may have it
  };
  Taken taken = Taken::no;
  bool for_good = false;     // no: a 5xx, another try will not help
  bool unreachable = false;  // no: nothing was there that could have said no
  std::string trouble;       // one line; empty: none
};

class Post {
 public:
  virtual ~Post() = default;

  /// From the null sender to one address. Line ends become CRLF.
  virtual Posted send(std::string_view to, std::string_view message) = 0;
};

/// By SMTP to "host:port", without TLS: it is this host's own MTA. Calls itself `name`. A minute for one message. Not
/// for concurrent use.
std::unique_ptr<Post> smtp_post(const std::string& server, const std::string& name);

}  // namespace jeda::agent
