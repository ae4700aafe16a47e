// Web links of a text. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/facts.h"
#include "mail/written/body_text.h"

namespace jeda::mail {

/// A link as MessageFacts::links holds it: "toko.example/Promo" of "HTTPS://Toko.example/Promo/?utm=1#a". Without
/// scheme, user, query, fragment and trailing slash. Empty where it has no host.
std::string bare_link(std::string_view address);

/// Adds the http and https links in `text`, then `addresses`, to `links`, each once, until there are 100.
void add_links(std::string_view text, const std::vector<std::string>& addresses, std::vector<std::string>& links);

/// Adds the links of a part to `targets`, each address once, until there are 100: those of HTML with their words, then
/// the http and https links that stand in the text.
void add_targets(const TextPart& part, std::vector<LinkTarget>& targets);

}  // namespace jeda::mail
