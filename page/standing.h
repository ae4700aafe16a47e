// Where a held mail stands, as badges and sentences.
#pragma once

#include <date/tz.h>

#include <optional>
#include <string>

#include "page/view.h"
#include "store/desk.h"

namespace jeda::page {

struct Badge {
  std::string css;
  std::string words;
};
Badge badge_of(const store::HeldItem& item, const Words& words);

/// "Release asked for by sari at ...".
std::string asked_words(const store::QueueRequest& request, const date::time_zone* zone, const Words& words);

/// What is wrong with it; empty: nothing.
std::string trouble_words(const store::HeldItem& item, const date::time_zone* zone, const Words& words);

/// Who did something: an account, or one of the desk's own names in words.
std::string who_words(const std::string& who, const Words& words);

/// What a line of the record says was done.
std::string what_words(const std::string& what, const Words& words);

/// What came of asking, where it was not done.
std::string answer_words(const store::Answer& answer, const date::time_zone* zone, const Words& words);

}  // namespace jeda::page
