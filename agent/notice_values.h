// What notices' templates may name, and rendering them. Internal to agent/.
#pragma once

#include <optional>
#include <string>

#include "agent/notice.h"

namespace jeda::agent {

/// A held mail as a template sees it.
struct MailValues {
  std::string reference;
  std::string subject;
  std::string salesperson;
  std::string rules;
  std::string recipients;
  std::string held_at;
};

struct NoticeValues {
  MailValues mail;
  std::string next_allowed;
  std::string by;
  bool scheduled = false;
  bool expired = false;
  bool by_hand = false;
  bool original = false;
  std::vector<std::string> advice;
  std::vector<std::string> words;
  std::vector<MailValues> mails;
};

NoticeValues values_of(const NoticeFacts& facts, const policy::Policy& policy);

/// Absent where it cannot be rendered.
std::optional<std::string> render_notice(const std::string& text, const NoticeValues& values, bool html);

}  // namespace jeda::agent
