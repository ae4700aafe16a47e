// The hands: the one part that may touch the MTA's queue. It knows six verbs and queue ids, and nothing else.
//
// jeda-agent forks before anything else. The child keeps root, runs the MTA's commands, and gives back what they
// print, unread. The parent gives up its rights, and reads what came: of a message's bytes or the addresses in a queue
// listing, nothing is parsed with root's rights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/descriptor.h"
#include "config/settings.h"

namespace jeda::service {

enum class Verb : std::uint8_t {
  list,     // the whole queue
  read,     // a held message: header and body
  release,  // from hold to where it is delivered from
  deliver,  // now
  remove,   // a held message
  host,     // the MTA's own name
};
inline constexpr std::uint8_t verbs = 6;

inline constexpr std::size_t longest_queue_id = 32;
inline constexpr std::size_t largest_message = 32 * 1024 * 1024;   // bytes
inline constexpr std::size_t largest_listing = 256 * 1024 * 1024;  // bytes; some 500,000 messages

/// [A-Za-z0-9]{1,32}
bool is_queue_id(std::string_view text);

/// What the MTA's commands print; the error is one line.
class Hands {
 public:
  virtual ~Hands() = default;

  /// REQUIRES: is_queue_id(id), or an empty id for `list` and `host`.
  virtual tl::expected<std::string, std::string> perform(Verb verb, std::string_view id) = 0;
};

// postfix_hands.cpp and sendmail_hands.cpp
/// Postfix's commands, of the configuration directory `mta_config` (empty: the default one).
std::unique_ptr<Hands> postfix_hands(const std::string& mta_config);

/// Sendmail's, of the sendmail.cf `mta_config` (empty: /etc/mail/sendmail.cf).
std::unique_ptr<Hands> sendmail_hands(const std::string& mta_config);

std::unique_ptr<Hands> hands_for(const config::AgentSettings& settings);

/// Hands in another process, at the other end of a stream socket. Once a call failed for the socket's sake, all fail
/// and `lost` says so.
class RemoteHands final : public Hands {
 public:
  explicit RemoteHands(Descriptor socket) : socket_(std::move(socket)) {}
  tl::expected<std::string, std::string> perform(Verb verb, std::string_view id) override;
  bool lost() const { return !socket_.open(); }

 private:
  Descriptor socket_;
};

/// Answers calls until the other end is closed or says something that is no call. True: closed.
bool serve(int socket, Hands& hands);

}  // namespace jeda::service
