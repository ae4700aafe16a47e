// The contact history: what every prospect has received and answered, and the mail that waits on hold.
//
// Its heart is transact(): read the prospects' histories, call a pure decision, record what it decided, all in one
// transaction. That is what makes two salespeople who press Send in the same second unable to both get through.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "policy/decide.h"
#include "policy/history.h"

namespace jeda::store {

/// Why the store could not answer. A lookup that fails is never "not found".
struct Error {
  enum class Cause {
    busy,      // locked by another process beyond the deadline
    timeout,   // no answer within the deadline; nothing was or will be recorded
    overload,  // not even tried: others have waited too long already, or too many wait
    full,      // no room on the disk
    missing,   // the file or its directory is not there, or may not be opened
    corrupt,   // not a database, or a damaged one
    lost,      // a sound one, without what was recorded: an older copy, another store, or its log was lost
    newer,     // written by a newer jeda: its schema is not known here
    failed,    // anything else; `message` says what
  };
  Cause cause = Cause::failed;
  std::string message;  // for the log, one line
};
std::string_view to_string(Error::Cause cause);
inline constexpr int error_causes = 9;

template <typename T>
using Result = tl::expected<T, Error>;

/// A governed message offered for judgement.
struct Offer {
  std::string salesperson;
  std::string message_id;   // without brackets; empty: none
  std::string fingerprint;  // of its text (mail::MessageFacts)
  std::string subject;      // UTF-8, for people
  std::string queue_id;     // of the MTA; unique only together with `host`
  std::string host;
  std::vector<policy::Recipient> recipients;
  policy::Imprint imprint = {};
  std::string override_reason = {};    // asked for; recorded where the decision used it
  policy::SenderWindows windows = {};  // how far back `sender` of the histories has to reach, and may reach further
  std::string exact = {};              // mail::exact_digest(); empty: it was not seen whole, and is no retry
  bool handed_back = false;  // it comes to this host from a relay of its own, which may have changed its bytes
  std::vector<std::string> above_footer = {};  // then: fingerprints it may have had before
};

/// What is kept of a message that is held, for reviewers and to judge it again.
struct HeldDetails {
  std::string sender;  // of the envelope, as written
  std::string notify;  // address of the salesperson, to be told what becomes of it; empty: nobody is told
  /// As much as `preview` allows, a line each: "From: ...\nTo: ...\n", decoded, UTF-8; "Attachment: NAME (TYPE, 12345
  /// bytes)", ("at least" where not all of it was seen); with the text "Link: WORDS <ADDRESS>", the address in ASCII.
  std::string headers;
  std::string excerpt;                       // likewise: what a person reads, its first 64 KiB
  std::optional<policy::Outgoing> outgoing;  // as it was judged; absent: it cannot be judged again
  std::string original = {};  // where others of its recipients get the message now: the whole of it, CRLF lines
  std::string seal = {};      // mail::pack() of its seal, as it goes on
  std::string source = {};    // for reviewers, with `preview: whole`: the message as it came, CRLF lines
};

/// Some recipients of a message, judged apart from the others.
struct JudgedPart {
  std::vector<std::size_t> recipients;  // places in Offer::recipients, ascending
  policy::Decision decision;            // about these alone
  std::vector<std::string> advice;
  std::optional<HeldDetails> details = {};  // of a hold; of a refusal `notify` alone
};

/// What was decided about an offer, and when.
struct Judgement {
  Time at;
  policy::Decision decision;
  bool enforced = true;  // false in observe mode: the mail goes its way whatever the verdict
  std::string policy_version;
  std::vector<std::string> advice;              // lines; empty for accept
  std::optional<HeldDetails> held = {};         // where the verdict is hold
  std::optional<policy::Imprint> imprint = {};  // in place of the offer's, which is known before the histories are

  /// Where recipients are judged apart and fare differently, two or more, and then `decision`, `advice` and `held` are
  /// not looked at: the first is what becomes of the message itself; the recipients of the others leave its envelope.
  /// Each is recorded as a message of its own. Only where enforced.
  std::vector<JudgedPart> parts = {};
};

/// Called inside the transaction, possibly on another thread: must be pure but for reading the clock, and quick.
/// Histories come in the order of the offer's recipients; two addresses of one person have the same one.
using Judge = std::function<Judgement(const policy::Histories&)>;

/// What became of an offer.
struct Outcome {
  std::string reference;  // names this decision to people; 10 characters, unique
  policy::Verdict verdict = policy::Verdict::accept;
  std::string rules;  // Decision::rule_names()
  std::optional<Time> next_allowed;
  policy::Release release = policy::Release::review;
  std::vector<std::string> advice;
  bool retry = false;                     // the same message offered again: the first verdict, nothing counted anew
  std::vector<std::size_t> removed = {};  // recipients (places in Offer::recipients) who leave the message's envelope
};

/// Salespeople who get new leads by turns. Without members there are no turns.
struct Turns {
  std::string team;
  std::vector<std::string> members;
};

/// How far a message from outside is believed to be of whom its From names.
enum class Trust {
  none,     // it is forged, says who checks such mail for us
  named,    // nothing shows that it is: only what answers a mail of ours to that very address is believed
  assumed,  // nobody checks such mail for us: likewise, but that a new lead is believed
  shown,    // it was checked
};

/// Something that happened with a prospect beside governed mail and replies: a call, an order, a bounce, ...
struct Event {
  policy::Recipient prospect;
  policy::TouchKind kind = policy::TouchKind::note;  // call or any after it
  Time at;
  std::string salesperson = {};  // who did or told it; may be empty
  policy::EventDetails details = {};
  std::string id = {};                        // where it came from; empty: all fields together are its id
  bool known_only = false;                    // recorded only where the prospect has a history
  std::vector<std::string> message_ids = {};  // mails it is about: recorded only where we sent the prospect one of them
  bool any_mail = true;                       // without message_ids it is recorded all the same
  std::optional<Duration> mailed_within = {};        // recorded only where mail went to the prospect so shortly before
  std::optional<policy::TouchKind> stands_for = {};  // recorded only where this is why nobody may write to the prospect
  bool else_unverified = false;  // where it is not for one of these reasons it is recorded as `unverified`, whose note
                                 // begins with the kind it was told as
  bool single = false;    // of several with its id and kind only the first that is recorded as it was told is recorded
  std::size_t daily = 0;  // as Reply::daily, of what names no mail of ours; 0 bounds nothing
};

/// A prospect as `jeda prospect` shows it.
struct ProspectRecord {
  std::string key;                     // the address under which the person's history is kept
  std::vector<std::string> addresses;  // keys of all the person's addresses, that one first
  policy::ProspectFacts facts;
};

/// A message from outside that a person wrote to salespeople.
struct Reply {
  Time at;
  std::string message_id;  // empty: none; the same id to the same people from the same writer is recorded once
  std::vector<policy::Recipient> from;  // who wrote: the From address first; never empty
  std::vector<std::string> to;          // salespeople addressed
  std::vector<std::string> references;  // message ids it names; see credit()
  int words = 0;                        // of what was written
  std::string wish = {};                // the sentence that asks not to be written to again; empty: none
  bool doubtful = false;                // it may ask something else: a doubtful_wish
  Turns turns = {};                     // of a lead that nobody is in charge of
  Trust trust = Trust::shown;
  std::size_t daily = 0;  // bytes that may be kept a day (UTC) of strangers, see is_for_the_day(); 0: any
};

/// Whom a reply was credited to.
struct ReplyOutcome {
  std::vector<std::string> prospects;  // keys; empty where it is not believed and From has no history, and where it is
                                       // beyond `daily`
  bool known = false;                  // some of them had a history with us; else it is a new lead
  std::string assigned = {};           // to whom the new lead went by turns
  bool believed = true;                // else it is in the log of `prospects` as `unverified`
  bool doubtful = false;               // its wish is in doubt
  bool beyond_daily = false;           // nothing of it is recorded
};

/// What was kept on a day of mail from whom we do not know, and of what is not believed.
struct StrangersDay {
  Time day;                  // its beginning, UTC
  std::int64_t bytes = 0;    // kept
  std::int64_t refused = 0;  // mails and reports of which nothing was recorded for that
  friend bool operator==(const StrangersDay&, const StrangersDay&) = default;
};

/// gone: the MTA's queue has it no more, and nobody can tell what became of it; it counts as if it had been sent.
enum class HeldState { held, released, returned, discarded, gone };
std::string_view to_string(HeldState state);
inline bool is_settled(HeldState state) { return state != HeldState::held && state != HeldState::gone; }

/// A line of `jeda history`.
struct LoggedTouch {
  policy::Touch touch;
  std::string prospect;              // key
  std::string raw;                   // the address as it was written that time
  std::string subject;               // empty for replies
  std::string rules;                 // findings of the decision behind it
  std::string override_reason = {};  // where an override let it pass
  std::optional<HeldState> hold =
      {};  // it is no touch but mail of ours that waits on hold, or was returned or discarded
  friend bool operator==(const LoggedTouch&, const LoggedTouch&) = default;
};

/// A prospect to whom mail does not get through.
struct Bouncing {
  LoggedTouch newest;  // its newest soft bounce
  int in_a_row = 0;    // History::soft_bounces
  friend bool operator==(const Bouncing&, const Bouncing&) = default;
};

/// An address that many salespeople write to and that never answers: a mail drop, an archive, a supplier?
struct Unlikely {
  std::string prospect;  // key
  int writers = 0;       // policy::writers_without_reply
  friend bool operator==(const Unlikely&, const Unlikely&) = default;
};

/// A message on hold, as reviewers see it.
struct HeldMessage {
  std::string reference;
  HeldState state = HeldState::held;
  Time held_at;
  std::optional<Time> settled_at;
  std::string salesperson;
  std::vector<policy::Recipient> recipients;  // `company` is not filled
  std::string subject;
  std::string message_id;
  std::string queue_id;  // of the newest copy, where the client offered it again
  std::string host;
  std::string rules;
  std::string findings;  // JSON array, see findings_json()
  policy::Release release = policy::Release::review;
  std::optional<Time> next_allowed;
  std::string policy_version;
  std::vector<std::string> advice;
  std::string seal = {};  // mail::unpack_seal(): what it was when it was held; empty: held by an older jeda
};

/// Names what was held to people: the first 16 hex digits of a SHA-256 of its seal; empty: it has none.
std::string digest_name(const HeldMessage& message);

/// Mail that went its way though rules objected: tagged, or in observe mode.
struct TaggedMail {
  Time at;
  std::string reference;
  std::string subject;
  std::vector<policy::Recipient> recipients;  // `company` is not filled
  std::string findings;                       // JSON array, see findings_json()
  friend bool operator==(const TaggedMail&, const TaggedMail&) = default;
};

/// Reading. Safe for concurrent use; never blocks the writer.
class Reader {
 public:
  virtual ~Reader() = default;

  /// The summary of a prospect and of its company, found by indexed lookup. An unknown prospect has an empty history.
  virtual Result<policy::ProspectHistory> history(const policy::Recipient& prospect) = 0;

  /// The newest `limit` touches of a prospect, and mail to it that waits on hold or never left it, oldest first. Empty:
  /// unknown.
  virtual Result<std::vector<LoggedTouch>> touches(std::string_view key, int limit) = 0;

  /// What was told of a prospect, under any of its addresses. Absent: nothing was, and no address is linked.
  virtual Result<std::optional<ProspectRecord>> prospect(std::string_view key) = 0;

  /// True for an address that was erased on request and must not be written to. Its history says so too, from the
  /// moment of the erasure; nothing else is known of it.
  virtual Result<bool> forgotten(std::string_view key) = 0;

  /// What a salesperson sent, and which overrides passed, within `windows` before `now`; a window of zero asks for
  /// nothing. Mail is counted from the day on which a policy first looks at it (Offer::windows), for 35 days or as long
  /// as that window, whichever is longer.
  virtual Result<policy::SenderHistory> sender_history(std::string_view salesperson, policy::SenderWindows windows,
                                                       Time now) = 0;

  /// Prospects with an opt-out wish, clear or doubtful, that nobody has confirmed or lifted, at most `limit`, oldest
  /// wish first.
  virtual Result<std::vector<LoggedTouch>> open_wishes(int limit) = 0;

  /// Prospects who must not be written to because their address is dead: the bounce that said so, at most `limit`,
  /// oldest first.
  virtual Result<std::vector<LoggedTouch>> dead(int limit) = 0;

  /// Prospects with `least` or more soft bounces in a row, at most `limit`, the newest bounce first.
  virtual Result<std::vector<Bouncing>> bouncing(int least, int limit) = 0;

  /// What was not believed to be of a prospect with a history, at most `limit`, newest first.
  virtual Result<std::vector<LoggedTouch>> unverified(int limit) = 0;

  /// Days on which something of strangers was kept or refused, at most `limit`, newest first. Thirty are known.
  virtual Result<std::vector<StrangersDay>> strangers(int limit) = 0;

  /// Prospects who look like none, at most `limit`, those with most writers first. Walks a month's contacts.
  virtual Result<std::vector<Unlikely>> unlikely(Time now, int limit) = 0;

  /// Prospects whom a salesperson wrote to, called or met after `since`, or who wrote to them: at most `limit`, whom
  /// it concerns last first.
  virtual Result<std::vector<policy::Recipient>> prospects_of(std::string_view salesperson, Time since, int limit) = 0;

  /// A salesperson's mail after `since` that was tagged and never held, at most `limit`, newest first.
  virtual Result<std::vector<TaggedMail>> tagged_of(std::string_view salesperson, Time since, int limit) = 0;

  /// Held mail in one state, oldest first.
  virtual Result<std::vector<HeldMessage>> held(HeldState state, int limit) = 0;

  /// Held mail by its reference, whatever its state. Absent: no such.
  virtual Result<std::optional<HeldMessage>> held_message(std::string_view reference) = 0;

  /// Counts what stands in the summaries and not in the fold of the log, or the other way round; 0 in a sound store.
  /// Walks everything.
  virtual Result<int> count_divergences() = 0;
};

/// How a store that writes fares at this moment.
struct Load {
  std::size_t waiting = 0;             // requests that wait or are being worked on
  std::chrono::nanoseconds oldest{0};  // how long the oldest of them has waited
  bool overloaded = false;             // new decisions are refused
  std::optional<Error> failing = {};   // why the newest transaction failed, within the last minute
};

class Store : public Reader {
 public:
  /// A store that keeps nobody waiting has none.
  virtual Load load() { return {}; }

  /// Reads the histories of the offer's recipients, calls `judge`, records what it decided, and returns once that is on
  /// disk. An offer with the salesperson, Message-ID, recipients and bytes (`exact`) of one decided before gets that
  /// verdict again and is not recorded anew: of held mail within held_retry_window, of mail that went its way within
  /// retry_window and most_retries times. One of mail not held that was handed back needs the text alone (or
  /// above_footer), within held_retry_window. Not so for a rejection, which left no trace in any history: it is judged
  /// again; nor for held mail settled since: a new copy waits on hold of its own, where reviewers see it. Gives up at
  /// the deadline; then nothing is recorded, now or later. Accepted or tagged, or not enforced: a contact each. Held: a
  /// HeldMessage, which is in no history. Rejected: the decision alone.
  ///
  /// One that goes or is held takes the place of held mail of the same salesperson to the same people with the same or
  /// nearly the same text (is_same_intention()): a request to discard that one is made in the same transaction.
  virtual Result<Outcome> transact(const Offer& offer, const Judge& judge) = 0;

  /// Records a reply, on disk when it returns.
  virtual Result<ReplyOutcome> record_reply(const Reply& reply) = 0;

  /// Records events in one transaction, all or none; on disk when it returns. Gives how many were new, as they were
  /// told or as unverified: an event that is known by its id (of the same prospect and kind) is not recorded again,
  /// and of an address that is forgotten() only that it may be written to again is: then it is not any more.
  virtual Result<int> record_events(const std::vector<Event>& events) = 0;

  /// Changes what is told of a prospect, under any of its addresses; gives what it is afterwards. `change` may be
  /// called more than once, on another thread.
  virtual Result<policy::ProspectFacts> change_prospect(std::string_view key,
                                                        const std::function<void(policy::ProspectFacts&)>& change) = 0;

  /// Puts the next of a team in charge of a prospect whom nobody is in charge of. Gives who is afterwards; empty:
  /// nobody, since the team has no members.
  virtual Result<std::string> assign_by_turn(std::string_view key, const Turns& turns, Time at) = 0;

  /// Makes `address` another address of the person behind `person`: one history, one set of facts, from now on under
  /// that one's key. False: they were one already. Once it is being committed it is waited for beyond the deadline,
  /// since it cannot be taken back.
  virtual Result<bool> link(const policy::Recipient& person, const policy::Recipient& address) = 0;
};

/// How long after the first, and how often, the same message that went its way counts as a client's retry. The filter
/// cannot see whether the client read the MTA's 250. One that did not tries again soon: Postfix waits 300 s
/// (minimal_backoff_time), then twice as long each time, up to 4,000 s (maximal_backoff_time). Later or oftener it is a
/// further mail to the prospect, whatever its Message-ID.
inline constexpr Duration retry_window = std::chrono::hours(2);
inline constexpr int most_retries = 2;

/// Held mail offered again stays one held message, which reaches nobody; and so long may a message wait in a queue of
/// ours before a relay hands it back: Postfix keeps trying for 5 days (maximal_queue_lifetime).
inline constexpr Duration held_retry_window = std::chrono::hours(24 * 5);

/// A decision's findings as a JSON array, for programs.
std::string findings_json(const policy::Decision& decision);

/// A finding as findings_json() kept it.
struct KeptFinding {
  std::string rule = "?";
  std::string kind;  // its name
  std::string action = "?";
  std::string prospect = "?";
  std::string name;                    // Finding::name
  std::optional<policy::Facts> facts;  // absent: no such kind is known; what was not kept of them is empty
  std::optional<Time> next_allowed;
};

/// The first `most` of them; none where it is no such array.
std::vector<KeptFinding> kept_findings(std::string_view findings, std::size_t most);

/// Findings without the names of these prospects (keys); empty: it is no such array.
std::string findings_without_names(std::string_view findings, const std::set<std::string>& prospects);

/// What a notice of refused recipients tells, as JSON: {"recipients": [...], "names": [...] (of each; empty: not
/// known), "next_allowed" (microseconds; null: no later moment), "subject", "message_id", "rules", "advice": [...]}.
std::string refusal_json(const Offer& offer, const Judgement& judgement);

}  // namespace jeda::store
