#include "page/titles.h"

#include <algorithm>
#include <array>

#include "page/view.h"

namespace jeda::page {
namespace {

constexpr std::size_t most_findings = 200;

template <std::size_t N>
std::vector<std::string> titles_by(const policy::Policy& policy, const store::HeldMessage& message, Language language,
                                   const std::array<std::string_view, N>& actions) {
  const auto findings = store::kept_findings(message.findings, most_findings);
  std::vector<std::string> titles;
  for (const auto action : actions) {
    for (const auto& finding : findings) {
      auto title = rule_title(policy, finding.rule, language);
      const bool known = std::find(titles.begin(), titles.end(), title) != titles.end();
      if (finding.action == action && !known) titles.push_back(std::move(title));
    }
  }
  return titles;
}

}  // namespace

std::string rule_title(const policy::Policy& policy, std::string_view rule, Language language) {
  return shown_begin(policy.rule_title(rule, language));
}

std::vector<std::string> titles_of(const policy::Policy& policy, const store::HeldMessage& message, Language language) {
  return titles_by(policy, message, language, std::array<std::string_view, 3>{"reject", "hold", "tag"});
}

std::vector<std::string> titles_that_stop(const policy::Policy& policy, const store::HeldMessage& message,
                                          Language language) {
  return titles_by(policy, message, language, std::array<std::string_view, 2>{"reject", "hold"});
}

std::string joined_titles(const std::vector<std::string>& titles) {
  std::string text;
  for (const auto& title : titles) text += (text.empty() ? "" : ", ") + title;
  return text;
}

}  // namespace jeda::page
