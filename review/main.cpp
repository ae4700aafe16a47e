// jeda: the command.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "review/command.h"

int main(int argc, char** argv) {
  jeda::review::Surroundings around{
      std::cin, std::cout, std::cerr,
      [] { return std::chrono::time_point_cast<jeda::Duration>(std::chrono::system_clock::now()); },
      [](const std::string&) {
        return tl::unexpected(jeda::store::Error{jeda::store::Error::Kind::missing, ""});
      }};
  const int code = jeda::review::run(std::vector<std::string>(argv + 1, argv + argc), around);
  std::cout.flush();
  return code;
}
