// The site: routes, who may do what, and what each page does. Safe for concurrent use.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <span>
#include <string>

#include "config/settings.h"
#include "page/devices.h"
#include "page/limiter.h"
#include "page/tally.h"
#include "page/view.h"
#include "policy/policy.h"
#include "service/http/http.h"
#include "service/log.h"
#include "store/desk.h"

namespace jeda::page {

/// What the site stands on. Borrowed; must outlive it.
struct Ground {
  store::Desk& desk;
  store::Reader& reader;
  std::function<policy::PolicyPtr()> policy;
  std::function<Time()> clock;
  service::Log& log;
  config::WebSettings settings;
};

/// Whom a route is for. Every POST also needs its form's token.
enum class Access { anybody, viewer, reviewer };

class Site {
 public:
  struct Route {
    std::string_view method;
    std::string_view pattern;  // "*" stands for a reference
    Access access = Access::viewer;
    http::Response (Site::*serve)(Visit&, const std::string& reference) = nullptr;
  };

  explicit Site(Ground ground);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  http::Response serve(const http::Call& call);

  /// All there are: nothing is served beside them.
  static std::span<const Route> routes();

  /// Failures of logins that are allowed in failure_window: of one account from one address, from one address, and of
  /// one account. The last is large, or anybody could keep out who has not logged in before. A browser that has logged
  /// in to the account before has failures of its own, and none of the others concern it.
  static constexpr int failures_of_account_at_address = 5;
  static constexpr int failures_of_address = 20;
  static constexpr int failures_of_account = 100;
  static constexpr int failures_of_device = 5;
  static constexpr std::chrono::minutes failure_window{15};

  /// Refusals of an account that go to the record in a minute from one address; what is beyond is counted. Those of who
  /// is not logged in go to the log alone, as many a minute, and beyond that as a number.
  static constexpr int refusals_recorded = 60;

  /// Failed logins to one account from one address that go to the record in a minute; what is beyond is counted.
  static constexpr int failures_recorded = 5;

  /// Passwords that are verified at once, 64 MiB each: of strangers, and of browsers that have logged in before, which
  /// strangers cannot keep waiting. More strangers than may wait are told to come back.
  static constexpr int strangers_verified = 2;
  static constexpr int strangers_waiting = 8;
  static constexpr int devices_verified = 1;

 private:
  // site.cpp: the gate
  Visit welcome(const http::Call& call);
  http::Response guarded(Visit& visit, const Route& route, const std::string& reference);
  http::Response refuse(Visit& visit, std::string_view why, std::string_view message_key);
  http::Response not_logged_in(Visit& visit);
  http::Response store_failed(const Visit& visit, const store::Error& error);
  void record(const Tally::Line& line, Time at);
  void record_refusal(const Visit& visit, const std::string& detail);
  void record_failure(const Visit& visit, const std::string& what, const std::string& detail);
  void log_stranger(const Visit& visit, std::string_view detail);

  // site_login.cpp
  std::optional<store::Error> identify(Visit& visit);
  std::optional<store::Error> identify_by_session(Visit& visit, const std::string& expected);
  std::optional<store::Error> identify_by_proxy(Visit& visit);
  std::optional<store::Error> begin_session(Visit& visit, const store::Desk::Account& account);
  void use_form_cookie(Visit& visit);
  bool is_proxy(const std::string& address) const;
  bool right_origin(const Visit& visit) const;
  http::Response login_page(Visit& visit, const std::string&);
  http::Response login_form(Visit& visit, int status, const std::string& typed);
  http::Response login(Visit& visit, const std::string&);
  struct Attempt {
    std::string name;     // of an account there may be; empty: none can be called so
    std::string address;  // address_key()
    std::string device;   // of the account's that it comes from; empty: of no known one
  };
  std::string closed(const Attempt& attempt, Time now);
  void settle(const Attempt& attempt, int status);
  store::Result<std::shared_ptr<const Devices>> devices();
  std::optional<bool> verify(const Attempt& attempt, const std::string& hash, std::string_view password);
  http::Response try_login(Visit& visit, const Attempt& attempt);
  void know_device(Visit& visit, const Attempt& attempt);
  http::Response logout(Visit& visit, const std::string&);
  http::Response choose_language(Visit& visit, const std::string&);

  // site_pages.cpp
  http::Response health(Visit& visit, const std::string&);
  http::Response readiness(Visit& visit, const std::string&);
  http::Response style(Visit& visit, const std::string&);
  http::Response icon(Visit& visit, const std::string&);
  http::Response log_page(Visit& visit, const std::string&);
  const date::time_zone* zone_of(const Visit& visit, const std::string& key);
  const date::time_zone* zone_of(const Visit& visit, const store::HeldMessage& message);

  // site_queue.cpp
  http::Response queue(Visit& visit, const std::string&);
  Data queue_item(const Visit& visit, const store::HeldItem& item);
  http::Response choose_several(Visit& visit, const std::string&);
  http::Response several_page(Visit& visit, int status);
  http::Response do_several(Visit& visit, const std::string&);

  // site_mail.cpp
  http::Response mail(Visit& visit, const std::string& reference);
  http::Response mail_page(Visit& visit, const std::string& reference, int status);
  Data prospects_of(const Visit& visit, const store::HeldMessage& message);
  http::Response ask_discard(Visit& visit, const std::string& reference);
  http::Response release(Visit& visit, const std::string& reference);
  http::Response when_allowed(Visit& visit, const std::string& reference);
  http::Response give_back(Visit& visit, const std::string& reference);
  http::Response discard(Visit& visit, const std::string& reference);
  http::Response note(Visit& visit, const std::string& reference);
  http::Response act(Visit& visit, const std::string& reference, store::Ask::What what);
  void log_act(const store::Ask& ask, std::string_view queue_id);
  store::Ask ask_of(const Visit& visit, const std::string& reference, store::Ask::What what) const;

  Ground ground_;
  const std::string no_hash_;  // of no password: what is verified where there is no account
  Limiter by_account_at_address_{failures_of_account_at_address, failure_window};
  Limiter by_address_{failures_of_address, failure_window};
  Limiter by_account_{failures_of_account, failure_window};
  Limiter by_device_{failures_of_device, failure_window};
  std::counting_semaphore<> strangers_turns_{strangers_verified};
  std::counting_semaphore<> devices_turns_{devices_verified};
  std::atomic<int> strangers_ = 0;  // at it, or waiting for a turn
  std::mutex devices_mutex_;
  std::shared_ptr<const Devices> devices_;  // null until the store gave its secret; guarded by devices_mutex_
  Tally tally_;
  std::mutex strangers_mutex_;
  Time logged_since_;       // guarded by strangers_mutex_
  int logged_ = 0;          // in that minute; guarded by strangers_mutex_
  int logged_dropped_ = 0;  // in that minute; guarded by strangers_mutex_
};

}  // namespace jeda::page
