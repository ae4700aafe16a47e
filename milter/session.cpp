#include "milter/session.h"

#include <algorithm>
#include <set>
#include <variant>

#include "mail/text.h"
#include "milter/inbound.h"
#include "milter/pipeline.h"
#include "policy/identity.h"

namespace jeda::milter {
namespace {

using policy::Governed;
using policy::Ignored;

// X-Jeda and X-Jeda-...: ours alone. White space before the colon does not hide one.
bool is_own_header(std::string_view name) {
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
  constexpr std::string_view own = "X-Jeda";
  if (!mail::equals_ignoring_case(name.substr(0, own.size()), own)) return false;
  return name.size() == own.size() || name[own.size()] == '-';
}

}  // namespace

// A message on its way in. Only its envelope is known at first.
struct Session::Message {
  policy::PolicyPtr policy;
  policy::Direction direction;
  std::optional<mail::Address> sender;
  std::vector<policy::Recipient> prospects;  // outside
  std::vector<std::string> salespeople;      // inside
  bool to_reports = false;                   // inside: one of organisation.reports
  std::set<std::string, std::less<>> seen;   // of either, so that each stands there once
  mail::RawMessage raw;
  std::size_t header_bytes = 0;
  bool header_complete = true;
  std::vector<RemoveHeader> own_headers;

  bool is_governed() const { return std::holds_alternative<Governed>(direction); }

  bool is_ours() const { return is_governed() ? !prospects.empty() : to_reports || !salespeople.empty(); }
};

Session::Session(Services& services) : services_(services) {}
Session::~Session() = default;

void Session::connect(std::string_view client_address, std::string_view host) {
  client_address_ = client_address;
  host_ = host;
}

Step Session::mail(std::string_view login, std::string_view sender_path) {
  message_ = std::make_unique<Message>();
  message_->policy = services_.current_policy();
  message_->sender = mail::parse_path(sender_path);
  message_->direction = policy::classify(*message_->policy, {std::string(login), message_->sender, client_address_});
  return std::holds_alternative<Ignored>(message_->direction) ? leave() : Step::go_on;
}

void Session::recipient(std::string_view path) {
  if (!message_) return;
  const std::optional<mail::Address> address = mail::parse_path(path);
  if (!address) return;
  if (message_->is_governed()) {
    if (!policy::is_internal(*message_->policy, *address) && message_->seen.insert(address->key).second)
      message_->prospects.push_back(as_recipient(*address));
    return;
  }
  if (policy::receives_reports(*message_->policy, address->key)) {
    message_->to_reports = true;
    return;
  }
  const auto salesperson = policy::salesperson_for(*message_->policy, address->key);
  if (salesperson && message_->seen.insert(salesperson->name).second)
    message_->salespeople.push_back(salesperson->name);
}

Step Session::data() { return message_ && message_->is_ours() ? Step::go_on : leave(); }

void Session::header(std::string_view name, std::string_view value) {
  if (!message_) return;
  note_own_header(name);
  Message& message = *message_;
  message.header_bytes += name.size() + value.size();
  message.header_complete = message.header_complete && message.header_bytes <= services_.limits.header_bytes &&
                            message.raw.header.size() < services_.limits.header_fields;
  if (message.header_complete) message.raw.header.push_back({std::string(name), std::string(value)});
}

void Session::note_own_header(std::string_view name) {
  if (!is_own_header(name)) return;
  auto& own = message_->own_headers;
  const auto same = [&](const RemoveHeader& header) { return mail::equals_ignoring_case(header.name, name); };
  own.push_back({std::string(name), static_cast<int>(std::count_if(own.begin(), own.end(), same)) + 1});
}

Step Session::body(std::string_view chunk) {
  if (!message_) return Step::accept;
  mail::RawMessage& raw = message_->raw;
  const std::size_t room = services_.limits.body_bytes - raw.body.size();
  raw.body.append(chunk.substr(0, room));
  raw.body_complete = raw.body_complete && chunk.size() < room;
  return raw.body_complete ? Step::go_on : Step::skip;
}

Actions Session::end_of_message(std::string_view queue_id) {
  if (data() == Step::accept) return {};
  const std::unique_ptr<Message> message = std::move(message_);
  if (const auto* governed = std::get_if<Governed>(&message->direction))
    return judge(services_,
                 {message->policy, governed->salesperson, std::move(message->prospects), std::move(message->raw),
                  !message->sender, std::move(message->own_headers), can_hold_, std::string(queue_id), host_});
  read_inbound(services_, {message->policy, message->sender, std::move(message->salespeople), std::move(message->raw),
                           message->header_complete, std::string(queue_id)});
  return {};
}

void Session::abort() { message_.reset(); }

// The message is none of ours: nothing more of it is kept.
Step Session::leave() {
  message_.reset();
  return Step::accept;
}

}  // namespace jeda::milter
