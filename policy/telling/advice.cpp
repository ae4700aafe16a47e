#include "policy/telling/advice.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/printable.h"
#include "policy/telling/advice_facts.h"
#include "policy/telling/templates.h"
#include "texts/texts.h"

namespace jeda::policy {

namespace {

constexpr std::size_t most_lines = 7;
constexpr std::size_t closing_lines = 3;  // how many more rules, the overrides, and what became of this mail
constexpr std::size_t text_lines = most_lines - closing_lines;
constexpr std::size_t line_bytes = 500;
constexpr std::size_t name_bytes = 100;

/// What one rule objected to: told once, with the facts of the first recipient.
struct Objection {
  const Finding* first = nullptr;
  std::size_t others = 0;  // recipients
};

bool stops(const Finding& finding) { return finding.action != Action::tag; }

/// How far a way is from opening by itself: what a prospect alone may change first, what waiting changes last.
int finality(Way way) {
  constexpr std::array<Way, 6> ways{Way::time, Way::text, Way::event, Way::reply, Way::person, Way::own_accord};
  return static_cast<int>(std::find(ways.begin(), ways.end(), way) - ways.begin());
}

/// Greater: decides sooner what becomes of the mail. What stops it before what tags it; then what opens last.
auto weight(const Finding& finding) {
  const Time opens = finding.next_allowed.value_or(Time::max());
  return std::tuple(stops(finding), finality(opening_of(finding.facts).way), finding.action, opens);
}

/// Those that decide first, else in the order they were found. Of mail that is stopped, hints are none.
std::vector<Objection> objections(const Decision& decision) {
  const bool stopped = std::any_of(decision.findings.begin(), decision.findings.end(), stops);
  std::vector<Objection> all;
  for (const Finding& finding : decision.findings) {
    if (stopped && !stops(finding)) continue;
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Objection& other) { return other.first->rule == finding.rule; });
    if (known == all.end()) {
      all.push_back({&finding, 0});
    } else {
      ++known->others;
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Objection& a, const Objection& b) { return weight(*a.first) > weight(*b.first); });
  return all;
}

class Adviser {
 public:
  Adviser(const Policy& policy, const Outgoing& message, const Decision& decision)
      : policy_(policy), message_(message), decision_(decision) {}

  std::vector<std::string> lines() const {
    const auto all = objections(decision_);
    std::vector<std::string> lines = paragraphs(all.front());
    const Objection* second = second_of(all);
    if (second != nullptr) lines.push_back(fact_line(*second));
    if (lines.size() > text_lines) lines.resize(text_lines);
    const std::size_t told = second == nullptr ? 1 : 2;
    if (told < all.size()) lines.push_back(say_count("closing.rest", static_cast<std::int64_t>(all.size() - told)));
    if (auto line = override_line(); !line.empty()) lines.push_back(std::move(line));
    add_outcome(lines, all.front());
    return lines;
  }

 private:
  /// Tagged mail goes its way, and in observe mode all mail does.
  bool is_sent() const { return decision_.verdict == Verdict::tag || policy_.mode == Mode::observe; }

  std::string say(std::string_view key, std::initializer_list<texts::Value> values = {}) const {
    return texts::told(policy_.language, key, values);
  }
  std::string say_count(std::string_view key, std::int64_t count,
                        std::initializer_list<texts::Value> values = {}) const {
    return texts::told_count(policy_.language, key, count, values);
  }

  /// The prospect's clock; of a finding that no decision made, the one that rules.yaml gives.
  const date::time_zone& zone(const Finding& finding) const {
    return finding.zone ? *finding.zone : *policy_.prospect(finding.prospect).zone;
  }

  std::string moment_text(Time moment, const Finding& finding) const {
    return format_moment(moment, zone(finding), policy_.language);
  }

  std::vector<std::string> paragraphs(const Objection& objection) const;
  static const Objection* second_of(const std::vector<Objection>& all);
  std::string fact_line(const Objection& objection) const;
  std::string who(const Finding& finding) const;
  Values values(const Objection& objection) const;
  std::string override_line() const;
  void add_outcome(std::vector<std::string>& lines, const Objection& first) const;
  std::string moment_line(const Objection& first) const;
  std::string known_moment_line(const Objection& first) const;
  std::string other_line() const;
  std::string reply_line() const;
  std::string own_accord_line() const;
  std::string owner_line() const;
  std::string purpose_line() const;

  const Policy& policy_;
  const Outgoing& message_;
  const Decision& decision_;
};

std::string Adviser::who(const Finding& finding) const {
  const std::string name = printable(finding.name, name_bytes);
  return name.empty() ? say("prospect.unnamed") : name;
}

Values Adviser::values(const Objection& objection) const {
  const Finding& finding = *objection.first;
  Values values;
  values.text("who", who(finding));
  values.text("rule", finding.rule);
  values.text("prospect", finding.prospect);
  if (objection.others > 0) values.text("others", std::to_string(objection.others));
  values.flag("several_others", objection.others > 1);
  values.text("salesperson", message_.salesperson);
  if (decision_.next_allowed) values.text("next_allowed", moment_text(*decision_.next_allowed, finding));
  values.flag("tag", finding.action == Action::tag);
  values.flag("hold", finding.action == Action::hold);
  values.flag("reject", finding.action == Action::reject);
  values.flag("business", finding.audience == Audience::business);
  values.flag("consumer", finding.audience == Audience::consumer);
  add_facts(values, finding, {policy_.language, zone(finding), message_.salesperson, policy_});
  return values;
}

/// A paragraph a line; what does not fit into the space of all lines is dropped.
std::vector<std::string> split_paragraphs(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size() && lines.size() < text_lines;) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string line = printable(std::string_view(text).substr(start, end - start), line_bytes);
    if (!line.empty()) lines.push_back(std::move(line));
    start = end + 1;
  }
  return lines;
}

std::vector<std::string> Adviser::paragraphs(const Objection& objection) const {
  const Values facts = values(objection);
  const Finding& finding = *objection.first;
  auto text = finding.advice.empty() ? std::nullopt : render(finding.advice, facts);
  if (!text) text = render(shipped_template(finding.kind, policy_.language), facts);
  return split_paragraphs(text.value_or(""));
}

/// One of another kind than the first: that one says as much as the first did.
const Objection* Adviser::second_of(const std::vector<Objection>& all) {
  const auto other = std::find_if(all.begin(), all.end(), [&](const Objection& objection) {
    return objection.first->kind != all.front().first->kind;
  });
  return other == all.end() ? nullptr : &*other;
}

/// The reason without a step of its own, which might be another than the first one's.
std::string Adviser::fact_line(const Objection& objection) const {
  const auto text = render(shipped_reason(objection.first->kind, policy_.language), values(objection));
  return printable(text.value_or(""), line_bytes);
}

/// For whom only a reply opens the way again; empty where nothing but a reply would.
std::string Adviser::reply_line() const {
  const Finding* first = nullptr;
  std::set<std::string_view> prospects;
  for (const Finding& finding : decision_.findings) {
    if (!stops(finding) || opening_of(finding.facts).way != Way::reply) continue;
    if (!first) first = &finding;
    prospects.insert(finding.prospect);
  }
  if (!first) return {};
  const auto others = static_cast<std::int64_t>(prospects.size() - 1);
  if (others == 0) return say("closing.reply", {{"who", who(*first)}});
  return say_count("closing.replies", others, {{"who", who(*first)}, {"others", others}});
}

/// For whom no mail of ours opens the way again; empty where nobody is.
std::string Adviser::own_accord_line() const {
  for (const Finding& finding : decision_.findings) {
    if (!stops(finding) || opening_of(finding.facts).way != Way::own_accord) continue;
    return say(is_doubtful(finding.facts) ? "closing.doubt" : "closing.own_accord", {{"who", who(finding)}});
  }
  return {};
}

/// Who may send it, where somebody was put in charge.
std::string Adviser::owner_line() const {
  for (const Finding& finding : decision_.findings) {
    const Opening opening = opening_of(finding.facts);
    if (!stops(finding) || opening.way != Way::person) continue;
    return say(opening.team ? "closing.owner_team" : "closing.owner",
               {{"other", printable(called(opening.who), name_bytes)}});
  }
  return {};
}

/// What a purpose waits for, where that is an event. `settled` or too late: nothing, and the advice said so.
std::string Adviser::purpose_line() const {
  for (const Finding& finding : decision_.findings) {
    const Opening opening = opening_of(finding.facts);
    if (!stops(finding) || opening.way != Way::event || finding.next_allowed) continue;
    if (!opening.event) return say("closing.needless");
    return say("closing.event", {{"missing", event_word(*opening.event, policy_.language)}});
  }
  return {};
}

/// That overrides exist, where one would let this mail pass, or why one does not.
std::string Adviser::override_line() const {
  const std::string needed = std::to_string(decision_.overrides_needed);
  if (decision_.override_spent && decision_.overrides_left > 0)
    return say_count("override.few", decision_.overrides_left, {{"needed", needed}});
  if (decision_.override_spent) return say("override.spent");
  if (decision_.override_refused())
    return say_count("override.wide", policy_.overrides.prospects, {{"needed", needed}});
  const int left = is_sent() ? 0 : decision_.overrides_left;
  if (left == 0) return {};
  const std::string token = printable(policy_.overrides.token, name_bytes);
  const std::string how = token.empty() ? say("override.by_header") : say("override.by_subject", {{"token", token}});
  return say_count("override.left", left, {{"how", how}});
}

/// No time is known at which it may go: what would open the way.
std::string Adviser::other_line() const {
  for (const std::string& line : {own_accord_line(), owner_line(), reply_line(), purpose_line()}) {
    if (!line.empty()) return line;
  }
  return say("closing.no_moment");
}

/// REQUIRES: there is a next allowed moment. Another text may be wanted too, or only that.
std::string Adviser::known_moment_line(const Objection& first) const {
  const auto wants_text = [&](const Finding& finding) {
    return stops(finding) && opening_of(finding.facts).way == Way::text;
  };
  const auto wants_time = [](const Finding& finding) {
    return opening_of(finding.facts).way != Way::text && finding.next_allowed.has_value();
  };
  const bool text = std::any_of(decision_.findings.begin(), decision_.findings.end(), wants_text);
  const bool time = std::any_of(decision_.findings.begin(), decision_.findings.end(), wants_time);
  if (text && !time) return say("closing.text");
  return say(is_sent() ? "closing.better"
             : text    ? "closing.text_and_moment"
                       : "closing.moment",
             {{"next_allowed", moment_text(*decision_.next_allowed, *first.first)}});
}

std::string Adviser::moment_line(const Objection& first) const {
  const bool only_hints = std::all_of(decision_.findings.begin(), decision_.findings.end(), [](const Finding& finding) {
    const Way way = opening_of(finding.facts).way;
    return !stops(finding) && (way == Way::reply || way == Way::text);
  });
  if (only_hints) return {};
  if (decision_.next_allowed) return known_moment_line(first);
  return is_sent() ? "" : other_line();
}

/// The shipped texts of what somebody else must do say what that is.
bool says_the_way(const Finding& finding) {
  const Way way = opening_of(finding.facts).way;
  const bool others_do = way == Way::person || way == Way::own_accord || (way == Way::event && !finding.next_allowed);
  return finding.advice.empty() && others_do;
}

/// What became of the mail, and when it may go: with a refusal in its first line, which is all that some clients show.
/// Of a hold none: whoever tells of it knows by then, and a moment may have passed.
void Adviser::add_outcome(std::vector<std::string>& lines, const Objection& first) const {
  if (!is_sent() && decision_.verdict == Verdict::hold) return;
  std::string outcome = say(is_sent() ? "closing.sent" : "closing.rejected");
  const std::string way = says_the_way(*first.first) ? "" : moment_line(first);
  if (!way.empty()) outcome.append(" ").append(way);
  const bool fits = !lines.empty() && lines.front().size() + 1 + outcome.size() <= line_bytes;
  if (is_sent() || !fits) {
    lines.push_back(std::move(outcome));
  } else {
    lines.front().append(" ").append(outcome);
  }
}

}  // namespace

std::vector<std::string> advice_lines(const Policy& policy, const Outgoing& message, const Decision& decision) {
  if (decision.verdict == Verdict::accept || decision.findings.empty()) return {};
  return Adviser(policy, message, decision).lines();
}

}  // namespace jeda::policy
