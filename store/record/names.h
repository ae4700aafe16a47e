// Finding and taking out addresses in what is kept.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace jeda::store {

/// Addresses as they are looked for in texts: letter case does not count, and one within another is none.
class Names {
 public:
  explicit Names(const std::set<std::string>& addresses);

  bool in(std::string_view text) const;
  std::string without(std::string_view text) const;

 private:
  std::vector<std::string> names_;  // lower case
};

}  // namespace jeda::store
