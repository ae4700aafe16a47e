#include "policy/kinds/stop_after.h"

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"
#include "policy/kinds/saying.h"

namespace jeda::policy {

namespace {

constexpr int most_unanswered = 1000;

}  // namespace

StopAfter StopAfter::read(KindReader& reader) {
  StopAfter stop;
  stop.unanswered = reader.number("unanswered", most_unanswered);
  if (const config::Node* flag = reader.map.find("permission")) {
    stop.permission = config::read_flag(*flag, reader.report()).value_or(false);
  }
  if (stop.permission) reader.purposes.use(std::string(permission_purpose));
  return stop;
}

std::optional<StopFacts> StopAfter::objection(const Case& about, Time) const {
  const History& history = about.log();
  const bool spent = history.unanswered >= unanswered;
  const bool asked = permission && history.permission_asked;
  const bool asks = permission && about.content().imprint.purpose == permission_purpose;
  if (!asked && (!spent || asks)) return std::nullopt;
  return StopFacts{history.newest_contact.value_or(NewestContact{}), history.unanswered, unanswered,
                   permission && !asked, asked ? history.permission_asked : std::nullopt};
}

std::string StopAfter::saw(const Case& about, Time) const {
  const auto& asked = about.log().permission_asked;
  return standing_text(about) + (asked ? fmt::format(", asked for permission {}", clock_text(*asked, about)) : "");
}

std::string StopAfter::passes(const Case& about, Time) const {
  if (about.log().unanswered >= unanswered) return "this mail asks for permission to go on";
  return fmt::format("{} unanswered, the limit is {}", about.log().unanswered, unanswered);
}

std::string StopFacts::objects(const Case&, Time) const {
  if (asked) return "permission was asked for and nothing came back; only a reply or a grant changes that";
  return fmt::format("{} unanswered, the limit is {}; only a reply {}changes that", unanswered, limit,
                     permission_left ? "or a mail that asks for permission " : "");
}

}  // namespace jeda::policy
