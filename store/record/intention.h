// Whether two mails are one intention, written twice.
#pragma once

#include <string>
#include <vector>

#include "store/record/rows.h"

namespace jeda::store {

/// Percent of what two texts have in common from which on they are nearly the same: as the rule `repeat` of the shipped
/// rules.yaml.
inline constexpr int same_text = 80;

/// A mail as it is compared with held ones.
struct Intention {
  std::string salesperson;
  std::vector<std::string> people;  // keys, sorted, each once
  policy::Imprint imprint;
  std::string fingerprint;  // mail::MessageFacts
};

/// The keys of people as Intention has them.
std::vector<std::string> people_of(const std::vector<policy::Recipient>& people);

/// The same salesperson, the same people, the same or nearly the same text. Texts too short to be compared must be the
/// same, and so must their subjects, links, attachments and figures: two mails that only say "see attached" are two.
bool is_same_intention(const Intention& one, const Intention& other);

}  // namespace jeda::store
