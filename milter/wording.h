// A verdict in the MTA's words: reply texts, the tag header, the quarantine reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/facts.h"
#include "milter/actions.h"
#include "policy/policy.h"
#include "store/store.h"

namespace jeda::milter {

/// 550 5.7.1: the advice first, the reference last, at most 8 lines of ASCII.
Refusal rejection(const store::Outcome& outcome);

/// 451 4.7.1: the contact history is not to be had.
Refusal failure_reply(policy::Language language);

/// 550 5.1.3: nobody can say whom that address reaches.
Refusal unread_reply(policy::Language language, std::string_view path);

/// "X-Jeda: tag; rules=gap,hours; ref=...": no detail, since the prospect's side can read it.
AddHeader tag_header(const store::Outcome& outcome);

/// The value of Subject once an override's tokens are off, `decoded` being what a reader then sees. What else stands in
/// the first Subject of `header` goes on byte for byte. It is encoded anew where it has encoded words, which may hide
/// a token, where its bytes are of no known charset, or where what is left cannot stand in a header.
std::string subject_value(const std::vector<mail::HeaderField>& header, const std::vector<std::string>& tokens,
                          std::string_view decoded);

/// "jeda: gap,hours ref=...", within the 100 bytes that Postfix keeps: long rule names are cut, the reference never.
Quarantine quarantine(std::string_view rules, std::string_view reference);

}  // namespace jeda::milter
