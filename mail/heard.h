// What others write, as the files of texts/heard/ list it: all languages together. Internal to mail/. Nothing here
// changes once it is made, so all of it is safe for concurrent use.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace jeda::mail {

/// The sections of those files; texts/heard/README.md says what each holds. heard.cmake reads the names here.
enum class Heard {
  wishes,
  wish_words,
  wish_denials,
  wish_denied_through,
  wish_requests,
  wish_conditions,
  wish_conditions_lifted,
  wish_delays,
  wish_footers,
  wish_writers,
  wish_assents,
  automatic_subjects,
  absence_subjects,
  absence_subjects_with_colon,
  absence_subject_endings,
  absence_subject_continuations,
  absence_subject_requests,
  absence_texts,
  absence_thanks,
  absence_contacts,
  automatic_texts,
  no_answer_texts,
  acknowledgement_texts,
  ticket_subjects,
  receipt_subjects,
  receipt_texts,
  calendar_subjects,
  robot_names,
  robot_words,
  return_words,
  return_until,
  return_since,
  return_denied,
  return_denials,
  months,
  weekdays,
  week_names,
  week_counts,
  week_places,
  tomorrow,
  date_spans,
  date_links,
  date_ordinals,
  forwarded_subjects,
  answer_subjects,
  quote_dividers,
  quote_dashed_dividers,
  quote_from,
  quote_date,
  quote_subject,
  quote_to,
  quote_openings,
  quote_verbs,
  quote_verbs_inside,
  sign_offs,
  contact_beginnings,
  contact_endings,
  device_lines,
  device_words,
  html_stubs,
  disclaimer_beginnings,
  disclaimer_words,
  currencies,
  units,
  scales,
  bounce_subjects,
  bounce_openings,
  bounce_texts,
  bounce_delays,
  bounce_copies,
  bounce_labels,
  bounce_alive,
  bounce_dead,
  bounce_dead_domains,
  bounce_dead_if_lasting,
  complaint_subjects,
  unsubscribe_texts,
};

/// `text` as entries are written, so that it can be compared with them: case folded (fold_case()), or, where it is no
/// UTF-8, its ASCII letters in lower case.
std::string folded(std::string_view text);

/// The entries of a section, as written. None is empty. They live as long as the program.
std::span<const std::string_view> heard(Heard section);

/// True where `text`, which is in lower case, has an entry anywhere within.
bool has_heard(std::string_view text, Heard section);

/// True where `text` ends with an entry, ASCII letter case aside.
bool ends_as_heard(std::string_view text, Heard section);

/// `each` gets what stands between the `mark`s of `text`, unless it is empty.
template <typename Each>
void split_at(std::string_view text, char mark, Each each) {
  while (!text.empty()) {
    const auto end = std::min(text.size(), text.find(mark));
    if (end > 0) each(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
}

/// "january: jan|january": a name of ours, and what others write for it with '|' between.
struct NamedWords {
  std::string_view name;
  std::string_view words;
};
NamedWords named_words(std::string_view entry);

/// A section whose entries are looked up whole.
class HeardWords {
 public:
  explicit HeardWords(Heard section);
  bool has(std::string_view word) const { return std::binary_search(words_.begin(), words_.end(), word); }

 private:
  std::vector<std::string_view> words_;  // sorted
};

/// A section of named words: which name of ours a word stands for.
class HeardNames {
 public:
  explicit HeardNames(Heard section);
  /// Empty where there is none. The first that has the word counts.
  std::string_view name_of(std::string_view word) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> names_;  // word, name; sorted by word
};

/// A section whose entries begin a text. ASCII letter case does not count.
class HeardBeginnings {
 public:
  explicit HeardBeginnings(Heard section);
  bool begin(std::string_view text) const {
    return begin(text, [](std::string_view, std::string_view) { return true; });
  }
  /// True where `goes_on` holds for an entry that begins `text`, and for what follows it.
  template <typename GoesOn>
  bool begin(std::string_view text, GoesOn goes_on) const {
    if (text.empty()) return false;
    const auto first = static_cast<unsigned char>(lower_ascii(text.front()));
    return std::any_of(
        sorted_.begin() + starts_[first], sorted_.begin() + starts_[first + 1U],
        [&](std::string_view one) { return starts_ignoring_case(text, one) && goes_on(one, text.substr(one.size())); });
  }

  /// True where an entry begins at a word of `text`, or inside a run of characters that knows no blanks (Chinese). A
  /// word may go on past it: "inconnu" is in "inconnue", and "cuti" not in "execution".
  bool within(std::string_view text) const;

 private:
  std::vector<std::string_view> sorted_;
  std::array<std::uint16_t, 257> starts_{};  // by first byte, where in sorted_
};

}  // namespace jeda::mail
