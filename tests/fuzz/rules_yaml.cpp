// Any bytes as rules.yaml, and as a calendar or a file of phrases that it names.
#include <algorithm>
#include <cstdint>
#include <string>

#include "policy/load/load.h"
#include "tests/fuzz/diagnostics.h"

using jeda::fuzz::check_diagnostics;
using jeda::fuzz::promise;
using namespace jeda;

namespace {

void check_windows(const policy::WeekHours& hours) {
  for (const auto& day : hours.days) {
    promise(std::is_sorted(day.begin(), day.end()), "windows are sorted");
    for (const policy::Window& window : day) {
      promise(window.from >= 0 && window.from < 24 * 60, "a window begins in its day");
      promise(window.to > window.from && window.to < window.from + 24 * 60 + 1, "a window is a day at most");
    }
  }
}

void check_policy(const policy::Policy& policy) {
  promise(!policy.organisation.domains.empty() && !policy.organisation.sales.empty(), "somebody is governed");
  promise(policy.prospects.back().match == "*", "every prospect finds an entry");
  for (const auto& prospect : policy.prospects) promise(prospect.zone != nullptr, "every prospect has a zone");
  for (const auto& rule : policy.rules) {
    promise(!rule.name.empty(), "a rule has a name");
    if (const auto* gap = std::get_if<policy::Gap>(&rule.kind)) {
      promise(!gap->wait.empty() && gap->floor > Duration::zero(), "a gap waits");
    }
    if (const auto* stop = std::get_if<policy::StopAfter>(&rule.kind))
      promise(stop->unanswered > 0, "a limit is no zero");
    if (const auto* phrase = std::get_if<policy::Phrase>(&rule.kind)) {
      promise(phrase->uses <= phrase->of_last, "a phrase rule can object");
    }
    if (const auto* purpose = std::get_if<policy::PurposeRule>(&rule.kind)) {
      promise(!purpose->purposes.empty(), "a purpose rule names a purpose");
    }
  }
  for (const auto& list : policy.phrases) promise(list.patterns != nullptr, "a list is compiled");
  check_windows(policy.business);
  check_windows(policy.consumer);
}

const std::string naming_phrases =
    "version: 1\nmode: observe\norganisation: {domains: [ours.example], sales: ['*@ours.example']}\n"
    "phrases: [p]\nrules: [{name: h, kind: time-of-day, action: hold}]\n";

const std::string naming_a_calendar =
    "version: 1\nmode: observe\norganisation: {domains: [ours.example], sales: ['*@ours.example']}\n"
    "holidays: [c]\nrules: [{name: h, kind: time-of-day, action: hold}]\n";

void load(const std::string& rules, const std::string& calendar) {
  const auto read = [&](const std::string& path) -> tl::expected<config::SourceFile, std::string> {
    return config::SourceFile{path, calendar};
  };
  const auto loaded = policy::parse_policy({"rules.yaml", rules}, read);
  promise(loaded || !loaded.error().empty(), "a refusal has a reason");
  if (loaded) check_policy(*loaded->policy);
  check_diagnostics(loaded ? loaded->warnings : loaded.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string text(reinterpret_cast<const char*>(data), size);
  load(text, "2026-12-25: Natal\n");
  load(naming_a_calendar, text);
  load(naming_phrases, text);
  return 0;
}
