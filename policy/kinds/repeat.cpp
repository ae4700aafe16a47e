#include "policy/kinds/repeat.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

/// The mail to this prospect that this one is most like, of the last `of_last`; null where nothing can be compared.
struct Likeness {
  const PastMail* mail = nullptr;
  int similar = 0;  // percent
};
Likeness most_alike(const Repeat& rule, const Case& about) {
  Likeness best;
  const auto& sketch = about.content().imprint.sketch;
  if (!sketch) return best;
  const auto& mails = about.log().mails;
  auto left = std::min<std::size_t>(mails.size(), static_cast<std::size_t>(std::max(rule.of_last, 0)));
  for (auto mail = mails.rbegin(); left > 0; ++mail, --left) {
    if (!mail->sketch) continue;
    const int similar = mail::similarity(*sketch, *mail->sketch);
    if (!best.mail || similar > best.similar) best = {&*mail, similar};
  }
  return best;
}

}  // namespace

Repeat Repeat::read(KindReader& reader) {
  return Repeat{reader.percent("similar"), reader.number("of_last", most_to_prospect, most_to_prospect)};
}

std::optional<RepeatFacts> Repeat::objection(const Case& about, Time) const {
  const Likeness best = most_alike(*this, about);
  if (!best.mail || best.similar < similar) return std::nullopt;
  return RepeatFacts{best.similar, best.mail->at, best.mail->salesperson};
}

std::string_view Repeat::cannot_tell(const Case& about) const { return about.why_unreadable(); }

std::string Repeat::saw(const Case& about, Time) const {
  if (!about.content().given) return no_text;
  const Likeness best = most_alike(*this, about);
  if (!best.mail) return "nothing to compare with";
  return RepeatFacts{best.similar, best.mail->at, best.mail->salesperson}.objects(about, {});
}

std::string Repeat::passes(const Case&, Time) const { return fmt::format("the limit is {}%", similar); }

std::string RepeatFacts::objects(const Case& about, Time) const {
  return fmt::format("{}% like the mail of {} by {}", similar, clock_text(at, about), shown(salesperson));
}

}  // namespace jeda::policy
