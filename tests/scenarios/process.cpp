#include "tests/scenarios/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

namespace jeda::scenarios {
namespace {

/// In the child, between fork and exec: only what is safe there.
[[noreturn]] void become(char* const* arguments, char* const* environment, int output) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_with(const Environment& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  for (const auto& [name, value] : added) {
    const std::string start = name + "=";
    std::erase_if(all, [&start](const std::string& entry) { return entry.starts_with(start); });
    all.push_back(start + value);
  }
  return all;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const Environment& environment,
                 const std::filesystem::path& output) {
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables = environment_with(environment);
  const auto argument_list = pointers(arguments);
  const auto variable_list = pointers(variables);
  const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) throw std::system_error(errno, std::generic_category(), output.string());
  pid_ = ::fork();
  if (pid_ == 0) become(argument_list.data(), variable_list.data(), file);
  ::close(file);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
}

Process::~Process() {
  signal(SIGKILL);
  ended(5000);
}

void Process::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

bool Process::ended(int milliseconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (pid_ > 0) {
    if (::waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = -1;
    if (pid_ < 0 || std::chrono::steady_clock::now() >= deadline) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return pid_ < 0;
}

std::pair<std::string, int> run_command(const std::vector<std::string>& command, const std::filesystem::path& scratch) {
  std::filesystem::remove(scratch);
  Process process(command, {}, scratch);
  if (!process.ended(60000)) throw std::runtime_error(command[0] + " does not end");
  return {slurp(scratch), process.status()};
}

std::string slurp(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void overwrite(const std::filesystem::path& file, const std::string& text) {
  if (!(std::ofstream(file) << text << std::flush)) throw std::runtime_error("cannot write " + file.string());
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path beside = file.string() + ".new";
  std::ofstream(beside, std::ios::binary) << text;
  std::filesystem::rename(beside, file);
}

}  // namespace jeda::scenarios
