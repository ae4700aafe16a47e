#include "policy/telling/templates.h"

#include <array>
#include <set>

#include <fmt/format.h>

#include "base/printable.h"
#include "policy/telling/advice.h"
#include "policy/telling/advice_facts.h"
#include "policy/telling/lookup.h"
#include "texts/texts.h"

namespace jeda::policy {

namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t value_bytes = 100;
constexpr std::size_t template_bytes = 4000;

// What advice of every kind has; the rest are the kinds' own.
constexpr std::array<const char*, 6> text_names{"rule", "prospect", "who", "others", "salesperson", "next_allowed"};
constexpr std::array<const char*, 6> flag_names{"tag", "hold", "reject", "business", "consumer", "several_others"};

struct Rendered {
  std::string text;
  std::string error;
  std::set<std::string> asked;
  std::set<std::string> partials;
};

mustache::data to_data(const Values& values) {
  mustache::data data;
  for (const auto& [name, value] : values.all()) {
    data.set(name, value.is_flag ? mustache::data(true) : mustache::data(value.text));
  }
  return data;
}

constexpr std::size_t most_parsed = 64;

/// Parsing costs several times what rendering does, and a parsed template must not be rendered by two threads at once:
/// each thread keeps its own few.
mustache::mustache& parsed_template(const std::string& text) {
  thread_local std::map<std::string, mustache::mustache> known;
  const auto found = known.find(text);
  if (found != known.end()) return found->second;
  if (known.size() >= most_parsed) known.clear();
  auto& parsed = known.emplace(text, text).first->second;
  parsed.set_custom_escape([](const std::string& value) { return value; });
  return parsed;
}

Rendered render_once(const std::string& text, const Values& values) {
  try {
    mustache::mustache& parsed = parsed_template(text);
    const mustache::data data = to_data(values);
    Lookup lookup(&data);
    std::ostringstream out;
    if (parsed.is_valid()) parsed.render(lookup, out);
    return {out.str(), parsed.error_message(), lookup.asked(), lookup.partials()};
  } catch (const std::exception& failure) {
    return {{}, failure.what(), {}, {}};
  }
}

/// Every variable there is, each with something in it.
Values sample_values() {
  Values values;
  for (const char* name : text_names) values.text(name, "1");
  for (const char* name : flag_names) values.flag(name, true);
  add_all_facts(values);
  return values;
}

/// The first name asked for that no rule has; empty where there is none. "." is the value of the section around it.
std::string unknown_name(const std::set<std::string>& asked, const Values& known) {
  for (const std::string& name : asked) {
    if (name != "." && !known.all().contains(name)) return name;
  }
  return {};
}

std::string check_rendered(const Rendered& rendered, const Values& known) {
  if (!rendered.error.empty()) return rendered.error;
  if (!rendered.partials.empty()) {
    const std::string partial = "> " + *rendered.partials.begin();
    return fmt::format("partials ('{}') are not supported", printable(partial, value_bytes));
  }
  const std::string name = unknown_name(rendered.asked, known);
  return name.empty() ? "" : fmt::format("unknown variable '{}'", printable(name, value_bytes));
}

}  // namespace

void Values::text(const std::string& name, std::string_view value) {
  std::string shown = printable(value, value_bytes);
  if (!shown.empty()) values_[name] = Value{false, std::move(shown)};
}

void Values::flag(const std::string& name, bool value) {
  if (value) values_[name] = Value{true, {}};
}

std::string shipped_template(std::string_view kind, Language language) {
  const auto own = texts::text(language, fmt::format("advice.{}", kind));
  return std::string(own.empty() ? texts::text(language, "advice.gap") : own)
      .append(texts::text(language, "advice.others"));
}

std::string shipped_reason(std::string_view kind, Language language) {
  return std::string(texts::text(language, fmt::format("advice.also.{}", kind)));
}

std::optional<std::string> render(const std::string& text, const Values& values) {
  if (text.size() > template_bytes) return std::nullopt;
  Rendered rendered = render_once(text, values);
  if (!rendered.error.empty() || printable(rendered.text, value_bytes).empty()) return std::nullopt;
  return std::move(rendered.text);
}

std::string check_template(const std::string& text) {
  if (text.size() > template_bytes) return fmt::format("longer than {} bytes", template_bytes);
  if (text.find("{{=") != std::string::npos) return "other delimiters than {{ }} are not supported";
  const Values everything = sample_values();
  const Rendered full = render_once(text, everything);
  if (auto error = check_rendered(full, everything); !error.empty()) return error;
  // Sections that are left out where a value exists are looked at with none.
  const Rendered bare = render_once(text, Values{});
  if (auto error = check_rendered(bare, everything); !error.empty()) return error;
  const bool blank = printable(full.text, value_bytes).empty() && printable(bare.text, value_bytes).empty();
  return blank ? "it says nothing" : "";
}

}  // namespace jeda::policy
