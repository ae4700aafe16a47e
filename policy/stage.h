// The stage of a prospect, computed from its history. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/history.h"
#include "policy/policy.h"

namespace jeda::policy {

/// "new", "engaged", "interested", "reader", "cold", "customer", "dormant", "stopped"
std::string_view to_string(Stage stage);

struct StageAnswer {
  Stage stage = Stage::fresh;
  std::string why;  // for people, English, one line: "replied on 2026-11-20 10:00 +07, silent since"
};

/// The first that holds (A1, with the figures of rules.yaml's `stages`):
/// - told by a person: that one;
/// - stopped: do not contact, without a doubt, or a permission mail stands unanswered;
/// - dormant: the newest order is `dormant` old or older; customer: there is an order;
/// - engaged: a reply awaits our answer, or the newest reply or live interaction is younger than `live`;
/// - interested: there ever was a reply or a live interaction;
/// - reader: there was an open, a click, a receipt or an answer to an invitation;
/// - cold: `cold` or more contacts stand unanswered;
/// - new.
/// Times in `why` are told in the zone of the prospect's facts, else in `zone`, else in UTC.
StageAnswer stage_of(const Stages& stages, const ProspectHistory& history, Time now,
                     const date::time_zone* zone = nullptr);

/// The same without the words.
Stage stage_at(const Stages& stages, const ProspectHistory& history, Time now);

/// The first moment after `now` at which the stage may become another one, were nothing else to happen.
std::optional<Time> next_stage_change(const Stages& stages, const ProspectHistory& history, Time now);

}  // namespace jeda::policy
