#include "mail/return_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "mail/heard.h"
#include "mail/written/tokens.h"

namespace jeda::mail {
namespace {

using date::days;
using date::sys_days;
using date::year_month_day;

constexpr std::size_t most_dated = 8 * 1024;
constexpr std::size_t cue_distance = 9;  // words between "back" and the date

struct Token {
  std::string word;
  int number = -1;          // of up to four digits
  std::string_view before;  // what stands between the last word and this one
};

std::vector<Token> tokens_of(std::string_view text) {
  static const HeardWords ordinals(Heard::date_ordinals);
  std::vector<Token> tokens;
  Tokens reader(text);
  Token token;
  std::size_t last = 0;
  while (reader.next([&token](char c) { token.word += c; })) {
    token.before = text.substr(last, reader.begin() - last);
    last = reader.end();
    constexpr std::size_t most_digits = 4;
    int number = 0;
    const auto read = std::from_chars(token.word.data(), token.word.data() + token.word.size(), number);
    const std::string_view suffix(read.ptr, static_cast<std::size_t>(token.word.data() + token.word.size() - read.ptr));
    const bool ordinal = suffix.empty() || ordinals.has(suffix);
    token.number = read.ec == std::errc() && ordinal && token.word.size() <= most_digits ? number : -1;
    tokens.push_back(std::move(token));
    token = {};
  }
  return tokens;
}

// 1 to 12; 0 where the word is no month.
unsigned month_of(std::string_view word) {
  static const HeardNames months(Heard::months);
  unsigned month = 0;
  const std::string_view number = months.name_of(word);
  std::from_chars(number.data(), number.data() + number.size(), month);
  return month;
}

std::optional<date::weekday> weekday_of(std::string_view word) {
  static const HeardNames weekdays(Heard::weekdays);
  constexpr auto names =
      std::to_array<std::string_view>({"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"});
  const auto found = std::find(names.begin(), names.end(), weekdays.name_of(word));
  return found == names.end() ? std::nullopt
                              : std::optional(date::weekday(static_cast<unsigned>(found - names.begin())));
}

// Words that say what a date is to an absence.
struct DateWords {
  HeardWords back{Heard::return_words};
  HeardWords until{Heard::return_until};
  HeardWords since{Heard::return_since};
  HeardWords denied{Heard::return_denied};
  HeardWords denials{Heard::return_denials};
  HeardWords spans{Heard::date_spans};
  HeardWords links{Heard::date_links};
  HeardWords tomorrow{Heard::tomorrow};
  HeardWords week_names{Heard::week_names};
  HeardWords week_counts{Heard::week_counts};
  HeardWords week_places{Heard::week_places};
};

const DateWords& date_words() {
  static const DateWords words;
  return words;
}

struct DateAt {
  year_month_day day;
  std::size_t size = 0;       // tokens; 0: no date
  bool follows_dash = false;  // "1-5 December": the end of a span
};

enum class Cue { none, back, until };

class DateReader {
 public:
  DateReader(const std::vector<Token>& tokens, year_month_day today) : tokens_(tokens), today_(today) {}

  std::optional<year_month_day> read() {
    for (std::size_t at = 0; at < tokens_.size();) {
      const DateAt found = date_at(at);
      if (found.size > 0) consider(found, at);
      at += std::max<std::size_t>(1, found.size);
      last_end_ = found.size > 0 ? at : last_end_;
    }
    return back_ ? back_ : until_;
  }

 private:
  void consider(const DateAt& found, std::size_t at) {
    const Cue cue = found.follows_dash || spans_to(at) ? Cue::until : cue_before(at);
    if (cue == Cue::none) return;
    const year_month_day day = cue == Cue::until ? sys_days(found.day) + days(1) : sys_days(found.day);
    if (!may_be(day)) return;
    auto& kept = cue == Cue::until ? until_ : back_;
    kept = kept ? std::max(*kept, day) : day;
  }

  bool may_be(year_month_day day) const {
    return day.ok() && day >= today_ && sys_days(day) <= sys_days(today_) + days(366);
  }

  // "23 November - 4 December", "from 23/11 to 4/12".
  bool spans_to(std::size_t at) const {
    if (last_end_ == 0) return false;
    if (last_end_ == at) return has_dash(tokens_[at].before);
    return last_end_ + 1 == at && words_.spans.has(tokens_[at - 1].word);
  }

  static bool has_dash(std::string_view text) {
    return text.find('-') != std::string_view::npos || text.find("\xE2\x80\x93") != std::string_view::npos ||
           text.find("\xE2\x80\x94") != std::string_view::npos;
  }

  bool is(std::size_t at, const HeardWords& words) const { return words.has(tokens_[at].word); }

  static bool ends_sentence(std::string_view before) {
    return before.find(". ") != std::string_view::npos || before.find('!') != std::string_view::npos ||
           before.find("\n\n") != std::string_view::npos || before.find(".\n") != std::string_view::npos;
  }

  // The nearest cue. "Not back until Monday" means that Monday.
  Cue cue_before(std::size_t at) const {
    const std::size_t stop = at - std::min(at, cue_distance);
    for (std::size_t i = at; i-- > stop;) {
      if (is_until(i)) return cannot_until(i) ? Cue::back : Cue::until;
      if (is(i, words_.back)) return Cue::back;
      if (is(i, words_.since) || ends_sentence(tokens_[i].before)) break;
    }
    return Cue::none;
  }

  // "s/d" and "s.d." are two tokens.
  bool is_until(std::size_t i) const {
    return is(i, words_.until) || (i > 0 && words_.until.has(tokens_[i - 1].word + ' ' + tokens_[i].word));
  }

  bool cannot_until(std::size_t at) const {
    constexpr std::size_t distance = 8;
    bool returns = false;
    for (std::size_t i = at; i-- > at - std::min(at, distance);) {
      returns = returns || is(i, words_.denied);
      if (returns && is(i, words_.denials)) return true;
    }
    return false;
  }

  DateAt date_at(std::size_t at) const {
    for (const auto read :
         {&DateReader::digits, &DateReader::day_month, &DateReader::month_day, &DateReader::by_name}) {
      DateAt found = (this->*read)(at);
      if (found.size > 0) return found;
    }
    return {};
  }

  int number(std::size_t at) const { return at < tokens_.size() ? tokens_[at].number : -1; }

  bool joined(std::size_t at, char mark) const {
    return at < tokens_.size() && tokens_[at].before.size() == 1 && tokens_[at].before.front() == mark;
  }

  // 2026-11-30, 30/11/2026, 30.11.26, 30/11.
  DateAt digits(std::size_t at) const {
    const int first = number(at);
    const int second = number(at + 1);
    if (first < 0 || second < 0) return {};
    for (const char mark : {'/', '-', '.'}) {
      if (!joined(at + 1, mark)) continue;
      const bool whole = joined(at + 2, mark) && number(at + 2) >= 0;
      if (whole && first > 31) return made(first, second, number(at + 2), 3);
      if (whole) return day_or_month(first, second, full_year(number(at + 2)), 3);
      if (mark == '/') return day_or_month(first, second, 0, 2);
    }
    return {};
  }

  static int full_year(int year) { return year < 100 ? 2000 + year : year; }

  DateAt day_or_month(int first, int second, int year, std::size_t size) const {
    const DateAt usual = made(year, second, first, size);
    if (usual.size > 0 && sys_days(usual.day) >= sys_days(today_)) return usual;
    const DateAt american = made(year, first, second, size);
    return american.size > 0 && (usual.size == 0 || may_be(american.day)) ? american : usual;
  }

  // "30 November 2026", "30th of November", and the end of "23-30 November".
  DateAt day_month(std::size_t at) const {
    if (number(at) < 1) return {};
    const std::size_t of = at + 1 < tokens_.size() && is(at + 1, words_.links) ? 1 : 0;
    const std::size_t month = at + 1 + of;
    if (month >= tokens_.size() || month_of(tokens_[month].word) == 0) return {};
    DateAt found = with_year(month + 1, number(at), month_of(tokens_[month].word), 2 + of);
    found.follows_dash = at > 0 && number(at - 1) > 0 && has_dash(tokens_[at].before);
    return found;
  }

  DateAt month_day(std::size_t at) const {
    const unsigned month = month_of(tokens_[at].word);
    const bool day = month != 0 && number(at + 1) > 0 && number(at + 1) <= 31;
    return day ? with_year(at + 2, number(at + 1), month, 2) : DateAt{};
  }

  DateAt with_year(std::size_t at, int day, unsigned month, std::size_t size) const {
    const bool year = number(at) >= 2000 && number(at) < 2200;
    return made(year ? number(at) : 0, static_cast<int>(month), day, size + (year ? 1 : 0));
  }

  // "Monday" where no date follows it; "tomorrow".
  DateAt by_name(std::size_t at) const {
    const sys_days today(today_);
    if (is(at, words_.tomorrow)) return {today + days(1), 1};
    const auto weekday = weekday_of(tokens_[at].word);
    if (!weekday || is_week(at)) return {};
    for (std::size_t next = at + 1; next < std::min(tokens_.size(), at + 3); ++next) {
      if (number(next) >= 0 || month_of(tokens_[next].word) != 0) return {};
    }
    const auto ahead = *weekday - date::weekday(today);
    return {today + (ahead == days(0) ? days(7) : ahead), 1};
  }

  // "satu minggu", "minggu depan": a word for a day that means a week here.
  bool is_week(std::size_t at) const {
    if (!is(at, words_.week_names)) return false;
    return (at > 0 && (number(at - 1) > 0 || is(at - 1, words_.week_counts))) ||
           (at + 1 < tokens_.size() && is(at + 1, words_.week_places));
  }

  // Year 0: the one that brings the day nearest to today.
  DateAt made(int year, int month, int day, std::size_t size) const {
    if (month < 1 || month > 12 || day < 1 || day > 31) return {};
    const date::month_day in_year{date::month(static_cast<unsigned>(month)), date::day(static_cast<unsigned>(day))};
    constexpr days half_year{183};
    for (int guess = year == 0 ? static_cast<int>(today_.year()) - 1 : year;; ++guess) {
      const year_month_day found = date::year(guess) / in_year.month() / in_year.day();
      if (year != 0) return found.ok() ? DateAt{found, size} : DateAt{};
      if (found.ok() && sys_days(found) >= sys_days(today_) - half_year) return {found, size};
      if (guess > static_cast<int>(today_.year()) + 1) return {};
    }
  }

  const std::vector<Token>& tokens_;
  const DateWords& words_ = date_words();
  year_month_day today_;
  std::size_t last_end_ = 0;
  std::optional<year_month_day> back_;
  std::optional<year_month_day> until_;
};

}  // namespace

std::optional<date::year_month_day> return_date(std::string_view text, date::year_month_day today) {
  return DateReader(tokens_of(text.substr(0, most_dated)), today).read();
}

bool speaks_of_absence(std::string_view text) {
  const std::string_view head = cut_utf8(text, most_dated);
  static const HeardBeginnings absences(Heard::absence_texts);
  return absences.within(folded(head));
}

}  // namespace jeda::mail
