// What notices' templates may name, and rendering them. Internal to agent/.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

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
  std::string link;
};

struct BesideValues {
  std::string subject;
  std::string salesperson;
  bool own = false;
};

/// Of a reminder: what one salesperson's mails are, by their places in `mails`.
struct GroupValues {
  std::string salesperson;
  std::vector<std::size_t> mails;
};

struct NoticeValues {
  MailValues mail;
  std::string who;
  std::string next_allowed;
  std::string by;
  std::string oldest;
  std::string queue;
  bool scheduled = false;
  bool expired = false;
  bool by_hand = false;
  bool self = false;
  bool original = false;
  bool automatic = false;
  bool over = false;
  std::vector<std::string> advice;
  std::vector<std::string> words;
  std::vector<BesideValues> beside;
  std::vector<MailValues> mails;
  std::vector<GroupValues> groups;
};

NoticeValues values_of(const NoticeFacts& facts, const policy::Policy& policy);

/// Absent where it cannot be rendered.
std::optional<std::string> render_notice(const std::string& text, const NoticeValues& values, bool html);

}  // namespace jeda::agent
