// The agent: what it does each round, whatever the MTA.
//
// Everything may be done twice and end between any two steps: the store says what is asked for, the queue what is so.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/looking.h"
#include "agent/notice.h"
#include "agent/post.h"
#include "config/settings.h"
#include "policy/policy.h"
#include "service/links.h"
#include "service/log.h"
#include "service/mta/queue.h"
#include "store/desk.h"

namespace jeda::agent {

/// What the agent works with; all of it outlives the agent.
struct Tools {
  store::Desk& desk;
  service::Queue& queue;
  Post& post;
  const NoticeTexts& texts;
  service::Log& log;
  std::function<Time()> clock;
  std::function<policy::PolicyPtr()> current_policy;

  /// Called at each named step; tests end the process there.
  std::function<void(std::string_view step)> step = [](std::string_view) {};
};

/// How often a thing is tried, and how long it waits before the next try.
inline constexpr int most_request_tries = 10;  // then the reviewers are shown that it failed
inline constexpr int most_notice_tries = 60;   // about two days
Duration wait_before(int tries);               // 5 s, 30 s, 2 min, 10 min, 30 min, and 1 h from then on

/// Not for concurrent use.
class Agent {
 public:
  /// `host` is the MTA's own name.
  Agent(Tools tools, const config::Settings& settings, std::string host);

  /// Everything that is due now. What fails is logged and left for the next round.
  void round();

  /// Mail is missing from the queue, and another round is to tell whether it is gone.
  bool looks_again() const { return !missing_.empty(); }

  /// The store or the queue has failed in some round.
  bool troubled() const { return troubled_; }

 private:
  /// A mail that something was done to, and what the MTA's command said against it.
  struct Attempt {
    store::Task task;
    std::string trouble;
  };
  /// A mail that the queue does not have: since when, and in how many listings.
  struct Missing {
    Time since;
    int looks = 0;
  };
  /// Mail on hold under a queue id that the store does not know, and those of which it may be a second copy: of the
  /// same Message-ID, sender and recipients.
  struct Stray {
    const service::QueuedMail* mail = nullptr;
    std::vector<const store::Task*> tasks;
  };

  // requests.cpp
  void do_requests();
  std::optional<Attempt> take_up(const store::Task& task, const service::Listing& listing);
  std::optional<Attempt> do_to_held(const store::Task& task, const service::QueuedMail& mail);
  std::optional<Attempt> act(const store::Task& task, const std::string& message);
  bool newer_is_safe(const store::Task& task, const service::Listing& listing);
  void settle_elsewhere(const store::Task& task, const service::QueuedMail& mail);
  void settle_gone(const store::Task& task);
  void look_after(const std::vector<Attempt>& attempts);
  void look_after(const Attempt& attempt, const service::Listing& listing);
  void finish(const store::Task& task);
  void put_off(const store::Task& task, std::string_view trouble, bool for_good = false);

  // compare.cpp
  void compare_all();
  bool compare();  // false: the store or the queue could not be read
  void compare(const store::Task& task, const service::Listing& listing);
  void hasten(const store::Task& task);
  void undo_return(const store::Task& task, const service::QueuedMail& mail);
  void note_missing(const store::Task& task);
  void found(const store::Task& task, store::HeldState state, const std::string& detail);

  // strays.cpp
  std::vector<Stray> find_strays(const std::vector<store::Task>& tasks, const service::Listing& listing);
  void read_unknown(const std::vector<const service::QueuedMail*>& unknown);
  void settle_stray(const Stray& stray, const service::Listing& listing);
  bool is_copy(const store::Task& task, const service::QueuedMail& held, std::string_view message);
  void adopt(const store::Task& task, const service::QueuedMail& mail);
  void remove_stray(const store::Task& task, const service::QueuedMail& mail);
  void note_stray(const store::Task& task, const std::string& what);

  // schedule.cpp
  void judge_due();
  void judge_again(const store::HeldMessage& message);
  store::Judgement judge(const policy::Policy& policy, const std::optional<policy::Outgoing>& message,
                         const policy::Histories& histories) const;
  void remind_and_expire();

  // outbox.cpp
  void send_notices();
  std::optional<NoticeFacts> facts_of(const store::Notice& notice);
  bool add_people(NoticeFacts& facts);
  bool add_link(NoticeFacts& facts);
  bool settle(const store::Notice& notice);  // false: it is to be sent
  bool send(const store::Notice& notice);
  bool ends(const store::Result<bool>& noted, std::string_view step);
  void record(const NoticeFacts& facts, const Posted& posted);
  void drop(const NoticeFacts& facts, std::string_view why);
  void send_copies();
  bool give(const store::Desk::Copy& copy, std::vector<const store::Desk::Copy*>& given);
  void look_after(const store::Desk::Copy& copy, const service::Listing& listing);

  void say_alive();
  std::optional<service::Listing> listing();
  bool due(Time& last, Duration every);
  void failed(const store::Error& error, std::string_view what);
  void note_trouble(std::string line);
  Time now() const { return tools_.clock(); }

  Tools tools_;
  const config::Settings& settings_;
  const std::string host_;
  std::map<std::string, Time> hastened_;        // by reference: the MTA was told to deliver them, then
  std::map<std::string, Missing> missing_;      // by reference
  std::map<std::string, std::string> unknown_;  // by queue id: Message-IDs of mail that the store does not know
  std::optional<service::Links> links_;         // once one was written
  Time last_compare_;
  Time last_schedule_;
  store::AgentSign sign_;  // what is said next
  std::optional<store::AgentSign> said_;
  bool troubled_ = false;
};

}  // namespace jeda::agent
