// The site: routes, who may do what, and what each page does. Safe for concurrent use.
#pragma once

#include <functional>
#include <semaphore>
#include <span>
#include <string>

#include "config/settings.h"
#include "policy/policy.h"
#include "review/web/http.h"
#include "review/web/limiter.h"
#include "review/web/view.h"
#include "service/log.h"
#include "store/desk.h"

namespace jeda::web {

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
    Reply (Site::*serve)(Visit&, const std::string& reference) = nullptr;
  };

  explicit Site(Ground ground);

  Reply serve(const Call& call);

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
  Visit welcome(const Call& call);
  Reply guarded(Visit& visit, const Route& route, const std::string& reference);
  Reply refuse(Visit& visit, std::string_view why, std::string_view message_key);
  Reply not_logged_in(Visit& visit);
  Reply store_failed(const Visit& visit, const store::Error& error);
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
  Reply login_page(Visit& visit, const std::string&);
  Reply login_form(Visit& visit, int status, const std::string& typed);
  Reply login(Visit& visit, const std::string&);
  Reply try_login(Visit& visit, const std::string& name);
  Reply logout(Visit& visit, const std::string&);
  Reply choose_language(Visit& visit, const std::string&);

  // site_pages.cpp
  Reply health(Visit& visit, const std::string&);
  Reply readiness(Visit& visit, const std::string&);
  Reply style(Visit& visit, const std::string&);
  Reply icon(Visit& visit, const std::string&);
  Reply log_page(Visit& visit, const std::string&);
  const date::time_zone* zone_of(const Visit& visit, const std::string& key);
  const date::time_zone* zone_of(const Visit& visit, const store::HeldMessage& message);

  // site_queue.cpp
  Reply queue(Visit& visit, const std::string&);
  Data queue_item(const Visit& visit, const store::HeldItem& item);
  Reply choose_several(Visit& visit, const std::string&);
  Reply several_page(Visit& visit, int status);
  Reply do_several(Visit& visit, const std::string&);

  // site_mail.cpp
  Reply mail(Visit& visit, const std::string& reference);
  Reply mail_page(Visit& visit, const std::string& reference, int status);
  Data prospects_of(const Visit& visit, const store::HeldMessage& message);
  Reply ask_discard(Visit& visit, const std::string& reference);
  Reply release(Visit& visit, const std::string& reference);
  Reply when_allowed(Visit& visit, const std::string& reference);
  Reply give_back(Visit& visit, const std::string& reference);
  Reply discard(Visit& visit, const std::string& reference);
  Reply note(Visit& visit, const std::string& reference);
  Reply act(Visit& visit, const std::string& reference, store::Ask::What what);
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

}  // namespace jeda::web
