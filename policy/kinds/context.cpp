#include "policy/kinds/context.h"

#include "base/letters.h"
#include "policy/kinds/case.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

std::optional<ContextFacts> Context::objection(const Case& about, Time) const {
  const Content& content = about.content();
  if (!content.given || content.follows || !about.is_follow_up() || about.log().mails.empty()) return std::nullopt;
  const std::string& earlier = about.log().newest_subject;
  const bool taken_up =
      !earlier.empty() && look_of(content.imprint.subject).find(look_of(earlier)) != std::string::npos;
  if (taken_up) return std::nullopt;
  return ContextFacts{earlier};
}

std::string Context::saw(const Case& about, Time) const {
  const Content& content = about.content();
  if (!content.given) return no_text;
  return fmt::format("{}, subject \"{}\", earlier \"{}\"",
                     content.follows ? "stands in a thread" : "stands in no thread", shown(content.imprint.subject),
                     shown(about.log().newest_subject));
}

std::string Context::passes(const Case& about, Time) const {
  return about.is_follow_up() ? "it says what it follows" : no_follow_up;
}

std::string ContextFacts::objects(const Case&, Time) const {
  return "a follow-up that neither stands in a thread nor takes up the earlier subject";
}

}  // namespace jeda::policy
