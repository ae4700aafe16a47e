// The MTA's side of the milter protocol, as Postfix 3.7 speaks it: what tests and the load generator drive a filter
// with.
//
//   auto client = MilterClient::connect("unix:/run/jeda/milter.sock", Offer::postfix());
//   client->connection("client.example", "192.0.2.1");
//   client->helo("client.example");
//   auto outcome = client->send({.sender = "budi@ours.example", .recipients = {"ani@toko.example"}, ...});
//
// The single events are there as well (mail(), rcpt(), ...), and raw packets for what no MTA would send.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/packet_stream.h"

namespace jeda::mta {

/// What the MTA says at the start that it can do.
struct Offer {
  std::uint32_t version = 6;
  std::uint32_t actions = 0;  // SMFIF_*
  std::uint32_t steps = 0;    // SMFIP_*

  /// All that Postfix 3.7 offers with milter_protocol = 6.
  static Offer postfix();
  /// Protocol 2: every event is sent but DATA and unknown commands, and every one is answered; no skipping.
  static Offer classic();
};

/// What the filter chose from the offer.
struct Agreement {
  std::uint32_t version = 0;
  std::uint32_t actions = 0;
  std::uint32_t steps = 0;
  std::map<std::uint32_t, std::string> macros;  // names it wants at a stage (SMFIM_*), where it said so
};

struct Reply {
  enum class Kind { go_on, accept, reject, tempfail, discard, skip, text, shutdown, connection_failure };
  Kind kind = Kind::go_on;
  std::string text;  // for Kind::text the SMTP reply, lines parted by CRLF, "%%" undone; else empty

  /// Nothing further is to be told of the message (at RCPT: of the recipient).
  bool is_final() const { return kind != Kind::go_on && kind != Kind::skip; }
  /// 5xx, 4xx: as the SMTP client would see it.
  bool is_rejection() const;
  bool is_temporary() const;
  friend bool operator==(const Reply&, const Reply&) = default;
};

/// A change that the filter asks for at end of message.
struct Modification {
  enum class Kind {
    add_header,     // name, value
    insert_header,  // index, name, value
    change_header,  // index, name, value; an empty value deletes
    quarantine,     // value: the reason
    replace_body,   // value: a chunk of the new body
    add_recipient,  // value: the address; name: ESMTP arguments, if any
    delete_recipient,
    change_sender,
  };
  Kind kind = Kind::add_header;
  std::uint32_t index = 0;
  std::string name;
  std::string value;
  friend bool operator==(const Modification&, const Modification&) = default;
};

/// "continue", "accept", ..., "550 5.7.1 text"
std::string to_string(const Reply& reply);
/// "add_header X-Jeda: tag", "change_header 2 X-Jeda: ", "quarantine jeda: gap", ...
std::string to_string(const Modification& modification);

struct Message {
  std::string sender;  // without brackets; empty: the null sender
  std::vector<std::string> recipients;
  std::string login;     // {auth_authen}; empty: the client did not authenticate
  std::string queue_id;  // macro i, from DATA on
  std::vector<std::pair<std::string, std::string>> header;
  std::string body;  // lines end in CRLF
};

/// What became of a message.
struct Outcome {
  enum class Stage { mail, rcpt, data, header, end_of_header, body, end_of_message };
  Stage stage = Stage::end_of_message;  // where the filter's last word fell
  Reply reply;
  std::vector<std::pair<std::string, Reply>> refused;  // recipients refused one by one; all: `stage` is rcpt
  std::vector<Modification> modifications;

  /// The message goes on its way, though perhaps changed or quarantined.
  bool lets_through() const { return reply.kind == Reply::Kind::accept || reply.kind == Reply::Kind::go_on; }
  const Modification* find(Modification::Kind kind) const;  // the first; null: none
};

/// One connection to a filter, which stands for one SMTP session. Not safe for concurrent use. After an error nothing
/// but close() makes sense.
///
/// As an MTA does, it keeps to what was agreed: events the filter declined are not sent, and no answer is awaited where
/// it gives none; after "skip" no further body chunk is sent; after "accept" nothing more of that message (or, from
/// connect and HELO, of the session). A call that sends nothing returns go_on, or accept where the filter had accepted.
class MilterClient {
 public:
  static Result<MilterClient> connect(std::string_view endpoint, const Offer& offer,
                                      std::chrono::milliseconds timeout = std::chrono::seconds(10));

  /// Connects and says nothing, for tests that speak packets.
  static Result<MilterClient> connect_silently(std::string_view endpoint, std::chrono::milliseconds timeout);
  Result<void> negotiate(const Offer& offer);
  const Agreement& agreement() const { return agreement_; }

  /// Sets a macro ("j", "{auth_authen}"); every event carries those of its stage that are set, like Postfix's
  /// milter_*_macros. Set from the start: j, v, {daemon_name}. Set by the calls: {mail_addr}, {rcpt_addr}; and by
  /// send(), or unset where the message has none: {auth_authen}, {auth_type}, i.
  void define(const std::string& name, std::string value);
  void undefine(const std::string& name);

  /// The family is told by the address: with a colon IPv6, else IPv4; empty: a local pipe.
  Result<Reply> connection(std::string_view hostname, std::string_view address, std::uint16_t port = 40000);
  Result<Reply> helo(std::string_view name);
  Result<Reply> mail(std::string_view address, const std::vector<std::string>& arguments = {});
  Result<Reply> rcpt(std::string_view address, const std::vector<std::string>& arguments = {});
  Result<Reply> data();
  Result<Reply> header(std::string_view name, std::string_view value);
  Result<Reply> end_of_header();
  Result<Reply> body(std::string_view bytes);  // cut into chunks of 65535 bytes, as MTAs do
  Result<Outcome> end_of_message();
  Result<Reply> unknown(std::string_view command);

  /// All events of one message in their order, up to the filter's last word. A message refused before its end is
  /// aborted, so that the next one can follow.
  Result<Outcome> send(const Message& message);

  Result<void> abort();
  Result<void> quit();                 // says goodbye and closes
  Result<void> quit_new_connection();  // QUIT_NC: the connection stays, connection() comes next
  void close() { stream_.close(); }    // hangs up without a word

  /// Packets, bytes and their flushing, past all rules.
  PacketStream& stream() { return stream_; }

 private:
  struct Event;
  struct Conversation;
  explicit MilterClient(PacketStream stream);

  Result<Reply> tell(const Event& event, std::string_view head, std::string_view tail = {});
  Result<Reply> tell_envelope(const Event& event, std::string_view address, const std::vector<std::string>& arguments);
  Result<void> send_macros(const Event& event);
  Result<Reply> await_reply(std::vector<Modification>* modifications);
  void define_login(const std::string& login);
  Result<Outcome> tell_all(const Message& message);
  bool tell_recipients(const Message& message, Conversation& conversation);
  bool tell_header(const Message& message, Conversation& conversation);

  PacketStream stream_;
  Agreement agreement_;
  std::map<std::string, std::string> macros_;
  bool session_accepted_ = false;
  bool message_accepted_ = false;
  bool skip_body_ = false;
};

}  // namespace jeda::mta
