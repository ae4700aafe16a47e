// One recipient of one message, as kinds of rules see it, and what several of them ask of it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/decide.h"

namespace jeda::policy {

/// How far ahead a next allowed moment is looked for. Beyond it there is none.
inline constexpr Duration search_horizon = date::days(2 * 366);

/// An answer passes time-of-day while the reply is younger than this.
inline constexpr Duration fresh_reply = std::chrono::hours(24);

/// What is known of a prospect: what was told of it, else what rules.yaml says. Borrows from both.
struct Known {
  Audience audience = Audience::business;
  const date::time_zone* zone = nullptr;
  bool strict = false;
  std::string_view owner;     // empty: nobody is in charge
  std::string_view team;      // asked only where nobody is in charge
  const WeekWindows* busy;    // never null
  const WeekWindows* open;    // never null
  const ProspectFacts* told;  // never null
};

/// The salesperson's mails to prospects that a message does not go to, for all its recipients' cases. Borrows; lives
/// within decide(). Not safe for concurrent use.
class SentToOthers {
 public:
  SentToOthers(const Outgoing& message, const SenderHistory& sender) : message_(message), sender_(sender) {}

  /// To anybody, the message's recipients among them.
  const std::vector<SentMail>& to_all() const { return sender_.sent; }

  /// The newest mail to each of the others that counts, newest first. Found once for the same rule, moment and text
  /// (`whole` or not), which must always count the same mails.
  const std::vector<Time>& newest(const void* rule, Time now, bool whole,
                                  const std::function<bool(const SentMail&)>& counts);

 private:
  const std::vector<const SentMail*>& to_others();

  const Outgoing& message_;
  const SenderHistory& sender_;
  std::optional<std::vector<const SentMail*>> mails_;  // by prospect, each newest first; made when first asked for
  std::map<std::tuple<const void*, Time, bool>, std::vector<Time>> found_;
};

/// Borrows everything; lives within decide().
struct Case {
  const Policy& policy;
  const Outgoing& message;
  const Recipient& recipient;
  const ProspectHistory& history;
  SentToOthers& sent;
  Known prospect;
  bool answer;   // History::awaits_answer()
  bool whole;    // what the message declares to be quoted is judged as written
  int tags = 0;  // rules that tag, once all that count no tags were asked

  Case(const Policy& policy, const Outgoing& message, const Recipient& recipient, const ProspectHistory& history,
       SentToOthers& sent);

  /// What is judged: Content::whole where the quote is of no mail that this prospect's history knows.
  const Content& content() const { return whole ? *message.content.whole : message.content; }
  const History& log() const { return history.prospect; }

  /// The end of the time in which this mail passes time-of-day as an answer; absent where it is none.
  std::optional<Time> fresh_until() const;

  /// True within the agreed slot of a commitment.
  bool in_slot(Time at) const;

  /// Computed at most once for a moment. Not safe for concurrent use.
  Stage stage(Time at) const;

  /// True where the mail changes or cancels an invitation that went to this prospect (RFC 5546): one of the same event.
  bool changes_invitation() const;

  int recipients() const { return static_cast<int>(message.recipients.size()); }

  /// True where something of ours stands unanswered, and this is no answer.
  bool is_follow_up() const { return !answer && log().unanswered > 0; }

  /// True where there is a text, and it could be read.
  bool is_readable() const { return content().given && content().readable; }

  /// Why rules about the text cannot tell, or not of all of it; empty where they can, or where there is none.
  std::string_view why_unreadable() const;

 private:
  mutable std::optional<std::pair<Time, Stage>> stage_;
};

/// Saturates: durations come from a file and may be absurd.
inline Time later(Time at, Duration wait) {
  return wait > Duration::zero() && wait > Time::max() - at ? Time::max() : at + wait;
}
std::optional<Time> within_horizon(Time found, Time from);

inline bool is_recent(Time at, Duration within, Time now) { return now - at < within; }

/// True where even with every mail to another prospect that counts the count stays below `limit`: most mail, told
/// without sorting.
bool surely_below(int limit, const Case& about, const std::function<bool(const SentMail&)>& counts);

/// When all but `room` of the times, newest first, are older than the window. Absent: never, or beyond the horizon.
std::optional<Time> when_fewer(const std::vector<Time>& newest_first, int room, Duration within, Time from);

}  // namespace jeda::policy
