// What the filter counts and measures, as Prometheus knows it.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "policy/decide.h"
#include "policy/policy.h"
#include "service/log.h"
#include "store/options.h"
#include "store/store.h"

namespace jeda::milter {

/// Counters found ahead: to count is an atomic addition, or a lock of the histogram's own. Labels are words of ours and
/// names of the policy's rules, never anything that a sender wrote. Safe for concurrent use.
class Metrics : private prometheus::Registry {  // first: the references below are into it
 public:
  Metrics();

  /// Where a message left the filter.
  struct Messages {
    prometheus::Counter& begun;
    prometheus::Counter& left_at_mail;  // not ours to judge or to read
    prometheus::Counter& left_at_data;
    prometheus::Counter& given_up;  // by the client or the MTA
    prometheus::Counter& governed;  // judged, or on_failure
    prometheus::Counter& inbound;
    prometheus::Counter& own;  // jeda-agent's
  };
  /// Where its time went, in seconds.
  struct Steps {
    prometheus::Histogram& collect;  // from MAIL to its end, mostly the client's time
    prometheus::Histogram& read;
    prometheus::Histogram& wait;         // for the writer
    prometheus::Histogram& transaction;  // histories, decisions and commit, of all decided together
    prometheus::Histogram& judge;        // from its end to the answer: read, wait, transaction
  };

  prometheus::Counter& connections;
  prometheus::Gauge& open_connections;
  Messages messages;
  Steps steps;
  prometheus::Counter& bugs;
  prometheus::Counter& refused_by_mta;
  prometheus::Counter& no_memory;  // a message for which body_memory had no room
  prometheus::Counter& doubts;
  prometheus::Counter& untold;
  prometheus::Counter& overloads;

  /// Mail from outside.
  struct Inbound {
    prometheus::Counter& unverified;    // replies and reports that were not believed
    prometheus::Counter& put_off;       // the store could not take it: 451
    prometheus::Counter& lost;          // the store could not take it, and it went on
    prometheus::Counter& too_long;      // addresses that were not looked at
    prometheus::Counter& beyond_daily;  // not recorded, since so much of strangers was kept that day
  };
  Inbound inbound;

  /// The store has decided. `rules` are names joined by commas; those that the policy does not know (of a decision made
  /// before a reload) count as "other".
  void decided(policy::Verdict verdict, const policy::PolicyPtr& policy, std::string_view rules);

  /// The store has not, and governed mail got on_failure.
  void undecided(bool accepted) { (accepted ? passed_ : put_off_).Increment(); }

  void failed(store::Error::Cause cause) { failures_[static_cast<std::size_t>(cause)]->Increment(); }

  /// So that its rules are there, at 0, before the first of them objects.
  void know(const policy::PolicyPtr& policy);

  std::vector<prometheus::MetricFamily> gather() const { return Collect(); }

 private:
  struct Rules {
    policy::PolicyPtr policy;
    std::map<std::string, prometheus::Counter*, std::less<>> counters;
  };
  std::shared_ptr<const Rules> rules_of(const policy::PolicyPtr& policy);

  std::array<prometheus::Counter*, 4> verdicts_{};  // in the order of policy::Verdict
  std::array<prometheus::Counter*, store::error_causes> failures_{};
  prometheus::Counter& passed_;
  prometheus::Counter& put_off_;
  prometheus::Family<prometheus::Counter>& findings_;
  prometheus::Counter& other_;
  std::mutex mutex_;
  std::shared_ptr<const Rules> rules_;  // guarded by mutex_
};

/// Seconds since, for a histogram.
double seconds_since(std::chrono::steady_clock::time_point start);

/// Puts the store's times into the metrics, and its overload into the log.
class StoreWatch : public store::Watcher {
 public:
  StoreWatch(Metrics& metrics, service::Log& log) : metrics_(metrics), log_(log) {}
  void waited(std::chrono::nanoseconds span) noexcept override;
  void committed(std::chrono::nanoseconds span) noexcept override;
  void overload_began(std::size_t waiting, std::chrono::nanoseconds oldest) noexcept override;
  void overload_ended(std::uint64_t refused, std::chrono::nanoseconds lasted) noexcept override;
  void noticed(const std::string& what) noexcept override;

 private:
  Metrics& metrics_;
  service::Log& log_;
};

}  // namespace jeda::milter
