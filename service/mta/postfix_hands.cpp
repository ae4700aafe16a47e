// Postfix's own commands, each with fixed arguments.
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "service/mta/hands.h"
#include "service/program.h"

namespace jeda::service {
namespace {

constexpr std::chrono::milliseconds patience{30000};
constexpr std::chrono::milliseconds listing_patience{120000};

class PostfixHands final : public Hands {
 public:
  explicit PostfixHands(std::string directory) : directory_(std::move(directory)) {}

  tl::expected<std::string, std::string> perform(Verb verb, std::string_view id) override {
    if (verb != Verb::read) return run_program(command(verb, std::string(id)), limits(verb));
    return held_file(id).and_then([&](const std::string& file) {
      return run_program(with_config("/usr/sbin/postcat", {"-b", "-h", file}), limits(verb));
    });
  }

 private:
  // postsuper is told the queue: held mail only, whatever has become of the id meanwhile.
  std::vector<std::string> command(Verb verb, const std::string& id) const {
    switch (verb) {
      case Verb::list:
        return with_config("/usr/sbin/postqueue", {"-j"});
      case Verb::read:
        break;
      case Verb::release:
        return with_config("/usr/sbin/postsuper", {"-H", id});
      case Verb::deliver:
        return with_config("/usr/sbin/postqueue", {"-i", id});
      case Verb::remove:
        return with_config("/usr/sbin/postsuper", {"-d", id, "hold"});
      case Verb::host:
        break;
    }
    return with_config("/usr/sbin/postconf", {"-h", "myhostname"});
  }

  // postcat -q would read mail of any queue: it is given the file in the hold queue instead, and so reads nothing that
  // has left it meanwhile. That queue has subdirectories where hash_queue_names says so.
  tl::expected<std::string, std::string> held_file(std::string_view id) {
    if (const auto known = hold_queue(); !known) return known;
    namespace fs = std::filesystem;
    std::error_code error;
    const auto end = fs::recursive_directory_iterator();
    for (auto at = fs::recursive_directory_iterator(hold_, error); !error && at != end; at.increment(error)) {
      std::error_code gone;
      if (at->path().filename() == id && at->symlink_status(gone).type() == fs::file_type::regular)
        return at->path().string();
    }
    return tl::unexpected(error ? fmt::format("{}: {}", hold_, error.message()) : "it is not in the hold queue");
  }

  tl::expected<std::string, std::string> hold_queue() {
    if (!hold_.empty()) return hold_;
    const auto queue = run_program(with_config("/usr/sbin/postconf", {"-xh", "queue_directory"}), limits(Verb::host));
    if (queue) hold_ = queue->substr(0, queue->find('\n')) + "/hold";
    return queue;
  }

  std::vector<std::string> with_config(std::string program, std::vector<std::string> arguments) const {
    std::vector<std::string> words{std::move(program)};
    if (!directory_.empty()) words.insert(words.end(), {"-c", directory_});
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }

  static ProgramLimits limits(Verb verb) {
    if (verb == Verb::list) return {largest_listing, listing_patience};
    return {verb == Verb::read ? largest_message : 64 * 1024, patience};
  }

  const std::string directory_;
  std::string hold_;  // empty: not asked for yet
};

}  // namespace

std::unique_ptr<Hands> postfix_hands(const std::string& mta_config) {
  return std::make_unique<PostfixHands>(mta_config);
}

}  // namespace jeda::service
