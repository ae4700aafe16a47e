#include "store/record/rows.h"

#include <algorithm>

#include "store/record/details.h"
#include "store/record/digest.h"
#include "store/record/summary.h"

namespace jeda::store {

bool is_copy(const PreparedOffer& offer, std::string_view retry, std::string_view exact, bool held) {
  if (std::find(offer.copies.begin(), offer.copies.end(), retry) == offer.copies.end()) return false;
  return (offer.offer.handed_back && !held) || (!exact.empty() && exact == offer.offer.exact);
}

bool counts_as_copy(const FirstCopy& first, const Offer& offer, Time at) {
  if (!is_counted_copy(first, offer)) return at - first.at < held_retry_window;
  return at - first.at < retry_window && first.copies < most_retries;
}

bool is_counted_copy(const FirstCopy& first, const Offer& offer) { return !first.held && !offer.handed_back; }

std::size_t place_of_touch(const std::vector<policy::Recipient>& people, std::size_t number) {
  const auto first = [&](bool at_company) {
    const auto found = std::find_if(people.begin(), people.end(), [&](const policy::Recipient& one) {
      return one.key == people[number].key && !(at_company && one.company.empty());
    });
    return static_cast<std::size_t>(found - people.begin());
  };
  const std::size_t place = first(true);
  return place < people.size() ? place : first(false);
}

PreparedOffer prepare(const Offer& offer) {
  PreparedOffer prepared;
  prepared.offer = offer;
  prepared.copies = retry_keys(offer);
  if (!prepared.copies.empty()) prepared.retry = prepared.copies.front();
  if (!offer.message_id.empty()) prepared.key = message_key(offer.message_id);
  prepared.recipients = pack_recipients(offer.recipients);
  prepared.details = pack_details(offer.imprint, {});
  return prepared;
}

bool is_held(const Judgement& judgement) {
  return judgement.enforced && judgement.decision.verdict == policy::Verdict::hold;
}

bool is_counted(const Judgement& judgement) {
  return !judgement.enforced || judgement.decision.verdict != policy::Verdict::reject;
}

}  // namespace jeda::store
