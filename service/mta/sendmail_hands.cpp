// Sendmail: its queue files are read as they are, and its own commands release and deliver. It has no command that
// deletes a message; its files are unlinked while nobody else has them locked.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <glob.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>

#include "base/text.h"
#include "config/settings.h"
#include "service/mta/hands.h"
#include "service/program.h"

namespace jeda::service {
namespace {

constexpr std::chrono::milliseconds sendmail_patience{60000};
constexpr std::string_view default_config = "/etc/mail/sendmail.cf";
constexpr std::string_view default_queue = "/var/spool/mqueue";
constexpr std::string_view program = "/usr/sbin/sendmail";
constexpr std::size_t most_control = 256 * 1024;  // bytes read of a control file

tl::unexpected<std::string> failed(const std::string& what, int error) {
  return tl::unexpected(fmt::format("{}: {}", what, system_text(error)));
}

// "O QueueDirectory=/var/spool/mqueue", perhaps with a '*' at its end for several directories.
std::string queue_pattern(const std::string& config) {
  const auto file = config::read_file(config);
  if (!file) return std::string(default_queue);
  constexpr std::string_view key = "\nO QueueDirectory=";
  const std::size_t at = file->text.find(key);
  if (at == std::string::npos) return std::string(default_queue);
  const std::size_t start = at + key.size();
  return file->text.substr(start, file->text.find('\n', start) - start);
}

std::vector<std::string> directories(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), GLOB_ONLYDIR, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  return paths;
}

// A kind of file ("qf", "hf", "df") lies in a subdirectory of that name where there is one; quarantined control files
// lie with the others.
std::string directory_of(const std::string& queue, std::string_view kind) {
  const std::string inner = queue + (kind == "df" ? "/df" : "/qf");
  struct stat status {};
  return ::stat(inner.c_str(), &status) == 0 && S_ISDIR(status.st_mode) ? inner : queue;
}

tl::expected<std::string, std::string> read_some(const std::string& path, std::size_t most) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.open()) return failed(path, errno);
  std::string text;
  std::array<char, 65536> buffer{};
  while (text.size() < most) {
    const ssize_t count = ::read(file.get(), buffer.data(), std::min(buffer.size(), most - text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(path, errno);
    if (count == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

class SendmailHands final : public Hands {
 public:
  explicit SendmailHands(std::string config)
      : config_(config.empty() ? std::string(default_config) : std::move(config)), pattern_(queue_pattern(config_)) {}

  tl::expected<std::string, std::string> perform(Verb verb, std::string_view id) override {
    const std::string name(id);
    switch (verb) {
      case Verb::list:
        return list();
      case Verb::read:
        return read(name);
      case Verb::release:
        return run({"-qQ", "-Q", "-qI" + name});
      case Verb::deliver:
        return run({"-qI" + name});
      case Verb::remove:
        return remove(name);
      case Verb::host:
        break;
    }
    return run({"-d0.1", "-bt"});
  }

 private:
  tl::expected<std::string, std::string> run(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words{std::string(program), "-C", config_};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_program(words, {1024 * 1024, sendmail_patience});
  }

  // Each control file as "hf ID BYTES\n" and its bytes.
  tl::expected<std::string, std::string> list() const {
    const auto queues = directories(pattern_);
    if (queues.empty()) return tl::unexpected("there is no queue directory " + pattern_);
    std::string out;
    for (const std::string& queue : queues)
      if (auto added = list(directory_of(queue, "hf"), out); !added) return tl::unexpected(added.error());
    return out;
  }

  static tl::expected<void, std::string> list(const std::string& directory, std::string& out) {
    const std::unique_ptr<DIR, CloseDirectory> open(::opendir(directory.c_str()));
    if (!open) return failed(directory, errno);
    while (const dirent* entry = ::readdir(open.get())) {
      const std::string_view name = entry->d_name;
      if (!(name.starts_with("hf") || name.starts_with("qf")) || !is_queue_id(name.substr(2))) continue;
      const auto text = read_some(fmt::format("{}/{}", directory, name), most_control);
      if (!text) continue;  // it left the queue meanwhile
      if (out.size() + text->size() > largest_listing) return tl::unexpected<std::string>("the queue is too large");
      out += fmt::format("{} {} {}\n{}", name.substr(0, 2), name.substr(2), text->size(), *text);
    }
    return {};
  }

  std::optional<std::string> queue_of(const std::string& id) const {
    for (const std::string& queue : directories(pattern_))
      if (::access(fmt::format("{}/hf{}", directory_of(queue, "hf"), id).c_str(), F_OK) == 0) return queue;
    return std::nullopt;
  }

  // The control file as above, then the body.
  tl::expected<std::string, std::string> read(const std::string& id) const {
    const auto queue = queue_of(id);
    if (!queue) return tl::unexpected<std::string>("it is not in quarantine");
    const auto control = read_some(fmt::format("{}/hf{}", directory_of(*queue, "hf"), id), most_control);
    if (!control) return control;
    const auto body = read_some(fmt::format("{}/df{}", directory_of(*queue, "df"), id), largest_message);
    if (!body) return body;
    if (body->size() + control->size() + 100 > largest_message) return tl::unexpected<std::string>("it is too large");
    return fmt::format("hf {} {}\n{}{}", id, control->size(), *control, *body);
  }

  tl::expected<std::string, std::string> remove(const std::string& id) const {
    const auto queue = queue_of(id);
    if (!queue) return tl::unexpected<std::string>("it is not in quarantine");
    const std::string control = fmt::format("{}/hf{}", directory_of(*queue, "hf"), id);
    const Descriptor file(::open(control.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!file.open()) return failed(control, errno);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return failed("Sendmail is at work on it", errno);
    if (::unlink(control.c_str()) != 0) return failed(control, errno);
    ::unlink(fmt::format("{}/df{}", directory_of(*queue, "df"), id).c_str());
    return "";
  }

  const std::string config_;
  const std::string pattern_;
};

}  // namespace

std::unique_ptr<Hands> sendmail_hands(const std::string& mta_config) {
  return std::make_unique<SendmailHands>(mta_config);
}

}  // namespace jeda::service
