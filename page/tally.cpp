#include "page/tally.h"

#include <fmt/format.h>

#include <algorithm>

namespace jeda::page {
namespace {

constexpr std::chrono::minutes span{1};
constexpr std::chrono::hours long_span{1};
constexpr std::chrono::hours day{24};

bool is_over(Time since, Duration length, Time now) { return now >= since + length || now < since; }

}  // namespace

bool Tally::has_ended(const Kind& kind, Time now) {
  return is_over(kind.since, kind.lines_left > 0 ? Duration(span) : Duration(long_span), now);
}

void Tally::add(Kind& kind, int number, const std::string& from, std::vector<Line>& lines) {
  if (number == 0) return;
  Line line = kind.sum;
  line.detail = fmt::format("{}: {} more{}", line.detail, number, from.empty() ? " from other addresses" : "");
  line.from = from;
  kind.lines_left = std::max(kind.lines_left - 1, 0);
  lines.push_back(std::move(line));
}

void Tally::close(Kind& kind, std::vector<Line>& lines) {
  for (const auto& [from, source] : kind.sources) add(kind, source.more, from, lines);
  add(kind, kind.others, "", lines);
  kind.sources.clear();
  kind.others = 0;
}

void Tally::close_ended(Time now, std::vector<Line>& lines) {
  for (auto& [name, kind] : kinds_)
    if (has_ended(kind, now) || is_over(kind.day, day, now)) close(kind, lines);
  std::erase_if(kinds_, [now](const auto& entry) { return is_over(entry.second.day, day, now); });
}

std::vector<Tally::Line> Tally::count(const std::string& label, const Line& line, int each, Time now) {
  const std::lock_guard lock(mutex_);
  std::vector<Line> lines;
  close_ended(now, lines);
  const Kind fresh{{line.who, line.what, label, ""}, now, now, lines_of_day, {}, 0};
  Kind& kind = kinds_.try_emplace(fmt::format("{}\n{}\n{}", line.who, line.what, label), fresh).first->second;
  if (has_ended(kind, now)) kind.since = now;
  if (kind.sources.size() >= addresses && !kind.sources.contains(line.from)) {
    ++kind.others;
    return lines;
  }
  Source& source = kind.sources[line.from];
  if (kind.lines_left == 0 || source.recorded == each) {
    ++source.more;
    return lines;
  }
  ++source.recorded;
  --kind.lines_left;
  lines.push_back(line);
  return lines;
}

std::vector<Tally::Line> Tally::ended(Time now) {
  const std::lock_guard lock(mutex_);
  std::vector<Line> lines;
  close_ended(now, lines);
  return lines;
}

std::vector<Tally::Line> Tally::rest() {
  const std::lock_guard lock(mutex_);
  std::vector<Line> lines;
  for (auto& [name, kind] : kinds_) close(kind, lines);
  return lines;
}

}  // namespace jeda::page
