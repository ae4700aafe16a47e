#include "store/sqlite_requests.h"

#include "store/digest.h"
#include "store/reference.h"

namespace jeda::store {

using policy::TouchKind;

Tail& Tails::of(Ledger& ledger, const std::string& key) {
  auto found = tails_.find(key);
  if (found == tails_.end()) found = tails_.emplace(key, ledger.tail(key)).first;
  return found->second;
}

Tail* Tails::of_company(Ledger& ledger, const policy::Recipient& prospect) {
  return prospect.company.empty() ? nullptr : &of(ledger, prospect.company);
}

void OfferRequest::read(Tables& tables) {
  tails_.clear();
  histories_ = {};
  judgement_.reset();
  record_ = 0;
  for (const policy::Recipient& prospect : offer_.offer.recipients) {
    policy::ProspectHistory history;
    history.prospect = tails_.of(tables.ledger, prospect.key).history;
    if (const Tail* company = tails_.of_company(tables.ledger, prospect)) history.company = company->history.people;
    histories_.prospects.push_back(std::move(history));
  }
  first_copy_ = tables.records.find_first_copy(offer_);
}

void OfferRequest::judge() try { judgement_ = judge_(histories_); } catch (const std::exception& error) {
  fail({Error::Kind::failed, std::string("the decision failed: ") + error.what()});
} catch (...) {
  fail({Error::Kind::failed, "the decision failed"});
}

void OfferRequest::record(Tables& tables) {
  if (!judgement_) return;
  if (first_copy_ && judgement_->at - first_copy_->at < retry_window) return meet_first_copy(tables);
  first_copy_.reset();
  const policy::Decision& decision = judgement_->decision;
  record_ = tables.next_record();
  outcome_ = Outcome{reference_of(record_),
                     decision.verdict,
                     decision.rule_names(),
                     decision.next_allowed,
                     decision.release,
                     judgement_->advice,
                     false};
  tables.records.insert(record_, offer_, *judgement_, outcome_.rules);
  if (is_counted(*judgement_)) record_touches(tables);
}

void OfferRequest::meet_first_copy(Tables& tables) {
  record_ = first_copy_->record;
  outcome_ = first_copy_->outcome;
  if (first_copy_->held) tables.records.move_copy(record_, offer_.offer.queue_id, offer_.offer.host);
}

void OfferRequest::record_touches(Tables& tables) {
  TouchRow touch;
  touch.place = {judgement_->at, record_, 0};
  touch.kind = is_held(*judgement_) ? TouchKind::held : TouchKind::contact;
  touch.salesperson = offer_.offer.salesperson;
  const std::vector<bool>& answers = judgement_->decision.answers;
  for (const policy::Recipient& prospect : offer_.offer.recipients) {
    const auto number = static_cast<std::size_t>(touch.place.number);
    touch.prospect = prospect;
    touch.answer = number < answers.size() && answers[number];
    tables.ledger.add(touch, tails_.of(tables.ledger, prospect.key), tails_.of_company(tables.ledger, prospect));
    ++touch.place.number;
  }
}

void OfferRequest::undo(Tables& tables) {
  if (record_ == 0) return;
  if (first_copy_) {
    if (first_copy_->held) tables.records.move_copy(record_, first_copy_->queue_id, first_copy_->host);
    return;
  }
  if (is_counted(*judgement_)) tables.ledger.remove(offer_.offer.recipients, {judgement_->at, record_, 0}, 1);
  tables.records.erase_message(record_);
}

ReplyRequest::ReplyRequest(const Reply& reply)
    : reply_(reply), key_(reply_key(reply)), addressed_(store::addressed(reply)) {}

void ReplyRequest::read(Tables& tables) {
  tails_.clear();
  credited_.clear();
  record_ = 0;
  const auto earlier = tables.records.find_reply(key_, record_);
  known_before_ = earlier.has_value();
  if (earlier) {
    outcome_ = *earlier;
    return;
  }
  outcome_ = {};
  credited_ = credit(reply_, tables.records.sent(reply_.references),
                     [&](const std::string& key) { return tails_.of(tables.ledger, key).newest.has_value(); });
}

void ReplyRequest::record(Tables& tables) {
  if (known_before_) return;
  record_ = tables.next_record();
  TouchRow touch{{}, {reply_.at, record_, 0}, TouchKind::reply, {}, false};
  for (const policy::Recipient& prospect : credited_) {
    Tail& tail = tails_.of(tables.ledger, prospect.key);
    outcome_.known = outcome_.known || tail.newest.has_value();
    outcome_.prospects.push_back(prospect.key);
    touch.prospect = prospect;
    for (const std::string& name : addressed_) {
      touch.salesperson = name;
      tables.ledger.add(touch, tail, tails_.of_company(tables.ledger, prospect));
      ++touch.place.number;
    }
  }
  tables.records.insert_reply(record_, reply_, key_, outcome_.known, credited_);
}

void ReplyRequest::undo(Tables& tables) {
  if (record_ == 0 || known_before_) return;
  tables.ledger.remove(credited_, {reply_.at, record_, 0}, static_cast<int>(addressed_.size()));
  tables.records.erase_reply(record_);
}

void SettleRequest::read(Tables& tables) {
  record_ = 0;
  held_ = tables.records.held(number_);
  done_ = held_ && held_->state == HeldState::held;
}

void SettleRequest::record(Tables& tables) {
  if (!done_) return;
  record_ = number_;
  const bool released = state_ == HeldState::released;
  tables.records.set_state(number_, state_, at_);
  tables.ledger.change(held_->recipients, {held_->at, number_, 0}, released ? at_ : held_->at,
                       released ? TouchKind::contact : TouchKind::withdrawn);
}

void SettleRequest::undo(Tables& tables) {
  if (record_ == 0) return;
  const Time now_at = state_ == HeldState::released ? at_ : held_->at;
  tables.records.set_state(number_, HeldState::held, std::nullopt);
  tables.ledger.change(held_->recipients, {now_at, number_, 0}, held_->at, TouchKind::held);
}

}  // namespace jeda::store
