// What a reviewer can do to a held mail.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "page/view.h"
#include "store/desk.h"

namespace jeda::page {

struct Act {
  enum class Words { none, optional, needed };
  std::string_view name;  // of forms: "release", ...
  store::Ask::What what = store::Ask::What::note;
  Words words = Words::none;
  std::string_view button_key = {};
  std::string_view words_key = {};
};
std::span<const Act> acts();
const Act* act_of(std::string_view name);  // null: there is none of that name
const Act& act_of(store::Ask::What what);

/// What is wrong with the words given, as a sentence; empty: nothing.
std::string words_wrong(const Act& act, const std::string& given, const Words& words);

/// What a form's text field gives, with line feeds alone and nothing blank at its end.
std::string tidy_words(const std::string& given);

/// What a form says was seen; where it says nothing, something that nobody can have seen.
inline std::string seen_of(const std::string& given) { return given.empty() ? "nothing" : given; }

/// A mail in a list of several: subject, from, to, where it is shown.
Data mail_line(const Visit& visit, const store::HeldMessage& message);

}  // namespace jeda::page
