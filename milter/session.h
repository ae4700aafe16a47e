// One SMTP connection as the filter sees it, without libmilter: events in, steps and actions out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mail/address.h"
#include "milter/actions.h"
#include "milter/services.h"

namespace jeda::milter {

/// What the MTA may do after an event.
enum class Next {
  go_on,
  skip,     // no more body chunks are needed; go on at end of message
  accept,   // the message is not ours to judge: done with it
  put_off,  // there is no memory left for it: 451
};

/// One connection. Used by one thread at a time. Events come in any order an MTA or a broken client may give them; what
/// is missing is taken as unknown.
class Session {
 public:
  explicit Session(Services& services);
  ~Session();

  /// `client_address` is an IP, or empty for a local pipe; `host` is the MTA's own name (macro j).
  void connect(std::string_view client_address, std::string_view host);

  /// Whether the MTA can quarantine a message; true until told otherwise. Where it cannot, a verdict of hold is a
  /// failure (on_failure), never an accept.
  void set_can_hold(bool can_hold) { can_hold_ = can_hold; }

  /// Whether the MTA can change a message's envelope at its end; false until told otherwise. Where it cannot,
  /// recipients are judged together.
  void set_can_part(bool can_part) { can_part_ = can_part; }

  /// Whether header values come with the space behind the colon; false until told otherwise.
  void set_leading_space(bool leading_space) { leading_space_ = leading_space; }

  /// A new message. Whatever an earlier one left behind is dropped. `login` is {auth_authen}, empty without.
  Next mail(std::string_view login, std::string_view sender_path);

  /// `path` is the argument of RCPT, kept to take that recipient out again. `resolved` is the MTA's {rcpt_addr}, whom
  /// it delivers to; empty where it gives none. That one is judged; without a domain (Sendmail's local mailer), or
  /// where it is empty, what `path` leads to. Postfix resolves what comes over SMTP alone, so either is resolved here
  /// as well.
  void recipient(std::string_view path, std::string_view resolved = {});

  /// All recipients are known: mail that is not ours leaves here, before its content.
  Next data();
  void header(std::string_view name, std::string_view value);

  /// Mail for which no memory is left (BodyMemory) is put off where it is governed, and passes unread where it is not.
  Next body(std::string_view chunk);

  /// Judges the message, records the decision and says what the MTA shall do. `queue_id` is macro i. Afterwards the
  /// session is ready for the next message.
  Actions end_of_message(std::string_view queue_id);

  /// The message is given up; nothing of it is recorded.
  void abort();

 private:
  struct Message;

  std::optional<mail::Address> mailbox_at(std::string_view path) const;
  void governed_recipient(const std::optional<mail::Address>& address, std::string_view path);
  void note_own_header(std::string_view name, std::string_view value);
  void keep_whole();
  Next leave(prometheus::Counter& left);
  Next put_off();
  std::optional<Actions> refuse_unread(const Message& message, std::string_view queue_id);

  Services& services_;
  std::string client_address_;
  std::string host_;
  bool can_hold_ = true;
  bool can_part_ = false;
  bool leading_space_ = false;
  std::unique_ptr<Message> message_;  // null: between messages
};

}  // namespace jeda::milter
