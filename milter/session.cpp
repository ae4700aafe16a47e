#include "milter/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <variant>

#include "base/letters.h"
#include "base/text.h"
#include "milter/inbound.h"
#include "milter/original.h"
#include "milter/own_mail.h"
#include "milter/pipeline.h"
#include "milter/wording.h"
#include "policy/identity.h"

namespace jeda::milter {
namespace {

using policy::Governed;
using policy::Ignored;

constexpr std::size_t most_own_headers = 1000;  // that can be taken out; no honest sender writes one
constexpr std::size_t around_field = 128;       // bytes that a header field takes beside name and value, about
constexpr std::size_t around_recipient = 512;   // likewise a recipient
constexpr std::size_t reading_takes = 3;        // what stays of a message once it was read, in bodies, about
constexpr std::size_t most_prospects = 1500;    // of one message; Postfix takes 1,000 recipients unless told otherwise

// X-Jeda and X-Jeda-...: ours alone. White space before the colon does not hide one, nor do letters that look the same.
// No MTA takes a name with control characters for a field's, and none is named to an MTA.
bool is_own_header(std::string_view written) {
  if (std::any_of(written.begin(), written.end(), [](char c) { return is_control(c) && c != '\t'; })) return false;
  const std::string look = is_ascii(written) ? "" : look_of(written);
  std::string_view name = look.empty() ? written : look;
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
  constexpr std::string_view own = "X-Jeda";
  if (!equals_ignoring_case(name.substr(0, own.size()), own)) return false;
  return name.size() == own.size() || name[own.size()] == '-';
}

Actions refusal(Refusal refusal) {
  Actions actions;
  actions.final = std::move(refusal);
  return actions;
}

}  // namespace

// A message on its way in. Only its envelope is known at first.
struct Session::Message {
  explicit Message(std::shared_ptr<BodyMemory> memory) : share(std::move(memory)) {}

  BodyMemory::Share share;  // of its header, body and recipients
  bool crowded = false;     // and no more of it was to be had
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  policy::PolicyPtr policy;
  policy::Direction direction;
  std::optional<mail::Address> sender;
  std::vector<policy::Recipient> prospects;     // outside
  std::vector<std::vector<std::string>> paths;  // of each prospect: as the envelope has it, maybe more than once
  std::vector<std::string> salespeople;         // inside
  bool to_reports = false;                      // inside: one of organisation.reports
  std::set<std::string, std::less<>> seen;      // of either, so that each stands there once
  mail::RawMessage raw;
  std::size_t header_bytes = 0;
  std::vector<RemoveHeader> own_headers;
  std::map<std::string, int> own_names;  // how often each is there, in lower case
  std::string_view beyond;               // what of it is more than can be judged; empty: nothing
  std::string unread;                    // the path of a recipient that cannot be understood; empty: none
  bool removable = true;                 // each prospect can be taken out by the path that was offered
  std::optional<Original> original;      // kept only where its recipients may be judged apart, or for reviewers
  bool parts = false;                    // its recipients may be judged apart
  OwnToken token;

  void add_prospect(const mail::Address& address, std::string_view path);

  // Memory for so many bytes more; false once there was none.
  bool take(std::size_t bytes) {
    crowded = crowded || !share.take(bytes);
    return !crowded;
  }
  bool take_for_body(std::size_t bytes, std::size_t limit);

  bool is_governed() const { return std::holds_alternative<Governed>(direction); }

  bool handed_back = false;  // from this host itself, and nobody logged in

  bool may_be_own = false;  // from the null sender on one of our hosts to one of ours: maybe jeda-agent's

  bool is_inbound() const { return to_reports || !salespeople.empty(); }
  bool is_ours() const { return is_governed() ? !prospects.empty() || !unread.empty() : is_inbound() || may_be_own; }
};

Session::Session(Services& services) : services_(services) {}
Session::~Session() { abort(); }

void Session::connect(std::string_view client_address, std::string_view host) {
  client_address_ = client_address;
  host_ = host;
}

Next Session::mail(std::string_view login, std::string_view sender_path) {
  abort();
  services_.metrics->messages.begun.Increment();
  message_ = std::make_unique<Message>(services_.memory);
  message_->policy = services_.current_policy();
  message_->handed_back = login.empty() && policy::is_loopback(client_address_);
  message_->sender = mailbox_at(sender_path);
  if (!message_->sender) message_->sender = mail::parse_path(sender_path);
  message_->direction = policy::classify(*message_->policy, {std::string(login), message_->sender, client_address_});
  return std::holds_alternative<Ignored>(message_->direction) ? leave(services_.metrics->messages.left_at_mail)
                                                              : Next::go_on;
}

std::optional<mail::Address> Session::mailbox_at(std::string_view path) const {
  return policy::delivered_to(*message_->policy, host_, path);
}

void Session::recipient(std::string_view path, std::string_view resolved) {
  if (!message_) return;
  auto address = mailbox_at(resolved.empty() ? path : resolved);
  if (address && address->domain().empty()) address = mailbox_at(path);
  if (message_->is_governed()) return governed_recipient(address, path);
  if (!address) return;
  if (!message_->sender && policy::is_internal(*message_->policy, *address)) {
    message_->may_be_own = policy::is_own_host(*message_->policy, client_address_);
  }
  if (policy::receives_reports(*message_->policy, address->key)) {
    message_->to_reports = true;
    return;
  }
  const auto salesperson = policy::salesperson_for(*message_->policy, address->key);
  if (salesperson && message_->seen.insert(salesperson->name).second)
    message_->salespeople.push_back(salesperson->name);
}

void Session::governed_recipient(const std::optional<mail::Address>& address, std::string_view path) {
  const policy::Policy& policy = *message_->policy;
  if (!address) {
    message_->unread = path.empty() ? "<>" : path;
  } else if (!policy::is_internal(policy, *address) && !policy::is_no_prospect(policy, address->key)) {
    message_->add_prospect(*address, path);
  }
}

// Postfix cuts routes, groups and names off before it notes a recipient, and finds none by a path that still has them
// (3.7, tried): such mail is judged together.
void Session::Message::add_prospect(const mail::Address& address, std::string_view path) {
  if (prospects.size() >= most_prospects && !seen.contains(address.key)) {
    beyond = "recipients";
    return;
  }
  if (!take(around_recipient + 4 * path.size())) return;
  if (seen.insert(address.key).second) {
    prospects.push_back(as_recipient(address));
    paths.emplace_back();
  }
  removable = removable && path.find_first_of(":;<", 1) == std::string_view::npos;
  const auto same = [&](const policy::Recipient& prospect) { return prospect.key == address.key; };
  const auto place = std::find_if(prospects.begin(), prospects.end(), same) - prospects.begin();
  auto& spellings = paths[static_cast<std::size_t>(place)];
  if (std::find(spellings.begin(), spellings.end(), path) == spellings.end()) spellings.emplace_back(path);
}

Next Session::data() {
  if (!message_ || !message_->is_ours()) return leave(services_.metrics->messages.left_at_data);
  keep_whole();
  return Next::go_on;
}

// All recipients are known, and nothing of the message itself.
void Session::keep_whole() {
  Message& message = *message_;
  const bool apart = message.policy->recipients == policy::Recipients::apart;
  const bool begins = message.raw.header.empty() && message.raw.body.empty();
  const bool possible = apart && services_.tells && can_part_ && message.removable;
  if (!begins || !message.is_governed()) return;
  message.parts = possible && message.prospects.size() > 1;
  const bool shown = services_.preview == config::Preview::whole;
  if (message.parts || shown) message.original.emplace();
}

void Session::header(std::string_view name, std::string_view value) {
  if (!message_) return;
  const std::string_view as_written = value;
  if (leading_space_ && !value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  note_own_header(name, value);
  Message& message = *message_;
  const std::size_t copies = message.original ? 2 : 1;
  if (!message.take(copies * (around_field + name.size() + value.size()))) return;
  if (message.original && !is_own_header(name))
    message.original->header(name, leading_space_ ? as_written : " " + std::string(value));
  message.header_bytes += name.size() + value.size();
  bool& complete = message.raw.header_complete;
  complete = complete && message.header_bytes <= services_.limits.header_bytes &&
             message.raw.header.size() < services_.limits.header_fields;
  if (complete) message.raw.header.push_back({std::string(name), std::string(value)});
}

void Session::note_own_header(std::string_view name, std::string_view value) {
  if (!is_own_header(name)) return;
  message_->token.read(name, value);
  auto& own = message_->own_headers;
  if (own.size() >= most_own_headers) {
    message_->beyond = "X-Jeda header fields";
    return;
  }
  own.push_back({std::string(name), ++message_->own_names[lower_ascii(name)]});
}

// A string grows to twice its size.
bool Session::Message::take_for_body(std::size_t bytes, std::size_t limit) {
  const std::size_t had = raw.body.capacity();
  const std::size_t wanted = raw.body.size() + bytes;
  if (wanted > had) {
    const std::size_t grown = std::max(wanted, std::min(2 * had, limit));
    if (!take(grown - had)) return false;
    raw.body.reserve(grown);
  }
  return !crowded;
}

Next Session::body(std::string_view chunk) {
  if (!message_) return Next::accept;
  const bool known = message_->is_governed() || message_->is_inbound();
  if (!known && message_->token.bearer == OwnToken::Bearer::none)
    return leave(services_.metrics->messages.left_at_data);
  mail::RawMessage& raw = message_->raw;
  const std::size_t room = services_.limits.body_bytes - raw.body.size();
  if (!message_->take_for_body(std::min(chunk.size(), room), services_.limits.body_bytes)) return put_off();
  if (message_->original && message_->original->is_whole() && !message_->take(2 * chunk.size())) return put_off();
  raw.body.append(chunk.substr(0, room));
  raw.body_complete = raw.body_complete && chunk.size() < room;
  if (message_->original) message_->original->body(chunk);
  const bool wanted = raw.body_complete || (message_->original && message_->original->is_whole());
  return wanted ? Next::go_on : Next::skip;
}

Actions Session::end_of_message(std::string_view queue_id) {
  if (data() == Next::accept) return {};
  if (!message_->take(reading_takes * message_->raw.body.size())) {
    const policy::Language language = message_->policy->language;
    return put_off() == Next::put_off ? refusal(failure_reply(language)) : Actions{};
  }
  const std::unique_ptr<Message> message = std::move(message_);
  Metrics& metrics = *services_.metrics;
  if (const auto* governed = std::get_if<Governed>(&message->direction)) {
    if (auto refused = refuse_unread(*message, queue_id)) return *std::move(refused);
    GovernedMail mail{message->policy,
                      governed->salesperson,
                      std::move(message->prospects),
                      std::move(message->raw),
                      !message->sender,
                      std::move(message->own_headers),
                      can_hold_,
                      std::string(queue_id),
                      host_};
    mail.sender = std::move(message->sender);
    mail.paths = std::move(message->paths);
    mail.handed_back = message->handed_back;
    if (message->original && message->original->is_whole()) mail.original = std::move(message->original);
    mail.parts = message->parts && mail.original;
    metrics.messages.governed.Increment();
    metrics.steps.collect.Observe(seconds_since(message->begun));
    return judge(services_, std::move(mail));
  }
  if (!message->sender && policy::is_own_host(*message->policy, client_address_)) {
    const OwnMail own{message->token, message->own_headers, std::string(queue_id), host_,
                      mail::read_header_facts(message->raw.header, true, services_.limits).message_id};
    auto actions = pass_own(services_, own);
    if (actions || !message->is_inbound()) {
      (actions ? metrics.messages.own : metrics.messages.left_at_data).Increment();
      return actions.value_or(Actions{});
    }
  }
  metrics.messages.inbound.Increment();
  InboundMail mail{message->policy, message->sender, std::move(message->salespeople), std::move(message->raw),
                   std::string(queue_id)};
  mail.from_own_host = policy::is_own_host(*message->policy, client_address_);
  return read_inbound(services_, mail);
}

// What is more than can be judged, or goes to nobody knows whom. While only observing it is noted, and the rest judged.
std::optional<Actions> Session::refuse_unread(const Message& message, std::string_view queue_id) {
  if (message.beyond.empty() && message.unread.empty()) return std::nullopt;
  const bool crowded = !message.beyond.empty();
  const std::string why = crowded ? fmt::format("too many {}", message.beyond) : "no address: " + message.unread;
  services_.log.warning(fmt::format("beyond queue={} why={}", or_dash(queue_id), log_value(why)));
  const bool observe = message.policy->mode == policy::Mode::observe;
  if (observe && !message.prospects.empty()) return std::nullopt;
  services_.metrics->messages.governed.Increment();
  if (observe) return Actions{};
  return refusal(crowded ? Refusal{550, "5.7.1", {"jeda: " + why}}
                         : unread_reply(message.policy->language, message.unread));
}

void Session::abort() {
  if (message_) services_.metrics->messages.given_up.Increment();
  message_.reset();
}

// There is no memory left for the message. What is only read, or only observed, passes unread; not so a copy of ours,
// which has yet to get its true recipients.
Next Session::put_off() {
  services_.metrics->no_memory.Increment();
  const bool observe = message_->policy->mode == policy::Mode::observe;
  const bool own = message_->may_be_own && message_->token.bearer != OwnToken::Bearer::none;
  if (!message_->is_governed() && !own) return leave(services_.metrics->messages.left_at_data);
  if (own) {
    leave(services_.metrics->messages.given_up);
    return Next::put_off;
  }
  services_.metrics->messages.governed.Increment();
  services_.metrics->undecided(observe);
  services_.log.info(fmt::format("decision queue=- ref=- prospect={} verdict={} rules=- failure=memory",
                                 logged_prospects(message_->prospects), observe ? "accept" : "tempfail"));
  message_.reset();
  return observe ? Next::accept : Next::put_off;
}

// The message is none of ours: nothing more of it is kept.
Next Session::leave(prometheus::Counter& left) {
  if (message_) left.Increment();
  message_.reset();
  return Next::accept;
}

}  // namespace jeda::milter
