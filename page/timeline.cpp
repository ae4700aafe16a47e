#include "page/timeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace jeda::page {
namespace {

using policy::TouchKind;

constexpr int ours_y = 34;  // of the lanes in the template
constexpr int theirs_y = 82;
constexpr double margin = 2;  // percent on both sides, so that a mark at an end is whole
constexpr int ticks = 3;

constexpr std::string_view circle = "M-7,0a7,7 0 1,0 14,0a7,7 0 1,0 -14,0";
constexpr std::string_view diamond = "M0,-8L8,0L0,8L-8,0Z";
constexpr std::string_view square = "M-6,-6H6V6H-6Z";
constexpr std::string_view cross = "M-7,-4L-4,-7L0,-3L4,-7L7,-4L3,0L7,4L4,7L0,3L-4,7L-7,4L-3,0Z";
constexpr std::string_view dot = "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0";

/// How a kind of touch is drawn. Shape and place say what the colour says.
struct Sign {
  std::string_view name;
  std::string_view css;
  std::string_view shape;
  bool ours = true;
};
constexpr Sign signs[] = {{"legend_contact", "ours", circle, true}, {"legend_held", "held", circle, true},
                          {"legend_live", "ours", square, true},    {"legend_reply", "theirs", diamond, false},
                          {"legend_stop", "stop", cross, false},    {"legend_event", "event", dot, false}};

const Sign& sign_of(const store::LoggedTouch& logged) {
  if (logged.hold) return signs[1];
  switch (logged.touch.kind) {
    case TouchKind::contact:
      return signs[0];
    case TouchKind::call:
    case TouchKind::meeting:
    case TouchKind::chat:
    case TouchKind::sms:
      return signs[2];
    case TouchKind::reply:
      return signs[3];
    case TouchKind::permission_refused:
    case TouchKind::opt_out:
    case TouchKind::opt_out_wish:
    case TouchKind::doubtful_wish:
    case TouchKind::complaint:
    case TouchKind::hard_bounce:
    case TouchKind::blocked:
      return signs[4];
    default:
      return signs[5];
  }
}

struct Scale {
  Time from;
  Time to;

  double percent(Time at) const {
    const double whole = static_cast<double>((to - from).count());
    const double part = static_cast<double>((std::clamp(at, from, to) - from).count());
    return margin + (100 - 2 * margin) * (whole > 0 ? part / whole : 1);
  }
};

std::string number(double value) { return fmt::format("{:.2f}", value); }

std::string touch_word(const store::LoggedTouch& logged, const Words& words) {
  const auto kind = logged.hold ? store::to_string(*logged.hold) : policy::to_string(logged.touch.kind);
  return words(fmt::format("touch_{}", kind));
}

Data marks(const std::vector<store::LoggedTouch>& touches, const Scale& scale, const date::time_zone* zone,
           const Words& words) {
  Data result = list();
  for (const auto& logged : touches) {
    const auto& sign = sign_of(logged);
    Data mark = object();
    mark.set("x", number(scale.percent(logged.touch.at)));
    mark.set("y", std::to_string(sign.ours ? ours_y : theirs_y));
    mark.set("class", std::string(sign.css));
    mark.set("shape", std::string(sign.shape));
    mark.set("words", fmt::format("{}, {}", touch_word(logged, words), moment_words(logged.touch.at, zone, words)));
    result << mark;
  }
  return result;
}

Data tick_marks(const Scale& scale, const date::time_zone* zone, const Words& words) {
  constexpr std::string_view anchors[] = {"start", "middle", "end"};
  Data result = list();
  const bool short_span = scale.to - scale.from < std::chrono::hours(24 * 3);
  for (int i = 0; i < ticks; ++i) {
    if (short_span && i == 1) continue;
    Data tick = object();
    const Time at = scale.from + (scale.to - scale.from) * i / (ticks - 1);
    tick.set("x", number(scale.percent(at)));
    tick.set("anchor", std::string(anchors[i]));
    tick.set("words", day_words(at, zone, words));
    result << tick;
  }
  return result;
}

Data legend(const std::vector<store::LoggedTouch>& touches, const Words& words) {
  Data result = list();
  for (const Sign& sign : signs) {
    const bool used =
        std::any_of(touches.begin(), touches.end(), [&sign](const auto& logged) { return &sign_of(logged) == &sign; });
    if (!used) continue;
    Data entry = object();
    entry.set("class", std::string(sign.css));
    entry.set("shape", std::string(sign.shape));
    entry.set("words", words(sign.name));
    result << entry;
  }
  return result;
}

Data rows(const std::vector<store::LoggedTouch>& touches, const date::time_zone* zone, const Words& words,
          const OnPage& on) {
  std::string before;
  Data result = list();
  for (auto logged = touches.rbegin(); logged != touches.rend(); ++logged) {
    Data row = moment(logged->touch.at, zone, words);
    auto row_id = row_name(on.name, logged->touch.at);
    row.set("row", row_id == before ? Data{false} : Data{row_id});
    before = std::move(row_id);
    const auto own_page = on.pages.find(logged->touch.reference);
    row.set("href", own_page == on.pages.end() ? Data{false} : Data{own_page->second});
    row.set("what", touch_word(*logged, words));
    row.set("who", shown_begin(logged->touch.salesperson));
    row.set("subject", shown(logged->subject.empty() ? logged->touch.details.note : logged->subject));
    result << row;
  }
  return result;
}

}  // namespace

std::string row_name(std::string_view name, Time at) {
  return fmt::format("{}-{}", name, std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

Data timeline(const std::vector<store::LoggedTouch>& touches, Time now, const date::time_zone* zone, const Words& words,
              const OnPage& on) {
  const Scale scale{touches.front().touch.at, std::max(now, touches.back().touch.at)};
  Data data = object();
  data.set("label", words("line_label", {{"count", touches.size()},
                                         {"from", moment_words(touches.front().touch.at, zone, words)},
                                         {"to", moment_words(touches.back().touch.at, zone, words)}}));
  Data at = object();
  at.set("x", number(scale.percent(now)));
  data.set("now", at);
  data.set("ticks", tick_marks(scale, zone, words));
  data.set("marks", marks(touches, scale, zone, words));
  data.set("legend", legend(touches, words));
  data.set("rows", rows(touches, zone, words, on));
  return data;
}

}  // namespace jeda::page
