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
//   recipients                               its outside recipients' addresses, the first few and how many more
//   who                                      its recipients as people call them: "Ani and 2 more", "this prospect"
//   held_at, next_allowed                    moments, in the first recipient's zone; one that has passed when the
//                                            notice is written is no next_allowed
//   automatic                                true: it goes by itself once it may, at next_allowed where that is known
//   advice                                   a list of lines: {{#advice}}{{.}}{{/advice}}; none where its moment passed
//   has_advice                               there are some
//   step, more, has_more                     the first line of advice, the list of the others
//   over                                     true: the moment that refused recipients waited for has passed
//   beside, has_beside                       other mail on hold to one of the recipients, a list: subject,
//                                            salesperson, and own where that is whom the notice is for
//   by                                       the reviewer; empty where it was none
//   scheduled, expired, by_hand, self        instead of a reviewer: the schedule, the expiry, an admin in the queue,
//                                            the salesperson
//   words                                    a list of lines, the reviewer's; has_words: there are some
//   original                                 true: the original is attached
//   link                                     address of the mail's page, which needs no account, or of a page's own;
//   empty where the setting
//                                            web.url is
//   mails                                    of a reminder, a list: reference, subject, salesperson, rules,
//                                            recipients, held_at, link (the reviewers' page of it); count: how many
//                                            there are, several: more than one; oldest: when the oldest was held
//   groups                                   the same by salesperson: salesperson, count, mails
//   queue                                    of a reminder, the address of the reviewers' page

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

inline constexpr int notice_kinds = 11;

/// The text that jeda brings: the form is in templates_shipped.cpp, the words in texts/.
NoticeText shipped_text(store::NoticeKind kind, policy::Language language);

/// notice_templates.cpp: what is wrong with a template, at its place in `file`; nothing: it can be used.
config::Diagnostics check_notice_template(const config::SourceFile& file, bool html);

struct NoticeFacts {
  store::Notice notice;
  std::vector<store::HeldMessage> mails;  // the one it is about, or those of a reminder
  std::string from;                       // "name@domain", or "words <name@domain>"
  Time now = {};                          // when it is written

  // Of the one mail.
  std::map<std::string, std::string> names = {};  // of recipients, by their keys, as far as they are known
  std::vector<store::Beside> beside = {};

  std::string link = {};  // as the template's
  std::string page = {};  // address of the reviewers' page, without a slash at its end; empty: it is not known
};

/// The whole message, lines end with LF. The error says why there can be none: an address that no envelope can carry.
/// Moments are given in the zones of `policy`, in its language.
tl::expected<std::string, std::string> write_notice(const NoticeFacts& facts, const NoticeTexts& texts,
                                                    const policy::Policy& policy);

}  // namespace jeda::agent
