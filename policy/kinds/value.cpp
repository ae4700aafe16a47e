#include "policy/kinds/value.h"

#include <algorithm>

#include "policy/kinds/case.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

bool brings_something(const Case& about) {
  const auto& known = about.log().marks;
  const auto& marks = about.content().imprint.marks;
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::uint32_t mark) { return std::find(known.begin(), known.end(), mark) == known.end(); });
}

}  // namespace

std::optional<ValueFacts> Value::objection(const Case& about, Time) const {
  if (!about.is_readable() || !about.is_follow_up() || brings_something(about)) return std::nullopt;
  return ValueFacts{about.log().unanswered};
}

std::string_view Value::cannot_tell(const Case& about) const {
  return about.is_follow_up() && !brings_something(about) ? about.why_unreadable() : std::string_view();
}

std::string Value::saw(const Case& about, Time) const {
  if (!about.content().given) return no_text;
  return fmt::format("{} unanswered, {} links, attachments and figures{}", about.log().unanswered,
                     about.content().imprint.marks.size(),
                     brings_something(about) ? ", one of them new" : ", none new");
}

std::string Value::passes(const Case& about, Time) const {
  return about.is_follow_up() ? "it brings something new" : no_follow_up;
}

std::string ValueFacts::objects(const Case&, Time) const {
  return fmt::format("{} unanswered, and nothing new in this one", unanswered);
}

}  // namespace jeda::policy
