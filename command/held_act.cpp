// jeda held release, release-when-allowed, return, discard and note: what a reviewer wants done, asked of the agent.
#include <fmt/format.h>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/held_text.h"

namespace jeda::command {
namespace {

using What = store::Ask::What;
using Upshot = store::Answer::Upshot;

constexpr std::chrono::milliseconds between_looks(500);
constexpr int most_looks = 120;  // a minute

std::string_view verb_name(What what) {
  switch (what) {
    case What::release:
      return "release";
    case What::release_when_allowed:
      return "release-when-allowed";
    case What::give_back:
      return "return";
    case What::discard:
      return "discard";
    case What::undo:
      return "undo";
    case What::note:
      break;
  }
  return "note";
}

/// What became of one mail.
struct Fate {
  std::string reference;
  bool done = false;
  std::string word;  // for programs: "asked", "settled", ...
  std::string text;  // for people
  std::optional<store::QueueRequest> request;
};

/// "release asked for by citra (shell) at 2026-11-20 10:00 WIB"
std::string who_and_when(const store::QueueRequest& request, const date::time_zone* zone) {
  return fmt::format("by {} at {}", request.by, format_time(request.at, zone));
}

class Acting {
 public:
  Acting(const HeldActOptions& options, const HeldBench& bench, Surroundings& around)
      : options_(options), settings_(bench.settings), desk_(*bench.desk), zones_(bench.zones), around_(around) {}

  int run() {
    const auto references = chosen();
    if (!references) return references.error();
    if (const int refused = options_.dry_run ? exit_done : confirm(references->size()); refused != exit_done)
      return refused;
    for (const auto& reference : *references) {
      auto fate = act(reference);
      if (!fate) return finish(store_failed(settings_, fate.error(), around_));
      fates_.push_back(*std::move(fate));
    }
    if (options_.wait && !options_.dry_run) {
      if (const auto error = wait()) return finish(store_failed(settings_, *error, around_));
    }
    return finish(exit_done);
  }

 private:
  OrExit<std::vector<std::string>> chosen() {
    if (!options_.filtered) return options_.references;
    auto filter = filter_of(options_.choice, zones_, around_);
    if (!filter) return tl::unexpected(filter.error());
    const auto page = desk_.list(*filter);
    if (!page) return tl::unexpected(store_failed(settings_, page.error(), around_));
    const auto unknown = page->items.empty() ? unknown_in(*filter, zones_.policy()) : "";
    if (!unknown.empty()) complain(around_, unknown);
    if (!unknown.empty()) return tl::unexpected(static_cast<int>(exit_usage));
    std::vector<std::string> references;
    for (const auto& item : page->items) references.push_back(item.message.reference);
    if (!page->next.empty()) {
      complain(around_, fmt::format("the first {} of {}; again for more", references.size(), page->total));
    }
    return references;
  }

  /// What is chosen by a filter, and what cannot be taken back, is asked once more.
  int confirm(std::size_t mails) {
    if (options_.yes || mails == 0 || (options_.what != What::discard && !options_.filtered)) return exit_done;
    const auto question =
        fmt::format("{} {} {}?", verb_name(options_.what), mails, mails == 1 ? "message" : "messages");
    if (!around_.can_ask) {
      complain(around_, question + " nobody can be asked here: --yes does it, --dry-run shows it");
      return exit_usage;
    }
    around_.err << question << " [y/N] " << std::flush;
    std::string answer;
    std::getline(around_.in, answer);
    if (answer == "y" || answer == "Y" || answer == "yes") return exit_done;
    complain(around_, "nothing was done");
    return exit_no;
  }

  store::Result<Fate> act(const std::string& reference) {
    const store::Ask ask{options_.what,   reference, caller(around_), options_.words, around_.clock(), "", "",
                         options_.dry_run};
    const auto answer = desk_.ask(ask);
    if (!answer) return tl::unexpected(answer.error());
    const bool plain = answer->upshot == Upshot::done && (!options_.dry_run || options_.what == What::note);
    if (plain || answer->upshot == Upshot::absent) return fate_of(reference, *answer, nullptr);
    const auto detail = desk_.show(reference);
    if (!detail) return tl::unexpected(detail.error());
    if (!*detail) return fate_of(reference, *answer, nullptr);
    const auto& message = (*detail)->item.message;
    auto fate = fate_of(reference, *answer, zone_of(message, zones_));
    if (fate.done)
      fate.text = fmt::format("would {}: {} to {}: {}", verb_name(options_.what), message.salesperson,
                              recipients_text(message), message.subject);
    return fate;
  }

  Fate fate_of(const std::string& reference, const store::Answer& answer, const date::time_zone* zone) const {
    Fate fate{reference, false, "", "", answer.request};
    switch (answer.upshot) {
      case Upshot::done:
        return done(std::move(fate), answer);
      case Upshot::absent:
        fate.word = "absent";
        fate.text = "no held mail has this reference";
        break;
      case Upshot::settled:
        fate.word = "settled";
        fate.text = fmt::format("already {}", store::to_string(answer.state));
        if (answer.last) fate.text += fmt::format(" by {} at {}", answer.last->who, format_time(answer.last->at, zone));
        break;
      case Upshot::requested:
        fate.word = "requested";
        fate.text = fmt::format("{} was asked for already {}", store::to_string(answer.request->kind),
                                who_and_when(*answer.request, zone));
        break;
      case Upshot::changed:
        fate.word = "changed";
        fate.text = "somebody else did something meanwhile";
        break;
      case Upshot::no_moment:
        fate.word = "no-moment";
        fate.text = "no moment makes it right: release or return it";
        break;
      case Upshot::too_late:
        fate.word = "too-late";
        fate.text = "it cannot be taken back any more";
        break;
    }
    return fate;
  }

  Fate done(Fate fate, const store::Answer& answer) const {
    fate.done = true;
    fate.word = options_.dry_run ? "would" : "asked";
    fate.text = fmt::format("{} is asked for; jeda-agent does it", verb_name(options_.what));
    if (options_.what == What::note) fate.text = "noted";
    if (options_.what == What::release_when_allowed)
      fate.text = "will be judged again on schedule, and released if it is allowed then";
    if (options_.dry_run || !store::is_settled(answer.state)) return fate;
    fate.word = store::to_string(answer.state);
    fate.text = fmt::format("{}, as you say", store::to_string(answer.state));
    return fate;
  }

  /// Until the agent has done all that was asked for, or a minute is over.
  std::optional<store::Error> wait() {
    for (int looks = 0; looks < most_looks; ++looks) {
      bool waiting = false;
      for (auto& fate : fates_) {
        if (fate.word != "asked" || !fate.request) continue;
        const auto detail = desk_.show(fate.reference);
        if (!detail) return detail.error();
        if (*detail) update(fate, **detail);
        waiting = waiting || fate.word == "asked";
      }
      if (!waiting) return std::nullopt;
      around_.pause(between_looks);
    }
    for (auto& fate : fates_) {
      if (fate.word != "asked" || !fate.request) continue;
      fate.done = false;
      fate.word = "waiting";
      fate.text = "still waits: does jeda-agent run on the host that has it?";
    }
    return std::nullopt;
  }

  void update(Fate& fate, const store::HeldDetail& detail) const {
    for (const auto& request : detail.requests) {
      if (request.id != fate.request->id) continue;
      fate.request = request;
      if (store::is_open(request)) return;
      fate.done = request.state == store::RequestState::done;
      fate.word = fate.done ? store::to_string(detail.item.message.state) : store::to_string(request.state);
      fate.text = fate.word;
      if (!request.trouble.empty()) fate.text += ": " + request.trouble;
    }
  }

  int finish(int code) {
    int done = 0;
    for (const auto& fate : fates_) done += fate.done ? 1 : 0;
    const int others = static_cast<int>(fates_.size()) - done;
    if (options_.common.json) {
      print_json(around_.out, json(done, others));
    } else {
      for (const auto& fate : fates_) {
        around_.out << fmt::format("{}  {}\n", escaped(fate.reference), escaped(fate.text));
      }
      if (fates_.empty() && code == exit_done) around_.out << "no such mail\n";
    }
    if (code != exit_done) return code;
    return others > 0 ? exit_no : exit_done;
  }

  Json json(int done, int others) const {
    auto list = Json::array();
    for (const auto& fate : fates_) {
      list.push_back({{"reference", fate.reference},
                      {"done", fate.done},
                      {"outcome", fate.word},
                      {"text", fate.text},
                      {"request", fate.request ? json_request(*fate.request, nullptr) : Json()}});
    }
    return {{"verb", verb_name(options_.what)},
            {"dry_run", options_.dry_run},
            {"done", done},
            {"not_done", others},
            {"mails", std::move(list)}};
  }

  const HeldActOptions& options_;
  const config::Settings& settings_;
  store::Desk& desk_;
  const Zones& zones_;
  Surroundings& around_;
  std::vector<Fate> fates_;
};

/// A sentence about options that do not go together; empty: they do.
std::string fault_of(const HeldActOptions& options) {
  if (options.references.empty() && !options.filtered) return "which mail? Name references, or choose by a filter";
  if (!options.references.empty() && options.filtered) return "references and a filter do not go together";
  const bool wants_words = options.what == What::give_back || options.what == What::note;
  if (wants_words && options.words.empty()) return "--words is needed";
  if (options.words.size() > store::max_words) {
    return fmt::format("--words takes at most {} bytes", store::max_words);
  }
  return "";
}

}  // namespace

int held_act(const HeldActOptions& options, Surroundings& around) {
  if (const auto fault = fault_of(options); !fault.empty()) {
    complain(around, fault);
    return exit_usage;
  }
  const auto opened = open_held(options.common, around);
  if (!opened) return opened.error();
  return Acting(options, *opened, around).run();
}

}  // namespace jeda::command
