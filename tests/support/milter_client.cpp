#include "tests/support/milter_client.h"

#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace jeda::mta {

namespace {

constexpr std::size_t chunk_size = MILTER_CHUNK_SIZE;

tl::unexpected<Error> protocol_error(std::string message) {
  return tl::unexpected(Error{Error::Kind::protocol, std::move(message)});
}

std::string terminated(std::string_view text) {
  std::string bytes(text);
  bytes += '\0';
  return bytes;
}

// Takes a string up to its NUL from the front of `rest`; all of it where there is no NUL.
std::string take_string(std::string_view& rest) {
  const auto end = std::min(rest.find('\0'), rest.size());
  std::string text(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return text;
}

std::uint32_t take_number(std::string_view& rest) {
  if (rest.size() < 4) return 0;
  const std::uint32_t number = decode_number(rest);
  rest.remove_prefix(4);
  return number;
}

// What smfi_setreply() doubled.
std::string undouble_percent(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '%' && i + 1 < text.size() && text[i + 1] == '%') ++i;
  }
  return result;
}

std::optional<Reply> read_reply(const Packet& packet) {
  using Kind = Reply::Kind;
  switch (packet.command) {
    case SMFIR_CONTINUE:
      return Reply{Kind::go_on, {}};
    case SMFIR_ACCEPT:
      return Reply{Kind::accept, {}};
    case SMFIR_REJECT:
      return Reply{Kind::reject, {}};
    case SMFIR_TEMPFAIL:
      return Reply{Kind::tempfail, {}};
    case SMFIR_DISCARD:
      return Reply{Kind::discard, {}};
    case SMFIR_SKIP:
      return Reply{Kind::skip, {}};
    case SMFIR_SHUTDOWN:
      return Reply{Kind::shutdown, {}};
    case SMFIR_CONN_FAIL:
      return Reply{Kind::connection_failure, {}};
    case SMFIR_REPLYCODE: {
      std::string_view rest = packet.data;
      return Reply{Kind::text, undouble_percent(take_string(rest))};
    }
    default:
      return std::nullopt;
  }
}

Modification header_modification(Modification::Kind kind, std::string_view rest, bool indexed) {
  Modification modification{kind, 0, {}, {}};
  if (indexed) modification.index = take_number(rest);
  modification.name = take_string(rest);
  modification.value = take_string(rest);
  return modification;
}

Modification address_modification(Modification::Kind kind, std::string_view rest) {
  Modification modification{kind, 0, {}, take_string(rest)};
  modification.name = take_string(rest);
  return modification;
}

std::optional<Modification> read_modification(const Packet& packet) {
  using Kind = Modification::Kind;
  std::string_view rest = packet.data;
  switch (packet.command) {
    case SMFIR_ADDHEADER:
      return header_modification(Kind::add_header, rest, false);
    case SMFIR_INSHEADER:
      return header_modification(Kind::insert_header, rest, true);
    case SMFIR_CHGHEADER:
      return header_modification(Kind::change_header, rest, true);
    case SMFIR_QUARANTINE:
      return Modification{Kind::quarantine, 0, {}, take_string(rest)};
    case SMFIR_REPLBODY:
      return Modification{Kind::replace_body, 0, {}, packet.data};
    case SMFIR_ADDRCPT:
    case SMFIR_ADDRCPT_PAR:
      return address_modification(Kind::add_recipient, rest);
    case SMFIR_DELRCPT:
      return address_modification(Kind::delete_recipient, rest);
    case SMFIR_CHGFROM:
      return address_modification(Kind::change_sender, rest);
    default:
      return std::nullopt;
  }
}

std::string_view kind_name(Reply::Kind kind) {
  switch (kind) {
    case Reply::Kind::go_on:
      return "continue";
    case Reply::Kind::accept:
      return "accept";
    case Reply::Kind::reject:
      return "reject";
    case Reply::Kind::tempfail:
      return "tempfail";
    case Reply::Kind::discard:
      return "discard";
    case Reply::Kind::skip:
      return "skip";
    case Reply::Kind::text:
      return "text";
    case Reply::Kind::shutdown:
      return "shutdown";
    case Reply::Kind::connection_failure:
      return "connection-failure";
  }
  return "";
}

std::string_view kind_name(Modification::Kind kind) {
  switch (kind) {
    case Modification::Kind::add_header:
      return "add_header";
    case Modification::Kind::insert_header:
      return "insert_header";
    case Modification::Kind::change_header:
      return "change_header";
    case Modification::Kind::quarantine:
      return "quarantine";
    case Modification::Kind::replace_body:
      return "replace_body";
    case Modification::Kind::add_recipient:
      return "add_recipient";
    case Modification::Kind::delete_recipient:
      return "delete_recipient";
    case Modification::Kind::change_sender:
      return "change_sender";
  }
  return "";
}

}  // namespace

Offer Offer::postfix() { return {6, SMFI_CURR_ACTS, SMFI_CURR_PROT}; }

Offer Offer::classic() { return {2, SMFI_V2_ACTS, SMFI_V2_PROT}; }

bool Reply::is_rejection() const { return kind == Kind::reject || (kind == Kind::text && text.starts_with('5')); }

bool Reply::is_temporary() const { return kind == Kind::tempfail || (kind == Kind::text && text.starts_with('4')); }

std::string to_string(const Reply& reply) {
  return reply.kind == Reply::Kind::text ? reply.text : std::string(kind_name(reply.kind));
}

std::string to_string(const Modification& modification) {
  const std::string_view kind = kind_name(modification.kind);
  switch (modification.kind) {
    case Modification::Kind::add_header:
      return fmt::format("{} {}: {}", kind, modification.name, modification.value);
    case Modification::Kind::insert_header:
    case Modification::Kind::change_header:
      return fmt::format("{} {} {}: {}", kind, modification.index, modification.name, modification.value);
    default:
      return fmt::format("{} {}", kind, modification.value);
  }
}

const Modification* Outcome::find(Modification::Kind kind) const {
  const auto found = std::find_if(modifications.begin(), modifications.end(),
                                  [kind](const Modification& modification) { return modification.kind == kind; });
  return found == modifications.end() ? nullptr : &*found;
}

// An event, the flags by which a filter declines it or its answer, and the macros that go before it (Postfix 3.7's
// milter_*_macros).
struct MilterClient::Event {
  char command;
  std::uint32_t declined;
  std::uint32_t unanswered;
  int macro_stage;  // SMFIM_*; SMFIM_NOMACROS: none go before it
  std::string_view macros;
  std::uint32_t since_version = 2;

  static const Event connect, helo, mail, rcpt, data, header, end_of_header, body, end_of_message, unknown;
};

const MilterClient::Event MilterClient::Event::connect{SMFIC_CONNECT, SMFIP_NOCONNECT, SMFIP_NR_CONN, SMFIM_CONNECT,
                                                       "j {daemon_name} {daemon_addr} v _"};
const MilterClient::Event MilterClient::Event::helo{
    SMFIC_HELO, SMFIP_NOHELO, SMFIP_NR_HELO, SMFIM_HELO,
    "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}"};
const MilterClient::Event MilterClient::Event::mail{
    SMFIC_MAIL, SMFIP_NOMAIL, SMFIP_NR_MAIL, SMFIM_ENVFROM,
    "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} {mail_mailer}"};
const MilterClient::Event MilterClient::Event::rcpt{SMFIC_RCPT, SMFIP_NORCPT, SMFIP_NR_RCPT, SMFIM_ENVRCPT,
                                                    "i {rcpt_addr} {rcpt_host} {rcpt_mailer}"};
const MilterClient::Event MilterClient::Event::data{SMFIC_DATA, SMFIP_NODATA, SMFIP_NR_DATA, SMFIM_DATA, "i", 4};
const MilterClient::Event MilterClient::Event::header{SMFIC_HEADER, SMFIP_NOHDRS, SMFIP_NR_HDR, SMFIM_NOMACROS, ""};
const MilterClient::Event MilterClient::Event::end_of_header{SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH, SMFIM_EOH, "i"};
const MilterClient::Event MilterClient::Event::body{SMFIC_BODY, SMFIP_NOBODY, SMFIP_NR_BODY, SMFIM_NOMACROS, ""};
const MilterClient::Event MilterClient::Event::end_of_message{SMFIC_BODYEOB, 0, 0, SMFIM_EOM, "i"};
const MilterClient::Event MilterClient::Event::unknown{
    SMFIC_UNKNOWN, SMFIP_NOUNKNOWN, SMFIP_NR_UNKN, SMFIM_NOMACROS, "", 3};

// What has become of a message so far.
struct MilterClient::Conversation {
  Outcome outcome;
  std::optional<Error> error;

  // True where the next event may follow.
  bool passes(Outcome::Stage stage, Result<Reply> reply) {
    if (!reply) {
      error = std::move(reply.error());
      return false;
    }
    outcome.stage = stage;
    outcome.reply = std::move(*reply);
    return !outcome.reply.is_final();
  }
};

MilterClient::MilterClient(PacketStream stream) : stream_(std::move(stream)) {
  macros_ = {{"j", "mail.ours.example"}, {"v", "Postfix 3.7.11"}, {"{daemon_name}", "mail.ours.example"}};
}

Result<MilterClient> MilterClient::connect(std::string_view endpoint, const Offer& offer,
                                           std::chrono::milliseconds timeout) {
  auto client = connect_silently(endpoint, timeout);
  if (!client) return client;
  if (auto agreed = client->negotiate(offer); !agreed) return tl::unexpected(agreed.error());
  return client;
}

Result<MilterClient> MilterClient::connect_silently(std::string_view endpoint, std::chrono::milliseconds timeout) {
  auto stream = PacketStream::connect(endpoint, timeout);
  if (!stream) return tl::unexpected(stream.error());
  return MilterClient(std::move(*stream));
}

Result<void> MilterClient::negotiate(const Offer& offer) {
  const std::string versions = encode_number(offer.version) + encode_number(offer.actions);
  if (auto sent = stream_.write(SMFIC_OPTNEG, versions, encode_number(offer.steps)); !sent) return sent;
  const auto packet = stream_.read();
  if (!packet) return tl::unexpected(packet.error());
  if (packet->command != SMFIC_OPTNEG || packet->data.size() < MILTER_OPTLEN) {
    return protocol_error("the filter's answer to the negotiation is none");
  }

  std::string_view rest = packet->data;
  agreement_ = {};
  agreement_.version = take_number(rest);
  agreement_.actions = take_number(rest);
  agreement_.steps = take_number(rest);
  while (rest.size() > 4) {
    const std::uint32_t stage = take_number(rest);
    agreement_.macros[stage] = take_string(rest);
  }
  if (agreement_.version > offer.version || (agreement_.actions & ~offer.actions) != 0 ||
      (agreement_.steps & ~offer.steps) != 0) {
    return protocol_error(fmt::format("the filter wants more than was offered: version {}, actions {:#x}, steps {:#x}",
                                      agreement_.version, agreement_.actions, agreement_.steps));
  }
  return {};
}

void MilterClient::define(const std::string& name, std::string value) { macros_[name] = std::move(value); }

void MilterClient::undefine(const std::string& name) { macros_.erase(name); }

Result<Reply> MilterClient::connection(std::string_view hostname, std::string_view address, std::uint16_t port) {
  session_accepted_ = message_accepted_ = false;
  std::string where;
  if (address.empty()) {
    where = SMFIA_UNKNOWN;
  } else {
    where = address.find(':') == std::string_view::npos ? SMFIA_INET : SMFIA_INET6;
    where += encode_number(port).substr(2);
    where += terminated(address);
  }
  auto reply = tell(Event::connect, terminated(hostname), where);
  if (reply && reply->kind == Reply::Kind::accept) session_accepted_ = true;
  return reply;
}

Result<Reply> MilterClient::helo(std::string_view name) {
  auto reply = tell(Event::helo, terminated(name));
  if (reply && reply->kind == Reply::Kind::accept) session_accepted_ = true;
  return reply;
}

Result<Reply> MilterClient::mail(std::string_view address, const std::vector<std::string>& arguments) {
  message_accepted_ = skip_body_ = false;
  define("{mail_addr}", std::string(address));
  return tell_envelope(Event::mail, address, arguments);
}

Result<Reply> MilterClient::rcpt(std::string_view address, const std::vector<std::string>& arguments) {
  define("{rcpt_addr}", std::string(address));
  return tell_envelope(Event::rcpt, address, arguments);
}

Result<Reply> MilterClient::data() { return tell(Event::data, {}); }

Result<Reply> MilterClient::header(std::string_view name, std::string_view value) {
  const bool leading_space = (agreement_.steps & SMFIP_HDR_LEADSPC) != 0;
  return tell(Event::header, terminated(name), (leading_space ? " " : "") + terminated(value));
}

Result<Reply> MilterClient::end_of_header() { return tell(Event::end_of_header, {}); }

Result<Reply> MilterClient::body(std::string_view bytes) {
  Result<Reply> reply = Reply{};
  while (!bytes.empty() && !skip_body_ && reply && !reply->is_final()) {
    reply = tell(Event::body, bytes.substr(0, chunk_size));
    bytes.remove_prefix(std::min(bytes.size(), chunk_size));
    skip_body_ = reply && reply->kind == Reply::Kind::skip;
  }
  return reply;
}

Result<Outcome> MilterClient::end_of_message() {
  Outcome outcome;
  if (session_accepted_ || message_accepted_) {
    outcome.reply.kind = Reply::Kind::accept;
    return outcome;
  }
  auto sent = send_macros(Event::end_of_message);
  if (sent) sent = stream_.write(SMFIC_BODYEOB, {});
  if (!sent) return tl::unexpected(sent.error());
  auto reply = await_reply(&outcome.modifications);
  if (!reply) return tl::unexpected(reply.error());
  outcome.reply = std::move(*reply);
  return outcome;
}

Result<Reply> MilterClient::unknown(std::string_view command) { return tell(Event::unknown, terminated(command)); }

Result<Outcome> MilterClient::send(const Message& message) {
  auto outcome = tell_all(message);
  if (outcome && outcome->stage != Outcome::Stage::end_of_message && !outcome->lets_through()) {
    if (auto aborted = abort(); !aborted) return tl::unexpected(aborted.error());
  }
  return outcome;
}

Result<Outcome> MilterClient::tell_all(const Message& message) {
  using Stage = Outcome::Stage;
  Conversation so_far;
  define_login(message.login);
  undefine("i");
  const bool has_envelope = so_far.passes(Stage::mail, mail(message.sender)) && tell_recipients(message, so_far);
  if (!message.queue_id.empty()) define("i", message.queue_id);

  const bool complete = has_envelope && so_far.passes(Stage::data, data()) && tell_header(message, so_far) &&
                        so_far.passes(Stage::end_of_header, end_of_header()) &&
                        so_far.passes(Stage::body, body(message.body));
  if (so_far.error) return tl::unexpected(*so_far.error);
  if (!complete) return so_far.outcome;

  auto outcome = end_of_message();
  if (outcome) outcome->refused = std::move(so_far.outcome.refused);
  return outcome;
}

void MilterClient::define_login(const std::string& login) {
  if (login.empty()) {
    undefine("{auth_authen}");
    undefine("{auth_type}");
  } else {
    define("{auth_authen}", login);
    define("{auth_type}", "PLAIN");
  }
}

// A recipient that is refused leaves the others standing; "accept" and "discard" are of the whole message.
bool MilterClient::tell_recipients(const Message& message, Conversation& conversation) {
  std::vector<std::pair<std::string, Reply>> refused;
  for (const std::string& recipient : message.recipients) {
    if (conversation.passes(Outcome::Stage::rcpt, rcpt(recipient))) continue;
    const Reply& reply = conversation.outcome.reply;
    if (conversation.error || !(reply.is_rejection() || reply.is_temporary())) return false;
    refused.emplace_back(recipient, reply);
  }
  const bool some_left = refused.size() < message.recipients.size() || message.recipients.empty();
  conversation.outcome.refused = std::move(refused);
  return some_left;
}

bool MilterClient::tell_header(const Message& message, Conversation& conversation) {
  return std::all_of(message.header.begin(), message.header.end(), [&](const auto& field) {
    return conversation.passes(Outcome::Stage::header, header(field.first, field.second));
  });
}

Result<void> MilterClient::abort() {
  message_accepted_ = skip_body_ = false;
  auto sent = stream_.write(SMFIC_ABORT, {});
  return sent ? stream_.flush() : sent;
}

Result<void> MilterClient::quit() {
  auto sent = stream_.write(SMFIC_QUIT, {});
  if (sent) sent = stream_.flush();
  close();
  return sent;
}

Result<void> MilterClient::quit_new_connection() {
  session_accepted_ = message_accepted_ = skip_body_ = false;
  auto sent = stream_.write(SMFIC_QUIT_NC, {});
  return sent ? stream_.flush() : sent;
}

Result<Reply> MilterClient::tell(const Event& event, std::string_view head, std::string_view tail) {
  if (session_accepted_ || message_accepted_) return Reply{Reply::Kind::accept, {}};
  if ((agreement_.steps & event.declined) != 0 || agreement_.version < event.since_version) return Reply{};

  auto sent = send_macros(event);
  if (sent) sent = stream_.write(event.command, head, tail);
  if (!sent) return tl::unexpected(sent.error());
  if ((agreement_.steps & event.unanswered) != 0) return Reply{};

  auto reply = await_reply(nullptr);
  const bool ends_message = reply && (reply->kind == Reply::Kind::accept || reply->kind == Reply::Kind::discard);
  if (ends_message) message_accepted_ = true;
  return reply;
}

Result<Reply> MilterClient::tell_envelope(const Event& event, std::string_view address,
                                          const std::vector<std::string>& arguments) {
  std::string bytes;
  for (const std::string& argument : arguments) bytes += terminated(argument);
  return tell(event, terminated(fmt::format("<{}>", address)), bytes);
}

Result<void> MilterClient::send_macros(const Event& event) {
  if (event.macro_stage == SMFIM_NOMACROS) return {};
  const auto wanted = agreement_.macros.find(static_cast<std::uint32_t>(event.macro_stage));
  std::string_view names = wanted == agreement_.macros.end() ? event.macros : std::string_view(wanted->second);

  std::string bytes(1, event.command);
  while (!names.empty()) {
    const auto end = std::min(names.find_first_of(" ,"), names.size());
    const auto macro = macros_.find(std::string(names.substr(0, end)));
    if (macro != macros_.end()) bytes += terminated(macro->first) + terminated(macro->second);
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return bytes.size() > 1 ? stream_.write(SMFIC_MACRO, bytes) : Result<void>();
}

// Modifications come before the final reply, and only where `modifications` is given.
Result<Reply> MilterClient::await_reply(std::vector<Modification>* modifications) {
  for (;;) {
    auto packet = stream_.read();
    if (!packet) return tl::unexpected(packet.error());
    if (packet->command == SMFIR_PROGRESS) continue;
    if (auto reply = read_reply(*packet)) return std::move(*reply);
    auto modification = modifications != nullptr ? read_modification(*packet) : std::nullopt;
    if (!modification) return protocol_error(fmt::format("the filter answers '{}' here", packet->command));
    if ((agreement_.steps & SMFIP_HDR_LEADSPC) != 0 && modification->value.starts_with(' '))
      modification->value.erase(0, 1);
    modifications->push_back(std::move(*modification));
  }
}

}  // namespace jeda::mta
