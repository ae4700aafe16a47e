// What mail systems say in words. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

#include "mail/heard.h"

namespace jeda::mail {

/// `text` as the bounce_* sections of texts/heard/ are written: lower case, one blank between words, no punctuation and
/// no apostrophes ("couldnt"). Addresses, links and host names are left out, since they say nothing but may hold a word
/// that does; names in capitals as Exchange's RESOLVER.ADR.ExRecipNotFound stay, as three words. Linear.
std::string plain_words(std::string_view text);

/// True where plain words have one of `phrases`, which may begin inside a run of characters that knows no blanks
/// (Chinese), but not inside a word of ASCII. A word may go on past a phrase: "inconnu" finds "inconnue".
bool says(std::string_view plain, const HeardBeginnings& phrases);

/// True where one of `phrases` begins plain words.
bool begins(std::string_view plain, const HeardBeginnings& phrases);

}  // namespace jeda::mail
