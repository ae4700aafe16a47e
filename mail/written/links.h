// Web links of a text. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

/// A link as MessageFacts::links holds it: "toko.example/Promo" of "HTTPS://Toko.example/Promo/?utm=1#a". Without
/// scheme, user, query, fragment and trailing slash. Empty where it has no host.
std::string bare_link(std::string_view address);

/// Adds the http and https links in `text`, then `addresses`, to `links`, each once, until there are 100.
void add_links(std::string_view text, const std::vector<std::string>& addresses, std::vector<std::string>& links);

}  // namespace jeda::mail
