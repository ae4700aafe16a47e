#include "policy/kinds/signs.h"

#include "policy/kinds/case.h"
#include "policy/kinds/reader.h"

namespace jeda::policy {

namespace {

constexpr int most_tags = 100;

}  // namespace

Signs Signs::read(KindReader& reader) { return Signs{reader.number("tags", most_tags)}; }

std::optional<SignsFacts> Signs::objection(const Case& about, Time) const {
  if (about.tags < tags || about.tags == 0) return std::nullopt;
  return SignsFacts{about.tags};
}

std::string Signs::saw(const Case&, Time) const { return "what the other rules said"; }

std::string Signs::passes(const Case&, Time) const { return fmt::format("fewer than {} rules tag", tags); }

std::string SignsFacts::objects(const Case&, Time) const { return fmt::format("{} rules tag", tags); }

}  // namespace jeda::policy
