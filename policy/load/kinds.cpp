// The table of kinds, and those that look at who wrote when.
#include "policy/load/kinds.h"

namespace jeda::policy::load {
namespace {

constexpr int most_unanswered = 1000;
constexpr int most_tags = 100;
constexpr std::size_t most_waits = 100;

std::vector<Duration> read_waits(const Node& node, Report& report) {
  std::vector<Duration> waits;
  if (node.kind == Node::Kind::list && node.items.empty()) report.error(node.at, "'wait' is empty");
  if (node.items.size() > most_waits) report.error(node.at, fmt::format("'wait' has more than {} steps", most_waits));
  for (const Node* item : config::one_or_more(node)) {
    if (const auto wait = config::read_duration(*item, report)) waits.push_back(*wait);
  }
  return waits;
}

// Defaults: policy.md, rows 1, 2 and 13.
Kind read_gap(KindReader& reader) {
  Gap gap;
  gap.floor = reader.duration("floor", std::chrono::hours(2));
  gap.after_reply = reader.duration("after_reply", std::chrono::hours(24));
  if (const Node* wait = reader.map.require("wait")) gap.wait = read_waits(*wait, reader.report());
  return gap;
}

Kind read_stop_after(KindReader& reader) {
  StopAfter stop;
  stop.unanswered = reader.number("unanswered", most_unanswered);
  if (const Node* permission = reader.map.find("permission")) {
    stop.permission = config::read_flag(*permission, reader.report()).value_or(false);
  }
  if (stop.permission) reader.vocabulary.purposes.use(std::string(permission_purpose));
  return stop;
}

Kind read_duplicate_sender(KindReader& reader) {
  DuplicateSender kind;
  kind.within = reader.duration("within");
  kind.scope = reader.choice(reader.map.find("scope"), "scope", Scope::address);
  const Node* similar = reader.map.find("similar");
  if (similar == nullptr) return kind;
  kind.similar = config::read_percent(*similar, reader.report()).value_or(0);
  if (kind.scope == Scope::company)
    reader.problem(*similar, "'similar' compares texts to one address: not with 'scope: company'");
  return kind;
}

Kind read_commitment(KindReader& reader) {
  return Commitment{reader.choice(reader.map.find("asks"), "value of asks", Commitment::Asks::slot)};
}

Kind read_signs(KindReader& reader) { return Signs{reader.number("tags", most_tags)}; }

template <class Simple>
Kind read_nothing(KindReader& /*reader*/) {
  return Simple{};
}

}  // namespace

Duration KindReader::duration(std::string_view key) {
  const Node* node = map.require(key);
  return node == nullptr ? Duration{} : config::read_duration(*node, report()).value_or(Duration{});
}

Duration KindReader::duration(std::string_view key, Duration usual) {
  const Node* node = map.find(key);
  return node == nullptr ? usual : config::read_duration(*node, report()).value_or(usual);
}

int KindReader::number(std::string_view key, int most) {
  const Node* node = map.require(key);
  return node == nullptr ? 1 : config::read_number(*node, report(), 1, most).value_or(1);
}

int KindReader::number(std::string_view key, int most, int usual) {
  const Node* node = map.find(key);
  return node == nullptr ? usual : config::read_number(*node, report(), 1, most).value_or(usual);
}

int KindReader::percent(std::string_view key) {
  const Node* node = map.require(key);
  return node == nullptr ? 100 : config::read_percent(*node, report()).value_or(100);
}

const KindForms& kind_forms() {
  static const KindForms forms{{
      {{"floor", "after_reply", "wait"}, read_gap},
      {{"unanswered", "permission"}, read_stop_after},
      {{}, read_nothing<TimeOfDay>},
      {{"within", "scope", "similar"}, read_duplicate_sender},
      {{}, read_nothing<DoNotContactRule>},
      {{"per", "most", "within"}, read_volume},
      {{"similar", "of_last"}, read_repeat},
      {{"similar", "prospects", "within"}, read_broadcast},
      {{"list", "uses", "of_last"}, read_phrase},
      {{}, read_nothing<Value>},
      {{"names"}, read_personal},
      {{"words"}, read_length},
      {{}, read_nothing<Context>},
      {{"asks"}, read_commitment},
      {{"purpose", "purposes", "start", "end", "unless", "alone"}, read_purpose_rule},
      {{"tags"}, read_signs},
  }};
  return forms;
}

bool time_mends(const Kind& kind) {
  struct {
    bool operator()(const Gap&) const { return true; }
    bool operator()(const StopAfter&) const { return true; }  // it does not, but a reply does: then the mail may go
    bool operator()(const TimeOfDay&) const { return true; }
    bool operator()(const DuplicateSender&) const { return true; }
    bool operator()(const DoNotContactRule&) const { return false; }
    bool operator()(const Volume&) const { return true; }
    bool operator()(const Repeat&) const { return false; }
    bool operator()(const Broadcast&) const { return true; }
    bool operator()(const Phrase&) const { return false; }
    bool operator()(const Value&) const { return false; }
    bool operator()(const Personal&) const { return false; }
    bool operator()(const Length&) const { return false; }
    bool operator()(const Context&) const { return false; }
    bool operator()(const Commitment& rule) const { return rule.asks == Commitment::Asks::slot; }
    bool operator()(const PurposeRule&) const { return true; }
    bool operator()(const Signs&) const { return false; }
  } mends;
  return std::visit(mends, kind);
}

}  // namespace jeda::policy::load
