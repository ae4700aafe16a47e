// Identical mails: one text of one salesperson to many, to be decided about once.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "store/desk.h"

namespace jeda::page {

/// So alike are two texts that are one (mail::similarity, in percent): the same text under many names has 100, and its
/// standard error is below 5.
inline constexpr int alike = 90;

/// Places in `items`, each once: mails of one salesperson with the same body or nearly the same text stand together,
/// where the first of them stands. With HeldFilter::sketches the names of addressees do not count. Groups are at most
/// `most`; `taken` says how many items at the front they hold whole.
struct Groups {
  std::vector<std::vector<std::size_t>> groups;
  std::size_t taken = 0;
};
Groups grouped(const std::vector<store::HeldItem>& items, std::size_t most);

}  // namespace jeda::page
