// The lists of texts/heard/: that each entry is in the form that texts are compared in, and that it does what its
// section says.
#include "mail/heard.h"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "mail/return_date.h"
#include "mail/subject.h"
#include "mail/written/body_text.h"
#include "mail/written/figures.h"
#include "mail/written/opt_out.h"
#include "mail/written/subject_line.h"
#include "mail/written/wish.h"
#include "mail/written/written.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using date::year_month_day;
using Texts = std::vector<std::string>;
using namespace date::literals;

constexpr year_month_day new_year{2027_y / 1 / 1};  // a Friday
constexpr auto third = 2027_y / 3 / 3;
constexpr auto fourth = 2027_y / 3 / 4;

template <typename Holds>
bool all_words(std::string_view entry, Holds holds) {
  bool all = true;
  const NamedWords named = named_words(entry);
  split_at(named.words, '|', [&](std::string_view word) { all = holds(std::string(word), named.name) && all; });
  return all && !named.words.empty();
}

// One after the other, what may stand for an element of a wish: "a|B" is a, then each word of the lists B, then nothing
// where it may end there.
Texts words_for(std::string_view element) {
  Texts words;
  if (element == "*" || element == "^") return {""};
  split_at(element.substr(element.starts_with('?') ? 1 : 0), '|', [&words](std::string_view name) {
    const std::size_t before = words.size();
    for (const std::string_view entry : heard(Heard::wish_words)) {
      if (named_words(entry).name != name) continue;
      split_at(named_words(entry).words, '|', [&words](std::string_view word) { words.emplace_back(word); });
    }
    if (name != "$" && words.size() == before) words.emplace_back(name);
  });
  return words.empty() ? Texts{""} : words;
}

// A text for each word of the wish, with the first words for all else that it must have.
Texts texts_of(std::string_view wish) {
  std::vector<Texts> elements;
  std::vector<bool> optional;
  split_at(wish, ' ', [&](std::string_view element) {
    elements.push_back(words_for(element));
    optional.push_back(element.starts_with('?'));
  });
  static const HeardWords delays(Heard::wish_delays);
  Texts texts;
  for (std::size_t varied = 0; varied < elements.size(); ++varied) {
    for (const std::string& word : elements[varied]) {
      if (delays.has(word)) continue;  // "today" is a wish only where another word follows
      std::string text;
      for (std::size_t i = 0; i < elements.size(); ++i) {
        const std::string& own = i == varied ? word : optional[i] ? "" : elements[i].front();
        text += (own.empty() || text.empty() ? "" : " ") + own;
      }
      texts.push_back(text);
    }
  }
  return texts;
}

bool is_wish_in_all_words(std::string_view wish) {
  bool all = true;
  for (const std::string& text : texts_of(wish)) {
    CAPTURE(text);
    CHECK(!opt_out_wish(text).empty());
    all = all && !opt_out_wish(text).empty();
  }
  return all;
}

bool is_called_by_a_wish(std::string_view name) {
  const auto wishes = heard(Heard::wishes);
  return std::any_of(wishes.begin(), wishes.end(), [name](std::string_view wish) {
    bool called = false;
    split_at(wish, ' ', [&](std::string_view element) {
      split_at(element.substr(element.starts_with('?') ? 1 : 0), '|',
               [&](std::string_view one) { called = called || one == name; });
    });
    return called;
  });
}

bool is_back(const std::string& text, year_month_day want) { return return_date(text, new_year) == want; }
bool is_no_date(const std::string& text) { return !return_date(text, new_year); }

bool leaves_own_words(const std::string& below) {
  BodyText body;
  body.parts.push_back({"Own words.\n\n" + below});
  return written_of(body, {true, true}).text == "Own words.";
}

OptOut asked_in(const std::string& text) {
  MessageFacts facts;
  facts.written = text;
  return opt_out_of(facts);
}

bool shows_html_beside(const std::string& stub) {
  return facts_of("Content-Type: multipart/alternative; boundary=b\n\n--b\n\nNeeds " + stub +
                  "\n--b\nContent-Type: text/html\n\nHalo Ani\n--b--")
             .text == "Halo Ani";
}

bool is_figure(const std::string& text, const std::string& want) {
  std::vector<std::string> figures;
  add_figures(text, figures);
  return figures == std::vector{want};
}

bool is_weekday(const std::string& word, std::string_view name) {
  static const std::map<std::string_view, year_month_day> days{
      {"saturday", 2027_y / 1 / 2}, {"sunday", 2027_y / 1 / 3},    {"monday", 2027_y / 1 / 4},
      {"tuesday", 2027_y / 1 / 5},  {"wednesday", 2027_y / 1 / 6}, {"thursday", 2027_y / 1 / 7},
      {"friday", 2027_y / 1 / 8}};
  return days.count(name) == 1 && is_back("back " + word, days.at(name));
}

bool is_month(const std::string& word, std::string_view name) {
  const year_month_day want = 2027_y / std::stoi(std::string(name)) / 3;
  return want.ok() && is_back("back 3 " + word + " 2027", want);
}

bool is_amount(const std::string& word, const std::string& name) {
  return is_figure(word + " 5", name + " 5") && (word == "\u20ac" || is_figure("5 " + word, name + " 5"));
}

bool is_unit(const std::string& word, const std::string& name) {
  return is_figure("5 " + word, name == "%" ? "5%" : "5 " + name);
}

bool is_scale(const std::string& word, const std::string& zeros) {
  return is_figure("rp 5 " + word, "rp 5" + std::string(std::stoul(zeros), '0'));
}

bool is_by(const std::string& sign, const std::string& subject, const std::string& text) {
  const auto facts = read_facts({{{"From", "andi@toko.example"}, {"Subject", subject}}, text}, false, {});
  return (facts.automatic ? to_string(*facts.automatic) : "none") == sign;
}

bool is_from_robot(const std::string& from) {
  return read_header_facts({{"From", from}}, false, {}).automatic == AutomaticSign::robot_sender;
}

// Whether the entry does what its section says. A section without a case here does not compile.
bool works(Heard section, const std::string& entry) {
  switch (section) {
    case Heard::wishes:
      return is_wish_in_all_words(entry);
    case Heard::wish_words:
      return is_called_by_a_wish(named_words(entry).name) && !named_words(entry).words.empty();
    case Heard::wish_denials:
      return opt_out_wish(entry + " unsubscribe me").empty();
    case Heard::wish_denied_through:
      return opt_out_wish("dont " + entry + " unsubscribe me").empty();
    case Heard::wish_requests:
      return !opt_out_wish(entry + " remove me?").empty() && opt_out_wish("remove me?").empty();
    case Heard::wish_conditions:
      return opt_out_wish(entry + " unsubscribe me").empty();
    case Heard::wish_conditions_lifted:
      return !opt_out_wish("they say " + entry + " unsubscribe me").empty() ||
             !opt_out_wish("they say " + entry + " sending me mails").empty() ||
             !opt_out_wish("they say " + entry + " kirim email lagi").empty();
    case Heard::wish_delays:
      return opt_out_wish("unsubscribe me " + entry).empty();
    case Heard::wish_footers:
      return asked_in(entry.substr(entry.front() == '^' ? 1 : 0) + ", please unsubscribe").wish.empty();
    case Heard::wish_writers:
      return !asked_in("click here, " + entry + ", please unsubscribe").wish.empty();
    case Heard::wish_assents:
      return asked_in("please unsubscribe me.\n\nbaik" + (entry.front() == ' ' ? entry : ' ' + entry)).doubtful;
    case Heard::automatic_subjects:
      return notice_of(entry) == Notice::automatic && notice_of(entry + "x") == Notice::none;
    case Heard::absence_subjects:
      return notice_of(entry) == Notice::absence && notice_of(entry + "x") == Notice::none;
    case Heard::absence_subjects_with_colon:
      return notice_of(entry + ": x") == Notice::mention && notice_of(entry) == Notice::none;
    case Heard::absence_subject_endings:
      return notice_of("sari dewi " + entry) == Notice::absence;
    case Heard::absence_subject_continuations:
      return notice_of("on leave " + entry) == Notice::absence;
    case Heard::absence_subject_requests:
      return notice_of("on leave from Monday - " + entry) == Notice::mention;
    case Heard::absence_texts:
      return is_by("vacation-subject", "Vacation: x", "- " + entry);
    case Heard::absence_thanks:
    case Heard::absence_contacts:
      return is_by("automatic-text", "Re: x", "Sedang cuti. Halo Pak Budi " + entry + " x") &&
             is_by("none", "Re: x", "Sedang cuti. Halo Pak Budi x");
    case Heard::automatic_texts:
      return is_by("automatic-text", "x", "Halo. " + entry);
    case Heard::no_answer_texts:
      return is_by("automatic-text", "Tiket #1", "Halo. " + entry);
    case Heard::acknowledgement_texts:
      return is_by("automatic-text", "Tiket #1", "- " + entry);
    case Heard::ticket_subjects:
      return is_by("automatic-text", entry + " x", "your ticket");
    case Heard::receipt_subjects:
      return is_by("receipt", entry + " x", "has been read") && is_by("none", entry + " x", "x");
    case Heard::receipt_texts:
      return is_by("receipt", "read: x", "- " + entry);
    case Heard::calendar_subjects:
      return is_by("calendar-answer", entry + "x", "") && is_by("none", entry + "x", "words");
    case Heard::robot_names:
      return is_from_robot(entry + "@toko.example");
    case Heard::robot_words:
      return is_from_robot("x-" + entry + "-1@toko.example");
    case Heard::return_words:
      return is_back(entry + " 3 march 2027", third);
    case Heard::return_until:
      return is_back(entry + " 3 march 2027", fourth);
    case Heard::return_since:
      return is_no_date("back " + entry + " 3 march 2027");
    case Heard::return_denied:
      return is_back("not " + entry + " until 3 march 2027", third);
    case Heard::return_denials:
      return is_back(entry + " back until 3 march 2027", third);
    case Heard::months:
      return all_words(entry, is_month);
    case Heard::weekdays:
      return all_words(entry, is_weekday);
    case Heard::week_names:
      return is_no_date("back satu " + entry) && !is_no_date("back " + entry);
    case Heard::week_counts:
      return is_no_date("back " + entry + " minggu");
    case Heard::week_places:
      return is_no_date("back minggu " + entry);
    case Heard::tomorrow:
      return is_back("back " + entry, 2027_y / 1 / 2);
    case Heard::date_spans:
      return is_back("1 march 2027 " + entry + " 3 march 2027", fourth);
    case Heard::date_links:
      return is_back("back 3 " + entry + " march 2027", third);
    case Heard::date_ordinals:
      return is_back("back 3" + entry + " march 2027", third);
    case Heard::forwarded_subjects:
      return is_forwarding_subject(entry + " x");
    case Heard::answer_subjects:
      return read_subject_line(entry + ": x").answers && !read_subject_line(entry + "x: x").answers;
    case Heard::quote_dividers:
      return leaves_own_words(entry + ":\nbelow");
    case Heard::quote_dashed_dividers:
      return leaves_own_words("-----" + entry + "-----\nbelow");
    case Heard::quote_from:
      return leaves_own_words(entry + ": Andi\nDate: today\nSubject: x\n\nbelow");
    case Heard::quote_date:
      return leaves_own_words("From: Andi\n" + entry + ": today\nSubject: x\n\nbelow");
    case Heard::quote_subject:
      return leaves_own_words("From: Andi\nDate: today\n" + entry + ": x\n\nbelow");
    case Heard::quote_to:
      return leaves_own_words("From: Andi <a@toko.example>\nDate: today\n" + entry + ": x\n\nbelow");
    case Heard::quote_openings:
      return leaves_own_words(entry + "Mon at 10:00 Andi,\nToko, wrote:\nbelow");
    case Heard::quote_verbs:
      return leaves_own_words("On Mon at 10:00 Andi " + entry + "\nbelow");
    case Heard::quote_verbs_inside:
      return leaves_own_words("On Mon at 10:00" + entry + "Andi:\nbelow");
    case Heard::sign_offs:
      return leaves_own_words(entry + ",\nAndi\n+62 812 3456 7890");
    case Heard::contact_beginnings:
      return leaves_own_words("Regards,\nAndi\n" + entry + "x");
    case Heard::contact_endings:
      return leaves_own_words("Regards,\nAndi\nToko" + entry);
    case Heard::device_lines:
      return leaves_own_words(entry + " iphone");
    case Heard::device_words:
      return leaves_own_words("Sent from " + entry);
    case Heard::html_stubs:
      return shows_html_beside(entry);
    case Heard::disclaimer_beginnings:
      return leaves_own_words(entry + " confidential");
    case Heard::disclaimer_words:
      return leaves_own_words("This message is " + entry);
    case Heard::currencies:
      return all_words(entry, [](auto word, auto name) { return is_amount(word, std::string(name)); });
    case Heard::units:
      return all_words(entry, [](auto word, auto name) { return is_unit(word, std::string(name)); });
    case Heard::scales:
      return all_words(entry, [](auto word, auto name) { return is_scale(word, std::string(name)); });
    case Heard::bounce_subjects:
    case Heard::bounce_openings:
    case Heard::bounce_texts:
    case Heard::bounce_delays:
    case Heard::bounce_copies:
    case Heard::bounce_labels:
    case Heard::bounce_alive:
    case Heard::bounce_dead:
    case Heard::bounce_dead_if_lasting:
    case Heard::complaint_subjects:
    case Heard::unsubscribe_texts:
      return true;  // bounce_lists_test.cpp
  }
  return false;
}

template <typename Each>
void for_each_section(Each each) {
  for (int section = 0; section <= static_cast<int>(Heard::unsubscribe_texts); ++section)
    each(static_cast<Heard>(section));
}

TEST_CASE("each entry of the lists does what its section says") {
  for_each_section([](Heard section) {
    CHECK(!heard(section).empty());
    for (const std::string_view entry : heard(section)) {
      CAPTURE(static_cast<int>(section), entry);
      CHECK(works(section, std::string(entry)));
    }
  });
}

TEST_CASE("entries are in the letters that texts are compared in, accents too") {
  for_each_section([](Heard section) {
    if (section == Heard::wishes || section == Heard::wish_words) return;
    for (const std::string_view entry : heard(section)) CHECK(fold_case(entry) == std::string(entry));
  });
}

TEST_CASE("a word of named entries has one name") {
  for (const Heard section : {Heard::months, Heard::weekdays, Heard::currencies, Heard::units, Heard::scales}) {
    std::map<std::string_view, std::string_view> names;
    for (const std::string_view entry : heard(section)) {
      const NamedWords named = named_words(entry);
      split_at(named.words, '|',
               [&](std::string_view word) { CHECK(names.emplace(word, named.name).first->second == named.name); });
    }
  }
}

TEST_CASE("each month and weekday has a name") {
  std::map<std::string_view, int> months;
  for (const std::string_view entry : heard(Heard::months)) ++months[named_words(entry).name];
  CHECK(months.size() == 12);
  std::map<std::string_view, int> days;
  for (const std::string_view entry : heard(Heard::weekdays)) ++days[named_words(entry).name];
  CHECK(days.size() == 7);
}

TEST_CASE("a word in capitals is a list that wishes know") {
  for (const std::string_view wish : heard(Heard::wishes)) {
    for (const std::string& text : texts_of(wish)) CHECK(text == lower_ascii(text));
  }
}

}  // namespace
}  // namespace jeda::mail
