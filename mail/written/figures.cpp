#include "mail/written/figures.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "mail/heard.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_figures = 100;
constexpr std::size_t longest_figure = 24;  // characters of a number; longer ones are no figures

bool is_separator(char c) { return c == '.' || c == ','; }

// The names by which a figure keeps what stands beside its number; empty where the word is none.
std::string_view currency_of(std::string_view word) {
  static const HeardNames currencies(Heard::currencies);
  return currencies.name_of(lower_ascii(word));
}

std::string_view unit_of(std::string_view word) {
  static const HeardNames units(Heard::units);
  return units.name_of(lower_ascii(word));
}

// "ribu": 3; 0 where the word multiplies nothing.
std::size_t zeros_of(std::string_view word) {
  static const HeardNames scales(Heard::scales);
  const std::string_view name = scales.name_of(lower_ascii(word));
  std::size_t zeros = 0;
  std::from_chars(name.data(), name.data() + name.size(), zeros);
  return zeros;
}

struct Number {
  std::string whole;
  std::string part;  // after the decimal mark
};

// Where the decimal mark of "1.500.000,50" stands; npos where all marks group digits.
std::size_t decimal_mark(std::string_view written) {
  const auto last = written.find_last_of(".,");
  if (last == std::string_view::npos) return last;
  const auto first = written.find_first_of(".,");
  const bool one_kind = written.find(written[last] == '.' ? ',' : '.') == std::string_view::npos;
  const bool groups = written.size() - last - 1 == 3 && written.substr(0, first) != "0";
  return one_kind && (groups || first != last) ? std::string_view::npos : last;
}

Number read_number(std::string_view written) {
  const auto mark = decimal_mark(written);
  Number number;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (is_digit(written[i])) (i > mark && mark != std::string_view::npos ? number.part : number.whole) += written[i];
  }
  return number;
}

std::string to_string(Number number, std::size_t scale) {
  number.part.resize(std::max(number.part.size(), scale), '0');
  std::string digits = number.whole + number.part.substr(0, scale);
  std::string part = number.part.substr(scale);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  while (part.ends_with('0')) part.pop_back();
  return part.empty() ? digits : digits + "." + part;
}

class FigureReader {
 public:
  FigureReader(std::string_view text, std::vector<std::string>& figures) : text_(text), figures_(figures) {}

  void read() {
    for (skip_to_digit(); at_ < text_.size() && figures_.size() < most_figures; skip_to_digit()) {
      read_figure();
    }
  }

 private:
  void skip_to_digit() {
    while (at_ < text_.size() && !is_digit(text_[at_])) ++at_;
  }

  void read_figure() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (is_digit(text_[at_]) || (is_separator(text_[at_]) && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))) {
      ++at_;
    }
    const std::string_view written = text_.substr(begin, at_ - begin);
    if (written.size() > longest_figure) return;
    const std::string_view before = currency_of(word_before(begin));
    std::string_view word = word_after();
    const std::size_t scale = !before.empty() || word.size() > 1 ? zeros_of(word) : 0;
    if (scale > 0) {
      at_ = static_cast<std::size_t>(word.data() - text_.data()) + word.size();
      word = word_after();
    }
    add(written, scale, before, word);
  }

  void add(std::string_view written, std::size_t scale, std::string_view before, std::string_view word) {
    const auto currency = before.empty() ? currency_of(word) : before;
    const auto unit = currency.empty() ? unit_of(word) : std::string_view();
    if (currency.empty() && unit.empty() && scale == 0) return;
    const std::string number = to_string(read_number(written), scale);
    std::string figure = number;
    if (!currency.empty()) figure = std::string(currency) + " " + number;
    if (unit == "%") figure += '%';
    if (!unit.empty() && unit != "%") figure += " " + std::string(unit);
    if (std::find(figures_.begin(), figures_.end(), figure) == figures_.end()) figures_.push_back(std::move(figure));
  }

  // "Rp", "Rp.", "$", with or without a blank.
  std::string_view word_before(std::size_t end) const {
    while (end > 0 && (text_[end - 1] == ' ' || text_[end - 1] == '.')) --end;
    std::size_t begin = end;
    if (end > 0 && text_[end - 1] == '$') return text_.substr(end - 1, 1);
    if (text_.substr(0, end).ends_with("\xE2\x82\xAC")) return text_.substr(end - 3, 3);
    while (begin > 0 && end - begin < 8 && is_letter(text_[begin - 1])) --begin;
    return text_.substr(begin, end - begin);
  }

  // The word or the '%' that follows at_, a blank or ",-" between.
  std::string_view word_after() const {
    std::size_t begin = at_;
    if (text_.substr(begin, 2) == ",-") begin += 2;
    for (int blanks = 0; blanks < 2 && begin < text_.size() && (text_[begin] == ' ' || text_[begin] == '\n');
         ++blanks) {
      ++begin;
    }
    if (begin < text_.size() && (text_[begin] == '%' || text_[begin] == '$')) return text_.substr(begin, 1);
    std::size_t end = begin;
    while (end < text_.size() && end - begin < 16 && (is_letter(text_[end]) || (end > begin && is_digit(text_[end])))) {
      ++end;
    }
    return text_.substr(begin, end - begin);
  }

  std::string_view text_;
  std::vector<std::string>& figures_;
  std::size_t at_ = 0;
};

}  // namespace

void add_figures(std::string_view text, std::vector<std::string>& figures) { FigureReader(text, figures).read(); }

}  // namespace jeda::mail
