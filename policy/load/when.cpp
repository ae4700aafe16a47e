// when: where a rule applies.
#include <algorithm>

#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

template <class Enum>
std::vector<Enum> read_enums(const Node& node, Report& report, std::string_view what) {
  refuse_empty(node, report, "nobody");
  std::vector<Enum> values;
  for (const Node* item : config::one_or_more(node)) {
    if (const auto value = read_enum<Enum>(*item, report, what)) values.push_back(*value);
  }
  return values;
}

std::optional<std::string> read_purpose(const Node& node, Names& purposes, Report& report) {
  const bool none = node.form == Node::Form::text && node.text == "none";
  return none ? std::optional<std::string>(node.text) : purposes.read(node, report);
}

}  // namespace

When read_when(const Node& node, Vocabulary& vocabulary, Report& report) {
  When when;
  MapReader map(node, report, "when");
  if (const Node* audience = map.find("audience")) when.audience = read_enums<Audience>(*audience, report, "audience");
  if (const Node* sender = map.find("sender")) when.sender = read_senders(*sender, vocabulary.organisation, report);
  if (const Node* stage = map.find("stage")) when.stage = read_enums<Stage>(*stage, report, "stage");
  if (const Node* purpose = map.find("purpose")) {
    refuse_empty(*purpose, report, "no mail");
    for (const Node* item : config::one_or_more(*purpose)) {
      if (auto name = read_purpose(*item, vocabulary.purposes, report)) when.purpose.push_back(std::move(*name));
    }
  }
  map.refuse_unknown();
  return when;
}

}  // namespace jeda::policy::load
