// kind: volume. How much mail a salesperson sends, or a prospect gets.
#pragma once

#include "policy/kinds/kind.h"

namespace jeda::policy {

struct VolumeFacts;

/// Objects to what would be more than `most` within the rolling window: of distinct prospects that the salesperson
/// writes to, or of messages to this prospect from anybody. A mail counts while it is younger than the window.
struct Volume {
  enum class Per { salesperson, prospect };
  Per per = Per::salesperson;
  int most = 0;
  Duration within{};

  using Facts = VolumeFacts;
  static constexpr std::string_view name = "volume";
  static constexpr std::array<std::string_view, 3> keys{"per", "most", "within"};
  static constexpr bool judges_answers = false;

  static Volume read(KindReader& reader);
  Way way() const { return Way::time; }
  std::optional<Facts> objection(const Case& about, Time now) const;
  std::optional<Time> earliest(const Case& about, Time from) const;
  Duration looks_back() const { return per == Per::salesperson ? within : Duration{}; }
  std::string_view cannot_tell(const Case&) const { return {}; }
  std::string saw(const Case& about, Time now) const;
  std::string passes(const Case& about, Time now) const;
};
template <>
std::span<const std::string_view> names_of<Volume::Per>();

struct VolumeFacts {
  Volume::Per per = Volume::Per::salesperson;
  int count = 0;  // this message included
  int most = 0;
  Duration within{};

  template <class Self, class Tell>
  static void describe(Self& facts, Tell& tell) {
    tell({"per", ""}, facts.per);
    tell.hint("per_prospect", facts.per == Volume::Per::prospect);
    tell("count", facts.count);
    tell("most", facts.most);
    tell("within", facts.within);
  }
  Opening opening() const { return {}; }
  Sentence sentence() const;
  std::string objects(const Case& about, Time now) const;
};

}  // namespace jeda::policy
