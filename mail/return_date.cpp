#include "mail/return_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
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
    const bool ordinal = suffix.empty() || suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th";
    token.number = read.ec == std::errc() && ordinal && token.word.size() <= most_digits ? number : -1;
    tokens.push_back(std::move(token));
    token = {};
  }
  return tokens;
}

// Months and weekdays by the first letters of their names in both languages; 0 where it is none.
unsigned month_of(std::string_view word) {
  constexpr auto months = std::to_array<std::pair<std::string_view, unsigned>>(
      {{"jan", 1},       {"january", 1}, {"januari", 1},   {"feb", 2},    {"february", 2},  {"februari", 2},
       {"pebruari", 2},  {"mar", 3},     {"march", 3},     {"maret", 3},  {"apr", 4},       {"april", 4},
       {"may", 5},       {"mei", 5},     {"jun", 6},       {"june", 6},   {"juni", 6},      {"jul", 7},
       {"july", 7},      {"juli", 7},    {"aug", 8},       {"august", 8}, {"agu", 8},       {"ags", 8},
       {"agt", 8},       {"agustus", 8}, {"sep", 9},       {"sept", 9},   {"september", 9}, {"oct", 10},
       {"october", 10},  {"okt", 10},    {"oktober", 10},  {"nov", 11},   {"november", 11}, {"nop", 11},
       {"nopember", 11}, {"dec", 12},    {"december", 12}, {"des", 12},   {"desember", 12}});
  const auto found = std::find_if(months.begin(), months.end(), [word](const auto& one) { return one.first == word; });
  return found == months.end() ? 0 : found->second;
}

std::optional<date::weekday> weekday_of(std::string_view word) {
  constexpr auto names = std::to_array<std::pair<std::string_view, unsigned>>(
      {{"sunday", 0},    {"minggu", 0}, {"ahad", 0},     {"monday", 1}, {"senin", 1},  {"tuesday", 2}, {"selasa", 2},
       {"wednesday", 3}, {"rabu", 3},   {"thursday", 4}, {"kamis", 4},  {"friday", 5}, {"jumat", 5},   {"saturday", 6},
       {"sabtu", 6},     {"mon", 1},    {"tue", 2},      {"wed", 3},    {"thu", 4},    {"fri", 5}});
  const auto found = std::find_if(names.begin(), names.end(), [word](const auto& one) { return one.first == word; });
  return found == names.end() ? std::nullopt : std::optional(date::weekday(found->second));
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
    return last_end_ + 1 == at && (tokens_[at - 1].word == "to" || tokens_[at - 1].word == "ke");
  }

  static bool has_dash(std::string_view text) {
    return text.find('-') != std::string_view::npos || text.find("\xE2\x80\x93") != std::string_view::npos ||
           text.find("\xE2\x80\x94") != std::string_view::npos;
  }

  bool is(std::size_t at, std::initializer_list<std::string_view> words) const {
    return std::find(words.begin(), words.end(), tokens_[at].word) != words.end();
  }

  static bool ends_sentence(std::string_view before) {
    return before.find(". ") != std::string_view::npos || before.find('!') != std::string_view::npos ||
           before.find("\n\n") != std::string_view::npos || before.find(".\n") != std::string_view::npos;
  }

  // The nearest cue. "Not back until Monday" means that Monday.
  Cue cue_before(std::size_t at) const {
    const std::size_t stop = at - std::min(at, cue_distance);
    for (std::size_t i = at; i-- > stop;) {
      if (is_until(i)) return cannot_until(i) ? Cue::back : Cue::until;
      if (is(i, {"back", "return", "returning", "returns", "kembali", "resume", "resuming", "masuk", "aktif"})) {
        return Cue::back;
      }
      if (is(i, {"from", "since", "dari", "mulai", "sejak", "starting"}) || ends_sentence(tokens_[i].before)) break;
    }
    return Cue::none;
  }

  // "s/d" and "s.d." are two tokens.
  bool is_until(std::size_t i) const {
    return is(i, {"until", "till", "til", "through", "thru", "sampai", "hingga", "sd", "smp", "sampe"}) ||
           (i > 0 && tokens_[i].word == "d" && tokens_[i - 1].word == "s");
  }

  bool cannot_until(std::size_t at) const {
    constexpr std::size_t distance = 8;
    bool returns = false;
    for (std::size_t i = at; i-- > at - std::min(at, distance);) {
      returns = returns || is(i, {"back", "return", "returning", "kembali", "masuk"});
      if (returns && is(i, {"not", "t", "wont", "tidak", "belum", "baru"})) return true;
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
    const std::size_t of = at + 1 < tokens_.size() && tokens_[at + 1].word == "of" ? 1 : 0;
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
    if (is(at, {"tomorrow", "besok"})) return {today + days(1), 1};
    const auto weekday = weekday_of(tokens_[at].word);
    const bool week =
        tokens_[at].word == "minggu" && at > 0 && (number(at - 1) > 0 || is(at - 1, {"satu", "dua", "tiga"}));
    const bool other = at + 1 < tokens_.size() && is(at + 1, {"depan", "lalu"}) && tokens_[at].word == "minggu";
    if (!weekday || week || other) return {};
    for (std::size_t next = at + 1; next < std::min(tokens_.size(), at + 3); ++next) {
      if (number(next) >= 0 || month_of(tokens_[next].word) != 0) return {};
    }
    const auto ahead = *weekday - date::weekday(today);
    return {today + (ahead == days(0) ? days(7) : ahead), 1};
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
  constexpr auto phrases = std::to_array<std::string_view>({"out of office",
                                                            "out of the office",
                                                            "out-of-office",
                                                            "on leave",
                                                            "annual leave",
                                                            "on vacation",
                                                            "on holiday",
                                                            "away from",
                                                            "i am away",
                                                            "i'm away",
                                                            "will be away",
                                                            "currently away",
                                                            "not in the office",
                                                            "travelling",
                                                            "traveling",
                                                            "business trip",
                                                            "be back",
                                                            "i return",
                                                            "i will return",
                                                            "returning",
                                                            "limited access",
                                                            "cuti",
                                                            "di luar kantor",
                                                            "diluar kantor",
                                                            "tidak di kantor",
                                                            "tidak berada di",
                                                            "tidak di tempat",
                                                            "sedang libur",
                                                            "kembali bekerja",
                                                            "kembali ke kantor",
                                                            "masuk kembali",
                                                            "masuk kantor",
                                                            "kembali masuk",
                                                            "dinas luar",
                                                            "perjalanan dinas",
                                                            "berhalangan",
                                                            "libur",
                                                            "maternity",
                                                            "sick leave",
                                                            "sedang sakit",
                                                            "umroh",
                                                            "umrah",
                                                            "ibadah haji"});
  const std::string lower = lower_ascii(text.substr(0, most_dated));
  return std::any_of(phrases.begin(), phrases.end(),
                     [&lower](std::string_view phrase) { return lower.find(phrase) != std::string::npos; });
}

}  // namespace jeda::mail
