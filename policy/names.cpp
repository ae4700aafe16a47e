#include "policy/names.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "mail/address.h"
#include "policy/policy.h"
#include "policy/stage.h"

namespace jeda::policy {
namespace {

constexpr std::array<std::string_view, 2> modes{"enforce", "observe"};
constexpr std::array<std::string_view, 2> recipients{"together", "apart"};
constexpr std::array<std::string_view, 2> audiences{"business", "consumer"};
constexpr std::array<std::string_view, 3> actions{"tag", "hold", "reject"};
constexpr std::array<std::string_view, 2> releases{"when-allowed", "review"};
constexpr std::array<std::string_view, 8> stages{"new",  "engaged",  "interested", "reader",
                                                 "cold", "customer", "dormant",    "stopped"};
constexpr std::array<std::string_view, 32> touch_kinds{"contact",
                                                       "",  // no kind has 1, nor 3
                                                       "reply",
                                                       "",
                                                       "call",
                                                       "meeting",
                                                       "chat",
                                                       "sms",
                                                       "open",
                                                       "click",
                                                       "checkout",
                                                       "order",
                                                       "payment",
                                                       "delivery",
                                                       "expiry",
                                                       "commitment",
                                                       "permission-granted",
                                                       "permission-refused",
                                                       "opt-out",
                                                       "complaint",
                                                       "note",
                                                       "absence",
                                                       "soft-bounce",
                                                       "hard-bounce",
                                                       "opt-out-wish",
                                                       "blocked",
                                                       "allowed",
                                                       "receipt",
                                                       "calendar-answer",
                                                       "doubtful-wish",
                                                       "notice",
                                                       "unverified"};
constexpr std::array<std::string_view, 3> notices{"receipt", "absence", "calendar-answer"};

template <class Enum>
std::string_view name_of(Enum value) {
  return names_of<Enum>()[static_cast<std::size_t>(value)];
}

}  // namespace

template <>
std::span<const std::string_view> names_of<Mode>() {
  return modes;
}
template <>
std::span<const std::string_view> names_of<Recipients>() {
  return recipients;
}
template <>
std::span<const std::string_view> names_of<Language>() {
  return Language::names();
}
template <>
std::span<const std::string_view> names_of<Audience>() {
  return audiences;
}
template <>
std::span<const std::string_view> names_of<Action>() {
  return actions;
}
template <>
std::span<const std::string_view> names_of<Release>() {
  return releases;
}
template <>
std::span<const std::string_view> names_of<Stage>() {
  return stages;
}
template <>
std::span<const std::string_view> names_of<TouchKind>() {
  return touch_kinds;
}
template <>
std::span<const std::string_view> names_of<Notice>() {
  return notices;
}

std::string_view to_string(Mode mode) { return name_of(mode); }
std::string_view to_string(Recipients how) { return name_of(how); }
std::string_view to_string(Language language) { return language.name(); }
std::string_view to_string(Audience audience) { return name_of(audience); }
std::string_view to_string(Action action) { return name_of(action); }
std::string_view to_string(Release release) { return name_of(release); }
std::string_view to_string(Stage stage) { return name_of(stage); }
std::string_view to_string(TouchKind kind) { return name_of(kind); }
std::string_view to_string(Notice notice) { return name_of(notice); }

std::optional<TouchKind> touch_kind(std::string_view name) {
  const auto found = std::find(touch_kinds.begin(), touch_kinds.end(), name);
  if (name.empty() || found == touch_kinds.end()) return std::nullopt;
  return static_cast<TouchKind>(found - touch_kinds.begin());
}

const Team* Organisation::team(std::string_view name) const {
  const auto found = std::find_if(teams.begin(), teams.end(), [name](const Team& one) { return one.name == name; });
  return found == teams.end() ? nullptr : &*found;
}

namespace {

const std::string& title_or(const Titles& titles, Language language, const std::string& name) {
  const auto found = titles.find(language);
  return found == titles.end() ? name : found->second;
}

}  // namespace

const std::string& Rule::title(Language language) const { return title_or(titles, language, name); }

const std::string& Purpose::title(Language language) const { return title_or(titles, language, name); }

std::vector<std::string> Overrides::tokens() const {
  std::vector<std::string> all = other_tokens;
  if (!token.empty()) all.insert(all.begin(), token);
  return all;
}

const Rule* Policy::rule(std::string_view name) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [name](const Rule& one) { return one.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

std::string Policy::rule_title(std::string_view name, Language language_of_title) const {
  const Rule* known = rule(name);
  return known == nullptr ? std::string(name) : known->title(language_of_title);
}

std::string Policy::purpose_title(std::string_view name, Language language_of_title) const {
  const auto same = [name](const Purpose& one) { return one.name == name; };
  const auto found = std::find_if(purposes.begin(), purposes.end(), same);
  return found == purposes.end() ? std::string(name) : found->title(language_of_title);
}

const ProspectRule& Policy::prospect(std::string_view address_key) const {
  for (const ProspectRule& rule : prospects) {
    if (mail::matches_glob(rule.match, address_key)) return rule;
  }
  return prospects.back();
}

}  // namespace jeda::policy
