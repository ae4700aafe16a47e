// The calls that every MTA's queue passes on to the hands as they are. Internal to review/agent/.
#pragma once

#include "review/agent/queue.h"

namespace jeda::agent {

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

 private:
  Hands& hands_;
};

}  // namespace jeda::agent
