#include "mail/inbound.h"

#include <algorithm>
#include <exception>
#include <limits>

#include "base/text.h"
#include "mail/automatic.h"
#include "mail/bounce/feedback.h"
#include "mail/bounce/report.h"
#include "mail/mime/media_type.h"
#include "mail/return_date.h"
#include "mail/subject.h"
#include "mail/written/body_text.h"
#include "mail/written/opt_out.h"
#include "mail/written/words.h"
#include "mail/written/written.h"

namespace jeda::mail {
namespace {

// RFC 3834: what answers by itself, whatever its envelope says: absence notices are sent from "<>" too.
bool answers_by_itself(const RawMessage& message, const MessageFacts& facts) {
  if (facts.automatic == AutomaticSign::auto_submitted || facts.automatic == AutomaticSign::vacation_subject ||
      facts.automatic == AutomaticSign::automatic_text) {
    return true;
  }
  if (facts.automatic == AutomaticSign::list || facts.automatic == AutomaticSign::report) return false;
  const auto is_reply = [](const HeaderField& field) {
    return equals_ignoring_case(field.name, "Auto-Submitted") && first_word(field.value).starts_with("auto-replied");
  };
  return notice_of(facts.subject) != Notice::none ||
         std::any_of(message.header.begin(), message.header.end(), is_reply);
}

void read_absence(const RawMessage& message, const MessageFacts& facts, date::year_month_day today,
                  InboundFacts& inbound) {
  if (!answers_by_itself(message, facts)) return;
  const std::string_view text = facts.written.empty() ? facts.text : facts.written;
  const bool notice = notice_of(facts.subject) != Notice::none;
  if (!notice && !speaks_of_absence(facts.subject) && !speaks_of_absence(text)) return;
  inbound.absence.emplace();
  inbound.absence->until = return_date(text, today);
  if (!inbound.absence->until) inbound.absence->until = return_date(facts.subject, today);
}

void read(const RawMessage& message, const MessageFacts& facts, date::year_month_day today, const Limits& limits,
          InboundFacts& inbound) {
  inbound.words = static_cast<int>(
      std::min<std::size_t>(count_words(facts.written), static_cast<std::size_t>(std::numeric_limits<int>::max())));
  if (!facts.automatic) {
    OptOut asked = opt_out_of(facts);
    inbound.wish_doubtful = asked.doubtful && !asked.wish.empty();
    inbound.opt_out_wish = std::move(asked.wish);
    return;
  }
  Reports reports = read_reports(message, facts, limits);
  inbound.bounce = std::move(reports.bounce);
  inbound.complaint = std::move(reports.complaint);
  if (reports.receipt || facts.automatic == AutomaticSign::receipt) inbound.life = SignOfLife::receipt;
  inbound.life_of = std::move(reports.receipt_of);
  if (facts.automatic == AutomaticSign::calendar_answer) inbound.life = SignOfLife::calendar_answer;
  if (inbound.bounce || inbound.complaint) return;
  if (!inbound.life) read_absence(message, facts, today, inbound);
  if (!inbound.absence) inbound.opt_out_wish = unsubscribe_request(facts.subject, facts.text);
}

}  // namespace

InboundFacts read_inbound(const RawMessage& message, const MessageFacts& facts, date::year_month_day today,
                          const Limits& limits) {
  InboundFacts inbound;
  try {
    read(message, facts, today, limits, inbound);
  } catch (const std::exception&) {  // for want of memory: what was read so far stands
    return inbound;
  }
  return inbound;
}

}  // namespace jeda::mail
