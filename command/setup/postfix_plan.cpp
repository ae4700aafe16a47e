#include "command/setup/postfix_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace jeda::setup {
namespace {

constexpr auto smtpd_list = "smtpd_milters";
constexpr auto other_list = "non_smtpd_milters";
constexpr auto internal_classes = "internal_mail_filter_classes";
constexpr int least_protocol = 6;

using Elements = std::vector<FilterElement>;

std::string joined(const Elements& elements, std::string_view between) {
  std::string text;
  for (const auto& element : elements) text += (text.empty() ? "" : std::string(between)) + element.text;
  return text;
}

int number_in(const std::string& text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// master.cf takes no white space in a value. Absent: it cannot be written without.
std::optional<std::string> without_spaces(const std::string& word) {
  if (word.find_first_of(" \t") == std::string::npos) return word;
  if (!word.starts_with('{') || !word.ends_with('}')) return std::nullopt;
  std::string text;
  for (const auto& inner : split_words(std::string_view(word).substr(1, word.size() - 2))) {
    if (inner.find_first_of(" \t") != std::string::npos || inner.starts_with('=') || inner.ends_with('='))
      return std::nullopt;
    text += (text.empty() ? "" : ",") + inner;
  }
  return "{" + text + "}";
}

std::string place(const std::string& service, const std::string& name) {
  return service.empty() ? name : fmt::format("{} of {} in master.cf", name, service);
}

class Planner {
 public:
  Planner(const PostfixConfig& config, const PostfixWish& wish) : config_(config), wish_(wish) {}

  PostfixPlan plan() {
    refuse_what_bypasses();
    refuse_what_is_out_of_reach();
    put_last("", smtpd_list);
    put_local();
    if (!shows_bounces(config_)) {
      const auto classes = config_.value(internal_classes).raw;
      edit("", internal_classes, classes.empty() ? "bounce" : classes + ", bounce");
    }
    for (const auto& service : config_.services) put_in(service);
    put_macros("");
    for (const auto& service : config_.services)
      if (is_smtpd(service)) put_macros(service.name);
    if (!config_.value("smtpd_milter_maps").raw.empty())
      note("smtpd_milter_maps is set: clients that it lists pass by smtpd_milters, and so by jeda");
    return std::move(plan_);
  }

 private:
  void note(std::string text) { plan_.notes.push_back(std::move(text)); }
  void refuse(std::string text) { plan_.refusals.push_back(std::move(text)); }

  void refuse_what_bypasses() {
    if (has_word(config_.value("receive_override_options").expanded, "no_milters"))
      refuse("receive_override_options in main.cf has no_milters: no mail passes any filter; take it out first");
    if (config_.value("mail_version").expanded < "3")
      refuse(fmt::format("Postfix {} is too old: filters with settings of their own need 3.0",
                         config_.value("mail_version").expanded));
  }

  void refuse_what_is_out_of_reach() {
    const auto& queue = config_.value("queue_directory").expanded;
    if (wish_.socket.path.empty() || path_beneath(queue, wish_.socket.path)) return;
    std::string names;
    for (const auto& service : config_.services)
      if (service.chrooted && (is_smtpd(service) || service.command == "cleanup"))
        names += (names.empty() ? "" : ", ") + service.name;
    if (!names.empty())
      refuse(
          fmt::format("{} in master.cf run chrooted in {} and cannot reach {}: let `socket` in jeda.yaml be beneath "
                      "it, such as unix:{}/jeda/milter.sock",
                      names, queue, wish_.socket.path, queue));
  }

  static bool has_word(std::string_view list, std::string_view word) {
    const auto words = split_words(list);
    return std::find(words.begin(), words.end(), word) != words.end();
  }

  Elements others(const Elements& elements) const {
    Elements rest;
    for (const auto& element : elements)
      if (!is_ours(element, config_, wish_)) rest.push_back(element);
    return rest;
  }

  /// Our element for a list, with what that place lacks.
  std::string element(const std::string& service) const {
    std::string text = fmt::format("{{ {}, default_action={}", wish_.address, wish_.default_action);
    if (number_in(config_.value(service, "milter_protocol").expanded) < least_protocol)
      text += fmt::format(", protocol={}", least_protocol);
    return text + " }";
  }

  bool fits(const std::string& service, const FilterElement& element) const {
    const auto attribute = [&](const char* name, const char* parameter) {
      const auto found = element.attributes.find(name);
      return found != element.attributes.end() ? found->second : config_.value(service, parameter).expanded;
    };
    return element.address == wish_.address &&
           attribute("default_action", "milter_default_action") == wish_.default_action &&
           number_in(attribute("protocol", "milter_protocol")) >= least_protocol;
  }

  bool is_good(const std::string& service, const std::string& list) const {
    const auto elements = split_filters(list);
    return !elements.empty() && fits(service, elements.back()) && others(elements).size() + 1 == elements.size();
  }

  void put_last(const std::string& service, const std::string& name) {
    const auto value = config_.value(service, name);
    if (is_good(service, value.expanded)) return;
    const auto raw = split_filters(value.raw);
    const auto rest = others(raw);
    const auto expanded = split_filters(value.expanded);
    if (expanded.size() - others(expanded).size() > raw.size() - rest.size())
      return refuse(
          fmt::format("jeda comes into {} by another parameter ({}), not last or not as it should be: put "
                      "'{}' at its end by hand",
                      place(service, name), value.raw, element(service)));
    if (service.empty()) {
      const bool appended = rest.size() == raw.size();
      std::string before = appended ? value.raw : joined(rest, ", ");
      while (before.ends_with(',') || before.ends_with(' ')) before.pop_back();
      return edit("", name, before.empty() ? element("") : before + ", " + element(""));
    }
    put_in_service(service, name, rest);
  }

  void put_in_service(const std::string& service, const std::string& name, const Elements& rest) {
    std::string text;
    for (const auto& other : rest) {
      const auto word = without_spaces(other.text);
      if (!word)
        return refuse(
            fmt::format("{} has '{}', which cannot be written again as master.cf wants it: put '{}' at its end "
                        "by hand",
                        place(service, name), other.text, element(service)));
      text += *word + ",";
    }
    edit(service, name, text + without_spaces(element(service)).value_or(""));
  }

  /// Mail that comes by sendmail(1), and what Postfix itself makes.
  void put_local() {
    const auto value = config_.value(other_list);
    const auto words = split_words(value.raw);
    const bool follows = std::any_of(words.begin(), words.end(), [](const std::string& word) {
      return word == "$smtpd_milters" || word == "${smtpd_milters}" || word == "$(smtpd_milters)";
    });
    if (follows && words.size() == 1) return;
    if (follows)
      return refuse(
          fmt::format("non_smtpd_milters ({}) takes in smtpd_milters, whose last filter is to be jeda, and "
                      "more after or before it: name its filters one by one first",
                      value.raw));
    const bool alone = words.empty() && others(split_filters(config_.value(smtpd_list).raw)).empty();
    if (alone) return edit("", other_list, "$smtpd_milters");
    put_last("", other_list);
  }

  void put_in(const PostfixService& service) {
    const char* name = is_smtpd(service) ? smtpd_list : other_list;
    if (!is_smtpd(service) && service.command != "cleanup") return;
    const auto* bypass = config_.find_override(service.name, "receive_override_options");
    const auto* own = config_.find_override(service.name, name);
    const bool passes_by = bypass != nullptr && has_word(bypass->expanded, "no_milters");
    const bool empty = own != nullptr && split_words(own->expanded).empty();
    if (passes_by || empty) {
      const std::string how = passes_by ? "receive_override_options=no_milters" : fmt::format("{}=", name);
      if (is_submission(config_, service))
        return refuse(
            fmt::format("{} in master.cf has -o {}: mail that people submit there passes no filter; take that "
                        "line out first",
                        service.name, how));
      return note(fmt::format("{} in master.cf has -o {}: it is left without filters", service.name, how));
    }
    if (is_reinjection(config_, service)) return take_out(service.name, name);
    if (own != nullptr) put_last(service.name, name);
  }

  /// A service of a content filter keeps all filters but ours.
  void take_out(const std::string& service, const std::string& name) {
    const bool own = config_.find_override(service, name) != nullptr;
    const auto elements = split_filters(config_.value(service, name).expanded);
    const auto rest = others(elements);
    if (own && rest.size() == elements.size()) return;
    std::string text;
    for (const auto& other : rest) {
      const auto word = without_spaces(other.text);
      if (!word)
        return refuse(
            fmt::format("a content_filter hands mail back to {}, where jeda would see it again; '{}' cannot be "
                        "written as master.cf wants it: give it -o {}= with all filters but jeda by hand",
                        service, other.text, name));
      text += (text.empty() ? "" : ",") + *word;
    }
    note(fmt::format("a content_filter hands mail back to {}: jeda has judged it, and is left out there", service));
    edit(service, name, text);
  }

  void put_macros(const std::string& service) {
    for (const auto& [parameter, macro] : needed_macros()) {
      if (!service.empty() && config_.find_override(service, parameter) == nullptr) continue;
      const auto value = config_.value(service, parameter);
      if (has_macro(value.expanded, macro)) continue;
      const auto between = service.empty() ? " " : ",";
      std::string text;
      for (const auto& word : split_words(value.raw)) text += word + between;
      edit(service, parameter, text + macro);
    }
  }

  void edit(const std::string& service, const std::string& name, std::string value) {
    plan_.edits.push_back({service, name, std::move(value)});
  }

  const PostfixConfig& config_;
  const PostfixWish& wish_;
  PostfixPlan plan_;
};

std::string without_braces(std::string_view macro) {
  if (macro.starts_with('{') && macro.ends_with('}')) macro = macro.substr(1, macro.size() - 2);
  return std::string(macro);
}

}  // namespace

PostfixWish postfix_wish(const config::Settings& settings, const PostfixConfig& config) {
  const Socket socket = parse_socket(settings.socket);
  return {address_for(socket, config.value("queue_directory").expanded),
          settings.on_failure == config::OnFailure::accept ? "accept" : "tempfail",
          socket,
          {}};
}

bool is_ours(const FilterElement& element, const PostfixConfig& config, const PostfixWish& wish) {
  return is_address_of(wish.socket, config.value("queue_directory").expanded, element.address) ||
         std::find(wish.former.begin(), wish.former.end(), element.address) != wish.former.end();
}

const std::vector<NeededMacro>& needed_macros() {
  static const std::vector<NeededMacro> macros = {
      {"milter_connect_macros", "j"}, {"milter_mail_macros", "{auth_authen}"}, {"milter_end_of_data_macros", "i"}};
  return macros;
}

bool has_macro(std::string_view list, std::string_view macro) {
  const auto words = split_words(list);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return without_braces(word) == without_braces(macro); });
}

bool is_smtpd(const PostfixService& service) { return service.command == "smtpd"; }

bool is_submission(const PostfixConfig& config, const PostfixService& service) {
  const std::string name = service.name.substr(0, service.name.rfind('/'));
  const std::string port = name.substr(name.rfind(':') == std::string::npos ? 0 : name.rfind(':') + 1);
  constexpr std::array<std::string_view, 5> usual = {"submission", "submissions", "smtps", "587", "465"};
  if (std::find(usual.begin(), usual.end(), port) != usual.end()) return true;
  const auto* login = config.find_override(service.name, "smtpd_sasl_auth_enable");
  return login != nullptr && login->expanded == "yes";
}

bool is_reinjection(const PostfixConfig& config, const PostfixService& service) {
  if (!is_smtpd(service) || is_submission(config, service)) return false;
  if (!config.value(service.name, "content_filter").expanded.empty()) return false;
  const bool some = std::any_of(config.services.begin(), config.services.end(), [&](const PostfixService& other) {
    return is_smtpd(other) && !config.value(other.name, "content_filter").expanded.empty();
  });
  const auto starts = [&](std::string_view start) { return service.name.starts_with(start); };
  const bool here = starts("127.") || starts("localhost:") || starts("[::1]:") || service.name.ends_with("/unix");
  return some && (here || config.find_override(service.name, "content_filter") != nullptr) && !starts("smtp/") &&
         !starts("25/");
}

bool shows_bounces(const PostfixConfig& config) {
  const auto classes = split_words(config.value(internal_classes).expanded);
  return std::find(classes.begin(), classes.end(), "bounce") != classes.end();
}

PostfixPlan plan_postfix(const PostfixConfig& config, const PostfixWish& wish) { return Planner(config, wish).plan(); }

PostfixPlan plan_postfix_removal(const PostfixConfig& config, const PostfixWish& wish) {
  PostfixPlan plan;
  const auto without = [&](const std::string& raw, std::string_view between) -> std::optional<std::string> {
    const auto all = split_filters(raw);
    Elements rest;
    for (const auto& element : all)
      if (!is_ours(element, config, wish)) rest.push_back(element);
    if (rest.size() == all.size()) return std::nullopt;
    return joined(rest, between);
  };
  for (const char* name : {smtpd_list, other_list}) {
    auto rest = without(config.value(name).raw, ", ");
    if (!rest) continue;
    const bool none = rest->empty();
    plan.edits.push_back({"", name, none ? std::nullopt : std::move(rest)});
    if (none && std::string_view(name) == smtpd_list && config.value(other_list).raw == "$smtpd_milters")
      plan.edits.push_back({"", other_list, std::nullopt});
  }
  for (const auto& [where, value] : config.overrides) {
    if (where.second != smtpd_list && where.second != other_list) continue;
    auto rest = without(value.raw, ",");
    if (!rest) continue;
    if (rest->find_first_of(" \t") != std::string::npos)
      plan.refusals.push_back(fmt::format("{} has white space, which cannot be written again: take jeda out by hand",
                                          place(where.first, where.second)));
    plan.edits.push_back({where.first, where.second, std::move(rest)});
  }
  return plan;
}

std::vector<std::string> find_flaws(const PostfixConfig& config, const PostfixWish& wish) {
  const auto plan = plan_postfix(config, wish);
  auto flaws = plan.refusals;
  for (const auto& edit : plan.edits)
    flaws.push_back(fmt::format("{} is not as it should be: '{}' instead of '{}'", place(edit.service, edit.name),
                                config.value(edit.service, edit.name).expanded, edit.value.value_or("")));
  return flaws;
}

}  // namespace jeda::setup
