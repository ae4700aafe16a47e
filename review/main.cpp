// jeda: the command.
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "review/command.h"
#include "store/sqlite.h"

namespace {

/// With the defaults of a command: it waits for the daemon's transactions.
jeda::store::Result<std::unique_ptr<jeda::store::Store>> open_store(const std::string& path) {
  return jeda::store::open_sqlite(path);
}

jeda::Time now() { return std::chrono::time_point_cast<jeda::Duration>(std::chrono::system_clock::now()); }

}  // namespace

int main(int argc, char** argv) {
  using namespace jeda::review;
  Surroundings around{
      std::cin, std::cout, std::cerr, now, jeda::store::open_sqlite_reader, open_store, isatty(STDERR_FILENO) == 1};
  const int code = run(std::vector<std::string>(argv + 1, argv + argc), around);
  if (std::cout.flush()) return code;
  std::cerr << "jeda: the answer could not be written\n";
  return exit_failed;
}
