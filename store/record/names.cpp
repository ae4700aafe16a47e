#include "store/record/names.h"

#include <algorithm>

#include "base/text.h"
#include "store/record/summary.h"

namespace jeda::store {
namespace {

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & '\x80') != 0; }

/// Characters that would make it another address.
bool goes_on_before(char c) { return is_alphanumeric(c) || std::string_view("._+-").find(c) != std::string_view::npos; }
bool goes_on_after(std::string_view rest) {
  if (rest.empty()) return false;
  if (rest[0] == '.') return rest.size() > 1 && is_alphanumeric(rest[1]);
  return is_alphanumeric(rest[0]) || rest[0] == '-';
}

/// The first place from `from` on; npos: none. Both in lower case.
std::size_t find_name(std::string_view text, std::string_view name, std::size_t from) {
  for (auto at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool begins = at == 0 || !goes_on_before(text[at - 1]);
    if (begins && !goes_on_after(text.substr(at + name.size()))) return at;
  }
  return std::string_view::npos;
}

}  // namespace

Names::Names(const std::set<std::string>& addresses) {
  for (const std::string& address : addresses) names_.push_back(lower_ascii(address));
}

/// Packed bytes have lengths before texts, which may be letters: there, whatever stands before counts for nothing.
bool Names::in(std::string_view text) const {
  const std::string small = lower_ascii(text);
  return std::any_of(names_.begin(), names_.end(),
                     [&](const std::string& name) { return small.find(name) != std::string::npos; });
}

std::string Names::without(std::string_view text) const {
  std::string left(text);
  for (const std::string& name : names_) {
    std::string small = lower_ascii(left);
    for (auto at = find_name(small, name, 0); at != std::string::npos; at = find_name(small, name, at)) {
      left.replace(at, name.size(), erased_address);
      small.replace(at, name.size(), erased_address);
      at += erased_address.size();
    }
  }
  return left;
}

}  // namespace jeda::store
