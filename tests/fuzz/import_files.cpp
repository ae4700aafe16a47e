// Any bytes as a file that `jeda event import` or `jeda prospect import` reads. The first byte says which, and whether
// it is CSV or JSON Lines.
#include <cstdint>
#include <sstream>

#include "base/terminal.h"
#include "command/event_fields.h"
#include "command/prospect_fields.h"
#include "policy/load/load.h"
#include "tests/doubles/memory.h"
#include "tests/fuzz/promise.h"

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda;

namespace {

const Time now = date::sys_days(date::year(2026) / 11 / 23) + std::chrono::hours(3);

const policy::Policy& a_policy() {
  static const auto loaded = policy::parse_policy(
      {"rules.yaml",
       "version: 1\nmode: enforce\n"
       "organisation: {domains: [ours.example], sales: ['*@ours.example'], people: {budi: [budi@ours.example]}}\n"
       "prospects: [{match: '*', time_zone: Asia/Jakarta}]\n"
       "rules: [{name: hours, kind: time-of-day, action: hold}]\n"},
      [](const std::string&) { return tl::unexpected<std::string>("no such file"); });
  promise(loaded.has_value(), "the policy of this target is good");
  return *loaded->policy;
}

void check_errors(const command::FileErrors& errors, std::size_t lines) {
  promise(errors.kept().size() <= command::FileErrors::most_kept, "errors are bounded");
  for (const auto& error : errors.kept()) promise(error.line <= lines, "an error is in the file");
  const std::string shown = escaped_lines(errors.to_string("file"));
  promise(shown.find('\x1b') == std::string::npos, "an error moves no cursor");
}

void check_prospect(const policy::Recipient& prospect) {
  promise(!prospect.key.empty() && prospect.key.size() <= command::longest_address, "an address is no longer than one");
  promise(is_one_line(prospect.key) && is_one_line(prospect.raw), "an address is one line");
  promise(mail::normalise(prospect.key) == prospect.key, "a key is normalised");
  promise(!prospect.key.ends_with("@ours.example"), "nobody of ours is a prospect");
}

void check_event(const store::Event& event) {
  check_prospect(event.prospect);
  promise(event.at <= now || event.kind == policy::TouchKind::expiry, "what happened lies not after now");
  promise(is_one_line(event.salesperson) && is_one_line(event.id), "who and which are one line");
  promise(is_one_line(event.details.note) && event.details.note.size() <= command::longest_note, "a note is a line");
  promise(event.details.amount.size() <= command::longest_field && is_one_line(event.details.currency), "short fields");
  if (event.details.slot) promise(event.details.slot->from <= event.details.slot->to, "a slot ends after it begins");
}

// As the import does it, but into memory; a second time it records nothing.
void import_events(const std::vector<command::Record>& records) {
  std::vector<store::Event> events;
  for (const auto& record : records) {
    const auto event = command::read_event(command::event_fields(record), a_policy(), date::locate_zone("Asia/Jakarta"),
                                           now, command::EventSource::file);
    promise(event || !event.error().empty(), "a refusal has a reason");
    if (!event) continue;
    check_event(*event);
    events.push_back(*event);
  }
  store::MemoryStore store;
  const auto recorded = store.record_events(events);
  promise(recorded && *recorded <= static_cast<int>(events.size()), "no event is made up");
  promise(store.record_events(events) == 0, "a file imported twice counts once");
}

void import_prospects(const std::vector<command::Record>& records) {
  for (const auto& record : records) {
    if (const auto prospect = command::read_prospect(a_policy(), record.text("prospect"))) check_prospect(*prospect);
    const auto change = command::read_change(command::prospect_fields(record), a_policy(), now);
    promise(change || !change.error().empty(), "a refusal has a reason");
    if (!change) continue;
    policy::ProspectFacts facts;
    change->apply(facts);
    const auto once = facts;
    change->apply(facts);
    promise(facts == once, "what is told twice is told");
    for (const auto* windows : {&facts.busy, &facts.open}) {
      const auto again = command::read_windows(command::windows_text(*windows));
      promise(again && *again == *windows, "windows read as they are shown");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool events = data[0] % 2 == 0;
  const auto format = data[0] / 2 % 2 == 0 ? command::FileFormat::csv : command::FileFormat::json_lines;
  std::istringstream in(text);
  command::FileErrors errors;
  const auto records = events ? read_records(in, format, command::event_columns, errors)
                              : read_records(in, format, command::prospect_columns, errors);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  promise(records.size() <= lines, "a record begins on a line of its own");
  check_errors(errors, lines);
  if (events) {
    import_events(records);
  } else {
    import_prospects(records);
  }
  return 0;
}
