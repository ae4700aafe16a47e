#include "store/record/rows.h"

#include "store/record/details.h"
#include "store/record/digest.h"
#include "store/record/summary.h"

namespace jeda::store {

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
