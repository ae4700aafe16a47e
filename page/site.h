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
#include "page/acts.h"
#include "page/devices.h"
#include "page/limiter.h"
#include "page/own_keys.h"
#include "page/own_view.h"
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
  config::ReviewSettings review = {};
  config::AgentSettings::Mta mta = config::AgentSettings::Mta::postfix;  // whose command reads a message in the queue
  /// For what is told of prospects: opened for one call, since that is rare. Null: such pages only show.
  std::function<store::Result<std::unique_ptr<store::Store>>()> open_store = {};
};

/// What the store knows of a recipient of a held mail: read once for all that the page says of them.
struct KnownProspect {
  policy::Recipient prospect;                      // with its company, where it has one
  std::optional<policy::ProspectHistory> history;  // absent: it could not be read
  store::Result<std::vector<store::LoggedTouch>> touches;
  store::Result<std::vector<store::LoggedTouch>> company;
};

/// Whom a route is for. Every POST also needs its form's token. link: whoever has the link in the path, or the cookie
/// of a salesperson's own page; no account opens it.
enum class Access { anybody, link, viewer, reviewer };

/// The address that a salesperson's own mail goes to, by the policy alone; empty: they are none of its salespeople, or
/// it names them by patterns only. site_own.cpp
std::string own_address(const policy::Policy& policy, const std::string& salesperson);

/// A path as logs and the record may have it: without the tokens of links.
std::string path_in_log(std::string_view path);

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

  /// Wrong links that one address may try in failure_window; then true ones are refused it too, as logins are.
  static constexpr int wrong_links_of_address = 20;

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
  static std::string wanted(const Visit& visit);
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
  http::Response choose_zone(Visit& visit, const std::string&);
  http::Response keep_typed(Visit& visit, std::string_view why);
  http::Response typed_again(Visit& visit);

  // site_pages.cpp
  http::Response health(Visit& visit, const std::string&);
  http::Response readiness(Visit& visit, const std::string&);
  http::Response style(Visit& visit, const std::string&);
  http::Response icon(Visit& visit, const std::string&);
  http::Response script(Visit& visit, const std::string&);
  http::Response log_page(Visit& visit, const std::string&);
  const date::time_zone* zone_of(const Visit& visit, const std::string& key);
  const date::time_zone* zone_of(const Visit& visit, const store::HeldMessage& message);

  // site_queue.cpp
  http::Response queue(Visit& visit, const std::string&);
  store::Result<Data> queue_part(const Visit& visit, store::HeldFilter filter, std::string_view name);
  Data queue_line(const Visit& visit, const std::vector<const store::HeldItem*>& mails);
  Data next_of(const Visit& visit, const store::HeldItem& item);
  http::Response next_mail(Visit& visit, const std::string&);

  // site_several.cpp
  http::Response choose_several(Visit& visit, const std::string&);
  http::Response several_page(Visit& visit, int status);
  http::Response do_several(Visit& visit, const std::string&);
  http::Response undo_several(Visit& visit, const std::string&);

  // site_mail.cpp
  http::Response mail(Visit& visit, const std::string& reference);
  http::Response mail_page(Visit& visit, const std::string& reference, int status);
  std::vector<KnownProspect> known_of(const store::HeldMessage& message);
  Data prospects_of(const Visit& visit, const std::vector<KnownProspect>& known);
  std::optional<store::Judgement> judged_now(const Visit& visit, const store::HeldMessage& message);
  void add_content(const store::HeldDetail& detail, const Visit& visit, Data& data);
  http::Response source(Visit& visit, const std::string& reference);
  http::Response attachment(Visit& visit, const std::string& reference);

  // site_acts.cpp
  void add_actions(const Visit& visit, const store::HeldDetail& detail, const std::optional<store::Judgement>& now,
                   Data& data);
  Data reply_options(const Visit& visit) const;
  std::string words_given(const Visit& visit, const Act& act) const;
  http::Response ask_discard(Visit& visit, const std::string& reference);
  http::Response release(Visit& visit, const std::string& reference);
  http::Response when_allowed(Visit& visit, const std::string& reference);
  http::Response give_back(Visit& visit, const std::string& reference);
  http::Response discard(Visit& visit, const std::string& reference);
  http::Response note(Visit& visit, const std::string& reference);
  http::Response undo(Visit& visit, const std::string& reference);
  http::Response act(Visit& visit, const std::string& reference, store::Ask::What what);

  // site_wishes.cpp
  http::Response wishes(Visit& visit, const std::string&);
  http::Response wishes_page(Visit& visit, int status);
  http::Response decide_wish(Visit& visit, const std::string&);

  void log_act(const store::Ask& ask, std::string_view queue_id);
  store::Ask ask_of(const Visit& visit, const std::string& reference, store::Ask::What what) const;

  // site_own.cpp: links, and the cookie of a salesperson's own page
  struct OpenedMail {
    OwnPlace place;
    store::HeldDetail detail;
  };
  struct OwnBearer {
    std::string value;  // the link's token, or the cookie's value
    OwnPlace place;
    bool known = false;  // it was ours once
    bool good = false;   // and is not too old
  };
  store::Result<std::shared_ptr<const OwnKeys>> own_keys();
  http::Response linked(Visit& visit, const Route& route, const std::string& token);
  http::Response refuse_form(Visit& visit, std::string_view why);
  bool brings(const Visit& visit, const std::string& form_token) const;
  http::Response no_such_link(Visit& visit);
  std::optional<http::Response> too_many_links(Visit& visit);
  tl::expected<OpenedMail, http::Response> open_mail(Visit& visit, const std::string& token);
  http::Response send_own_page(Visit& visit, const OwnPlace& place, const std::string& to);
  std::optional<std::string> own_person(const Visit& visit, const service::Links& links, const std::string& bearer,
                                        Time at) const;
  tl::expected<OwnBearer, http::Response> own_session(Visit& visit);
  tl::expected<OwnBearer, http::Response> bearer_of(Visit& visit, const std::string& token);
  http::Response own_door(Visit& visit, const std::string& token);
  http::Response own_door_again(Visit& visit, const std::string& token);
  http::Response own_enter(Visit& visit, const std::string& token);
  http::Response own_leave(Visit& visit, const std::string&);
  http::Response own_again(Visit& visit, const std::string&);

  // site_own_mail.cpp: one mail, by its link
  http::Response own_mail(Visit& visit, const std::string& token);
  http::Response own_mail_page(const Visit& visit, const OpenedMail& mail, int status);
  http::Response own_mail_told(Visit& visit, const OpenedMail& mail, std::vector<std::string> lines, int status);
  void add_own_acts(const Visit& visit, const OpenedMail& mail, Data& data);
  http::Response own_send(Visit& visit, const std::string& token);
  http::Response own_ask(Visit& visit, const std::string& token);
  http::Response own_take_back(Visit& visit, const std::string& token);
  http::Response own_mail_link(Visit& visit, const std::string& token);
  http::Response own_answered(Visit& visit, const OpenedMail& mail, const store::Answer& answer, std::string_view did);

  // site_own_page.cpp: what concerns one salesperson
  http::Response own_home(Visit& visit, const std::string&);
  http::Response own_home_of(Visit& visit, const OwnPlace& place);
  store::Result<Data> own_held(const Visit& visit, const std::string& salesperson);
  store::Result<Data> own_tagged(const Visit& visit, const std::string& salesperson);
  std::optional<store::Error> add_own_prospects(const Visit& visit, const std::string& salesperson, Data& data);

  Ground ground_;
  const std::string no_hash_;  // of no password: what is verified where there is no account
  Limiter by_account_at_address_{failures_of_account_at_address, failure_window};
  Limiter by_address_{failures_of_address, failure_window};
  Limiter by_account_{failures_of_account, failure_window};
  Limiter by_device_{failures_of_device, failure_window};
  Limiter links_by_address_{wrong_links_of_address, failure_window};
  std::counting_semaphore<> strangers_turns_{strangers_verified};
  std::counting_semaphore<> devices_turns_{devices_verified};
  std::atomic<int> strangers_ = 0;  // at it, or waiting for a turn
  std::mutex devices_mutex_;
  std::shared_ptr<const Devices> devices_;  // null until the store gave its secret; guarded by devices_mutex_
  std::mutex own_mutex_;
  std::shared_ptr<const OwnKeys> own_keys_;  // null until the store gave its secrets; guarded by own_mutex_
  Tally tally_;
  std::mutex strangers_mutex_;
  Time logged_since_;       // guarded by strangers_mutex_
  int logged_ = 0;          // in that minute; guarded by strangers_mutex_
  int logged_dropped_ = 0;  // in that minute; guarded by strangers_mutex_
};

}  // namespace jeda::page
