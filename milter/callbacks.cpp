#include "milter/callbacks.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <array>
#include <exception>
#include <memory>

#include "milter/session.h"
#include "milter/wording.h"

namespace jeda::milter {

std::atomic<int> messages_in_progress{0};
std::atomic<bool> draining{false};

namespace {

constexpr unsigned long needed_actions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE;

// To judge recipients apart; without them all are judged together.
constexpr unsigned long apart_actions = SMFIF_ADDRCPT | SMFIF_DELRCPT | SMFIF_CHGFROM;
constexpr unsigned long wanted_actions = needed_actions | apart_actions | SMFIF_SETSYMLIST;

// Whom the MTA delivers to, whatever its own lists of macros say.
constexpr const char* recipient_macros = "i {rcpt_addr} {rcpt_mailer}";

// No event that could change nothing is answered or even sent: only MAIL and DATA (mail that is not ours leaves there),
// body chunks (to say that no more are needed) and end of message are.
//
// The end of the header is asked for although nothing comes of it: without it libmilter lets no body follow a header
// that has no fields, and leaves the MTA waiting.
constexpr unsigned long wanted_steps =
    SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_SKIP | SMFIP_NR_CONN | SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_EOH;

// Where copies may be made: header values with the space behind the colon, so that a copy is a true one.
unsigned long steps_for(const policy::Policy& policy) {
  return wanted_steps | (policy.recipients == policy::Recipients::apart ? SMFIP_HDR_LEADSPC : 0);
}

// libmilter has no argument for callbacks before there is a connection.
Services* shared = nullptr;

// What a connection keeps from its first callback to its close.
struct Connection {
  explicit Connection(Services& services) : session(services), open(services.metrics->open_connections) {
    services.metrics->connections.Increment();
    open.Increment();
  }
  ~Connection() {
    leave_message();
    open.Decrement();
  }

  void enter_message() {
    if (!in_message) ++messages_in_progress;
    in_message = true;
  }
  void leave_message() {
    if (in_message) --messages_in_progress;
    in_message = false;
  }

  Session session;
  prometheus::Gauge& open;
  unsigned long steps = 0;  // agreed with the MTA
  bool in_message = false;
};

Connection* connection_of(SMFICTX* context) { return static_cast<Connection*>(smfi_getpriv(context)); }

// The connection, made where this is its first callback: an MTA may skip any of them.
Connection& ensure_connection(SMFICTX* context) {
  if (Connection* connection = connection_of(context)) return *connection;
  auto connection = std::make_unique<Connection>(*shared);
  if (smfi_setpriv(context, connection.get()) != MI_SUCCESS) throw std::bad_alloc();
  return *connection.release();
}

std::string_view macro(SMFICTX* context, const char* name) {
  const char* value = smfi_getsymval(context, const_cast<char*>(name));
  return value ? value : "";
}

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!address) return {};
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  if (address->sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  if (!bytes || !inet_ntop(address->sa_family, bytes, text.data(), text.size())) return {};
  return text.data();
}

void log_bug(SMFICTX* context, std::string_view what) {
  shared->log.error(fmt::format("bug queue={} reason={}", or_dash(macro(context, "i")), log_value(what)));
}

// Runs a callback's work. Whatever it throws is a temporary failure of this message, and a line in the log.
template <typename Work>
sfsistat guard(SMFICTX* context, const Work& work) noexcept {
  try {
    return work(ensure_connection(context));
  } catch (const std::exception& error) {
    log_bug(context, error.what());
  } catch (...) {
    log_bug(context, "something unknown was thrown");
  }
  shared->metrics->bugs.Increment();
  if (Connection* connection = connection_of(context)) {
    connection->session.abort();
    connection->leave_message();
  }
  return SMFIS_TEMPFAIL;
}

sfsistat quiet(const Connection& connection, unsigned long step) {
  return connection.steps & step ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

char* text_of(const std::string& text) { return const_cast<char*>(text.c_str()); }

// Where the MTA gives values with the space behind the colon, it wants them so too.
struct ApplyModification {
  SMFICTX* context;
  bool leading_space;

  std::string spaced(const std::string& value) const { return leading_space ? " " + value : value; }

  int operator()(const RemoveHeader& header) const {
    return smfi_chgheader(context, text_of(header.name), header.index, nullptr);
  }
  int operator()(const ChangeHeader& header) const {
    return smfi_chgheader(context, text_of(header.name), 1, text_of(spaced(header.value)));
  }
  int operator()(const AddHeader& header) const {
    return smfi_addheader(context, text_of(header.name), text_of(spaced(header.value)));
  }
  int operator()(const Quarantine& quarantine) const { return smfi_quarantine(context, text_of(quarantine.reason)); }
  int operator()(const RemoveRecipient& recipient) const { return smfi_delrcpt(context, text_of(recipient.path)); }
  int operator()(const AddRecipient& recipient) const { return smfi_addrcpt(context, text_of(recipient.path)); }
  int operator()(const ChangeSender& sender) const { return smfi_chgfrom(context, text_of(sender.path), nullptr); }
};

// A '%' would be a format directive to libmilter.
std::string double_percents(const std::string& text) {
  std::string doubled;
  for (const char c : text) doubled.append(c == '%' ? 2 : 1, c);
  return doubled;
}

bool set_text(SMFICTX* context, const Refusal& refusal) {
  std::array<std::string, 8> lines;
  std::array<char*, 8> text{};  // null ends the list
  for (std::size_t i = 0; i < refusal.lines.size() && i < lines.size(); ++i) {
    lines[i] = double_percents(refusal.lines[i]);
    text[i] = lines[i].data();
  }
  std::string code = std::to_string(refusal.code);
  std::string enhanced = refusal.enhanced;
  return smfi_setmlreply(context, code.data(), enhanced.data(), text[0], text[1], text[2], text[3], text[4], text[5],
                         text[6], text[7], nullptr) == MI_SUCCESS;
}

sfsistat status(SMFICTX* context, Connection& connection, Next next) {
  switch (next) {
    case Next::go_on:
      return SMFIS_CONTINUE;
    case Next::skip:
      return connection.steps & SMFIP_SKIP ? SMFIS_SKIP : SMFIS_CONTINUE;
    case Next::accept:
    case Next::put_off:
      break;
  }
  connection.leave_message();
  if (next == Next::accept) return SMFIS_ACCEPT;
  set_text(context, failure_reply(shared->current_policy()->language));
  return SMFIS_TEMPFAIL;
}

sfsistat apply(SMFICTX* context, const Actions& actions, bool leading_space) {
  for (const Modification& modification : actions.modifications) {
    if (std::visit(ApplyModification{context, leading_space}, modification) == MI_SUCCESS) continue;
    shared->metrics->refused_by_mta.Increment();
    shared->log.error(fmt::format("put-off queue={} reason=\"the MTA refused an action\" actions={}",
                                  or_dash(macro(context, "i")), log_value(to_string(actions))));
    return SMFIS_TEMPFAIL;
  }
  if (std::holds_alternative<Discard>(actions.final)) return SMFIS_DISCARD;
  const auto* refusal = std::get_if<Refusal>(&actions.final);
  if (!refusal) return SMFIS_ACCEPT;
  if (!set_text(context, *refusal))
    shared->log.warning(
        fmt::format("no-reply-text queue={} reason=\"libmilter refused it\"", or_dash(macro(context, "i"))));
  return refusal->code < 500 ? SMFIS_TEMPFAIL : SMFIS_REJECT;
}

sfsistat on_negotiate(SMFICTX* context, unsigned long actions, unsigned long steps, unsigned long, unsigned long,
                      unsigned long* want_actions, unsigned long* want_steps, unsigned long* want2,
                      unsigned long* want3) noexcept {
  return guard(context, [&](Connection& connection) -> sfsistat {
    connection.steps = steps & steps_for(*shared->current_policy());
    connection.session.set_can_hold(actions & SMFIF_QUARANTINE);
    connection.session.set_can_part((actions & apart_actions) == apart_actions);
    connection.session.set_leading_space(connection.steps & SMFIP_HDR_LEADSPC);
    if ((actions & needed_actions) != needed_actions)
      shared->log.warning(
          fmt::format("the MTA offers actions {:#x} only; jeda needs {:#x} to tag and hold", actions, needed_actions));
    if ((actions & SMFIF_SETSYMLIST) != 0) smfi_setsymlist(context, SMFIM_ENVRCPT, const_cast<char*>(recipient_macros));
    *want_actions = actions & wanted_actions;
    *want_steps = connection.steps;
    *want2 = *want3 = 0;
    return SMFIS_CONTINUE;
  });
}

sfsistat on_connect(SMFICTX* context, char*, sockaddr* address) noexcept {
  return guard(context, [&](Connection& connection) -> sfsistat {
    connection.session.connect(address_text(address), macro(context, "j"));
    return quiet(connection, SMFIP_NR_CONN);
  });
}

sfsistat on_mail(SMFICTX* context, char** arguments) noexcept {
  return guard(context, [&](Connection& connection) -> sfsistat {
    if (draining) {
      connection.session.abort();  // an earlier message that was never ended is none
      connection.leave_message();
      return SMFIS_TEMPFAIL;
    }
    connection.enter_message();
    return status(context, connection, connection.session.mail(macro(context, "{auth_authen}"), arguments[0]));
  });
}

sfsistat on_recipient(SMFICTX* context, char** arguments) noexcept {
  return guard(context, [&](Connection& connection) -> sfsistat {
    const bool delivered = macro(context, "{rcpt_mailer}") != "error";  // else {rcpt_addr} may be a sentence
    connection.session.recipient(arguments[0], delivered ? macro(context, "{rcpt_addr}") : "");
    return quiet(connection, SMFIP_NR_RCPT);
  });
}

sfsistat on_data(SMFICTX* context) noexcept {
  return guard(context, [&](Connection& connection) { return status(context, connection, connection.session.data()); });
}

sfsistat on_header(SMFICTX* context, char* name, char* value) noexcept {
  return guard(context, [&](Connection& connection) -> sfsistat {
    connection.session.header(name, value);
    return quiet(connection, SMFIP_NR_HDR);
  });
}

sfsistat on_end_of_header(SMFICTX* context) noexcept {
  return guard(context, [](Connection& connection) { return quiet(connection, SMFIP_NR_EOH); });
}

sfsistat on_body(SMFICTX* context, unsigned char* chunk, std::size_t size) noexcept {
  return guard(context, [&](Connection& connection) {
    return status(context, connection, connection.session.body({reinterpret_cast<const char*>(chunk), size}));
  });
}

sfsistat on_end_of_message(SMFICTX* context) noexcept {
  return guard(context, [&](Connection& connection) {
    const Actions actions = connection.session.end_of_message(macro(context, "i"));
    const sfsistat result = apply(context, actions, connection.steps & SMFIP_HDR_LEADSPC);
    connection.leave_message();
    return result;
  });
}

// Events that jeda does not ask for; an old MTA sends them all the same.
sfsistat on_helo(SMFICTX*, char*) noexcept { return SMFIS_CONTINUE; }
sfsistat on_unknown(SMFICTX*, const char*) noexcept { return SMFIS_CONTINUE; }

sfsistat on_abort(SMFICTX* context) noexcept {
  if (Connection* connection = connection_of(context)) {
    connection->session.abort();
    connection->leave_message();
  }
  return SMFIS_CONTINUE;
}

sfsistat on_close(SMFICTX* context) noexcept {
  delete connection_of(context);
  smfi_setpriv(context, nullptr);
  return SMFIS_CONTINUE;
}

}  // namespace

bool register_filter(Services& services) {
  shared = &services;
  static std::string name = "jeda";
  smfiDesc filter{};
  filter.xxfi_name = name.data();
  filter.xxfi_version = SMFI_VERSION;
  filter.xxfi_flags = wanted_actions;
  filter.xxfi_negotiate = on_negotiate;
  filter.xxfi_connect = on_connect;
  filter.xxfi_helo = on_helo;
  filter.xxfi_eoh = on_end_of_header;
  filter.xxfi_unknown = on_unknown;
  filter.xxfi_envfrom = on_mail;
  filter.xxfi_envrcpt = on_recipient;
  filter.xxfi_data = on_data;
  filter.xxfi_header = on_header;
  filter.xxfi_body = on_body;
  filter.xxfi_eom = on_end_of_message;
  filter.xxfi_abort = on_abort;
  filter.xxfi_close = on_close;
  return smfi_register(filter) == MI_SUCCESS;
}

}  // namespace jeda::milter
