// The site: routes, who may do what, and what each page does. Safe for concurrent use.
#pragma once

#include <functional>
#include <semaphore>
#include <span>
#include <string>

#include "config/settings.h"
#include "page/limiter.h"
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

  http::Response serve(const http::Call& call);

  /// All there are: nothing is served beside them.
  static std::span<const Route> routes();

  /// Failures of logins that are allowed in failure_window: of one account from one address, from one address, and of
  /// one account. The last is large, or anybody could keep a reviewer out.
  static constexpr int failures_of_account_at_address = 5;
  static constexpr int failures_of_address = 20;
  static constexpr int failures_of_account = 100;
  static constexpr std::chrono::minutes failure_window{15};

  /// Refusals that go to the record in a minute; what is beyond is counted, since anybody can cause them.
  static constexpr int refusals_recorded = 60;

 private:
  // site.cpp: the gate
  Visit welcome(const http::Call& call);
  http::Response guarded(Visit& visit, const Route& route, const std::string& reference);
  http::Response refuse(Visit& visit, std::string_view why, std::string_view message_key);
  http::Response not_logged_in(Visit& visit);
  http::Response store_failed(const Visit& visit, const store::Error& error);
  void record(const Visit& visit, std::string_view who, std::string_view what, std::string_view detail);
  void record_refusal(const Visit& visit, std::string_view what, std::string_view detail);

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
  http::Response try_login(Visit& visit, const std::string& name);
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
  std::counting_semaphore<> verifying_{2};  // a verification takes much memory
  std::mutex refusals_mutex_;
  Time refusals_since_;       // guarded by refusals_mutex_
  int refusals_ = 0;          // in that minute; guarded by refusals_mutex_
  int refusals_dropped_ = 0;  // in that minute; guarded by refusals_mutex_
};

}  // namespace jeda::page
