// What has passed between us and one prospect: the log of touches, and its summary that decisions read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/time.h"

namespace jeda::policy {

/// A touch that no longer counts (held mail that was returned or discarded) stays in the log as `withdrawn`.
enum class TouchKind { contact, held, reply, withdrawn };

/// One line of a prospect's log.
struct Touch {
  Time at;
  TouchKind kind = TouchKind::contact;
  std::string salesperson;  // who wrote; for a reply, whom it was addressed to
  bool answer = false;      // contact or held: written while their newest reply was newer than our newest contact
  std::string reference;    // of our decision; for a reply, empty
  friend bool operator==(const Touch&, const Touch&) = default;
};

/// One salesperson's side of a prospect's history.
struct PersonHistory {
  std::string salesperson;
  std::optional<Time> newest_contact;  // held mail included
  bool newest_is_held = false;
  std::optional<Time> newest_reply;  // addressed to this salesperson
  friend bool operator==(const PersonHistory&, const PersonHistory&) = default;
};

/// Our newest mail to a prospect, held mail included.
struct NewestContact {
  Time at;
  std::string salesperson;
  bool answer = false;
  bool held = false;
  friend bool operator==(const NewestContact&, const NewestContact&) = default;
};

/// The summary of a log. Mail on hold counts as if it had been sent (design.md: a second mail meanwhile is judged as if
/// it were). Always equal to fold() of the log it stands beside.
struct History {
  int unanswered = 0;  // contacts and held mail since the newest reply
  std::optional<NewestContact> newest_contact;
  std::optional<Time> newest_reply;
  std::vector<PersonHistory> people;  // sorted by name

  /// True where the next mail to this prospect is an answer: a reply stands that we have written nothing after.
  bool awaits_answer() const { return newest_reply.has_value() && unanswered == 0; }

  const PersonHistory* person(const std::string& salesperson) const;  // null: nothing between them

  friend bool operator==(const History&, const History&) = default;
};

/// Adds the newest touch. REQUIRES: touches come in the order of the log.
void apply(History& history, const Touch& touch);

/// The summary of a whole log, given in its order: by time, then as recorded.
History fold(std::span<const Touch> log);

/// What decide() is told of one recipient.
struct ProspectHistory {
  History prospect;
  std::vector<PersonHistory> company;  // everybody's contacts with that company, this prospect included; sorted by name
};

}  // namespace jeda::policy
