#include "store/sqlite/log_file.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fs = std::filesystem;

namespace {

constexpr std::size_t room = 600 * 1024;

struct Folder {
  fs::path path = fs::temp_directory_path() / fs::path("jeda-log-" + std::to_string(::getpid()));
  Folder() { fs::create_directory(path); }
  ~Folder() { fs::remove_all(path); }
};

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("room is made behind what the log holds, and of zeros") {
  const Folder folder;
  const fs::path log = folder.path / "h.db-wal";
  std::ofstream(log) << "frames";
  jeda::store::make_log_room(log, room);
  CHECK(contents(log) == "frames" + std::string(room - 6, '\0'));
  jeda::store::make_log_room(log, room);
  CHECK(fs::file_size(log) == room);
}

TEST_CASE("a log that is long enough stays as it is") {
  const Folder folder;
  const fs::path log = folder.path / "h.db-wal";
  std::ofstream(log) << std::string(100, 'x');
  jeda::store::make_log_room(log, 50);
  CHECK(contents(log) == std::string(100, 'x'));
}

TEST_CASE("no log is made where there is none, and no link is followed") {
  const Folder folder;
  jeda::store::make_log_room(folder.path / "absent", room);
  CHECK_FALSE(fs::exists(folder.path / "absent"));
  std::ofstream(folder.path / "victim") << "mine";
  fs::create_symlink(folder.path / "victim", folder.path / "link");
  jeda::store::make_log_room(folder.path / "link", room);
  CHECK(contents(folder.path / "victim") == "mine");
}
