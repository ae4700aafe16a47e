// Numbers that say something: prices, shares, quantities. Internal to mail/. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

/// Adds the numbers in `text` that have a currency or a unit to `figures`, in one way of writing each, once each, until
/// there are 100: "15%" ("15 persen"), "rp 1500000" ("Rp1,5 juta", "IDR 1.500.000,-"), "usd 99.5" ("$99.50"),
/// "3 bulan". Dots and commas before three digits group, others are the decimal mark. Numbers without a unit are dates,
/// hours, telephones and are passed over. Linear.
void add_figures(std::string_view text, std::vector<std::string>& figures);

}  // namespace jeda::mail
