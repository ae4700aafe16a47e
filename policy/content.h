// What a message says, as far as rules ask: found once, before the store's transaction, from the message and the policy
// alone. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mail/facts.h"
#include "policy/history.h"
#include "policy/policy.h"

namespace jeda::policy {

struct Outgoing;

/// A phrase list that the text uses.
struct PhraseHit {
  std::string list;
  std::string words;  // what matched, at most 60 bytes
};

/// A rule that could not be asked, and why: "text of unknown charset", "pattern too complex". For the log and a
/// counter.
struct Untold {
  std::string rule;  // or "purpose", or "phrases LIST" where only purposes ask for a list
  std::string why;
  friend bool operator==(const Untold&, const Untold&) = default;
};

struct Content {
  bool given = false;          // false: no message was looked at (`jeda explain` without one); content rules then pass
  bool readable = false;       // there was text, and it could be read; else rules about the text cannot tell
  std::string why_unreadable;  // of a readable one: why part of it was not read; rules judge what was, and say so
  std::size_t words = 0;       // of what was written
  std::vector<std::string>
      spoken;  // words of the whole text and subject, folded, sorted, each once; empty where no rule asks for names
  std::vector<std::string> display_names;  // of the recipients in To and Cc, in their order; empty: none given
  bool follows = false;                    // names an earlier message, quotes one, or begins with "Re:" and its like
  std::vector<PhraseHit> phrases;
  Imprint imprint;              // its purpose is what the rules call the message's purpose
  std::string override_reason;  // empty: no override asked for
  std::string subject;          // as it goes on: where the override stood in the subject, without the token
  bool subject_changed = false;
  std::optional<Notice> notice = {};        // it looks like one that a program of ours writes, see free_notice()
  std::optional<std::uint32_t> event = {};  // mark of the calendar's event that it invites to, changes or cancels
  std::vector<Untold> untold;               // what no rule would say of itself
  std::vector<Untold> untold_lists;         // phrase lists that rules ask for; `rule` is the list's name

  /// The same message read as if all that it only declares to be quoted (MessageFacts::declared) were written in it.
  /// Null: it declares nothing. Rules look at this one unless the quote is known, see quotes_known_mail().
  std::shared_ptr<const Content> whole = {};
  std::optional<mail::Sketch> quoted = {};  // of MessageFacts::declared_first
  std::size_t quoted_words = 0;
};

/// Whether what the message declares to be quoted begins with a mail that the history knows: it is at least 60 % like
/// one of ours to this prospect, or as long as one of the prospect's newest replies, to the tenth. True where nothing
/// is declared.
bool quotes_known_mail(const Content& content, const History& history);

/// What a message looks like that a program writes for a salesperson by itself. Absent: nothing of the kind, or more
/// than `longest_notice` words are written in it.
std::optional<Notice> notice_of(const mail::MessageFacts& facts);
inline constexpr std::size_t longest_notice = 150;

/// REQUIRES: message names the salesperson and the recipients; its content is not looked at.
Content read_content(const Policy& policy, const Outgoing& message, const mail::MessageFacts& facts);

/// How far back a policy's rules look at what a salesperson sent, and at overrides; zero: they do not.
struct SenderWindows {
  Duration sent{};
  Duration overrides{};
};
SenderWindows sender_windows(const Policy& policy);

}  // namespace jeda::policy
