// A filter that answers from a script, to see what an MTA's side says to it.
#pragma once

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace jeda::test {

/// Listens on a Unix socket of its own and serves one connection in a thread. Every command gets the packets that stand
/// beside it in the script; commands without an entry get none.
class ScriptedFilter {
 public:
  using Script = std::map<char, std::vector<std::string>>;  // packets: the command and its data

  explicit ScriptedFilter(Script script);
  ~ScriptedFilter();
  ScriptedFilter(const ScriptedFilter&) = delete;
  ScriptedFilter& operator=(const ScriptedFilter&) = delete;

  std::string endpoint() const { return "unix:" + directory_ + "/socket"; }

  /// Waits for the other side to hang up, then gives what it sent: commands and data, in order.
  std::vector<std::string> received();

 private:
  void serve();

  Script script_;
  std::string directory_;
  int listener_ = -1;
  std::vector<std::string> received_;
  std::thread thread_;
};

}  // namespace jeda::test
