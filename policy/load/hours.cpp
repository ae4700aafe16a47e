// hours: the windows of each weekday, for both audiences.
#include <algorithm>
#include <array>
#include <set>

#include "policy/load/parts.h"

namespace jeda::policy::load {
namespace {

constexpr int minutes_a_day = 24 * 60;
constexpr int minutes_a_week = 7 * minutes_a_day;
constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<std::string_view, 2> holiday_names{"closed", "open"};

// policy.md, rows 8 and 9.
WeekHours default_hours(Audience audience) {
  WeekHours hours;
  const bool consumer = audience == Audience::consumer;
  const std::vector<Window> workday =
      consumer ? std::vector<Window>{{11 * 60, 13 * 60}, {17 * 60, 21 * 60}} : std::vector<Window>{{9 * 60, 17 * 60}};
  for (unsigned day = 1; day <= 5; ++day) hours.days[day] = workday;
  if (consumer) hours.days[0] = hours.days[6] = {{8 * 60, 21 * 60}};
  hours.open_on_holidays = consumer;
  return hours;
}

// "9:00" or "09:00", minutes from midnight, "24:00" included.
std::optional<int> parse_clock(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || text.size() != colon + 3) return std::nullopt;
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
  const int hours = colon == 1 ? digit(0) : digit(0) * 10 + digit(1);
  const int minutes = digit(colon + 1) * 10 + digit(colon + 2);
  if (minutes >= 60 || hours > 24 || (hours == 24 && minutes > 0)) return std::nullopt;
  return hours * 60 + minutes;
}

std::optional<unsigned> parse_day(std::string_view text) {
  const auto found = std::find(day_names.begin(), day_names.end(), text);
  if (found == day_names.end()) return std::nullopt;
  return static_cast<unsigned>(found - day_names.begin());
}

// A window of one weekday on the line of the week's minutes.
struct Span {
  int from;
  int to;
  unsigned day;
  const Node* node;
};

class HoursReader {
 public:
  HoursReader(Report& report, std::string what) : report_(report), what_(std::move(what)) {}

  /// An audience's: some day must be open, and holidays may be.
  WeekHours read(const Node& node, bool open_on_holidays) {
    hours_.open_on_holidays = open_on_holidays;
    audience_ = true;
    const bool usable = read_days(node);
    if (usable && !failed_ && spans_.empty()) {
      report_.error(node.at, what_ + " opens on no day: no mail would ever be in time");
    }
    return hours_;
  }

  WeekWindows read_windows(const Node& node) {
    read_days(node);
    return hours_.days;
  }

 private:
  bool read_days(const Node& node) {
    if (node.form != Node::Form::map) {
      report_.error(node.at, fmt::format("{} must be a map, found {}", what_, config::describe(node)));
      return false;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) read_entry(node.keys[i], node.items[i]);
    refuse_overlaps();
    for (std::vector<Window>& windows : hours_.days) std::sort(windows.begin(), windows.end());
    return true;
  }

  void read_entry(const Node& key, const Node& value) {
    if (key.text == "holidays" && !audience_) {
      report_.error(key.at, "'holidays' is for hours.business and hours.consumer only");
      return;
    }
    if (key.text == "holidays") {
      const auto choice = config::read_choice(value, report_, "hours on holidays", holiday_names);
      if (choice) hours_.open_on_holidays = *choice == 1;
      return;
    }
    const auto days = parse_days(key.text);
    if (!days) {
      failed_ = true;
      report_.error(key.at, days.error());
      return;
    }
    take_days(key, *days);
    for (const Node* item : config::one_or_more(value)) read_window(*item, *days);
  }

  void take_days(const Node& key, const std::vector<unsigned>& days) {
    for (const unsigned day : days) {
      if (given_[day]) report_.error(key.at, fmt::format("{} is given twice in {}", day_names[day], what_));
      given_[day] = true;
    }
  }

  void read_window(const Node& node, const std::vector<unsigned>& days) {
    const auto text = config::read_line(node, report_);
    const auto window = text ? parse_window(*text) : tl::unexpected<std::string>("");
    if (!window) {
      failed_ = true;
      if (text) report_.error(node.at, window.error());
      return;
    }
    for (const unsigned day : days) {
      hours_.days[day].push_back(*window);
      const int midnight = static_cast<int>(day) * minutes_a_day;
      add_span({midnight + window->from, midnight + window->to, day, &node});
    }
  }

  // Saturday's night reaches into Sunday, which the week begins with.
  void add_span(Span span) {
    if (span.to > minutes_a_week) {
      spans_.push_back({0, span.to - minutes_a_week, span.day, span.node});
      span.to = minutes_a_week;
    }
    spans_.push_back(span);
  }

  void refuse_overlaps() {
    std::stable_sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
    std::set<const Node*> reported;
    const Span* longest = nullptr;
    for (const Span& span : spans_) {
      if (longest != nullptr && span.from < longest->to) refuse_overlap(*longest, span, reported);
      if (longest == nullptr || span.to > longest->to) longest = &span;
    }
  }

  void refuse_overlap(const Span& a, const Span& b, std::set<const Node*>& reported) {
    const bool in_order =
        std::pair(a.node->at.line, a.node->at.column) <= std::pair(b.node->at.line, b.node->at.column);
    const Span& first = in_order ? a : b;
    const Span& second = in_order ? b : a;
    if (!reported.insert(second.node).second) return;
    report_.error(second.node->at,
                  fmt::format("window {} of {} overlaps {} of {}", config::quote(second.node->text),
                              day_names[second.day], config::quote(first.node->text), day_names[first.day]));
  }

  Report& report_;
  std::string what_;
  WeekHours hours_;
  std::array<bool, 7> given_{};
  std::vector<Span> spans_;
  bool audience_ = false;
  bool failed_ = false;
};

}  // namespace

tl::expected<Window, std::string> parse_window(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto from = parse_clock(text.substr(0, dash));
  const auto to = dash == std::string_view::npos ? std::nullopt : parse_clock(text.substr(dash + 1));
  if (!from || !to || *from == minutes_a_day) {
    return tl::unexpected(fmt::format("{} is no window (09:00-17:00, 22:00-02:00, 17:00-24:00)", config::quote(text)));
  }
  if (*from == *to) {
    return tl::unexpected(fmt::format("window {} is empty; a whole day is 00:00-24:00", config::quote(text)));
  }
  return Window{*from, *to > *from ? *to : *to + minutes_a_day};
}

tl::expected<std::vector<unsigned>, std::string> parse_days(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_day(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_day(text.substr(dash + 1));
  if (!first || !last) {
    return tl::unexpected(
        fmt::format("{} is no day or range of days (mon, mon-fri, sat-sun) and not 'holidays'", config::quote(text)));
  }
  std::vector<unsigned> days{*first};
  while (days.back() != *last) days.push_back((days.back() + 1) % 7);
  return days;
}

WeekWindows read_windows(const Node& node, Report& report, const std::string& what) {
  return HoursReader(report, what).read_windows(node);
}

void read_hours(const Node* node, Report& report, Policy& policy) {
  policy.business = default_hours(Audience::business);
  policy.consumer = default_hours(Audience::consumer);
  if (node == nullptr) return;
  MapReader map(*node, report, "hours");
  if (const Node* business = map.find("business")) {
    policy.business = HoursReader(report, "hours.business").read(*business, policy.business.open_on_holidays);
  }
  if (const Node* consumer = map.find("consumer")) {
    policy.consumer = HoursReader(report, "hours.consumer").read(*consumer, policy.consumer.open_on_holidays);
  }
  map.refuse_unknown();
}

}  // namespace jeda::policy::load
