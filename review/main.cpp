// jeda: the command.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "review/command.h"
#include "store/sqlite.h"

namespace {

jeda::Time now() { return std::chrono::time_point_cast<jeda::Duration>(std::chrono::system_clock::now()); }

}  // namespace

int main(int argc, char** argv) {
  using namespace jeda::review;
  Surroundings around{std::cin, std::cout, std::cerr, now, jeda::store::open_sqlite_reader};
  const int code = run(std::vector<std::string>(argv + 1, argv + argc), around);
  if (std::cout.flush()) return code;
  std::cerr << "jeda: the answer could not be written\n";
  return exit_failed;
}
