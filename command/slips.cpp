#include "command/slips.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/report.h"

namespace jeda::command {
namespace {

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// "held event": the verb as it was typed, behind the program's name.
std::string path_of(const CLI::App& app) {
  const auto* parent = app.get_parent();
  if (parent == nullptr) return "";
  const auto before = path_of(*parent);
  return before.empty() ? app.get_name() : before + " " + app.get_name();
}

std::string sentence(const CLI::App& app, const char* what, const std::string& word,
                     const std::vector<std::string>& known) {
  const auto path = path_of(app);
  return fmt::format("{}{}unknown {} {}{}", path, path.empty() ? "" : ": ", what,
                     config::quote(word.substr(0, longest_field)), known_hint(word, known));
}

/// Goes through the arguments as the parser will, as far as the first that it would not know.
class Walk {
 public:
  explicit Walk(const CLI::App& app) : app_(&app) {}

  /// False: nothing behind this one is looked at.
  bool see(const std::string& argument) {
    if (value_follows_) {
      value_follows_ = false;
      return true;
    }
    if (argument == "--") return false;
    if (argument.size() > 1 && argument[0] == '-') return see_option(argument);
    return see_word(argument);
  }

  std::optional<std::string> slip() && { return std::move(slip_); }

 private:
  bool see_option(const std::string& argument) {
    const auto equals = argument.find('=');
    const auto name = argument.substr(0, equals);
    const auto* option = app_->get_option_no_throw(name);
    if (option == nullptr) {
      slip_ = sentence(*app_, "option", name, options_of(*app_));
      return false;
    }
    value_follows_ = equals == std::string::npos && option->get_items_expected_max() > 0;
    return true;
  }

  /// Verbs that have verbs take no arguments.
  bool see_word(const std::string& argument) {
    const auto verbs = verbs_of(*app_);
    if (verbs.empty()) return true;
    if (std::find(verbs.begin(), verbs.end(), argument) == verbs.end()) {
      slip_ = sentence(*app_, "verb", argument, verbs);
      return false;
    }
    app_ = app_->get_subcommand(argument);
    return true;
  }

  const CLI::App* app_;
  bool value_follows_ = false;
  std::optional<std::string> slip_;
};

}  // namespace

std::optional<std::string> first_slip(const CLI::App& app, const std::vector<std::string>& arguments) {
  Walk walk(app);
  for (const auto& argument : arguments) {
    if (!walk.see(argument)) break;
  }
  return std::move(walk).slip();
}

CLI::Validator one_of(std::string what, std::vector<std::string> names) {
  const auto check = [what = std::move(what), names = std::move(names)](const std::string& word) {
    if (std::find(names.begin(), names.end(), word) != names.end()) return std::string();
    return fmt::format("unknown {} {}{}", what, config::quote(word.substr(0, longest_field)), known_hint(word, names));
  };
  return CLI::Validator(check, "", "one of");
}

}  // namespace jeda::command
