#include "page/groups.h"

#include <algorithm>
#include <optional>

#include "mail/seal.h"

namespace jeda::page {
namespace {

/// What is compared of a mail.
struct Likeness {
  const store::HeldItem& item;
  std::string body;  // its digest; empty: unknown

  explicit Likeness(const store::HeldItem& of) : item(of) {
    if (const auto seal = mail::unpack_seal(of.message.seal); seal && seal->whole) body = seal->body;
  }

  bool is_as(const Likeness& other) const {
    const auto& one = item.message;
    const auto& two = other.item.message;
    if (one.salesperson != two.salesperson || one.state != two.state) return false;
    if (!body.empty() && body == other.body) return one.subject == two.subject;
    const auto& sketch = item.sketch;
    return sketch && other.item.sketch && mail::similarity(*sketch, *other.item.sketch) >= alike;
  }
};

}  // namespace

Groups grouped(const std::vector<store::HeldItem>& items, std::size_t most) {
  Groups result;
  std::vector<Likeness> first;  // of each group
  for (; result.taken < items.size(); ++result.taken) {
    const Likeness likeness(items[result.taken]);
    const auto found =
        std::find_if(first.begin(), first.end(), [&](const Likeness& other) { return likeness.is_as(other); });
    if (found != first.end()) {
      result.groups[static_cast<std::size_t>(found - first.begin())].push_back(result.taken);
      continue;
    }
    if (first.size() == most) break;
    first.push_back(likeness);
    result.groups.push_back({result.taken});
  }
  return result;
}

}  // namespace jeda::page
