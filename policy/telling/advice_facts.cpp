#include "policy/telling/advice_facts.h"

#include <fmt/format.h>

#include "policy/telling/advice.h"
#include "texts/texts.h"

namespace jeda::policy {

namespace {

/// A touch by its name, where texts have no word for it.
std::string_view word_of(std::string_view group, TouchKind kind, Language language) {
  const auto word = texts::text(language, fmt::format("{}.{}", group, to_string(kind)));
  return word.empty() ? to_string(kind) : word;
}

/// Puts the facts of one finding into values: what kind.h calls a Tell.
class FactTeller {
 public:
  FactTeller(Values& values, const Finding& finding, const Telling& telling)
      : values_(values), finding_(finding), telling_(telling) {}

  void operator()(FactName name, const auto& value, bool told = true) {
    if (told && *name.told != '\0') put(name.told, value);
  }
  void any(FactName name, const auto& value, bool told = true) { (*this)(name, value, told); }
  void percent(FactName name, int value) {
    if (value > 0) values_.text(name.told, fmt::format("{}%", value));
  }
  void purpose(FactName name, const std::string& purpose) {
    values_.text(name.told, telling_.policy.purpose_title(purpose, telling_.language));
  }
  void author(const char*, const std::string& salesperson) {
    values_.text("last_by", called(salesperson));
    values_.flag("own", salesperson == telling_.salesperson);
  }
  void reason(const char* name, TouchKind why) { values_.text(name, word_of("reason", why, telling_.language)); }
  void hint(const char* name, bool value) { values_.flag(name, value); }
  void lasting(const char* name, bool told) { values_.flag(name, told && !finding_.next_allowed); }

 private:
  void put(const char* name, bool value) { values_.flag(name, value); }
  void put(const char* name, int value) { values_.text(name, std::to_string(value)); }
  void put(const char* name, const std::string& value) {
    values_.text(name, name == std::string_view("other") ? called(value) : value);
  }
  void put(const char* name, TouchKind event) { values_.text(name, event_word(event, telling_.language)); }
  void put(const char* name, Time at) { values_.text(name, format_moment(at, telling_.zone, telling_.language)); }
  void put(const char* name, Duration length) { values_.text(name, format_duration(length, telling_.language)); }
  void put(const char* name, const Slot& slot) {
    put((std::string(name) + "_from").c_str(), slot.from);
    const std::string to = std::string(name) + "_to";
    const auto clock = telling_.zone.to_local(slot.to);
    const bool one_day = date::floor<date::days>(clock) == date::floor<date::days>(telling_.zone.to_local(slot.from));
    if (one_day) {
      values_.text(to, date::format("%R", date::floor<std::chrono::minutes>(clock)));
    } else {
      put(to.c_str(), slot.to);
    }
    values_.text(name, format_span(slot.from, slot.to, telling_.zone, telling_.language));
  }
  void put(const char*, const NewestContact& newest) {
    put("channel", newest.channel);
    if (newest.salesperson.empty()) return;
    put("last_contact", newest.at);
    author("", newest.salesperson);
  }
  template <class Value>
  void put(const char* name, const std::optional<Value>& value) {
    if (value) put(name, *value);
  }
  template <class Value>
  requires std::is_enum_v<Value> || std::is_pointer_v<Value>
  void put(const char*, const Value&) {}  // advice has no words for it

  Values& values_;
  const Finding& finding_;
  const Telling& telling_;
};

/// Gathers the variables there are, each with something in it: of every kind, whatever its facts.
class NameTeller {
 public:
  explicit NameTeller(Values& values) : values_(values) {}

  template <class Value>
  void operator()(FactName name, const Value&, bool = true) {
    if constexpr (std::is_same_v<Value, bool>) {
      hint(name.told, true);
    } else if constexpr (std::is_same_v<Value, std::optional<Slot>>) {
      for (const char* end : {"", "_from", "_to"}) values_.text(std::string(name.told) + end, "1");
    } else if constexpr (std::is_same_v<Value, NewestContact>) {
      for (const char* one : {"channel", "last_contact"}) values_.text(one, "1");
      author("", {});
      hint("on_hold", true);  // said that the contact was on hold; policies may still ask, and it is never true
    } else if (*name.told != '\0') {
      values_.text(name.told, "1");
    }
  }
  void any(FactName name, const auto& value, bool = true) { (*this)(name, value); }
  void percent(FactName name, int) { values_.text(name.told, "1"); }
  void purpose(FactName name, const std::string&) { values_.text(name.told, "1"); }
  void author(const char*, const std::string&) {
    values_.text("last_by", "1");
    hint("own", true);
  }
  void reason(const char* name, TouchKind) { values_.text(name, "1"); }
  void hint(const char* name, bool) { values_.flag(name, true); }
  void lasting(const char* name, bool) { hint(name, true); }

 private:
  Values& values_;
};

}  // namespace

std::string_view event_word(TouchKind event, Language language) { return word_of("event", event, language); }

void add_facts(Values& values, const Finding& finding, const Telling& telling) {
  FactTeller teller(values, finding, telling);
  describe(finding.facts, teller);
}

void add_all_facts(Values& values) {
  NameTeller teller(values);
  for (const KindForm& form : kind_forms()) {
    const Facts facts = form.facts();
    describe(facts, teller);
  }
}

}  // namespace jeda::policy
