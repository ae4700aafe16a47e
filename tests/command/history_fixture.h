// A store with a known past, and the verbs run over it in process.
#pragma once

#include <string>

#include "command/verbs.h"
#include "tests/doubles/failing.h"
#include "tests/doubles/memory.h"

namespace jeda::command::test {

/// "2026-11-23T10:00+07:00"; any other form fails the test.
Time moment(const std::string& text);

/// A copy of the fixture's files in a folder of its own, which goes when this goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }

  /// The path of the store that the fixture's jeda.yaml names; there is no file until somebody makes one.
  std::string store_path() const { return path_ + "/history.db"; }

  /// `text` with the folder's path for DIR, and back.
  std::string with_path(const std::string& text) const;
  std::string without_path(const std::string& text) const;

 private:
  std::string path_;
};

/// What a verb printed, and its code: "[stderr]" and "[exit N]" lines follow where there is something to say.
std::string transcript(const std::string& out, const std::string& err, int code);

/// The past of two prospects: joko@pabrik.example (business, WIB) and ani@toko.example (consumer, WIT). Decided by the
/// fixture's rules, so that it holds accepted, answered, held, returned and refused mail, a reply, and a subject that
/// would drive a terminal.
void fill(store::Store& store, const std::string& path);  // of a store in SQLite

/// The filled store, and a command line over it. Time stands at Friday, 20 November 2026, 10:00 WIB.
class Desk {
 public:
  Desk();

  /// Runs `jeda` with these arguments and gives its transcript. The fixture's folder is shown as DIR.
  std::string run(const std::string& line, const std::string& input = "");

  store::FailingStore failing{memory_};
  bool terminal = false;  // standard error is one
  bool can_ask = false;   // standard input is one
  AskSecret ask_secret;
  std::function<void()> on_pause = [] {};

  /// Where the verbs about held mail find it: a store in SQLite, filled likewise.
  std::string desk_path();

 private:
  Folder folder_;
  store::MemoryStore memory_;
};

}  // namespace jeda::command::test
