// Reads scenario files. Every key is known or an error, with its place.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <iomanip>
#include <sstream>

#include "tests/scenarios/policy_text.h"
#include "tests/scenarios/scenario.h"

namespace jeda::scenarios {
namespace {

using Words = std::vector<std::string>;

const Words all_ways = {"session", "milter", "postfix", "sendmail"};
const Words mail_keys = {"login",   "from", "to",      "bcc",     "client",     "id",
                         "subject", "body", "headers", "without", "abort_after"};
const Words send_verdicts = {"accept", "tag", "hold", "reject", "tempfail", "ignored", "aborted"};
const Words reply_verdicts = {"recorded", "not-a-reply", "aborted", "tempfail", "accept"};

Words sorted(Words words) {
  std::sort(words.begin(), words.end());
  return words;
}

std::string to_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && (out.empty() || out.back() != '\r')) out += '\r';
    out += c;
  }
  return out;
}

/// One file being read: where errors go, and the few questions asked of every node.
class Reader {
 public:
  Reader(const config::SourceFile& file, config::Diagnostics& errors) : file_(file), errors_(errors) {}

  void fail(const YAML::Node& node, std::string message) { fail_at(node.Mark(), std::move(message)); }

  void fail_at(const YAML::Mark& mark, std::string message) {
    config::Diagnostic error;
    error.file = file_.name;
    error.at = {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
    error.message = std::move(message);
    error.line = line_text(error.at.line);
    errors_.push_back(std::move(error));
  }

  /// False where it is no mapping; an unknown key is an error of its own.
  bool check_keys(const YAML::Node& node, const Words& known) {
    if (!node.IsMap()) {
      fail(node, "a mapping is wanted here");
      return false;
    }
    for (const auto& entry : node) check_key(entry.first, known);
    return true;
  }

  std::string text(const YAML::Node& node) {
    if (node.IsScalar()) return node.Scalar();
    if (!node.IsNull()) fail(node, "a text is wanted here");
    return {};
  }

  std::string text_of(const YAML::Node& map, const char* key, std::string otherwise = {}) {
    return map[key] ? text(map[key]) : otherwise;
  }

  /// A text, or a list of them.
  Words texts(const YAML::Node& node) {
    if (node.IsScalar()) return {node.Scalar()};
    Words all;
    if (!node.IsSequence()) fail(node, "a text or a list of texts is wanted here");
    if (node.IsSequence())
      for (const auto& entry : node) all.push_back(text(entry));
    return all;
  }

  std::string one_of(const YAML::Node& node, const Words& known) {
    const std::string word = text(node);
    if (std::find(known.begin(), known.end(), word) == known.end())
      fail(node, fmt::format("'{}' is not one of: {}", word, fmt::join(known, ", ")));
    return word;
  }

  std::optional<int> number(const YAML::Node& node) {
    int value = 0;
    if (node.IsScalar() && YAML::convert<int>::decode(node, value)) return value;
    fail(node, "a number is wanted here");
    return std::nullopt;
  }

 private:
  void check_key(const YAML::Node& key, const Words& known) {
    const std::string word = text(key);
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    const auto near = config::suggest(word, known);
    fail(key, fmt::format("unknown key '{}'{}", word, near ? fmt::format(" (did you mean '{}'?)", *near) : ""));
  }

  std::string line_text(int line) const {
    std::size_t start = 0;
    for (int i = 1; i < line && start != std::string::npos; ++i) {
      start = file_.text.find('\n', start);
      if (start != std::string::npos) ++start;
    }
    if (start == std::string::npos) return {};
    return file_.text.substr(start, file_.text.find('\n', start) - start);
  }

  const config::SourceFile& file_;
  config::Diagnostics& errors_;
};

/// One document.
class ScenarioParser {
 public:
  ScenarioParser(Reader& reader, const config::SourceFile& file, const PolicyText& base)
      : reader_(reader), policy_(base) {
    scenario_.file = file.name;
  }

  Scenario parse(const YAML::Node& node) {
    scenario_.line = node.Mark().line + 1;
    static const Words keys = {"scenario", "ways", "only", "rule", "policy", "holidays", "settings", "steps"};
    if (!reader_.check_keys(node, keys)) return scenario_;
    scenario_.name = reader_.text_of(node, "scenario");
    if (scenario_.name.empty()) reader_.fail(node, "a scenario needs a name: 'scenario: ...'");
    scenario_.ways = node["ways"] ? ways(node["ways"]) : all_ways;
    change_policy(node, policy_);
    scenario_.rules = policy_.rules();
    scenario_.holidays = policy_.holidays();
    if (node["settings"]) settings(node["settings"]);
    if (!node["steps"] || !node["steps"].IsSequence())
      reader_.fail(node, "a scenario needs a list of steps");
    else
      for (const auto& entry : node["steps"]) step(entry);
    return std::move(scenario_);
  }

 private:
  Words ways(const YAML::Node& node) {
    for (const auto& entry : node) reader_.one_of(entry, all_ways);
    return reader_.texts(node);
  }

  void settings(const YAML::Node& node) {
    if (!node.IsMap()) return reader_.fail(node, "a mapping is wanted here");
    for (const auto& entry : node) scenario_.settings[reader_.text(entry.first)] = reader_.text(entry.second);
  }

  void change_policy(const YAML::Node& node, PolicyText& policy) {
    if (node["only"]) report(node["only"], policy.keep_only(reader_.texts(node["only"])));
    if (node["rule"]) report(node["rule"], policy.change_rules(node["rule"]));
    if (node["policy"]) report(node["policy"], policy.change(node["policy"]));
    if (node["holidays"]) policy.set_holidays(node["holidays"]);
  }

  void report(const YAML::Node& node, const std::string& error) {
    if (!error.empty()) reader_.fail(node, error);
  }

  void step(const YAML::Node& node) {
    static const Words keys = {"at", "send", "reply", "reload", "restart", "store", "jeda", "expect"};
    if (!reader_.check_keys(node, keys)) return;
    Step one;
    one.line = node.Mark().line + 1;
    one.at = reader_.text_of(node, "at", "+0s");
    moment(node, one);
    one.event = event(node);
    one.expect = expectation(node, one.event);
    scenario_.steps.push_back(std::move(one));
  }

  void moment(const YAML::Node& node, Step& one) {
    const auto when = parse_moment(one.at, now_);
    if (!when) return reader_.fail(node["at"] ? node["at"] : node, when.error());
    if (now_ && *when < *now_) reader_.fail(node["at"], "this step comes before the one above it");
    one.now = *when;
    now_ = *when;
  }

  Event event(const YAML::Node& node) {
    if (node["send"]) return Send{outgoing(node["send"])};
    if (node["reply"]) return Reply{inbound(node["reply"])};
    if (node["reload"]) return reload(node["reload"]);
    if (node["restart"]) return Restart{reader_.one_of(node["restart"], {"kill", "term"}) == "kill"};
    if (node["store"]) return StoreFault{reader_.one_of(node["store"], {"locked", "unlocked"}) == "locked"};
    if (node["jeda"]) return Command{arguments(node["jeda"])};
    reader_.fail(node, "a step needs one of: send, reply, reload, restart, store, jeda");
    return StoreFault{};
  }

  /// Words between blanks; a word with blanks stands in double quotes. Or a list of words.
  Words arguments(const YAML::Node& node) {
    if (node.IsSequence()) return reader_.texts(node);
    Words words;
    std::istringstream text(reader_.text(node));
    for (std::string word; text >> std::quoted(word);) words.push_back(word);
    return words;
  }

  Reload reload(const YAML::Node& node) {
    if (!reader_.check_keys(node, {"policy", "rule", "only", "holidays", "text"})) return {};
    if (node["text"]) return {reader_.text(node["text"]), policy_.holidays()};
    PolicyText changed = policy_;
    change_policy(node, changed);
    return {changed.rules(), changed.holidays()};
  }

  Mail outgoing(const YAML::Node& node) {
    if (!reader_.check_keys(node, mail_keys)) return {};
    Mail mail;
    mail.login = reader_.text_of(node, "login");
    mail.client = reader_.text_of(node, "client", "198.51.100.20");
    const std::string own = mail.login.find('@') == std::string::npos ? mail.login + "@ours.example" : mail.login;
    mail.from = reader_.text_of(node, "from", mail.login.empty() ? "" : own);
    if (!node["login"] && !node["from"]) reader_.fail(node, "mail of ours needs a login or a from");
    complete(node, mail, "Offer");
    return mail;
  }

  Mail inbound(const YAML::Node& node) {
    if (!reader_.check_keys(node, mail_keys)) return {};
    Mail mail;
    mail.login = reader_.text_of(node, "login");
    mail.client = reader_.text_of(node, "client", "198.51.100.7");
    mail.from = reader_.text_of(node, "from");
    if (!node["from"]) reader_.fail(node, "a reply needs a from");
    complete(node, mail, "Re: Offer");
    return mail;
  }

  void complete(const YAML::Node& node, Mail& mail, const std::string& subject) {
    if (!node["to"]) reader_.fail(node, "'to' is missing");
    if (node["abort_after"]) mail.abort_after = reader_.one_of(node["abort_after"], {"mail", "rcpt", "header", "body"});
    for (const char* key : {"to", "bcc"})
      if (node[key])
        for (const std::string& entry : reader_.texts(node[key]))
          for (std::string& one : expand(entry)) mail.to.push_back(std::move(one));
    const std::string number = std::to_string(scenario_.steps.size() + 1);
    mail.body = to_crlf(reader_.text_of(node, "body", "This is message " + number + ".\n"));
    const std::string id = reader_.text_of(node, "id", "step-" + number + "@client.example");
    const Words visible = node["to"] ? reader_.texts(node["to"]) : Words{};
    mail.header = {{"From", mail.from},
                   {"To", fmt::format("{}", fmt::join(visible, ", "))},
                   {"Subject", reader_.text_of(node, "subject", subject)},
                   {"Message-ID", "<" + id + ">"}};
    change_header(node, mail);
  }

  /// `headers` come behind the usual four, which go where `headers` or `without` name them.
  void change_header(const YAML::Node& node, Mail& mail) {
    const auto drop = [&mail](const std::string& name) {
      std::erase_if(mail.header, [&name](const mail::HeaderField& field) { return field.name == name; });
    };
    if (node["without"])
      for (const std::string& name : reader_.texts(node["without"])) drop(name);
    std::vector<mail::HeaderField> extra;
    if (node["headers"])
      for (const std::string& entry : reader_.texts(node["headers"]))
        for (const std::string& line : expand(entry)) extra.push_back(field(node["headers"], line));
    for (const auto& one : extra) drop(one.name);
    mail.header.insert(mail.header.end(), extra.begin(), extra.end());
  }

  mail::HeaderField field(const YAML::Node& node, const std::string& line) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) {
      reader_.fail(node, fmt::format("'{}' is no header field: 'Name: value'", line));
      return {};
    }
    const auto start = line.find_first_not_of(' ', colon + 1);
    return {line.substr(0, colon), start == std::string::npos ? "" : line.substr(start)};
  }

  Expectation expectation(const YAML::Node& step, const Event& event) {
    Expectation expect;
    const YAML::Node node = step["expect"];
    if (!node) {
      if (std::holds_alternative<Send>(event) || std::holds_alternative<Reply>(event) ||
          std::holds_alternative<Reload>(event))
        reader_.fail(step, "'expect' is missing");
      return expect;
    }
    if (node.IsScalar()) {
      expect.verdict = verdict(node, event);
      return expect;
    }
    static const Words keys = {"verdict", "rules", "reply", "whole_reply", "next", "header", "reason", "credited",
                               "history", "held",  "log",   "subject",     "exit", "output", "to"};
    if (!reader_.check_keys(node, keys)) return expect;
    if (node["verdict"]) expect.verdict = verdict(node["verdict"], event);
    if (node["rules"]) expect.rules = fmt::format("{}", fmt::join(reader_.texts(node["rules"]), ","));
    if (node["reply"]) expect.reply = reader_.texts(node["reply"]);
    if (node["whole_reply"]) expect.whole_reply = reader_.texts(node["whole_reply"]);
    if (node["next"]) expect.next = next(node["next"]);
    if (node["header"]) expect.header = reader_.text(node["header"]);
    if (node["reason"]) expect.reason = reader_.text(node["reason"]);
    if (node["credited"]) expect.credited = reader_.texts(node["credited"]);
    if (node["held"]) expect.held = reader_.number(node["held"]);
    if (node["log"]) expect.log = reader_.texts(node["log"]);
    if (node["subject"]) expect.subject = reader_.text(node["subject"]);
    if (node["to"]) expect.to = sorted(reader_.texts(node["to"]));
    if (node["exit"]) expect.exit = reader_.number(node["exit"]).value_or(0);
    if (node["output"]) expect.output = reader_.texts(node["output"]);
    if (node["history"]) histories(node["history"], expect);
    return expect;
  }

  std::string verdict(const YAML::Node& node, const Event& event) {
    if (std::holds_alternative<Reload>(event)) return reader_.one_of(node, {"reloaded", "refused"});
    return reader_.one_of(node, std::holds_alternative<Reply>(event) ? reply_verdicts : send_verdicts);
  }

  std::optional<Time> next(const YAML::Node& node) {
    const std::string text = reader_.text(node);
    if (text == "never") return std::nullopt;
    const auto moment = parse_moment(text, now_);
    if (moment) return *moment;
    reader_.fail(node, moment.error());
    return std::nullopt;
  }

  void histories(const YAML::Node& node, Expectation& expect) {
    if (!node.IsMap()) return reader_.fail(node, "a mapping is wanted here");
    for (const auto& entry : node) {
      if (!reader_.check_keys(entry.second, {"contacts", "held", "replies", "unanswered"})) continue;
      for (const std::string& key : expand(reader_.text(entry.first))) expect.history[key] = counts(entry.second);
    }
  }

  Counts counts(const YAML::Node& node) {
    const auto read = [&](const char* key) { return node[key] ? reader_.number(node[key]) : std::nullopt; };
    return {read("contacts"), read("held"), read("replies"), read("unanswered")};
  }

  Reader& reader_;
  PolicyText policy_;
  Scenario scenario_;
  std::optional<Time> now_;
};

}  // namespace

tl::expected<std::vector<Scenario>, config::Diagnostics> parse_scenarios(const config::SourceFile& file,
                                                                         const config::SourceFile& base) {
  config::Diagnostics errors;
  Reader reader(file, errors);
  std::vector<Scenario> scenarios;
  try {
    const PolicyText policy(base.text);
    for (const YAML::Node& document : YAML::LoadAll(file.text))
      scenarios.push_back(ScenarioParser(reader, file, policy).parse(document));
    if (scenarios.empty()) reader.fail_at(YAML::Mark(), "the file holds no scenario");
  } catch (const YAML::Exception& error) {
    reader.fail_at(error.mark, error.msg);
  }
  if (!errors.empty()) return tl::unexpected(errors);
  return scenarios;
}

}  // namespace jeda::scenarios
