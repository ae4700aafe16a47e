#include "policy/kinds/kinds.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/kinds/case.h"

namespace jeda::policy {

namespace {

template <RuleKind K>
constexpr KindForm form_of() {
  return {K::name, K::keys, [](KindReader& reader) { return Kind(K::read(reader)); },
          [] { return Facts(typename K::Facts{}); }};
}

constexpr std::size_t kind_count = std::variant_size_v<Kind>;

constexpr auto forms = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<KindForm, kind_count>{form_of<std::variant_alternative_t<I, Kind>>()...};
}
(std::make_index_sequence<kind_count>());

constexpr auto names_of_kinds = [] {
  std::array<std::string_view, kind_count> names;
  std::transform(forms.begin(), forms.end(), names.begin(), [](const KindForm& form) { return form.name; });
  return names;
}();

/// What a kind that is asked says; of a kind without such a member, `otherwise`.
template <class Answer, class Ask>
Answer answer(const Kind& kind, Answer otherwise, Ask ask) {
  return std::visit(
      [&]<class K>(const K& rule) {
        if constexpr (std::is_invocable_v<Ask, const K&>) otherwise = ask(rule);
        return otherwise;
      },
      kind);
}

bool passes_as_answer(const Kind& kind, const Case& about) { return about.answer && !judges_answers(kind); }

}  // namespace

std::span<const KindForm> kind_forms() { return forms; }

const KindForm* kind_form(std::string_view name) {
  const auto* found = std::find_if(forms.begin(), forms.end(), [&](const KindForm& form) { return form.name == name; });
  return found == forms.end() ? nullptr : found;
}

std::string_view kind_name(const Kind& kind) { return forms[kind.index()].name; }

std::span<const std::string_view> kind_names() { return names_of_kinds; }

bool judges_answers(const Kind& kind) {
  return std::visit([]<class K>(const K&) { return K::judges_answers; }, kind);
}

Way way_of(const Kind& kind) {
  return std::visit([](const auto& rule) { return rule.way(); }, kind);
}

std::optional<Facts> objection_of(const Kind& kind, const Case& about, Time now) {
  if (passes_as_answer(kind, about)) return std::nullopt;
  return std::visit([&](const auto& rule) { return std::optional<Facts>(rule.objection(about, now)); }, kind);
}

std::optional<Time> earliest_of(const Kind& kind, const Case& about, Time from) {
  if (passes_as_answer(kind, about)) return from;
  return std::visit([&](const auto& rule) { return rule.earliest(about, from); }, kind);
}

std::string_view cannot_tell(const Kind& kind, const Case& about) {
  if (about.answer) return {};
  return std::visit([&](const auto& rule) { return rule.cannot_tell(about); }, kind);
}

std::string saw_text(const Kind& kind, const Case& about, Time now) {
  return std::visit([&](const auto& rule) { return rule.saw(about, now); }, kind);
}

std::string passes_text(const Kind& kind, const Case& about, Time now) {
  return std::visit([&](const auto& rule) { return rule.passes(about, now); }, kind);
}

std::string objects_text(const Facts& facts, const Case& about, Time now) {
  return std::visit([&](const auto& known) { return known.objects(about, now); }, facts);
}

Opening opening_of(const Facts& facts) {
  return std::visit([](const auto& known) { return known.opening(); }, facts);
}

Sentence sentence_of(const Facts& facts) {
  return std::visit([](const auto& known) { return known.sentence(); }, facts);
}

int tags_counted(const Kind& kind) {
  return answer(kind, 0, [](const auto& rule) -> decltype(rule.counts_tags()) { return rule.counts_tags(); });
}

bool comes_and_goes(const Kind& kind, const Case& about) {
  return answer(kind, false,
                [&](const auto& rule) -> decltype(rule.comes_and_goes(about)) { return rule.comes_and_goes(about); });
}

bool is_alike(const Kind& kind, const Case& one, const Case& other) {
  return answer(kind, false,
                [&](const auto& rule) -> decltype(rule.is_alike(one, other)) { return rule.is_alike(one, other); });
}

Duration looks_back(const Kind& kind) {
  return answer(kind, Duration{}, [](const auto& rule) -> decltype(rule.looks_back()) { return rule.looks_back(); });
}

bool asks_for_spoken(const Kind& kind) {
  return answer(kind, false,
                [](const auto& rule) -> decltype(rule.asks_for_spoken()) { return rule.asks_for_spoken(); });
}

bool is_doubtful(const Facts& facts) {
  return std::visit(
      [](const auto& known) {
        if constexpr (requires { known.is_doubtful(); }) return known.is_doubtful();
        return false;
      },
      facts);
}

bool asks_for_list(const Kind& kind, std::string_view list) {
  return answer(kind, false,
                [&](const auto& rule) -> decltype(rule.asks_for_list(list)) { return rule.asks_for_list(list); });
}

}  // namespace jeda::policy
