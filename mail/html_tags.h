// Cuts from HTML what its words do not need. Internal to mail/.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

/// `html` with bare tags: no attributes, comments, declarations, scripts or styles, and NUL bytes made U+FFFD. Linear.
std::string bare_tags(std::string_view html);

}  // namespace jeda::mail
