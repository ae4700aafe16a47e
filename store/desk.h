// The reviewers' desk: held mail with all that was asked for, done and told about it.
//
// A reviewer asks (ask()); the agent on the MTA's host does it with the MTA's own commands and reports back; what the
// salesperson is told waits as a notice until the MTA took it. A state is recorded only once the MTA's queue is seen to
// be so: between asking and doing, held mail is held.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace jeda::store {

/// Who did something: an account of the web page, a login on the host ("root (shell)"), or one of these.
inline constexpr std::string_view by_schedule = "schedule";  // the agent, at the moment of a scheduled release
inline constexpr std::string_view by_expiry = "expiry";      // the agent, after the settable time
inline constexpr std::string_view by_queue = "queue";        // seen in the MTA's queue: an admin did it by hand

/// A salesperson, by a link that needs no account: "budi (link)". No account can be called so.
inline constexpr std::string_view link_mark = " (link)";
std::string by_link(std::string_view salesperson);

/// The salesperson behind what by_link() gave; empty: it is no such name.
std::string_view by_link_of(std::string_view who);

enum class RequestKind { release, give_back, discard };
/// "release", "return", "discard".
std::string_view to_string(RequestKind kind);

/// Stored by number, as HeldState and NoticeKind are: new ones come last.
/// waiting: the agent will do it; running: it has begun, and may have been killed since; done; failed: given up, the
/// mail is still held; void: the mail was settled otherwise meanwhile.
enum class RequestState { waiting, running, done, failed, voided };
std::string_view to_string(RequestState state);

/// Something the agent shall do to a held mail. A mail has at most one that is waiting or running.
struct QueueRequest {
  std::int64_t id = 0;
  RequestKind kind = RequestKind::release;
  Time at;
  std::string by;
  std::string words;  // to the salesperson; UTF-8, at most max_words bytes
  RequestState state = RequestState::waiting;
  int attempts = 0;
  Time next_try;
  std::string trouble;  // why the newest attempt did not work; one line
  std::optional<Time> finished_at;
};
inline constexpr std::size_t max_words = 4000;

/// Whether the agent is still to do it, or at it.
bool is_open(const std::optional<QueueRequest>& request);

/// A line of a held mail's own record: notes, requests, what the agent saw. Never changed, never deleted.
struct Entry {
  Time at;
  std::string who;
  std::string what;       // one of entry_words, or of the web page's: "login" and such
  std::string reference;  // of the held mail; empty: about none
  std::string detail;     // words, trouble; UTF-8
  std::string from;       // the client's address, for what came over the web
  std::int64_t id = 0;    // place in the record; given by the desk
};

/// What the desk itself writes to the record.
namespace entry_words {
inline constexpr std::string_view note = "note";
inline constexpr std::string_view release_asked = "release asked";
inline constexpr std::string_view when_allowed_asked = "release when allowed asked";
inline constexpr std::string_view return_asked = "return asked";
inline constexpr std::string_view discard_asked = "discard asked";
inline constexpr std::string_view undone = "undone";  // what was asked last, before anything came of it; detail: what
inline constexpr std::string_view begun = "begun";    // by the agent; detail: "release", "return", "discard"
inline constexpr std::string_view given_up = "given up";  // by the agent; detail: what, and why
inline constexpr std::string_view released = "released";
inline constexpr std::string_view returned = "returned";
inline constexpr std::string_view discarded = "discarded";
inline constexpr std::string_view gone = "gone";
inline constexpr std::string_view judged_again =
    "judged again";  // detail: "later", "review" or "replied", and the rules
inline constexpr std::string_view second_copy =
    "second copy";  // a client offered the mail twice; detail: what came of it
inline constexpr std::string_view reminded = "reminded";
inline constexpr std::string_view notice_failed = "notice failed";  // detail: kind, and why
inline constexpr std::string_view rules_passed = "rules passed";    // a release now; detail: the rules that objected
inline constexpr std::string_view account_put = "account put";      // detail: name, role, "disabled"
inline constexpr std::string_view account_dropped = "account dropped";
inline constexpr std::string_view overridden =
    "override";  // by a salesperson's link; detail: the rules that it passed, and why
inline constexpr std::string_view reviewer_asked = "reviewer asked";    // likewise; detail: their words
inline constexpr std::string_view own_page_asked = "own page asked";    // likewise: the mail with its link
inline constexpr std::string_view own_page_opened = "own page opened";  // by that link; the page's own word
}  // namespace entry_words
inline constexpr std::string_view by_agent = "agent";
inline constexpr std::string_view by_newer =
    "newer";  // a newer mail of the same text took its place: Entry::detail names it

/// A held mail in a list.
struct HeldItem {
  HeldMessage message;
  std::optional<QueueRequest> request;  // the newest
  int notes = 0;
  std::string copy_trouble;  // why the MTA does not have its copy (Copy) yet; one line; empty: no trouble
  bool asked = false;        // its salesperson asked a reviewer to look at it
  std::optional<mail::Sketch> sketch = {};  // of its text; where HeldFilter::sketches asks for it, and it has one
};

/// Another mail on hold to one of the same prospects.
struct Beside {
  std::string reference;
  std::string salesperson;
  std::string subject;
  Time held_at;
};

/// A held mail whole.
struct HeldDetail {
  HeldItem item;
  std::string sender;                  // of the envelope, as written
  std::string headers;                 // what `preview` allowed to keep: "From: ...\nTo: ...\n", decoded, UTF-8
  std::string excerpt;                 // likewise: what a person reads
  std::vector<QueueRequest> requests;  // oldest first
  std::vector<Entry> entries;          // oldest first, at most 1000
  std::vector<Beside> beside = {};     // oldest first, at most most_beside
  bool has_source = false;             // source() has the message whole
};
inline constexpr int most_beside = 20;

/// Whether anything but a note may be asked for: it is held, or gone and nobody said what became of it, and no request
/// is open.
bool can_be_decided(const HeldItem& item);

enum class HeldOrder { oldest, newest, next_allowed };

/// What a held mail waits for. needs_decision: a person. asked: the agent, which is to do what was asked. by_itself:
/// its moment.
enum class HeldPart { all, needs_decision, asked, by_itself };

inline constexpr int most_listed = 10000;

/// Everything set must hold. Texts are compared without regard to ASCII case.
struct HeldFilter {
  std::optional<HeldState> state = HeldState::held;  // absent: any
  std::string salesperson = {};                      // whole name
  std::string prospect = {};                         // part of a recipient's address
  std::string rule = {};                             // whole name of a rule that objected
  std::string text = {};                             // part of the subject, salesperson, a recipient or the reference
  std::optional<policy::Release> release = {};
  std::optional<Time> held_from = {};    // inclusive
  std::optional<Time> held_before = {};  // exclusive
  bool in_trouble = false;               // a request failed or its newest attempt did
  HeldOrder order = HeldOrder::oldest;
  int limit = 100;         // 1 to most_listed
  std::string after = {};  // HeldPage::next of the page before, or place_of(); empty: from the start
  HeldPart part = HeldPart::all;
  bool sketches = false;  // HeldItem::sketch is wanted
};

/// Where a mail stands in a list of that order: for HeldFilter::after.
std::string place_of(const HeldMessage& message, HeldOrder order);

struct HeldPage {
  std::vector<HeldItem> items;
  int total = 0;     // that match, on all pages
  std::string next;  // empty: the last page
};

/// What a reviewer wants. `release_when_allowed` has it judged again at its next allowed moment and then released; what
/// the reviewer saw that no moment mends (a rule about the text) does not object then. Of mail that is gone, release,
/// give_back and discard say what had happened: it is settled so at once. `undo` takes back what was asked last, within
/// undo_within and before the agent has begun: an open request is void, a release when allowed waits for a decision
/// again.
struct Ask {
  enum class What { release, release_when_allowed, give_back, discard, note, undo };
  What what = What::note;
  std::string reference;
  std::string by;
  std::string words;  // to the salesperson; of a note: the note, for reviewers only
  Time at;
  std::string from;  // client's address, for the record
  /// version_of() what the reviewer looked at; other than the mail's now: `changed`. Empty: not asked. Notes do not
  /// ask.
  std::string seen = {};
  bool dry = false;    // only the answer: nothing is recorded or done
  Duration wait = {};  // so long the agent lets it be, since it can be taken back until then
};
inline constexpr Duration undo_within = std::chrono::minutes(1);

struct Answer {
  enum class Upshot {
    done,
    absent,     // no held mail has that reference
    settled,    // released, returned or discarded already: `state`, `request`
    requested,  // somebody asked for something already, which is not done yet: `request`
    changed,    // another reviewer did something since `seen`: `last`
    no_moment,  // release_when_allowed of mail that no moment makes right
    too_late,   // undo: it has begun, is longer ago, or there is nothing to be taken back
  };
  Upshot upshot = Upshot::done;
  HeldState state = HeldState::held;
  std::optional<QueueRequest> request;
  std::optional<Entry> last;  // the newest of the mail's record
};

/// Whether what was asked last may still be taken back at `now`. `last`: the newest of the mail's record; null: not
/// known, and then a release when allowed is not seen.
bool can_be_undone(HeldState state, const std::optional<QueueRequest>& request, const Entry* last, Time now);

/// Names what a reviewer saw of a held mail: changes with every entry of its record.
std::string version_of(const HeldDetail& detail);

/// What a salesperson asks by a link that needs no account.
struct LinkAsk {
  std::string reference;
  std::string salesperson;
  std::string words;  // why; of an override the reason as it was judged
  Time at;
  std::string from;  // client's address, for the record
  std::string seen;  // as Ask::seen, and never empty
};

/// What came of sending a held mail against the rules.
struct Override {
  Answer answer;              // `done`: it was judged
  bool passes = false;        // a request to release it is made
  policy::Decision decision;  // where it was judged
};

/// Mails with the link to a salesperson's own page: so many in so long, whoever asks for them.
inline constexpr int most_own_page_mails = 5;
inline constexpr Duration own_page_mails_within = std::chrono::hours(1);

/// What the agent works on: a mail of its host with a request that is due.
struct Task {
  QueueRequest request;
  HeldMessage message;
  std::string sender;
};

/// What a scheduled release came to.
struct Again {
  enum class Upshot {
    release,  // nothing objects any more (or only tags): a request to release is made, by by_schedule
    later,    // an objection with a moment: waits for it
    review,   // an objection without one, or a refusal: waits for a reviewer
    replied,  // the prospect wrote meanwhile: waits for a reviewer, the salesperson is told
    none,     // not held any more, or a request waits, for this mail or to release another one to the same person
  };
  Upshot upshot = Upshot::none;
  policy::Verdict verdict = policy::Verdict::accept;
  std::string rules;
  std::optional<Time> next_allowed;
};

std::string_view to_string(Again::Upshot upshot);  // "release", "later", ...

/// replaced: a newer mail of theirs with the same text took the place of the one it is about. waits: judged again, it
/// does not go yet, and now for another reason than was told.
/// own_page: the link to a salesperson's own page, to their own address; about no mail.
enum class NoticeKind {
  held,
  released,
  returned,
  discarded,
  refused,
  replied,
  expired,
  reminder,
  replaced,
  waits,
  own_page
};
std::string_view to_string(NoticeKind kind);

/// Something a person is told by mail. At most one of a kind for a mail and occasion, whatever is killed when.
struct Notice {
  std::int64_t id = 0;
  NoticeKind kind = NoticeKind::held;
  std::string reference;  // of the held mail (of the decision, for refused parts); reminder: empty
  Time at;
  std::string to;        // address of the salesperson, or of the reviewers
  std::string token;     // 32 hex digits, no outsider knows it: X-Jeda-Notice, and the left side of the Message-ID
  std::string by;        // who released or returned
  std::string words;     // the reviewer's
  std::string details;   // JSON, what the template needs beside the held mail
  std::string original;  // the message, to be attached; empty: not
  int attempts = 0;

  /// due: to be given to the MTA, which has not taken it for certain. passed: the filter saw it go by, so it was taken;
  /// to be noted as sent, and not given again. untold: the MTA may have taken it while no filter was in its way, and
  /// nobody learnt whether in untold_for; to be given up.
  enum class Standing { due, passed, untold };
  Standing standing = Standing::due;
};
inline constexpr Duration untold_for = std::chrono::hours(48);
inline constexpr Duration passes_within = std::chrono::minutes(5);  // once ended; Postfix waits as long for a filter

inline constexpr Duration longest_between_reminders = std::chrono::hours(7 * 24);
inline constexpr Duration shortest_between_reminders = std::chrono::hours(1);

/// How much waits on the desk.
struct DeskFigures {
  int held = 0;
  int gone = 0;  // and nobody has said what became of it
  std::optional<Time> oldest_held;
  int requests_waiting = 0;  // or begun
  int requests_failed = 0;   // the newest of mail that is held
  int notices_waiting = 0;   // due or to be tried again
};

/// An agent as it was last seen. Times are by its own host's clock.
struct AgentSign {
  std::string host;  // the MTA's own name
  Time started_at;
  Time seen_at;                     // a round of it ended
  std::optional<Time> compared_at;  // store and queue were last compared whole
  std::string trouble;              // the store's or the queue's newest error since then, one line; empty: none
  friend bool operator==(const AgentSign&, const AgentSign&) = default;
};

/// What the desk does with the MTA's queue, the notices and the accounts. Safe for concurrent use from several threads;
/// several processes may each have one. Calls wait for other writers up to the deadline.
class Desk {
 public:
  virtual ~Desk() = default;

  // Reviewers.
  virtual Result<HeldPage> list(const HeldFilter& filter) = 0;
  virtual Result<std::optional<HeldDetail>> show(std::string_view reference) = 0;
  virtual Result<Answer> ask(const Ask& ask) = 0;

  // Salespeople, by links that need no account.

  /// Judges a held mail as if it came now with the override that `judge` brings along. What passes is released as a
  /// reviewer's "now" is, and the override counts, once for a mail however often it is tried; else nothing changes.
  virtual Result<Override> override_release(const LinkAsk& ask, const Judge& judge) = 0;

  /// The mail waits for a reviewer from now on, whatever it waited for; the words are kept in its record.
  virtual Result<Answer> ask_reviewer(const LinkAsk& ask) = 0;

  /// Queues the mail with the link to a salesperson's own page. False: most_own_page_mails are on their way or went.
  virtual Result<bool> send_own_page(std::string_view salesperson, std::string_view to, std::string_view link, Time at,
                                     std::string_view from) = 0;

  // The agent. `host` is the MTA's own name, as in HeldMessage::host.

  /// Mail on hold at a host, oldest first; also what was settled (by a request) since `settled_since`.
  virtual Result<std::vector<Task>> held_at(std::string_view host, Time settled_since) = 0;

  /// Requests of the host that are due, running ones (of an agent that was killed) first.
  virtual Result<std::vector<Task>> due(std::string_view host, Time now, int limit) = 0;

  /// The attempt begins: on disk before anything is done to the queue. False: not to be done any more.
  virtual Result<bool> begin(std::int64_t request, Time now) = 0;

  /// The original of a mail that is to be returned: kept, with the notice that will carry it, before it leaves the
  /// queue. The notice is not sent before finish(). An empty original (too large, unreadable): the notice says so.
  /// False: the request is not open any more, or nobody is known to return it to; the mail must stay in the queue.
  virtual Result<bool> keep_original(std::int64_t request, std::string_view original) = 0;

  /// The queue is seen to be as asked: settles the mail, frees the notice, in one transaction. False: it was settled
  /// already.
  virtual Result<bool> finish(std::int64_t request, Time at) = 0;

  /// It did not work this time; tried again at `next_try`, or given up where that is absent.
  virtual Result<bool> put_off(std::int64_t request, std::string_view trouble, std::optional<Time> next_try,
                               Time at) = 0;

  /// The queue holds the mail no more though nobody asked here: released (a contact), discarded, or gone (nobody
  /// can tell; it counts as sent, until a reviewer says what happened). Its open request is voided. False:
  /// settled already.
  virtual Result<bool> found(std::string_view reference, HeldState state, Time at, std::string_view detail) = 0;

  /// The hold queue has the mail under another id than the newest: the client offered it twice, and the second offer
  /// came to nothing. False: it is not held under `from` any more.
  virtual Result<bool> adopt(std::string_view reference, std::string_view from, std::string_view to, Time at) = 0;

  /// Held mail of a host for a scheduled release, due at `now`, without an open request, oldest first.
  virtual Result<std::vector<HeldMessage>> to_judge_again(std::string_view host, Time now, int limit) = 0;

  /// The message as it was judged; absent: unknown, or held by an older jeda that kept none.
  virtual Result<std::optional<policy::Outgoing>> outgoing(std::string_view reference) = 0;

  /// Judges a held mail again, against all that went out and came in meanwhile, and records what comes of it, in one
  /// transaction: what may go is let go, and is a contact for whatever is judged next. `judge` as in Store::transact.
  virtual Result<Again> judge_again(std::string_view reference, const Judge& judge) = 0;

  /// Held mail that waits for a reviewer and is to be named in a reminder, oldest first: once it has waited for
  /// `after`, then after 2, 4, 8... times that, at the latest after longest_between_reminders (or `after`, where that
  /// is longer) since it was last named. None while the last reminder is younger than an hour (or `after`, where that
  /// is shorter). remind() queues one notice for those of them that are still to be named.
  virtual Result<std::vector<HeldMessage>> to_remind(Time now, Duration after, int limit) = 0;
  virtual Result<bool> remind(const std::vector<std::string>& references, std::string_view to, Time at,
                              Duration after) = 0;

  /// Makes a request to return each mail held since before `before`, by by_expiry. Gives how many.
  virtual Result<int> expire(Time before, Time at) = 0;

  /// An agent says that it lives: in place of what it said before. Each is a write to the disk.
  virtual Result<bool> put_agent(const AgentSign& sign) = 0;
  /// Every agent that ever was, by host.
  virtual Result<std::vector<AgentSign>> agents() = 0;

  /// The message as it was given to the filter, where `preview: whole` kept it. Absent: it was not kept, or was
  /// forgotten since.
  virtual Result<std::optional<std::string>> source(std::string_view reference) = 0;

  /// Drops what reviewers could see (header fields, text, source) of mail that was settled before `settled_before`.
  /// Gives of how many.
  virtual Result<int> forget_texts(Time settled_before) = 0;

  // Monitoring.
  virtual Result<DeskFigures> figures() = 0;

  // Notices. None is given to the MTA again that it may have taken: a try is noted as `sending` before the dialogue, as
  // offered before the message's end, as passed by the filter before the MTA's answer, and as sent after it.

  /// Those with which something is to be done, oldest first. One that was offered and has not passed is none of them,
  /// until filter_says() or untold_for tells more.
  virtual Result<std::vector<Notice>> notices(Time now, int limit) = 0;
  virtual Result<bool> sending(std::int64_t notice, Time now) = 0;  // on disk before the SMTP dialogue begins
  virtual Result<bool> offered(std::int64_t notice, Time at) = 0;   // on disk before the message is ended
  virtual Result<bool> sent(std::int64_t notice, Time at) = 0;      // the MTA said 250

  /// The MTA said no, for certain: the next try is a new one. Absent: given up.
  virtual Result<bool> not_sent(std::int64_t notice, std::string_view trouble, std::optional<Time> next_try) = 0;

  struct NoticeClaim {
    bool first = false;     // false: it passed before (its sender was killed before it knew), this copy must be dropped
    std::string reference;  // what it is about; empty: several
  };
  /// The filter sees a notice pass. Absent: no such token.
  virtual Result<std::optional<NoticeClaim>> claim_notice(std::string_view token, Time at) = 0;

  /// A filter that has been in the way of the agent's mail all the time since `since` says that what it has not seen
  /// pass was not taken: notices that were offered since then, and copies, each longer ago than passes_within, are due
  /// again. Gives how many.
  virtual Result<int> filter_says(Time since, Time now) = 0;

  // Parts of a message whose recipients were judged apart: a copy for the held ones, given to the MTA by the agent.

  /// Given to the MTA from the null sender to `notify`, the salesperson: the filter, where it finds the token, puts the
  /// true sender and recipients in their place and holds it. Were the filter not there, nobody outside would get it.
  struct Copy {
    std::string reference;
    std::string token;     // X-Jeda-Copy, put above the original
    std::string notify;    // whom it is given to
    std::string original;  // CRLF lines
    int attempts = 0;
    bool passed = false;  // the filter saw it: to be looked for in the queue, and not given again
  };
  struct CopyClaim {
    bool first = false;  // false: the MTA has it already, this copy must be dropped
    std::string reference;
    std::string rules;
    std::string sender;  // of the envelope it shall have, as written; empty: null
    std::string notify;  // the recipient it came with
    std::vector<policy::Recipient> recipients;
  };
  /// As notices().
  virtual Result<std::vector<Copy>> copies(std::string_view host, Time now, int limit) = 0;
  virtual Result<bool> copy_offered(std::string_view reference, Time at) = 0;  // as offered()

  /// The MTA said 250: the original is dropped. False: the filter has not seen it (it is not in the MTA's way); it is
  /// kept under a new token, and due again once filter_says().
  virtual Result<bool> copy_sent(std::string_view reference, Time at) = 0;

  /// The MTA said no, for certain: a claim is taken back.
  virtual Result<bool> copy_not_sent(std::string_view reference, std::string_view trouble, Time next_try) = 0;

  /// The filter sees a copy pass. Absent: no such token.
  virtual Result<std::optional<CopyClaim>> claim_copy(std::string_view token, std::string_view queue_id,
                                                      std::string_view host) = 0;

  // Accounts of the web page, and the record of who did what.
  enum class Role { viewer, reviewer, admin };
  struct Account {
    std::string name;  // lower case, [a-z0-9._@-]
    std::string hash;  // argon2id, encoded
    Role role = Role::viewer;
    bool disabled = false;
    Time created_at;
  };
  virtual Result<std::vector<Account>> accounts() = 0;
  virtual Result<std::optional<Account>> account(std::string_view name) = 0;
  virtual Result<bool> put_account(const Account& account, std::string_view by, Time at) = 0;  // new or changed
  virtual Result<bool> drop_account(std::string_view name, std::string_view by, Time at) = 0;

  struct WebSession {
    std::string token_hash;  // SHA-256, hex: the token itself is with the browser alone
    std::string account;
    std::string csrf;
    Time created_at;
    Time used_at;
  };
  virtual Result<std::optional<WebSession>> session(std::string_view token_hash) = 0;
  /// A new one where used_at is created_at; else one that is there is changed. False: it was there, or is there no more
  /// (a login that was ended does not come back).
  virtual Result<bool> put_session(const WebSession& session) = 0;
  virtual Result<bool> drop_session(std::string_view token_hash) = 0;
  virtual Result<int> drop_sessions(std::string_view account, Time used_before) = 0;  // empty account: everybody's

  /// The secret of that name, which the page signs with. Where there is none yet, `fresh` becomes it; of two pages that
  /// offer one at a time, one's.
  virtual Result<std::string> web_secret(std::string_view name, std::string_view fresh) = 0;

  /// Adds to the record. The database itself refuses to change or delete what is in it.
  virtual Result<bool> note(const Entry& entry) = 0;
  /// The newest first. Empty texts: anybody, any mail. `before`: Entry::id of the last one had, as text; empty: from
  /// the newest.
  virtual Result<std::vector<Entry>> entries(std::string_view who, std::string_view reference, int limit,
                                             std::string_view before) = 0;
};
std::string_view to_string(Desk::Role role);

}  // namespace jeda::store
