// Busy and open hours of one prospect, between text and value.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "command/fields.h"
#include "command/lines.h"
#include "config/report.h"
#include "policy/load/parts.h"

namespace jeda::command {
namespace {

constexpr int minutes_a_day = 24 * 60;
constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::size_t most_texts = 50;

OrSentence<policy::WeekWindows> add_text(policy::WeekWindows windows, std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos || text.size() > longest_field) {
    return tl::unexpected(fmt::format("{} is not like 'mon-fri 08:30-10:00'", config::quote(text)));
  }
  const auto days = policy::load::parse_days(text.substr(0, space));
  if (!days) return tl::unexpected(days.error());
  for (auto rest = text.substr(space); !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto window = policy::load::parse_window(trim(rest.substr(0, comma)));
    if (!window) return tl::unexpected(window.error());
    for (const auto day : *days) windows[day].push_back(*window);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return windows;
}

void merge(std::vector<policy::Window>& windows) {
  std::sort(windows.begin(), windows.end());
  std::vector<policy::Window> merged;
  for (const auto& window : windows) {
    if (merged.empty() || merged.back().to < window.from) {
      merged.push_back(window);
    } else {
      merged.back().to = std::max(merged.back().to, window.to);
    }
  }
  windows = std::move(merged);
}

std::string clock_text(int minutes) {
  const int shown = minutes > minutes_a_day ? minutes - minutes_a_day : minutes;
  return fmt::format("{:02}:{:02}", shown / 60, shown % 60);
}

std::string day_text(unsigned first, unsigned last) {
  return first == last ? std::string(day_names[first]) : fmt::format("{}-{}", day_names[first], day_names[last]);
}

}  // namespace

OrSentence<policy::WeekWindows> read_windows(const std::vector<std::string>& texts) {
  if (texts.size() > most_texts) return tl::unexpected(fmt::format("there are more than {} of them", most_texts));
  OrSentence<policy::WeekWindows> windows;
  for (const auto& text : texts) {
    windows = add_text(*std::move(windows), trim(text));
    if (!windows) return windows;
  }
  for (auto& day : *windows) merge(day);
  return windows;
}

std::vector<std::string> windows_text(const policy::WeekWindows& windows) {
  std::vector<std::string> texts;
  // The week as people write it: from Monday.
  for (unsigned place = 0; place < 7;) {
    const auto& first = windows[(place + 1) % 7];
    auto last = place;
    while (last + 1 < 7 && windows[(last + 2) % 7] == first) ++last;
    std::string text;
    for (const auto& window : first) {
      text += fmt::format("{}{}-{}", text.empty() ? "" : ", ", clock_text(window.from), clock_text(window.to));
    }
    if (!text.empty()) texts.push_back(day_text((place + 1) % 7, (last + 1) % 7) + " " + text);
    place = last + 1;
  }
  return texts;
}

}  // namespace jeda::command
