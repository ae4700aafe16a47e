// A prospect's history as a drawing: what came from us above, what came from them below, along the time.
#pragma once

#include <date/tz.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "page/view.h"
#include "store/store.h"

namespace jeda::page {

/// What a timeline has to do with the page that it stands on.
struct OnPage {
  std::string name;                          // tells its rows from those of another one
  std::map<std::string, std::string> pages;  // of touches that have one, by Touch::reference
};

/// Data of the template `timeline`. REQUIRES: `touches` are not empty, oldest first.
Data timeline(const std::vector<store::LoggedTouch>& touches, Time now, const date::time_zone* zone, const Words& words,
              const OnPage& on);

/// What the row of a touch of that moment is called on the page.
std::string row_name(std::string_view name, Time at);

}  // namespace jeda::page
