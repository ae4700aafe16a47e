#include "store/sqlite/requests.h"

#include <algorithm>
#include <numeric>

#include "store/record/details.h"
#include "store/record/digest.h"
#include "store/record/summary.h"
#include "store/reference.h"
#include "store/sqlite/desk_rows.h"

namespace jeda::store {

using policy::TouchKind;

namespace {

/// Of a message that goes; whose it is stays open. `judged`: in place of the offer's imprint.
TouchRow touch_of(const PreparedOffer& prepared, const Judgement& judgement,
                  const std::optional<policy::Imprint>& judged) {
  const Offer& offer = prepared.offer;
  const auto& notice = judgement.decision.notice;
  const TouchKind kind = notice ? TouchKind::notice : TouchKind::contact;
  TouchRow row{{}, 0, 0, {judgement.at, kind, offer.salesperson, false, {}}};
  if (notice) {
    row.touch.details.note = policy::to_string(*notice);
    row.details = pack_details({}, row.touch.details);
  } else {
    row.touch.imprint = judged.value_or(offer.imprint);
    row.details = judged ? pack_details(*judged, {}) : prepared.details;
  }
  return row;
}

}  // namespace

Tail& Tails::of(Ledger& ledger, const std::string& key) {
  auto found = tails_.find(key);
  if (found == tails_.end()) found = tails_.emplace(key, ledger.tail(key)).first;
  return found->second;
}

Tail* Tails::of_company(Ledger& ledger, const policy::Recipient& prospect) {
  return prospect.company.empty() ? nullptr : &of(ledger, prospect.company);
}

void Tails::add(Ledger& ledger, const TouchRow& touch) {
  ledger.add(touch, of(ledger, touch.prospect.key));
  if (Tail* company = of_company(ledger, touch.prospect)) ledger.add_to_company(touch, *company);
}

void Tails::finish(Ledger& ledger) {
  for (const auto& [key, tail] : tails_) ledger.finish(tail);
}

std::vector<policy::Recipient> resolved(People& people, std::vector<policy::Recipient> recipients) {
  for (policy::Recipient& recipient : recipients) recipient.key = people.behind(recipient.key).key;
  return recipients;
}

void OfferRequest::read(Tables& tables) {
  tails_.clear();
  histories_ = {};
  people_.clear();
  first_of_person_.clear();
  forgotten_.clear();
  judgement_.reset();
  recorded_.clear();
  replaced_.clear();
  outcome_ = {};
  record_ = 0;
  for (const policy::Recipient& recipient : offer_.offer.recipients) read_history(tables, recipient);
  histories_.sender = tables.senders.lend(offer_.offer.salesperson, offer_.offer.windows);
  first_copy_ = tables.records.find_first_copy(offer_);
}

/// A summary may be long: the judge gets the one that stands in the tail, not a copy.
void OfferRequest::read_history(Tables& tables, const policy::Recipient& recipient) {
  Person person = tables.people.behind(recipient.key);
  const auto [place, fresh] = first_of_person_.emplace(person.key, people_.size());
  people_.push_back({std::move(person.key), recipient.raw, recipient.company});
  policy::ProspectHistory history;
  if (fresh) {
    history.prospect = std::move(tails_.of(tables.ledger, people_.back().key).history);
  } else {
    history.prospect = histories_.prospects[place->second].prospect;
  }
  if (tables.forgotten.put_into(history.prospect, recipient.key)) forgotten_.insert(histories_.prospects.size());
  if (const Tail* company = tails_.of_company(tables.ledger, recipient)) history.company = company->history.people;
  history.facts = std::move(person.facts);
  histories_.prospects.push_back(std::move(history));
}

void OfferRequest::take_back_histories(Tables& tables) {
  for (const auto& [key, number] : first_of_person_) {
    if (forgotten_.count(number) > 0) histories_.prospects[number].prospect.do_not_contact.reset();
    tails_.of(tables.ledger, key).history = std::move(histories_.prospects[number].prospect);
  }
}

void OfferRequest::judge() try { judgement_ = judge_(histories_); } catch (const std::exception& error) {
  fail({Error::Cause::failed, std::string("the decision failed: ") + error.what()});
} catch (...) {
  fail({Error::Cause::failed, "the decision failed"});
}

void OfferRequest::record(Tables& tables) {
  tables.senders.keep(offer_.offer.salesperson, offer_.offer.windows, std::move(histories_.sender));
  if (!judgement_) return;
  if (first_copy_ && counts_as_copy(*first_copy_, offer_.offer, judgement_->at)) return meet_first_copy(tables);
  first_copy_.reset();
  take_back_histories(tables);
  if (judgement_->parts.empty()) {
    record_together(tables);
  } else {
    record_parts(tables);
  }
  tails_.finish(tables.ledger);
  for (const Recorded& recorded : recorded_) replace_older(tables, recorded);
  const Offer& offer = offer_.offer;
  if (offer.windows.sent > Duration::zero() && record_ % 32 == 0) {
    tables.senders.prune(offer.salesperson, judgement_->at, offer.windows.sent);
  }
}

void OfferRequest::record_together(Tables& tables) {
  std::vector<std::size_t> all(people_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  record_message(tables, offer_, *judgement_, std::move(all));
}

/// Only the first keeps the key of a retry and the place in the MTA's queue.
void OfferRequest::record_parts(Tables& tables) {
  for (const JudgedPart& part : judgement_->parts) {
    PreparedOffer offer = offer_;
    offer.offer.recipients.clear();
    for (const std::size_t place : part.recipients) offer.offer.recipients.push_back(offer_.offer.recipients[place]);
    offer.recipients = pack_recipients(offer.offer.recipients);
    if (!recorded_.empty()) {
      offer.retry.clear();
      offer.offer.queue_id.clear();
      outcome_.removed.insert(outcome_.removed.end(), part.recipients.begin(), part.recipients.end());
    }
    Judgement judgement;
    judgement.at = judgement_->at;
    judgement.decision = part.decision;
    judgement.policy_version = judgement_->policy_version;
    judgement.advice = part.advice;
    judgement.held = part.details;
    record_message(tables, offer, judgement, part.recipients);
  }
}

void OfferRequest::record_message(Tables& tables, const PreparedOffer& offer, const Judgement& judgement,
                                  std::vector<std::size_t> places) {
  const policy::Decision& decision = judgement.decision;
  const bool held = is_held(judgement);
  const Recorded recorded{tables.next_record(),           std::move(places),           held,
                          is_counted(judgement) && !held, decision.notice.has_value(), decision.overridden_prospects()};
  const std::string rules = decision.rule_names();
  if (recorded_.empty()) {
    record_ = recorded.record;
    outcome_ = Outcome{reference_of(record_), decision.verdict, rules, decision.next_allowed,
                       decision.release,      judgement.advice, false};
  }
  tables.records.insert(recorded.record, offer, judgement, rules);
  if (judgement.held) {
    const std::string details = judgement_->imprint ? pack_details(*judgement_->imprint, {}) : offer_.details;
    tables.records.keep(recorded.record, record_, offer.offer, judgement, details);
  }
  if (held) tables.waiting.add(people_at(recorded.places), recorded.record);
  if (recorded.counted) {
    record_touches(tables, judgement, recorded);
    if (recorded.overridden > 0) {
      tables.senders.add_override(offer.offer.salesperson, judgement.at, recorded.record, recorded.overridden);
    }
  }
  recorded_.push_back(recorded);
}

void OfferRequest::meet_first_copy(Tables& tables) {
  record_ = first_copy_->record;
  outcome_ = first_copy_->outcome;
  if (first_copy_->held) tables.records.move_copy(record_, offer_.offer.queue_id, offer_.offer.host);
  if (is_counted_copy(*first_copy_, offer_.offer)) tables.records.count_copies(record_, 1);
}

std::vector<policy::Recipient> OfferRequest::people_at(const std::vector<std::size_t>& places) const {
  std::vector<policy::Recipient> people;
  for (const std::size_t place : places) people.push_back(people_[place]);
  return people;
}

void OfferRequest::record_touches(Tables& tables, const Judgement& judgement, const Recorded& recorded) {
  TouchRow row = touch_of(offer_, judgement, judgement_->imprint);
  row.record = recorded.record;
  const bool counts = offer_.offer.windows.sent > Duration::zero() && !recorded.notice;
  add_touches(tables, tails_, std::move(row), people_at(recorded.places), judgement.decision.answers, counts);
}

/// One intention is one mail: what waits with the same text is discarded, and the salesperson told.
void OfferRequest::replace_older(Tables& tables, const Recorded& recorded) {
  if (recorded.notice || (!recorded.held && !recorded.counted)) return;
  const std::vector<std::int64_t> waiting = tables.waiting.of(people_[recorded.places.front()].key);
  if (waiting.empty()) return;
  const Offer& offer = offer_.offer;
  const Intention newer{offer.salesperson, people_of(people_at(recorded.places)), imprint(), offer.fingerprint};
  const std::string reference = reference_of(recorded.record);
  std::vector<std::string> replaced;
  for (const std::int64_t older : waiting) {
    if (older == recorded.record || !is_replaceable(tables, older, newer)) continue;
    QueueRequest request;
    request.kind = RequestKind::discard;
    request.at = judgement_->at;
    request.by = by_newer;
    request.words = reference;
    add_request(tables, older, request, {});
    if (!recorded.held) add_notice(tables.connection, older, NoticeKind::replaced, request.at, by_newer, reference);
    replaced_.push_back(older);
    replaced.push_back(reference_of(older));
  }
  if (recorded.held && !replaced.empty()) name_replaced(tables.connection, recorded.record, replaced);
}

bool OfferRequest::is_replaceable(Tables& tables, std::int64_t message, const Intention& newer) {
  const auto held = tables.records.held(message);
  if (!held || held->state != HeldState::held || held->salesperson != newer.salesperson) return false;
  if (open_request(tables.connection, message)) return false;
  Intention older{held->salesperson, people_of(resolved(tables.people, held->recipients)), {}, held->fingerprint};
  policy::EventDetails none;
  return unpack_details(held->details, older.imprint, none) && is_same_intention(older, newer);
}

void OfferRequest::undo(Tables& tables) {
  if (record_ == 0) return;
  if (first_copy_) {
    if (first_copy_->held) tables.records.move_copy(record_, first_copy_->queue_id, first_copy_->host);
    if (is_counted_copy(*first_copy_, offer_.offer)) tables.records.count_copies(record_, -1);
    return;
  }
  for (const std::int64_t older : replaced_) keep_after_all(tables.connection, older, judgement_->at);
  for (const Recorded& recorded : recorded_) {
    tables.records.erase_message(recorded.record);
    tables.waiting.erase(recorded.record);
    if (!recorded.counted) continue;
    std::vector<policy::Recipient> recipients;
    for (const std::size_t place : recorded.places) recipients.push_back(offer_.offer.recipients[place]);
    const Time at = judgement_->at;
    tables.ledger.remove(resolved(tables.people, std::move(recipients)), {at, recorded.record, 0}, 1);
    tables.senders.remove(offer_.offer.salesperson, at, recorded.record);
  }
}

}  // namespace jeda::store
