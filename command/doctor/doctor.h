// jeda doctor: what may be wrong with an installation, and what to do about each of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "config/settings.h"
#include "policy/load/load.h"

namespace jeda::doctor {

/// unknown: it could not be looked at, such as by lack of rights or time.
enum class Level { ok, warning, fault, unknown };
std::string_view to_string(Level level);  // examine.cpp

struct Finding {
  Level level = Level::ok;
  std::string check;   // what was looked at: "socket"
  std::string says;    // a sentence without a full stop
  std::string advice;  // what to do; empty where nothing is to be done
};
using Findings = std::vector<Finding>;

/// What is examined.
struct Patient {
  config::Settings settings;
  std::string rules;       // path of the policy
  std::string mta_config;  // of the MTA; empty: its default
  Time now;
};

/// All checks, each for a few seconds at most: one that hangs makes a finding, and is left to itself in a thread of its
/// own, which ends with the process. Nothing is changed.
Findings examine(const Patient& patient);

// The checks. Each may be slow or throw.
// policy.cpp
Findings check_policy(const Patient& patient);  // and its holidays
Findings check_clock(const Patient& patient);   // and zones

// socket.cpp
Findings check_socket(const Patient& patient);

/// Whether a user of the system may connect to the unix socket at a path.
Findings check_reach(const std::string& path, const std::string& user);

// chain.cpp
Findings check_chain(const Patient& patient);  // rights, chroot, macros and what happens when we do not answer, too
Findings check_postfix(const Patient& patient);
Findings check_sendmail(const Patient& patient);

// inbound.cpp
/// Whether anybody checks who wrote the mail from outside, before it comes to jeda. Nothing is said of a chain that
/// jeda is not in.
Findings check_inbound(const Patient& patient);
Findings check_strangers(const Patient& patient);  // nothing is said where all was recorded

// aliases.cpp
Findings check_aliases(const Patient& patient);  // nothing is said where none leads outside

// users.cpp
Findings check_users(const Patient& patient);  // nothing is said where all is well, or the services have no own users

// store.cpp
Findings check_store(const Patient& patient);
Findings check_agent(const Patient& patient);
Findings check_queue(const Patient& patient);
Findings check_notices(const Patient& patient);
Findings check_prospects(const Patient& patient);  // nothing is said where all look like prospects

}  // namespace jeda::doctor
