// Messages made to cost a filter as much as they can. Each is made when it is asked for: some are 100 MB.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace jeda::worst {

struct Hostile {
  std::vector<std::pair<std::string, std::string>> header = {};
  std::string body = {};
  std::vector<std::string> to = {"ani@toko.example"};
  bool inbound = false;  // from outside to a salesperson, from the null sender where `bounce`
  bool bounce = false;
};

struct Kind {
  const char* name;
  Hostile (*make)();
  Hostile (*before)() = nullptr;  // a mail that comes before it; null: none
};

const std::vector<Kind>& kinds();

}  // namespace jeda::worst
