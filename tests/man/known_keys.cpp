// Prints what the loaders of jeda.yaml and rules.yaml know, by asking them about a key that they do not: a line
// "key FILE MAP KEY" for each key, with tabs between, and "kind KIND" for each kind of rule. A map is named by the keys
// that lead to it, with dots between; a rule's is "rules:KIND", and "rules." leads to what all kinds have.
#include <fmt/format.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "policy/load/load.h"
#include "policy/names.h"

namespace {

using namespace jeda;

const std::string no_key = "zqzqzqzqzqzqzqzqzq";
constexpr std::size_t deepest = 4;
constexpr std::string_view policy_file = "rules.yaml";

using Check = std::function<config::Diagnostics(const std::string& text)>;

config::Diagnostics check_settings(const std::string& text) {
  const auto settings = config::parse_settings({"jeda.yaml", text});
  return settings ? config::Diagnostics{} : settings.error();
}

config::Diagnostics check_policy(const std::string& text) {
  const auto policy = policy::parse_policy({"rules.yaml", text}, [](const std::string&) {
    return tl::expected<config::SourceFile, std::string>(tl::unexpected(std::string("no such file")));
  });
  return policy ? config::Diagnostics{} : policy.error();
}

/// Of "unknown key '...' (known: a, b)"; empty: there is no map, or one that takes any key.
std::vector<std::string> known_of(const config::Diagnostics& diagnostics) {
  const std::string begin = "unknown key '" + no_key + "' (known: ";
  const std::string day = "'" + no_key + "' is no day";
  for (const auto& diagnostic : diagnostics) {
    const std::string& message = diagnostic.message;
    if (message.starts_with(day) && message.ends_with("not 'holidays'")) return {"holidays"};
    if (!message.starts_with(begin)) continue;
    std::vector<std::string> known = {""};
    for (const char c : message.substr(begin.size(), message.size() - begin.size() - 1)) {
      if (c == ',') known.emplace_back();
      if (c != ',' && c != ' ') known.back() += c;
    }
    return known;
  }
  return {};
}

struct Walk {
  std::string_view file;
  Check check;

  /// `around` is the text of the file with "@" where the map stands.
  void map(const std::string& name, const std::string& around, std::size_t depth) const {
    for (const std::string& key : ask(around, "{" + no_key + ": 1}")) {
      fmt::print("key\t{}\t{}\t{}\n", file, name, key);
      below(name.empty() ? key : name + "." + key, around, key, depth);
    }
  }

  void below(const std::string& name, const std::string& around, const std::string& key, std::size_t depth) const {
    if (name == "rules" && file == policy_file) return rules(depth);
    if (depth == deepest || name == "prospects.busy" || name == "prospects.open") return;  // days, as in hours
    const std::string map_there = with(around, "{" + key + ": @}");
    const std::string list_there = with(around, "{" + key + ": [@]}");
    map(name, ask(map_there, "{" + no_key + ": 1}").empty() ? list_there : map_there, depth + 1);
  }

  void rules(std::size_t depth) const {
    std::set<std::string> common;
    for (const auto kind : policy::kind_names()) {
      const std::string begin = fmt::format("{{kind: {}, ", kind);
      const std::vector<std::string> keys = ask("{rules: [@]}", begin + no_key + ": 1}");
      for (const std::string& key : keys) fmt::print("key\t{}\trules:{}\t{}\n", file, kind, key);
      fmt::print("kind\t{}\n", kind);
      if (!common.empty()) continue;
      common.insert(keys.begin(), keys.end());
      for (const std::string& key : keys) map("rules." + key, "{rules: [" + begin + key + ": @}]}", depth + 1);
    }
  }

  std::vector<std::string> ask(const std::string& around, const std::string& inner) const {
    return known_of(check(with(around, inner) + "\n"));
  }

  static std::string with(std::string around, const std::string& inner) {
    return around.replace(around.find('@'), 1, inner);
  }
};

}  // namespace

int main() {
  Walk{"jeda.yaml", check_settings}.map("", "@", 0);
  Walk{policy_file, check_policy}.map("", "@", 0);
}
