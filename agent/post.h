// Giving mail to the MTA: SMTP by libcurl.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace jeda::agent {

struct Posted {
  enum class Taken {
    yes,      // the MTA answered 250 to the whole message
    no,       // it has not taken it, for certain
    unknown,  // the connection broke once the message was about to be ended: it may have it
  };
  Taken taken = Taken::no;
  bool for_good = false;     // no: a 5xx, another try will not help
  bool unreachable = false;  // no: nothing was there that could have said no
  std::string trouble;       // one line; empty: none
};

class Post {
 public:
  virtual ~Post() = default;

  /// From the null sender to one address. Line ends become CRLF. `may_end` is called once, before the MTA is given the
  /// end of the message; until then it has taken nothing. Where that says false the message is not ended, nor taken.
  virtual Posted send(std::string_view to, std::string_view message, const std::function<bool()>& may_end) = 0;
};

/// By SMTP to "host:port", without TLS: it is this host's own MTA. Calls itself `name`. A minute for one message;
/// several soon after one another go by one connection. Not for concurrent use.
std::unique_ptr<Post> smtp_post(const std::string& server, const std::string& name);

}  // namespace jeda::agent
