// The cookies that the site gives.
#pragma once

#include <string>

#include "page/view.h"

namespace jeda::page {

/// A value of Set-Cookie for this site alone, which no script reads. `max_age` in seconds; less than 0: until the
/// browser ends.
std::string cookie(const Visit& visit, const std::string& name, const std::string& value, int max_age = -1);

/// What came of an action, told once, on the next page: a cookie signed for this login, so that no link can say that
/// something was done. `key` is of a text "did_KEY", [a-z_]; `count` goes into it.
std::string told_cookie(const Visit& visit, const std::string& key, std::size_t count = 0);

/// Takes it: it is told on this page, and gone. One that is not ours, or older than a minute, is gone too.
void take_told(Visit& visit);

}  // namespace jeda::page
