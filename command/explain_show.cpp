// How an answer of `jeda explain` is shown: to people, and as JSON.
#include <fmt/format.h>

#include <set>

#include "base/moments.h"
#include "base/terminal.h"
#include "command/explain.h"
#include "command/findings.h"
#include "command/summary.h"
#include "store/store.h"

namespace jeda::command {
namespace {

std::string_view why_ignored(std::string_view reason) {
  if (reason == "exempt") return "the sender is in organisation.exempt";
  if (reason == "not-sales") return "the sender is not in organisation.sales";
  if (reason == "internal") return "every recipient is inside our own domains";
  if (reason == "no-prospect") return "no recipient is outside but those of organisation.no_prospects";
  if (reason == "not-for-sales") return "from outside, and no recipient is in organisation.sales";
  return reason;
}

std::string sender_text(const Question& question) {
  auto text = question.sender ? question.sender->raw : std::string("<>");
  if (!question.login.empty()) text += ", login " + question.login;
  if (!question.client.empty()) text += ", client " + question.client;
  return text;
}

std::string zone_name(const SeenRecipient& seen) { return seen.zone != nullptr ? seen.zone->name() : "UTC"; }

const date::time_zone* zone_of(const Answer& answer, const std::string& key) {
  for (const auto& seen : answer.recipients) {
    if (seen.address.key == key) return seen.zone;
  }
  return nullptr;
}

/// "2026-11-23 10:00 WIB", and what the clocks of other recipients outside say then.
std::string time_text(const Answer& answer, Time time) {
  auto text = format_time(time, answer.zone);
  std::set<std::string> said{text};
  for (const auto& seen : answer.recipients) {
    const auto there = format_time(time, seen.zone);
    if (!seen.internal && said.insert(there).second) text += ", " + there;
  }
  return text;
}

/// How the mail looks from this recipient: "prospect", "no-prospect", "outside", "salesperson", "reports", "internal".
std::string_view role(const Answer& answer, const SeenRecipient& seen) {
  if (seen.no_prospect) return "no-prospect";
  if (!seen.internal) return std::holds_alternative<Judged>(answer.outcome) ? "prospect" : "outside";
  if (seen.reports) return "reports";
  return seen.salesperson.empty() ? "internal" : "salesperson";
}

void show_recipients(const Answer& answer, std::ostream& out) {
  Table table({"recipient", "role", "company", "audience", "zone", "salesperson"});
  for (const auto& seen : answer.recipients) {
    const auto outside = !seen.internal;
    table.add({seen.address.key, std::string(role(answer, seen)), seen.company,
               outside ? std::string(policy::to_string(seen.audience)) : "", outside ? zone_name(seen) : "",
               seen.salesperson});
  }
  table.print(out);
}

void show_message(const mail::MessageFacts& facts, std::ostream& out) {
  print_field(out, "subject", facts.subject);
  for (const auto& doubt : facts.doubts) print_field(out, "doubt", doubt);
}

void show_question(const Answer& answer, std::ostream& out) {
  const auto& policy = *answer.policy;
  print_field(out, "from", sender_text(answer.question));
  if (answer.question.facts) show_message(*answer.question.facts, out);
  print_field(out, "at", time_text(answer, answer.at));
  print_field(out, "policy",
              fmt::format("{} of {}, mode {}", policy.version, answer.rules_file, policy::to_string(policy.mode)));
}

std::string recognised(const Judged& judged, const Question& question) {
  auto text = judged.salesperson.name;
  if (text != judged.salesperson.address) text += ", " + judged.salesperson.address;
  return text + (question.login.empty() ? ", by the envelope sender" : ", by the login");
}

/// The rules that looked at one prospect.
void show_rules(const Answer& answer, const Judged& judged, const std::string& prospect, std::ostream& out) {
  for (const auto& explanation : judged.explanations) {
    if (explanation.prospect != prospect) continue;
    const bool plain = explanation.rule == explanation.kind;
    const auto rule = titled(answer.policy.get(), explanation.rule);
    const auto name = plain ? rule : fmt::format("{} ({})", rule, explanation.kind);
    out << fmt::format("  {}\n    saw   {}\n    said  {}\n", escaped(name), escaped(explanation.saw),
                       escaped(explanation.said));
  }
}

std::string override_effect(const policy::Decision& decision, const std::string& passed) {
  const int needed = decision.overrides_needed;
  if (decision.override_spent && needed == 0) return "not granted: none is left";
  if (decision.override_spent)
    return fmt::format("not granted: needed for {} prospects, and {} left", needed, decision.overrides_left);
  if (decision.override_refused()) return fmt::format("not granted: needed for {} prospects, and covers fewer", needed);
  return passed.empty() ? "nothing to pass" : "passes " + passed;
}

/// What a rule asks of the text, as far as there is one.
void show_content(const Judged& judged, std::ostream& out) {
  const auto& content = judged.message.content;
  if (!content.given) return print_field(out, "no message", "rules about words were not asked");
  if (!content.imprint.purpose.empty()) print_field(out, "purpose", content.imprint.purpose);
  if (!content.readable) print_field(out, "not readable", content.why_unreadable);
  for (const auto& hit : (judged.decision.whole ? *content.whole : content).phrases)
    print_field(out, "phrase", fmt::format("{}: {}", hit.list, hit.words));
  const auto& decision = judged.decision;
  if (decision.whole) print_field(out, "quote", "of no known mail, so it is judged as written");
  if (content.override_reason.empty()) return;
  std::string passed;
  for (const auto& finding : decision.overridden) passed += (passed.empty() ? "" : ", ") + finding.rule;
  const auto effect = override_effect(decision, passed);
  print_field(out, "override", fmt::format("{} ({})", content.override_reason, effect));
}

void show_prospects(const Answer& answer, const Judged& judged, std::ostream& out) {
  for (std::size_t i = 0; i < judged.message.recipients.size(); ++i) {
    const auto& key = judged.message.recipients[i].key;
    const auto* zone = zone_of(answer, key);
    out << '\n' << escaped(key) << '\n';
    const auto& history = judged.histories[i].prospect;
    out << "  history: " << escaped(describe(history, zone)) << '\n';
    if (const int writers = policy::writers_without_reply(history, answer.at); writers > 0) {
      out << fmt::format(
          "  maybe no prospect: {} salespeople wrote within 30 days, nobody answers; see organisation.no_prospects\n",
          writers);
    }
    show_rules(answer, judged, key, out);
  }
}

std::string verdict_text(const Answer& answer, const policy::Decision& decision) {
  std::string text(policy::to_string(decision.verdict));
  if (!decision.findings.empty()) text += " (" + decision.rule_names() + ")";
  if (decision.verdict == policy::Verdict::hold) {
    text += decision.release == policy::Release::when_allowed ? ", released when allowed" : ", released after review";
  }
  if (answer.policy->mode == policy::Mode::observe && decision.verdict != policy::Verdict::accept) {
    text += "; only observed, the mail goes its way";
  }
  return text;
}

std::string notice_text(policy::Notice notice) {
  return fmt::format("a notice of ours ({}): no rule is asked, and it is no contact", policy::to_string(notice));
}

void show_next_allowed(const Answer& answer, const policy::Decision& decision, std::ostream& out) {
  if (!decision.next_allowed) {
    print_field(out, "next allowed", "not until something else happens, like a reply");
  } else if (*decision.next_allowed > answer.at) {
    // Up to the next whole second: a moment shown too early would be refused when it is tried.
    const Time shown = date::ceil<std::chrono::seconds>(*decision.next_allowed);
    print_field(out, "next allowed", time_text(answer, shown));
  }
}

void show_verdict(const Answer& answer, const Judged& judged, std::ostream& out) {
  out << '\n';
  if (const auto& notice = judged.decision.notice) print_field(out, "goes by itself", notice_text(*notice));
  print_field(out, "verdict", verdict_text(answer, judged.decision));
  show_next_allowed(answer, judged.decision, out);
  for (const auto& untold : judged.decision.untold) {
    print_field(out, "could not tell", fmt::format("{}: {}", untold.rule, untold.why));
  }
  if (judged.advice.empty()) return;
  out << "\nadvice\n";
  for (const auto& line : judged.advice) out << "  " << escaped(line) << '\n';
}

struct ShowOutcome {
  const Answer& answer;
  std::ostream& out;

  void operator()(const Judged& judged) const {
    print_field(out, "salesperson", recognised(judged, answer.question));
    show_content(judged, out);
    out << '\n';
    show_recipients(answer, out);
    show_prospects(answer, judged, out);
    show_verdict(answer, judged, out);
  }
  void operator()(const Received& received) const {
    print_field(out, "not governed", "it comes from outside and is let through unchanged");
    if (!received.salespeople.empty()) {
      print_field(out, "reply to", fmt::format("{}", fmt::join(received.salespeople, ", ")));
    }
    print_field(out, "recorded", recorded(received));
    out << '\n';
    show_recipients(answer, out);
  }
  void operator()(const policy::Ignored& ignored) const {
    print_field(out, "not governed", why_ignored(ignored.reason));
    out << '\n';
    show_recipients(answer, out);
  }

 private:
  std::string recorded(const Received& received) const {
    if (received.not_reply == "null-sender") return "as no reply: the null sender is a machine";
    if (received.not_reply == "to-reports") return "as no reply: only bounces, complaints and wishes are read there";
    if (received.not_reply == "from-us") return "no: its From names one of ours";
    if (received.not_reply == "no-prospect") return "no: its From is in organisation.no_prospects";
    if (!received.not_reply.empty()) return fmt::format("no: automatic ({})", received.not_reply);
    return answer.question.facts ? "as a reply" : "as a reply, unless its content says that a machine wrote it";
  }
};

Json json_recipients(const Answer& answer) {
  auto list = Json::array();
  for (const auto& seen : answer.recipients) {
    Json json = {{"address", seen.address.key}, {"raw", seen.address.raw}, {"role", role(answer, seen)}};
    if (seen.internal) {
      json["salesperson"] = text_or_null(seen.salesperson);
    } else {
      json["company"] = text_or_null(seen.company);
      json["audience"] = policy::to_string(seen.audience);
      json["time_zone"] = zone_name(seen);
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json json_message(const std::optional<mail::MessageFacts>& facts) {
  if (!facts) return nullptr;
  return {{"message_id", text_or_null(facts->message_id)},
          {"subject", facts->subject},
          {"fingerprint", facts->fingerprint},
          {"automatic", facts->automatic ? Json(mail::to_string(*facts->automatic)) : Json(nullptr)},
          {"doubts", facts->doubts}};
}

Json json_explanations(const policy::Policy& policy, const std::vector<policy::Explanation>& explanations) {
  auto list = Json::array();
  for (const auto& explanation : explanations) {
    list.push_back({{"prospect", explanation.prospect},
                    {"rule", explanation.rule},
                    {"title", policy.rule_title(explanation.rule, policy.language)},
                    {"kind", explanation.kind},
                    {"saw", explanation.saw},
                    {"said", explanation.said},
                    {"objected", explanation.objected}});
  }
  return list;
}

Json json_histories(const Answer& answer, const Judged& judged) {
  auto list = Json::array();
  for (std::size_t i = 0; i < judged.message.recipients.size(); ++i) {
    const auto& key = judged.message.recipients[i].key;
    Json json = {{"prospect", key}};
    json.update(json_history(judged.histories[i].prospect, zone_of(answer, key)));
    json["writers_without_reply"] = policy::writers_without_reply(judged.histories[i].prospect, answer.at);
    list.push_back(std::move(json));
  }
  return list;
}

Json json_content(const Judged& judged) {
  const bool whole = judged.decision.whole;
  const auto& content = whole ? *judged.message.content.whole : judged.message.content;
  if (!content.given) return nullptr;
  auto phrases = Json::array();
  for (const auto& hit : content.phrases) phrases.push_back({{"list", hit.list}, {"words", hit.words}});
  return {{"readable", content.readable},
          {"words", content.words},
          {"purpose", text_or_null(content.imprint.purpose)},
          {"phrases", std::move(phrases)},
          {"quote_judged", whole}};
}

Json json_override(const Judged& judged) {
  const auto& decision = judged.decision;
  if (judged.message.content.override_reason.empty()) return nullptr;
  auto passed = Json::array();
  for (const auto& finding : decision.overridden) {
    passed.push_back({{"prospect", finding.prospect}, {"rule", finding.rule}});
  }
  return {{"reason", judged.message.content.override_reason},
          {"passed", std::move(passed)},
          {"spent", decision.override_spent},
          {"needed", decision.overrides_needed}};
}

Json json_untold(const policy::Decision& decision) {
  auto list = Json::array();
  for (const auto& untold : decision.untold) list.push_back({{"rule", untold.rule}, {"why", untold.why}});
  return list;
}

struct AddOutcome {
  const Answer& answer;
  Json& json;

  void operator()(const Judged& judged) const {
    const auto& decision = judged.decision;
    json["direction"] = "governed";
    json["salesperson"] = {{"name", judged.salesperson.name},
                           {"address", judged.salesperson.address},
                           {"recognised_by", answer.question.login.empty() ? "sender" : "login"}};
    json["store_read"] = judged.store_read;
    json["histories"] = json_histories(answer, judged);
    json["content"] = json_content(judged);
    json["words_asked"] = judged.message.content.given;
    json["override"] = json_override(judged);
    json["rules"] = json_explanations(*answer.policy, judged.explanations);
    json["untold"] = json_untold(decision);
    json["findings"] = json_findings(store::findings_json(decision), answer.policy.get(), answer.at);
    json["notice"] = decision.notice ? Json(policy::to_string(*decision.notice)) : Json(nullptr);
    json["verdict"] = policy::to_string(decision.verdict);
    json["enforced"] = answer.policy->mode == policy::Mode::enforce;
    json["release"] = decision.verdict == policy::Verdict::hold ? Json(policy::to_string(decision.release)) : Json();
    json["next_allowed"] = json_time(decision.next_allowed, answer.zone);
    json["advice"] = judged.advice;
  }
  void operator()(const Received& received) const {
    json["direction"] = "inbound";
    json["reply_to"] = received.salespeople;
    json["not_reply"] = text_or_null(received.not_reply);
  }
  void operator()(const policy::Ignored& ignored) const {
    json["direction"] = "ignored";
    json["reason"] = ignored.reason;
  }
};

}  // namespace

void show_answer(const Answer& answer, std::ostream& out) {
  show_question(answer, out);
  std::visit(ShowOutcome{answer, out}, answer.outcome);
}

Json json_answer(const Answer& answer) {
  const auto& question = answer.question;
  Json json = {{"at", rfc3339(answer.at, answer.zone)},
               {"policy",
                {{"file", answer.rules_file},
                 {"version", answer.policy->version},
                 {"mode", policy::to_string(answer.policy->mode)}}},
               {"sender", question.sender ? Json(question.sender->raw) : Json(nullptr)},
               {"login", text_or_null(question.login)},
               {"client", text_or_null(question.client)},
               {"message", json_message(question.facts)},
               {"recipients", json_recipients(answer)}};
  std::visit(AddOutcome{answer, json}, answer.outcome);
  return json;
}

}  // namespace jeda::command
