// The calls that every MTA's queue passes on to the hands as they are: queue.cpp. Internal to service/mta/.
#pragma once

#include <cstdint>

#include "service/mta/queue.h"

namespace jeda::service {

/// The moment that a listing tells, in seconds of Unix; the epoch where no calendar has it.
Time listed_time(std::int64_t seconds);

class HandsQueue : public Queue {
 public:
  explicit HandsQueue(Hands& hands) : hands_(hands) {}

  tl::expected<std::string, std::string> message(std::string_view id) override { return call(Verb::read, id); }
  tl::expected<void, std::string> release(std::string_view id) override { return act(Verb::release, id); }
  tl::expected<void, std::string> deliver(std::string_view id) override { return act(Verb::deliver, id); }
  tl::expected<void, std::string> remove(std::string_view id) override { return act(Verb::remove, id); }
  tl::expected<std::string, std::string> host() override;

 protected:
  tl::expected<std::string, std::string> call(Verb verb, std::string_view id);
  tl::expected<void, std::string> act(Verb verb, std::string_view id);

  /// What the MTA says it is called, without white space at its end. The error: that is no name.
  static tl::expected<std::string, std::string> host_name(std::string name);

 private:
  Hands& hands_;
};

}  // namespace jeda::service
