#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>
#include <vector>

#include "policy/names.h"
#include "policy/telling/advice.h"
#include "policy/telling/templates.h"
#include "texts/texts.h"

using namespace jeda;
using namespace jeda::texts;

namespace {

std::vector<Language> languages() {
  std::vector<Language> all;
  for (std::size_t i = 0; i < Language::names().size(); ++i) all.emplace_back(i);
  return all;
}

}  // namespace

TEST_CASE("the languages are those of the files, Indonesian first") {
  REQUIRE(Language::names().size() >= 2);
  CHECK(Language::names()[0] == "id");
  CHECK(Language::names()[1] == "en");
  CHECK(Language() == Language::id);
  CHECK(Language::en.name() == "en");
  CHECK(Language::named("en") == Language::en);
  for (const auto* unknown : {"", "EN", "en.po", "xx"}) CHECK(Language::named(unknown) == std::nullopt);
}

TEST_CASE("a text is found by its key") {
  CHECK(text(Language::id, "closing.sent") == "Surel ini tetap dikirim.");
  CHECK(text(Language::en, "closing.sent") == "This mail is sent all the same.");
  for (const auto* unknown : {"closing", "closing.sent.", "Closing.sent"}) CHECK(text(Language::en, unknown).empty());
}

TEST_CASE("a language has the plural forms that it needs") {
  const auto days = [](Language language, std::int64_t count) { return told_count(language, "duration.day", count); };
  CHECK(days(Language::en, 1) == "1 day");
  CHECK(days(Language::en, 0) == "0 days");
  CHECK(days(Language::en, 7) == "7 days");
  CHECK(days(Language::en, std::int64_t{1} << 40) == "1099511627776 days");
  CHECK(days(Language::id, 1) == "1 hari");
  CHECK(days(Language::id, 7) == "7 hari");
}

TEST_CASE("places are filled, and values are not looked at") {
  CHECK(fill("{{a}}, {{b}} and {{a}}", {{"a", "{{b}}"}, {"b", 7}}) == "{{b}}, 7 and {{b}}");
  CHECK(fill("{{unknown}} {{a", {{"a", "1"}}) == "{{unknown}} {{a");
  CHECK(fill("", {}).empty());
  CHECK(fill("}} {x} {{a}}", {{"a", ""}}) == "}} {x} ");
}

TEST_CASE("every kind of rule has advice that can be rendered, in every language") {
  for (const auto language : languages()) {
    for (const auto kind : policy::kind_names()) {
      CAPTURE(language.name(), kind);
      CHECK_FALSE(text(language, "advice." + std::string(kind)).empty());
      CHECK(policy::check_template(policy::shipped_template(kind, language)).empty());
    }
  }
}

TEST_CASE("an SMTP reply is plain ASCII in every language") {
  for (const auto language : languages()) {
    const auto reply = text(language, "reply.failure");
    CHECK_FALSE(reply.empty());
    CHECK(std::all_of(reply.begin(), reply.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  }
}

TEST_CASE("many threads read texts at once") {
  std::vector<std::thread> readers;
  std::vector<int> found(8);
  for (int& count : found) {
    readers.emplace_back([&count] {
      for (int i = 0; i < 2000; ++i) count += text(Language(i % 2), "closing.sent").empty() ? 0 : 1;
    });
  }
  for (auto& reader : readers) reader.join();
  CHECK(found == std::vector<int>(8, 2000));
}
