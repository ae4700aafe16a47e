// Who sent a message, whom it is for, and so whether it is ours to judge.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mail/address.h"
#include "policy/policy.h"

namespace jeda::policy {

struct Salesperson {
  std::string name;     // of organisation.people, else the address key
  std::string address;  // the key that was matched: of the login, else of the envelope sender
};

/// What is known at MAIL, before any recipient.
struct SenderFacts {
  std::string login;                    // {auth_authen}; empty: the client did not authenticate
  std::optional<mail::Address> sender;  // envelope sender; absent: null sender
  std::string client_address;           // IP of the client; empty: unknown, or a local pipe (then it is ours)
};

struct Governed {
  Salesperson salesperson;
};
/// From outside, or a machine's (null sender): a reply or a report, if it is for a salesperson or where reports go.
struct Inbound {};
/// Not ours to judge, and why: "exempt", "not-sales", "internal", "not-for-sales".
struct Ignored {
  std::string_view reason;
};
using Direction = std::variant<Governed, Inbound, Ignored>;

/// At MAIL. Governed still needs a recipient outside, Inbound one that is a salesperson or receives_reports().
Direction classify(const Policy& policy, const SenderFacts& facts);

/// True for 127.0.0.0/8 and ::1, and for the former written as IPv6.
bool is_loopback(std::string_view client_address);

/// True for this host (by loopback, or a local pipe: no address) and for organisation.networks. Mail from there is
/// never a prospect's, a null sender's aside: our own MTA makes bounces.
bool is_own_host(const Policy& policy, std::string_view client_address);

/// True where organisation.domains has it. REQUIRES: lower case, A-labels, as Address::domain() is.
bool is_our_domain(const Policy& policy, std::string_view domain);

/// The mailbox that an MTA of ours delivers to when it is given `path` (mail::resolve_recipient()). `host` is that
/// MTA's own name: a mailbox there is one without a domain. Absent where the path cannot be understood.
std::optional<mail::Address> delivered_to(const Policy& policy, std::string_view host, std::string_view path);

/// True for addresses in organisation.domains, and for those without a domain (the MTA completes them with its own) and
/// without anything that could lead elsewhere ("rina%x", "\"rina@x\"").
bool is_internal(const Policy& policy, const mail::Address& address);

/// True for addresses outside that organisation.no_prospects names: mail to them is neither judged nor recorded, and
/// mail from them is no reply.
bool is_no_prospect(const Policy& policy, std::string_view address_key);

/// True for addresses in organisation.reports: mail to them is read for reports and is nobody's reply, whosever else
/// the address is.
bool receives_reports(const Policy& policy, std::string_view address_key);

/// The salesperson behind an address of ours; absent where nobody in sales has it. Exempt addresses are nobody's.
std::optional<Salesperson> salesperson_for(const Policy& policy, std::string_view address_key);

}  // namespace jeda::policy
