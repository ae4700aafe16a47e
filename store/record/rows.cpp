#include "store/record/rows.h"

#include <algorithm>
#include <unordered_map>

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

std::vector<std::size_t> places_of_touch(const std::vector<policy::Recipient>& people) {
  std::unordered_map<std::string_view, std::size_t> touched;
  for (std::size_t number = 0; number < people.size(); ++number) {
    const auto [found, fresh] = touched.try_emplace(people[number].key, number);
    if (!fresh && people[found->second].company.empty() && !people[number].company.empty()) found->second = number;
  }
  std::vector<std::size_t> places;
  for (const policy::Recipient& person : people) places.push_back(touched.at(person.key));
  return places;
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
