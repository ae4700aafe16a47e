// What whoever checks incoming mail for us (OpenDMARC, rspamd) says of a message: Authentication-Results, RFC 8601.
// Pure; nothing throws but for want of memory; time and memory are linear in the field.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/facts.h"

namespace jeda::mail {

/// "header.d=toko.example"
struct AuthenticationProperty {
  std::string type;      // "header", "smtp", "policy"; lower case
  std::string property;  // lower case
  std::string value;     // without quotes
  friend bool operator==(const AuthenticationProperty&, const AuthenticationProperty&) = default;
};

/// "dkim=pass header.d=toko.example"
struct AuthenticationMethod {
  std::string method;  // lower case
  std::string result;  // lower case
  std::vector<AuthenticationProperty> properties = {};
  friend bool operator==(const AuthenticationMethod&, const AuthenticationMethod&) = default;
};

struct AuthenticationResults {
  std::string id;                             // of who checked, without quotes
  std::vector<AuthenticationMethod> methods;  // empty for "none", and where the field breaks off or is no such field
  friend bool operator==(const AuthenticationResults&, const AuthenticationResults&) = default;
};

/// Reads the value of one field, folded or not. Absent where it does not even begin with an id. A field that breaks the
/// grammar anywhere says nothing: it has an id and no methods. At most 100 methods of 100 properties are read; a field
/// with more says nothing, either.
std::optional<AuthenticationResults> read_authentication(std::string_view value);

enum class Authenticity {
  unasked,  // nobody checks mail for us
  nothing,  // nothing shows that From wrote it, nor that another did
  pass,     // From's domain takes the message for its own
  fail,     // From's domain says that it is none of its own
};

/// "unasked", "nothing", "pass", "fail"
std::string_view to_string(Authenticity authenticity);

/// What the topmost field of one of `ids` (compared without case) says of the message's only From. All other fields are
/// anybody's.
/// - dmarc=pass of a header.from of one organisation with From's domain (rspamd names the domain whose policy it is):
///   pass. dmarc=fail: fail, whatever else passed.
/// - Else (no policy, none found, an error) what DMARC itself would ask, by RFC 7489, 3.1: spf=pass for a
///   smtp.mailfrom, or dkim=pass for a header.d or header.i, of one organisation with From's domain: pass.
/// - Else spf=fail for such a smtp.mailfrom: fail, since the domain says (RFC 7208, 8.4) that this host may not speak
///   for it. Not so dkim=fail: a list or a gateway breaks signatures, and RFC 6376 (6.1) wants such mail to be taken as
///   unsigned. softfail, neutral, none, temperror and permerror: nothing.
/// - More than one From field, or address in it, or none: never pass.
Authenticity authenticity_of(const std::vector<HeaderField>& header, const MessageFacts& facts,
                             const std::vector<std::string>& ids);

}  // namespace jeda::mail
