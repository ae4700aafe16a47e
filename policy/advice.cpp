#include "policy/advice.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "policy/templates.h"
#include "policy/text.h"

namespace jeda::policy {

namespace {

constexpr std::size_t most_lines = 7;
constexpr std::size_t closing_lines = 2;  // the next moment, and what becomes of this mail
constexpr std::size_t line_bytes = 500;
constexpr std::size_t name_bytes = 100;

/// What one rule objected to: told once, with the facts of the first recipient.
struct Objection {
  const Finding* first = nullptr;
  std::size_t others = 0;  // recipients
};

/// The strictest rules first, then in the order they were found.
std::vector<Objection> objections(const Decision& decision) {
  std::vector<Objection> all;
  for (const Finding& finding : decision.findings) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Objection& other) { return other.first->rule == finding.rule; });
    if (known == all.end()) {
      all.push_back({&finding, 0});
    } else {
      ++known->others;
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Objection& a, const Objection& b) { return a.first->action > b.first->action; });
  return all;
}

class Adviser {
 public:
  Adviser(const Policy& policy, const Outgoing& message, const Decision& decision)
      : policy_(policy), message_(message), decision_(decision), id_(policy.language == Language::id) {}

  std::vector<std::string> lines() const {
    const auto all = objections(decision_);
    std::vector<std::string> lines;
    std::size_t told = 0;
    for (const Objection& objection : all) {
      const auto more = paragraphs(objection);
      const std::size_t reserved = told + 1 < all.size() ? 1 : 0;  // for the line that counts the rest
      if (lines.size() + more.size() + reserved > most_lines - closing_lines && told > 0) break;
      lines.insert(lines.end(), more.begin(), more.end());
      ++told;
    }
    if (told < all.size()) lines.push_back(rest_line(all.size() - told));
    if (const auto line = moment_line(all.front()); !line.empty()) lines.push_back(line);
    lines.emplace_back(status_line());
    return lines;
  }

 private:
  /// Tagged mail goes its way, and in observe mode all mail does.
  bool is_sent() const { return decision_.verdict == Verdict::tag || policy_.mode == Mode::observe; }

  std::string words(std::string_view id, std::string_view en) const { return std::string(id_ ? id : en); }

  const ProspectRule& prospect(const Finding& finding) const { return policy_.prospect(finding.prospect); }

  std::string moment_text(Time moment, const Finding& finding) const {
    return format_moment(moment, *prospect(finding).zone, policy_.language);
  }

  std::vector<std::string> paragraphs(const Objection& objection) const;
  Values values(const Objection& objection) const;
  void add_contact(Values& values, const NewestContact& contact, int unanswered, const Finding& finding) const;
  void add_facts(Values& values, const Finding& finding) const;
  std::string rest_line(std::size_t count) const;
  std::string moment_line(const Objection& first) const;
  std::string reply_line() const;
  std::string status_line() const;

  const Policy& policy_;
  const Outgoing& message_;
  const Decision& decision_;
  bool id_;
};

void Adviser::add_contact(Values& values, const NewestContact& contact, int unanswered, const Finding& finding) const {
  values.text("unanswered", std::to_string(unanswered));
  values.flag("several", unanswered > 1);
  if (contact.salesperson.empty()) return;
  values.text("last_contact", moment_text(contact.at, finding));
  values.text("last_by", contact.salesperson);
  values.flag("own", contact.salesperson == message_.salesperson);
  values.flag("on_hold", contact.held);
}

void Adviser::add_facts(Values& values, const Finding& finding) const {
  if (const auto* gap = std::get_if<GapFacts>(&finding.facts)) {
    add_contact(values, gap->newest, gap->unanswered, finding);
    values.text("required", format_duration(gap->required, policy_.language));
  } else if (const auto* stop = std::get_if<StopFacts>(&finding.facts)) {
    add_contact(values, stop->newest, stop->unanswered, finding);
    values.text("limit", std::to_string(stop->limit));
  } else if (const auto* hours = std::get_if<HoursFacts>(&finding.facts)) {
    values.text("holiday", hours->holiday);
  } else if (const auto* duplicate = std::get_if<DuplicateFacts>(&finding.facts)) {
    values.text("other", duplicate->other);
    values.text("last_contact", duplicate->at ? moment_text(*duplicate->at, finding) : "");
    values.flag("on_hold", duplicate->held);
    values.text("within", format_duration(duplicate->within, policy_.language));
    values.text("company", duplicate->company);
  }
}

Values Adviser::values(const Objection& objection) const {
  const Finding& finding = *objection.first;
  const Audience audience = prospect(finding).audience;
  Values values;
  values.text("rule", finding.rule);
  values.text("prospect", finding.prospect);
  if (objection.others > 0) values.text("others", std::to_string(objection.others));
  values.flag("several_others", objection.others > 1);
  values.text("salesperson", message_.salesperson);
  if (decision_.next_allowed) values.text("next_allowed", moment_text(*decision_.next_allowed, finding));
  values.flag("tag", finding.action == Action::tag);
  values.flag("hold", finding.action == Action::hold);
  values.flag("reject", finding.action == Action::reject);
  values.flag("business", audience == Audience::business);
  values.flag("consumer", audience == Audience::consumer);
  add_facts(values, finding);
  return values;
}

/// A paragraph a line; what does not fit into the space of all lines is dropped.
std::vector<std::string> split_paragraphs(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size() && lines.size() < most_lines - closing_lines;) {
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
  if (!text) text = render(std::string(shipped_template(finding.kind, policy_.language)), facts);
  return split_paragraphs(text.value_or(""));
}

std::string Adviser::rest_line(std::size_t count) const {
  if (id_) return fmt::format("Masih ada {} aturan lain yang berkeberatan.", count);
  return count == 1 ? "One more rule objects." : fmt::format("{} more rules object.", count);
}

/// For whom only a reply opens the way again; empty where nothing but a reply would.
std::string Adviser::reply_line() const {
  const Finding* first = nullptr;
  std::set<std::string_view> prospects;
  for (const Finding& finding : decision_.findings) {
    if (finding.action == Action::tag || !std::holds_alternative<StopFacts>(finding.facts)) continue;
    if (!first) first = &finding;
    prospects.insert(finding.prospect);
  }
  if (!first) return {};
  const std::string who = printable(first->prospect, name_bytes);
  const std::size_t others = prospects.size() - 1;
  if (id_) {
    return others == 0 ? fmt::format("Boleh dikirim setelah {} membalas.", who)
                       : fmt::format("Boleh dikirim setelah {} dan {} penerima lain membalas.", who, others);
  }
  if (others == 0) return fmt::format("May be sent once {} has replied.", who);
  return fmt::format("May be sent once {} and {} more recipient{} have replied.", who, others, others == 1 ? "" : "s");
}

std::string Adviser::moment_line(const Objection& first) const {
  const bool only_counts =
      std::all_of(decision_.findings.begin(), decision_.findings.end(), [](const Finding& finding) {
        return finding.action == Action::tag && std::holds_alternative<StopFacts>(finding.facts);
      });
  if (only_counts) return {};
  if (decision_.next_allowed) {
    const auto label = is_sent() ? words("Lain kali lebih baik mulai: ", "Better from: ")
                                 : words("Boleh dikirim mulai: ", "May be sent from: ");
    return label + moment_text(*decision_.next_allowed, *first.first);
  }
  const std::string line = reply_line();
  if (!line.empty()) return line;
  return words("Dalam dua tahun ke depan tidak ada waktu yang memenuhi semua aturan; tanyakan kepada pengelolanya.",
               "No moment in the next two years satisfies every rule; ask whoever looks after the rules.");
}

std::string Adviser::status_line() const {
  if (is_sent()) return words("Surel ini tetap dikirim.", "This mail is sent all the same.");
  if (decision_.verdict == Verdict::reject) {
    return words("Surel ini tidak dikirim dan tidak dihitung sebagai kontak.",
                 "This mail was not sent and does not count as a contact.");
  }
  if (decision_.release == Release::when_allowed) {
    return words("Surel ini disimpan dan boleh dilepas setelah itu; tidak perlu dikirim ulang.",
                 "This mail is kept and may be let go then; there is no need to send it again.");
  }
  return words("Surel ini ditahan sampai peninjau memutuskan; tidak perlu dikirim ulang.",
               "This mail is on hold until a reviewer decides; there is no need to send it again.");
}

}  // namespace

std::vector<std::string> advice_lines(const Policy& policy, const Outgoing& message, const Decision& decision) {
  if (decision.verdict == Verdict::accept || decision.findings.empty()) return {};
  return Adviser(policy, message, decision).lines();
}

}  // namespace jeda::policy
