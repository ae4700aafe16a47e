#include "store/record/intention.h"

#include <algorithm>

#include "mail/sketch.h"

namespace jeda::store {

std::vector<std::string> people_of(const std::vector<policy::Recipient>& people) {
  std::vector<std::string> keys;
  for (const policy::Recipient& person : people) keys.push_back(person.key);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool is_same_intention(const Intention& one, const Intention& other) {
  if (one.salesperson != other.salesperson || one.people != other.people) return false;
  const policy::Imprint& text = one.imprint;
  const policy::Imprint& like = other.imprint;
  if (text.sketch && like.sketch) return mail::similarity(*text.sketch, *like.sketch) >= same_text;
  return !text.sketch && !like.sketch && !one.fingerprint.empty() && one.fingerprint == other.fingerprint &&
         text.marks == like.marks && text.subject == like.subject;
}

}  // namespace jeda::store
