// Postfix's own commands, each with fixed arguments.
#include <array>
#include <filesystem>

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
    return run_program(command(verb, std::string(id)), limits(verb));
  }

 private:
  // postsuper is told the queue: held mail only, whatever has become of the id meanwhile.
  std::vector<std::string> command(Verb verb, const std::string& id) const {
    switch (verb) {
      case Verb::list:
        return with_config("/usr/sbin/postqueue", {"-j"});
      case Verb::read:
        return with_config("/usr/sbin/postcat", {"-q", "-b", "-h", id});
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
};

}  // namespace

std::unique_ptr<Hands> postfix_hands(const std::string& mta_config) {
  return std::make_unique<PostfixHands>(mta_config);
}

}  // namespace jeda::service
