#include "command/prospect_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/reader.h"
#include "config/report.h"
#include "policy/names.h"

namespace jeda::command {
namespace {

constexpr std::size_t most_names = 20;

/// Which flag of a change a field sets.
const std::map<std::string, bool ProspectChange::*, std::less<>> flags = {
    {"owner", &ProspectChange::owner},     {"audience", &ProspectChange::audience},
    {"zone", &ProspectChange::zone},       {"strict", &ProspectChange::strict},
    {"stage", &ProspectChange::stage},     {"busy", &ProspectChange::busy},
    {"open", &ProspectChange::open},       {"name", &ProspectChange::names},
    {"company", &ProspectChange::company}, {"consent", &ProspectChange::consent}};

template <class Enum>
OrSentence<Enum> read_name(std::string_view what, const std::string& text) {
  const auto names = policy::names_of<Enum>();
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<Enum>(found - names.begin());
  const std::vector<std::string> known(names.begin(), names.end());
  return tl::unexpected(fmt::format("unknown {} {}{}", what, config::quote(text), known_hint(text, known)));
}

OrSentence<bool> read_yes(const std::string& text) {
  if (text == "true" || text == "yes") return true;
  if (text == "false" || text == "no") return false;
  return tl::unexpected(fmt::format("{} is neither yes nor no", config::quote(text)));
}

class ChangeReader {
 public:
  ChangeReader(const ProspectFields& fields, const policy::Policy& policy, Time now)
      : fields_(fields), policy_(policy), now_(now) {}

 private:
  void wrong(std::string field, std::string message) { wrongs_.push_back({std::move(field), std::move(message)}); }

  /// The value of a field that is given, noted as changed.
  template <class Text, class Reading>
  auto take(const char* field, const Text& text, Reading reading) {
    using Value = typename decltype(reading(text))::value_type;
    if (text.empty()) return std::optional<Value>();
    auto& flag = change_.*flags.find(field)->second;
    if (flag) wrong(field, "it is both told and cleared");
    flag = true;
    auto value = reading(text);
    if (value) return std::optional<Value>(*std::move(value));
    wrong(field, std::move(value.error()));
    return std::optional<Value>();
  }

 public:
  tl::expected<ProspectChange, Wrongs> read() {
    read_cleared();
    read_owner();
    if (const auto audience = take("audience", fields_.audience, [](const std::string& text) {
          return read_name<policy::Audience>("audience", text);
        })) {
      change_.told.audience = *audience;
    }
    if (const auto zone = take("zone", fields_.zone, read_zone)) change_.told.zone = *zone;
    if (const auto strict = take("strict", fields_.strict, read_yes)) change_.told.strict = *strict;
    read_stage();
    if (auto busy = take("busy", fields_.busy, read_windows)) change_.told.busy = *std::move(busy);
    if (auto open = take("open", fields_.open, read_windows)) change_.told.open = *std::move(open);
    read_texts();
    if (!wrongs_.empty()) return tl::unexpected(std::move(wrongs_));
    return std::move(change_);
  }

 private:
  void read_cleared() {
    std::vector<std::string> names;
    for (const auto& [name, flag] : flags) names.push_back(name);
    for (const auto& name : fields_.clear) {
      const auto flag = flags.find(name);
      if (flag != flags.end()) {
        change_.*flag->second = true;
      } else {
        wrong("clear", fmt::format("unknown field {}{}", config::quote(name), known_hint(name, names)));
      }
    }
  }

  void read_owner() {
    const auto owner =
        take("owner", fields_.owner, [&](const std::string& text) { return read_person(policy_, text); });
    if (owner) change_.told.owner = policy::Owner{*owner, policy::Owner::How::by_hand, now_};
  }

  void read_stage() {
    const auto stage = take("stage", fields_.stage, [](const std::string& text) {
      if (text == "auto") return OrSentence<std::optional<policy::Stage>>(std::nullopt);
      return read_name<policy::Stage>("stage", text).map([](policy::Stage named) { return std::optional(named); });
    });
    if (stage) change_.told.stage = *stage;
  }

  void read_texts() {
    const auto words = [](const std::string& text) { return read_words(text); };
    change_.told.company = take("company", fields_.company, words).value_or("");
    change_.told.consent = take("consent", fields_.consent, words).value_or("");
    change_.told.names = take("name", fields_.names, read_names).value_or(std::vector<std::string>());
  }

  static OrSentence<std::vector<std::string>> read_names(const std::vector<std::string>& texts) {
    if (texts.size() > most_names) return tl::unexpected(fmt::format("a person has at most {} names here", most_names));
    std::vector<std::string> names;
    for (const auto& text : texts) {
      auto name = read_words(text);
      if (!name) return tl::unexpected(name.error());
      if (std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*std::move(name));
    }
    return names;
  }

  const ProspectFields& fields_;
  const policy::Policy& policy_;
  Time now_;
  ProspectChange change_;
  Wrongs wrongs_;
};

}  // namespace

ProspectFields prospect_fields(const Record& record) {
  return {record.text("owner"),
          record.text("audience"),
          record.text("zone"),
          record.text("strict"),
          record.text("stage"),
          record.list("busy"),
          record.list("open"),
          record.list("name"),
          record.text("company"),
          record.text("consent"),
          {}};
}

bool ProspectChange::empty() const {
  return std::none_of(flags.begin(), flags.end(), [&](const auto& named) { return this->*named.second; });
}

void ProspectChange::apply(policy::ProspectFacts& facts) const {
  const bool same = owner && told.owner && facts.owner && facts.owner->salesperson == told.owner->salesperson &&
                    facts.owner->how == policy::Owner::How::by_hand;
  if (owner && !same) facts.owner = told.owner;
  if (audience) facts.audience = told.audience;
  if (zone) facts.zone = told.zone;
  if (strict) facts.strict = told.strict;
  if (stage) facts.stage = told.stage;
  if (busy) facts.busy = told.busy;
  if (open) facts.open = told.open;
  if (names) facts.names = told.names;
  if (company) facts.company = told.company;
  if (consent) facts.consent = told.consent;
}

tl::expected<ProspectChange, Wrongs> read_change(const ProspectFields& fields, const policy::Policy& policy, Time now) {
  return ChangeReader(fields, policy, now).read();
}

}  // namespace jeda::command
