// Notices: what salespeople and reviewers are told by mail. Values in, a whole message out.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "config/diagnostics.h"
#include "policy/policy.h"
#include "store/desk.h"

namespace jeda::agent {

// A text is two mustache templates: held.en.txt begins with a line "Subject: ..." and an empty line, held.en.html is
// the same for readers of HTML. Instead of `held` stands any NoticeKind, instead of `en` any language. Values come from
// mail: each is made one printable line, and in HTML escaped; {{{ }}}, {{& }}, partials and other delimiters are
// errors. A value that is empty is as false.
//
//   reference, subject, salesperson, rules   of the held mail
//   recipients                               its outside recipients, the first few and how many more
//   held_at, next_allowed                    moments, in the first recipient's zone
//   advice                                   a list of lines: {{#advice}}{{.}}{{/advice}}
//   has_advice                               there are some
//   by                                       the reviewer; empty where it was none
//   scheduled, expired, by_hand              instead of a reviewer: the schedule, the expiry, an admin in the queue
//   words                                    a list of lines, the reviewer's; has_words: there are some
//   original                                 true: the original is attached
//   mails                                    of a reminder, a list: reference, subject, salesperson, rules,
//                                            recipients, held_at; count: how many there are, several: more than one

struct NoticeText {
  std::string text;
  std::string html;
};

/// The templates of every kind and language. Immutable.
class NoticeTexts {
 public:
  /// The shipped ones.
  NoticeTexts();

  /// The shipped ones, and in their place those of a directory. Every error of every file.
  /// notice_files.cpp
  static tl::expected<NoticeTexts, config::Diagnostics> load(const std::string& directory);

  const NoticeText& of(store::NoticeKind kind, policy::Language language) const;

 private:
  std::map<std::pair<store::NoticeKind, policy::Language>, NoticeText> texts_;
};

inline constexpr int notice_kinds = 8;

/// The text that jeda brings: the form is in templates_shipped.cpp, the words in texts/.
NoticeText shipped_text(store::NoticeKind kind, policy::Language language);

/// notice_templates.cpp: what is wrong with a template, at its place in `file`; nothing: it can be used.
config::Diagnostics check_notice_template(const config::SourceFile& file, bool html);

struct NoticeFacts {
  store::Notice notice;
  std::vector<store::HeldMessage> mails;  // the one it is about, or those of a reminder
  std::string from;                       // "name@domain", or "words <name@domain>"
};

/// The whole message, lines end with LF. The error says why there can be none: an address that no envelope can carry.
/// Moments are given in the zones of `policy`, in its language.
tl::expected<std::string, std::string> write_notice(const NoticeFacts& facts, const NoticeTexts& texts,
                                                    const policy::Policy& policy);

}  // namespace jeda::agent
