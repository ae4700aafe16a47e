// What the MTA's queue can do, whichever MTA it is. Reads what the hands bring: hostile input throughout.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/time.h"
#include "service/mta/hands.h"

namespace jeda::service {

/// `held`: in the hold queue or quarantine. `elsewhere`: on its way, or waiting to be tried again.
enum class Place { held, elsewhere };

struct QueuedMail {
  std::string id;
  Place place = Place::held;
  std::string queue;                    // its name, for people: "hold", "deferred"
  std::string sender;                   // empty: the null sender
  std::vector<std::string> recipients;  // those it still has to go to
  Time arrival;
  bool readable = true;  // false: only id and place could be read
};

/// By queue id.
using Listing = std::map<std::string, QueuedMail, std::less<>>;

/// The errors are one line. Not for concurrent use.
class Queue {
 public:
  virtual ~Queue() = default;

  /// All of the queue. Part of it is never given: what cannot be read makes an error.
  virtual tl::expected<Listing, std::string> list() = 0;

  /// Header and body of a held message, lines end with LF. Too large (largest_message) is an error.
  virtual tl::expected<std::string, std::string> message(std::string_view id) = 0;

  /// Each says only that the MTA's command ran. list() shows what came of it.
  virtual tl::expected<void, std::string> release(std::string_view id) = 0;
  virtual tl::expected<void, std::string> deliver(std::string_view id) = 0;
  virtual tl::expected<void, std::string> remove(std::string_view id) = 0;

  virtual tl::expected<std::string, std::string> host() = 0;
};

// postfix_queue.cpp and sendmail_queue.cpp
/// Borrows the hands, which must outlive it.
std::unique_ptr<Queue> postfix_queue(Hands& hands);
std::unique_ptr<Queue> sendmail_queue(Hands& hands);
std::unique_ptr<Queue> queue_for(const config::AgentSettings& settings, Hands& hands);

/// `postqueue -j`: one JSON object a line. Bytes that are no UTF-8 become U+FFFD.
tl::expected<Listing, std::string> parse_postqueue(std::string_view text);

}  // namespace jeda::service
