#include "milter/own_mail.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "base/text.h"
#include "milter/tag.h"
#include "milter/wording.h"

namespace jeda::milter {
namespace {

std::string bracketed(const std::string& address) {
  return address.starts_with('<') ? address : fmt::format("<{}>", address);
}

// The envelope it shall have, and the header as it was before the agent put the token above it.
Actions hold_copy(const Services& services, const OwnMail& mail, const store::Desk::CopyClaim& claim) {
  Actions actions;
  std::vector<RemoveHeader> headers = mail.own_headers;
  std::reverse(headers.begin(), headers.end());
  for (RemoveHeader& header : headers) actions.modifications.emplace_back(std::move(header));
  if (!services.tag_key.empty() && !mail.message_id.empty())
    actions.modifications.emplace_back(AddHeader{"X-Jeda-Tag", tag_of(services.tag_key, mail.message_id)});
  actions.modifications.emplace_back(ChangeSender{bracketed(claim.sender)});
  for (const policy::Recipient& recipient : claim.recipients)
    actions.modifications.emplace_back(AddRecipient{bracketed(recipient.raw)});
  actions.modifications.emplace_back(RemoveRecipient{bracketed(claim.notify)});
  actions.modifications.emplace_back(quarantine(claim.rules, claim.reference));
  return actions;
}

void log_failure(Services& services, const OwnMail& mail, std::string_view what, const store::Error& error) {
  services.metrics->failed(error.cause);
  services.log.error(fmt::format("own queue={} what={} failure={} reason={}", or_dash(mail.queue_id), what,
                                 store::to_string(error.cause), log_value(error.message)));
}

std::optional<Actions> pass_notice(Services& services, const OwnMail& mail) {
  const auto claim = services.desk->claim_notice(mail.token.token, services.clock());
  if (!claim) {
    log_failure(services, mail, "notice", claim.error());
    Actions actions;
    actions.final = failure_reply(policy::Language::en);
    return actions;
  }
  if (!*claim) return std::nullopt;
  services.passed_own = true;
  services.log.info(fmt::format("own queue={} ref={} what=notice first={}", or_dash(mail.queue_id),
                                or_dash((*claim)->reference), (*claim)->first ? "yes" : "no"));
  Actions actions;
  if (!(*claim)->first) actions.final = Discard{};
  return actions;
}

std::optional<Actions> pass_copy(Services& services, const OwnMail& mail) {
  Actions actions;
  const auto claim = services.desk->claim_copy(mail.token.token, mail.queue_id, mail.host);
  if (!claim) {
    log_failure(services, mail, "copy", claim.error());
    actions.final = failure_reply(policy::Language::en);
    return actions;
  }
  if (!*claim) return std::nullopt;
  services.passed_own = true;
  services.log.info(fmt::format("own queue={} ref={} what=copy first={}", or_dash(mail.queue_id), (*claim)->reference,
                                (*claim)->first ? "yes" : "no"));
  if ((*claim)->first) return hold_copy(services, mail, **claim);
  actions.final = Discard{};
  return actions;
}

}  // namespace

void OwnToken::read(std::string_view name, std::string_view value) {
  if (bearer != Bearer::none || !is_random_token(trim(value))) return;
  if (equals_ignoring_case(name, "X-Jeda-Notice")) bearer = Bearer::notice;
  if (equals_ignoring_case(name, "X-Jeda-Copy")) bearer = Bearer::copy;
  if (bearer != Bearer::none) token = trim(value);
}

std::optional<Actions> pass_own(Services& services, const OwnMail& mail) {
  if (services.desk == nullptr || mail.token.bearer == OwnToken::Bearer::none) return std::nullopt;
  return mail.token.bearer == OwnToken::Bearer::notice ? pass_notice(services, mail) : pass_copy(services, mail);
}

// A store that fails is told by others.
void say_what_passed(Services& services, Time started_at) {
  if (services.desk == nullptr || !services.passed_own) return;
  if (const auto freed = services.desk->filter_says(started_at, services.clock()); freed && *freed > 0)
    services.log.info(fmt::format("own what=again count={}", *freed));
}

}  // namespace jeda::milter
