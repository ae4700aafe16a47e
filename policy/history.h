// What has passed between us and one prospect: the log of touches, and its summary that decisions read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "mail/sketch.h"
#include "policy/prospect.h"

namespace jeda::policy {

/// What a line of the log is. The numbers are stored: new kinds come last; 1 and 3 were mail on hold and what came of
/// it, which older stores had in the log. What each does to the summary is said at apply().
enum class TouchKind {
  contact = 0,  // a governed message that went its way
  reply = 2,    // a person outside wrote to one of ours
  call = 4,
  meeting,
  chat,
  sms,
  open,
  click,
  checkout,
  order,
  payment,
  delivery,
  expiry,
  commitment,
  permission_granted,
  permission_refused,
  opt_out,
  complaint,
  note,
  absence,          // an out-of-office notice
  soft_bounce,      // not delivered this time
  hard_bounce,      // a dead address
  opt_out_wish,     // a reply asked not to be written to again; obeyed until a person decides
  blocked,          // a person put the prospect on the do-not-contact list
  allowed,          // a person took it off
  receipt,          // theirs, of reading or delivery: a sign of life
  calendar_answer,  // a click of theirs on an invitation: likewise
  doubtful_wish,    // may ask not to be written to again: mail waits for a review until a person decides
  notice,           // what a program of ours wrote by itself; details.note is the Notice's name
  unverified,       // said to be theirs and not believed: forged, or of no mail of ours; details.note says what it was
};

/// "contact", "permission-granted", ...: the word of commands, files and JSON.
std::string_view to_string(TouchKind kind);
std::optional<TouchKind> touch_kind(std::string_view name);  // absent: there is none of that name

/// A mail of ours that went its way; or a notice of ours, which is no contact.
inline bool is_mail(TouchKind kind) { return kind == TouchKind::contact || kind == TouchKind::notice; }

/// A wish not to be written to again, that a person has yet to confirm or to lift.
inline bool is_wish(TouchKind kind) { return kind == TouchKind::opt_out_wish || kind == TouchKind::doubtful_wish; }

/// What programs write for a salesperson by themselves: a receipt of reading, a notice of absence, an answer to an
/// invitation.
enum class Notice { receipt, absence, calendar_answer };
std::string_view to_string(Notice notice);

/// From `from`, included, to `to`, not.
struct Slot {
  Time from;
  Time to;
  friend bool operator==(const Slot&, const Slot&) = default;
};

/// What later mail is compared with, of a mail that was sent. All but `sketch` is empty where nothing was recognised.
struct Imprint {
  std::optional<mail::Sketch> sketch;  // absent: too little text, or none that could be read
  std::vector<std::uint32_t> marks;    // mark_of() of its links, attachments and figures, sorted, at most most_marks
  std::vector<std::uint32_t> phrases;  // mark_of() of the names of the phrase lists it uses, sorted
  std::string subject;  // without "Re:" and its like, at most 80 bytes; folded where an older jeda kept it
  std::string purpose;  // name of a purpose; "permission" asks for permission to go on
  friend bool operator==(const Imprint&, const Imprint&) = default;
};
inline constexpr std::size_t most_marks = 32;
inline constexpr std::string_view permission_purpose = "permission";

/// What stands for a link, a name and the like where only sameness is asked for.
std::uint32_t mark_of(std::string_view text);

/// What an event brings beside its kind and moment. Only what belongs to the kind is set.
struct EventDetails {
  std::optional<Slot> slot;  // commitment: the agreed time. expiry: `from` is the moment. absence: `to`, where known
  std::string amount;        // order: decimal, "1500000.00"
  std::string currency;      // order: ISO 4217
  std::string note;          // any: words of a person, the wish itself, a bounce's diagnostic, ...; one line
  int words = 0;             // reply: length of what was written
  friend bool operator==(const EventDetails&, const EventDetails&) = default;
};

/// One line of a prospect's log.
struct Touch {
  Time at;
  TouchKind kind = TouchKind::contact;
  std::string salesperson;  // who wrote, called or told; for a reply, whom it was addressed to; may be empty
  bool answer = false;      // contact: written while their newest reply was newer than our newest contact
  std::string reference;    // of our decision; else empty
  Imprint imprint = {};     // contact
  EventDetails details = {};
  friend bool operator==(const Touch&, const Touch&) = default;
};

/// One salesperson's side of a prospect's history.
struct PersonHistory {
  std::string salesperson;
  std::optional<Time> newest_contact;  // other channels included
  std::optional<Time> newest_reply;    // addressed to this salesperson
  friend bool operator==(const PersonHistory&, const PersonHistory&) = default;
};

/// Our newest contact with a prospect.
struct NewestContact {
  Time at;
  std::string salesperson;
  bool answer = false;  // it answered a reply, or was a live interaction: the next follow-up waits `after_reply`
  TouchKind channel = TouchKind::contact;  // contact (mail), call, meeting, chat or sms
  friend bool operator==(const NewestContact&, const NewestContact&) = default;
};

/// A mail of ours to the prospect, as far as later mail is compared with it.
struct PastMail {
  Time at;
  std::string salesperson;
  std::optional<mail::Sketch> sketch;
  std::vector<std::uint32_t> phrases;
  friend bool operator==(const PastMail&, const PastMail&) = default;
};
inline constexpr std::size_t most_past_mails = 50;   // "the last 50 texts of a prospect"
inline constexpr std::size_t most_past_marks = 256;  // newest kept

/// A reply, for telling whether a prospect cools down.
struct PastReply {
  Time at;
  int words = 0;
  std::optional<Duration> taken;  // since our newest contact before it
  friend bool operator==(const PastReply&, const PastReply&) = default;
};
inline constexpr std::size_t most_past_replies = 5;

/// A notice of ours to the prospect.
struct PastNotice {
  Time at;
  Notice what = Notice::receipt;
  friend bool operator==(const PastNotice&, const PastNotice&) = default;
};
inline constexpr std::size_t most_past_notices = 15;  // of each kind as many as there are past replies

/// Why and since when a prospect must not be written to, or with a doubtful_wish only after a review.
struct DoNotContact {
  TouchKind why = TouchKind::opt_out;  // one of those that apply() says stop us
  Time since;

  bool is_doubtful() const { return why == TouchKind::doubtful_wish; }
  friend bool operator==(const DoNotContact&, const DoNotContact&) = default;
};

/// The newest mail of one purpose.
struct PastPurpose {
  std::string purpose;
  Time at;
  friend bool operator==(const PastPurpose&, const PastPurpose&) = default;
};

/// The summary of a log: of what went out and came in. Mail on hold is in none. Always equal to fold() of the log it
/// stands beside.
struct History {
  int unanswered = 0;  // contacts of any channel since the newest reply, live interaction or permission
  std::optional<NewestContact> newest_contact;
  std::optional<Time> newest_reply;
  std::vector<PersonHistory> people;  // sorted by name
  bool awaits = false;                // a reply stands that we have made no contact after

  std::vector<PastMail> mails;        // the newest most_past_mails, oldest first
  std::vector<std::uint32_t> marks;   // of all mails, each once, in the order they first came; the newest kept
  std::string newest_subject;         // Imprint::subject of the newest mail
  std::vector<PastPurpose> purposes;  // each purpose once, sorted by name
  std::vector<PastReply> replies;     // the newest most_past_replies, oldest first
  std::optional<Time> newest_live;    // call or meeting
  std::optional<Time> newest_sign;    // open, click, receipt or calendar_answer
  std::optional<Time> newest_checkout;
  std::optional<Time> newest_order;
  std::optional<Time> newest_payment;
  std::optional<Time> newest_delivery;
  std::optional<Time> newest_expiry;     // the moment itself, which may lie ahead
  std::optional<Slot> commitment;        // the newest agreed
  std::optional<Time> away_until;        // of the newest absence notice that told it, with no reply since
  std::optional<Time> permission_asked;  // a permission mail stands, with neither reply, grant nor refusal since
  std::optional<Time> permission_granted;
  std::optional<DoNotContact> do_not_contact;
  int soft_bounces = 0;             // in a row, with no sign between that mail arrives
  std::vector<PastNotice> notices;  // of ours, the newest most_past_notices, oldest first

  /// True where the next mail to this prospect is an answer.
  bool awaits_answer() const { return awaits; }

  const PersonHistory* person(const std::string& salesperson) const;  // null: nothing between them

  friend bool operator==(const History&, const History&) = default;
};

/// Adds the newest touch. REQUIRES: touches come in the order of the log. What each kind does:
/// - contact: counts as unanswered and is the newest contact; its imprint joins mails, marks, purposes; with the
///   purpose "permission" the permission stands asked.
/// - chat, sms: a contact too, an answer where a reply stood.
/// - call, meeting: a live interaction. The count of unanswered begins anew with it as the one contact, whose `answer`
///   is set: the next follow-up belongs 24 to 48 hours later, not a week (policy.md, row 2).
/// - reply: nothing is unanswered; the permission is no longer asked; who was away is back.
/// - permission_granted: nothing is unanswered nor asked, and a refusal is forgotten.
/// - doubtful_wish, hard_bounce, opt_out_wish, and permission_refused, opt_out, complaint, blocked: do not contact.
/// Each
///   replaces what is weaker in this order, so that nobody's wish hides behind a dead address; else the first that
///   stands keeps its date.
/// - allowed: contact again, and no bounce counts any more.
/// - soft_bounce: one more in a row; reply, open, click, receipt, calendar_answer and absence end the row.
/// - open, click, receipt, calendar_answer: a sign. notice: joins notices; no contact.
/// - The rest sets its field; note and unverified change nothing.
void apply(History& history, const Touch& touch);

/// The summary of a whole log, given in its order: by time, then as recorded.
History fold(std::span<const Touch> log);

/// Three replies in a row, each shorter and each later after our mail than the one before.
bool cools(const History& history);

/// How many of our people wrote to it within 30 days, where at least `many_salespeople` did and it never replied: so
/// does everybody to a mail drop, an archive or a copy of one's own, and nobody to a prospect. 0: it does not look so.
int writers_without_reply(const History& history, Time now);
inline constexpr int many_salespeople = 3;
inline constexpr Duration many_salespeople_within = std::chrono::hours(24 * 30);

/// What decide() is told of one recipient.
struct ProspectHistory {
  History prospect;
  std::vector<PersonHistory> company;  // everybody's contacts with that company, this prospect included; sorted by name
  ProspectFacts facts = {};
};

/// A mail of one salesperson to one prospect: what `volume` and `broadcast` count.
struct SentMail {
  Time at;
  std::string prospect;  // key
  std::optional<mail::Sketch> sketch;
  friend bool operator==(const SentMail&, const SentMail&) = default;
};
inline constexpr std::size_t most_sent_mails = 1000;

/// What decide() is told of the salesperson.
struct SenderHistory {
  std::vector<SentMail> sent;   // within the window that was asked for, newest first, at most most_sent_mails
  std::vector<Time> overrides;  // one for each prospect whom an override let mail pass to, within the window asked for,
                                // newest first
};

/// What decide() knows: the recipients' histories in the order of the message's recipients, and the salesperson's.
struct Histories {
  std::vector<ProspectHistory> prospects;
  SenderHistory sender;

  Histories() = default;
  Histories(std::vector<ProspectHistory> known) : prospects(std::move(known)) {}  // NOLINT(google-explicit-constructor)
  const ProspectHistory& operator[](std::size_t i) const { return prospects[i]; }
  const ProspectHistory& at(std::size_t i) const { return prospects.at(i); }
  std::size_t size() const { return prospects.size(); }
};

}  // namespace jeda::policy
