// The kinds of rules as rules.yaml has them: which keys each has, and how they are read.
#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/load/parts.h"

namespace jeda::policy::load {

/// What a kind's reader has at hand.
struct KindReader {
  MapReader& map;  // of the rule
  Vocabulary& vocabulary;

  Report& report() const { return map.report(); }
  Duration duration(std::string_view key);                  // required
  Duration duration(std::string_view key, Duration usual);  // or as is usual
  int number(std::string_view key, int most);               // required, from 1
  int number(std::string_view key, int most, int usual);    // or as is usual
  int percent(std::string_view key);                        // required

  /// The value that `node` names, else `usual`; absent node: that too.
  template <class Enum>
  Enum choice(const Node* node, std::string_view what, Enum usual) {
    return node == nullptr ? usual : read_enum<Enum>(*node, report(), what).value_or(usual);
  }
  void problem(const Node& node, std::string message) { map.report().error(node.at, std::move(message)); }
};

struct KindForm {
  std::vector<std::string_view> keys;
  Kind (*read)(KindReader& reader);
};

/// One for each alternative of Kind, in its order.
using KindForms = std::array<KindForm, std::variant_size_v<Kind>>;
const KindForms& kind_forms();

/// True where waiting alone may end the objection of such a rule, so that `release: when-allowed` makes sense.
bool time_mends(const Kind& kind);

Kind read_volume(KindReader& reader);
Kind read_repeat(KindReader& reader);
Kind read_broadcast(KindReader& reader);
Kind read_phrase(KindReader& reader);
Kind read_personal(KindReader& reader);
Kind read_length(KindReader& reader);
Kind read_purpose_rule(KindReader& reader);

}  // namespace jeda::policy::load
