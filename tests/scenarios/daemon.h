// The real daemon on a scenario's site, with the time of the scenario.
#pragma once

#include <memory>

#include "tests/scenarios/process.h"
#include "tests/scenarios/way.h"

namespace jeda::scenarios {

class Daemon {
 public:
  /// Starts it and waits until it listens. Throws Broken with its log where it does not.
  Daemon(const Programs& programs, const Site& site, Time now);

  void set_time(Time now);
  void reload();
  void restart(bool kill);
  std::string log() const;

 private:
  void start();
  void await_log(std::string_view text, std::size_t from);

  Programs programs_;
  Site site_;
  std::unique_ptr<Process> process_;
};

}  // namespace jeda::scenarios
