// The wish not to be written to again. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

/// The first sentence of `text` that asks, in Indonesian or English, not to be written to again; one line, at most 200
/// bytes. Empty where there is none. Denied wishes ("please don't stop"), conditions ("if you unsubscribe ..."), delays
/// ("don't email me before Monday") and questions that are no request are none. `text` is what a person wrote, without
/// quotes; its first 16 KiB are read. Linear.
std::string opt_out_wish(std::string_view text);

}  // namespace jeda::mail
