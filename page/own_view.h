// Pages of salespeople, who have no account: their frame, and what several of them show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "page/view.h"
#include "page/why.h"

namespace jeda::page {

/// Whose page it is, where it stands, and what its forms bring.
struct OwnPlace {
  std::string path;         // of the page itself: where a form's answer may be asked for again
  std::string salesperson;  // empty: it is not known whose
  std::string form_token;   // empty: no forms
};

/// A page in the salespeople's frame. `title` and `data` as page() has them.
http::Response own_page(const Visit& visit, const OwnPlace& place, std::string_view name, std::string_view title,
                        Data data, int status = 200);

/// A page that says one thing, and has a button where `action` is not empty: a form posts to it.
http::Response own_message(const Visit& visit, const OwnPlace& place, int status, std::string_view title_key,
                           std::string_view message_key, std::string_view action = {},
                           std::string_view button_key = {});

/// So much of a subject stands on these pages, which are read on phones; the mail's header has all of it.
inline constexpr std::size_t longest_own_subject = 120;

/// Of a mail's findings those that keep it back, each sentence once: first what no moment mends, then what lasts
/// longest.
std::vector<Reason> decisive(std::string_view findings, const date::time_zone* zone, const Words& words);

/// An address in a list with "and 3 more" behind it: "address", "more" and "more_text".
Data addressed_to(const std::vector<policy::Recipient>& recipients, const Words& words);

}  // namespace jeda::page
