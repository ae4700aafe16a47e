// What pages without an account go by: links that came by mail, the cookie that one of them brings, and what their
// forms carry.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "service/links.h"

namespace jeda::page {

/// Under which Desk::web_secret() keeps the key of the page's own.
inline constexpr std::string_view own_secret = "own";

/// Immutable; safe for concurrent use.
class OwnKeys {
 public:
  /// So long a mail with the link may be under way and be found.
  static constexpr std::chrono::minutes link_lasts{20};

  /// So long a browser that came by such a link is known.
  static constexpr std::chrono::hours session_lasts{30 * 24};

  /// `links`: the key that the agent writes links with; `own`: another one, so that neither a link is a cookie nor a
  /// cookie a link.
  OwnKeys(std::string links, std::string own) : links_(std::move(links)), sessions_(own), own_(std::move(own)) {}

  /// Of mails, and of salespeople's own pages.
  const service::Links& links() const { return links_; }

  /// Values of the cookie: service::Links::of_person() under the page's own key.
  const service::Links& sessions() const { return sessions_; }

  /// What a form must bring that stands on a page opened with `bearer`, a link's token or the cookie. Empty: no memory.
  std::string form_token(std::string_view bearer) const;

 private:
  const service::Links links_;
  const service::Links sessions_;
  const std::string own_;
};

}  // namespace jeda::page
