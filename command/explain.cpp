// jeda explain: every rule, what it saw and what it said, then the verdict, for a message or for sender and recipient
// at a time.
#include "command/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/moments.h"
#include "command/fields.h"
#include "command/inputs.h"
#include "policy/telling/advice.h"
#include "service/outlook.h"

namespace jeda::command {
namespace {

tl::unexpected<int> refuse(Surroundings& around, std::string_view sentence) {
  complain(around, sentence);
  return tl::unexpected<int>(exit_usage);
}

/// At most `limit` bytes; absent where reading failed.
std::optional<std::string> read_some(std::istream& in, std::size_t limit) {
  std::string bytes;
  char block[16384];
  while (in && bytes.size() < limit) {
    in.read(block, static_cast<std::streamsize>(std::min(sizeof block, limit - bytes.size())));
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad() || (!in.eof() && in.fail())) return std::nullopt;
  return bytes;
}

OrExit<mail::MessageFacts> read_message(const std::string& name, const mail::Limits& limits, Surroundings& around) {
  std::ifstream file;
  if (name != "-") file.open(name, std::ios::binary);
  if (name != "-" && !file) return refuse(around, fmt::format("cannot open the message {}", name));
  const auto limit = 2 * limits.header_bytes + limits.body_bytes;
  const auto bytes = read_some(name == "-" ? around.in : file, limit);
  if (!bytes) return refuse(around, fmt::format("cannot read the message {}", name));
  auto message = mail::split_message(*bytes);
  message.body_complete = bytes->size() < limit;
  return mail::read_facts(message, false, limits);
}

void add_once(std::vector<mail::Address>& addresses, const mail::Address& address) {
  const auto same = [&](const mail::Address& other) { return other.key == address.key; };
  if (std::none_of(addresses.begin(), addresses.end(), same)) addresses.push_back(address);
}

/// The address that a mail client with this login would write from; absent: it is nobody in sales.
std::optional<mail::Address> address_of_login(const policy::Policy& policy, const std::string& login) {
  const auto direction = policy::classify(policy, {login, std::nullopt, ""});
  const auto* governed = std::get_if<policy::Governed>(&direction);
  return governed == nullptr ? std::nullopt : mail::parse_path(governed->salesperson.address);
}

OrExit<Question> read_sender(const ExplainOptions& options, const policy::Policy& policy, Question question,
                             Surroundings& around) {
  if (!options.from.empty()) {
    question.sender = mail::parse_path(pasted_address(options.from));
  } else if (question.facts && !question.facts->from.empty()) {
    question.sender = question.facts->from.front();
  } else if (!options.login.empty()) {
    question.sender = address_of_login(policy, question.login);
    if (!question.sender) return refuse(around, fmt::format("the login '{}' is nobody in sales", options.login));
  } else {
    return refuse(around, "who sends it? Give --from, --login, or a message with a From field");
  }
  return question;
}

OrExit<Question> read_recipients(const ExplainOptions& options, const policy::Policy& policy, Question question,
                                 Surroundings& around) {
  for (const auto& path : options.to) {
    const auto address = policy::delivered_to(policy, "", pasted_address(path));
    if (!address) return refuse(around, fmt::format("'{}' is not an address", path));
    add_once(question.recipients, *address);
  }
  if (options.to.empty() && question.facts) {
    for (const auto& address : question.facts->to) add_once(question.recipients, address);
    for (const auto& address : question.facts->cc) add_once(question.recipients, address);
  }
  if (question.recipients.empty()) return refuse(around, "whom is it for? Give --to, or a message with a To field");
  return question;
}

OrExit<Question> read_question(const ExplainOptions& options, const config::Settings& settings,
                               const policy::Policy& policy, Surroundings& around) {
  Question question;
  question.login = bare_address(options.login);
  question.client = options.client;
  if (!options.message.empty()) {
    mail::Limits limits;
    limits.body_bytes = settings.scan_limit;
    auto facts = read_message(options.message, limits, around);
    if (!facts) return tl::unexpected(facts.error());
    question.facts = *std::move(facts);
  }
  return read_sender(options, policy, std::move(question), around).and_then([&](Question asked) {
    return read_recipients(options, policy, std::move(asked), around);
  });
}

SeenRecipient see_recipient(const policy::Policy& policy, const mail::Address& address) {
  const auto& known = policy.prospect(address.key);
  SeenRecipient seen{address, policy::is_internal(policy, address), "", false, false, "", known.audience, known.zone};
  if (!seen.internal) {
    seen.no_prospect = policy::is_no_prospect(policy, address.key);
    seen.company = mail::company_of(address.key);
  } else if (policy::receives_reports(policy, address.key)) {
    seen.reports = true;
  } else if (const auto salesperson = policy::salesperson_for(policy, address.key)) {
    seen.salesperson = salesperson->name;
  }
  return seen;
}

const date::time_zone* main_zone(const std::vector<SeenRecipient>& recipients) {
  const auto outside =
      std::find_if(recipients.begin(), recipients.end(), [](const auto& seen) { return !seen.internal; });
  return outside == recipients.end() ? recipients.front().zone : outside->zone;
}

/// What people told of a recipient outside goes before the policy.
store::Result<void> see_told(store::Reader& reader, SeenRecipient& seen) {
  const auto record = reader.prospect(seen.address.key);
  if (!record) return tl::unexpected(record.error());
  if (!*record) return {};
  const auto& facts = (*record)->facts;
  if (facts.zone != nullptr) seen.zone = facts.zone;
  seen.audience = facts.audience.value_or(seen.audience);
  return {};
}

/// The store, for what it was told of the recipients; null where there is none. No note of that: it may not matter.
OrExit<Answer> see_recipients(Answer answer, const config::Settings& settings, Surroundings& around) {
  const auto& addresses = answer.question.recipients;
  for (const auto& address : addresses) answer.recipients.push_back(see_recipient(*answer.policy, address));
  if (file_exists(settings.store_path()) == false) return answer;
  const auto reader = open_store(settings, around);
  if (!reader) return tl::unexpected(reader.error());
  for (auto& seen : answer.recipients) {
    const auto told = seen.internal ? store::Result<void>() : see_told(**reader, seen);
    if (!told) return tl::unexpected(store_failed(settings, told.error(), around));
  }
  return answer;
}

OrExit<Answer> begin_answer(const ExplainOptions& options, Question question, policy::PolicyPtr policy,
                            const config::Settings& settings, Surroundings& around) {
  Answer fresh;
  fresh.question = std::move(question);
  fresh.policy = std::move(policy);
  auto seen = see_recipients(std::move(fresh), settings, around);
  if (!seen) return seen;
  auto& answer = *seen;
  answer.zone = main_zone(answer.recipients);
  const auto at = options.at.empty() ? around.clock() : parse_moment_or_day(options.at, answer.zone);
  if (!at) return refuse(around, at.error());
  answer.at = *at;
  return seen;
}

policy::Outgoing outgoing(const policy::Salesperson& salesperson, const std::vector<SeenRecipient>& recipients) {
  policy::Outgoing message{salesperson.name, salesperson.address, {}};
  for (const auto& seen : recipients) {
    if (!seen.internal && !seen.no_prospect)
      message.recipients.push_back({seen.address.key, seen.address.raw, seen.company});
  }
  return message;
}

/// Reads the store and asks the rules. The exit code where the store failed.
OrExit<Answer> judge(Answer answer, const policy::Salesperson& salesperson, const config::Settings& settings,
                     Surroundings& around) {
  Judged judged;
  judged.salesperson = salesperson;
  judged.message = outgoing(salesperson, answer.recipients);
  if (judged.message.recipients.empty()) {
    const auto outside = [](const SeenRecipient& seen) { return seen.no_prospect; };
    const auto& seen = answer.recipients;
    answer.outcome = policy::Ignored{std::any_of(seen.begin(), seen.end(), outside) ? "no-prospect" : "internal"};
    return answer;
  }
  if (answer.question.facts) {
    judged.message.content = policy::read_content(*answer.policy, judged.message, *answer.question.facts);
  }
  const auto reader = open_store_if_any(settings, around);
  if (!reader) return tl::unexpected(reader.error());
  judged.store_read = *reader != nullptr;
  auto histories = service::read_histories(*answer.policy, judged.message, answer.at, reader->get());
  if (!histories) return tl::unexpected(store_failed(settings, histories.error(), around));
  judged.histories = *std::move(histories);
  judged.decision = policy::decide(*answer.policy, judged.message, judged.histories, answer.at, &judged.explanations);
  judged.advice = policy::advice_lines(*answer.policy, judged.message, judged.decision);
  answer.outcome = std::move(judged);
  return answer;
}

/// Why a message from outside counts as no reply, by what its header says; empty: it is one.
std::string why_no_reply(const policy::Policy& policy, const Question& question) {
  const auto& facts = question.facts;
  if (!facts) return question.sender ? "" : "null-sender";
  if (facts->automatic) return std::string(mail::to_string(*facts->automatic));
  const auto& from = facts->from;
  const auto ours = [&](const mail::Address& address) { return policy::is_internal(policy, address); };
  if (std::any_of(from.begin(), from.end(), ours)) return "from-us";
  const auto none = [&](const mail::Address& address) { return policy::is_no_prospect(policy, address.key); };
  if (!from.empty() && std::all_of(from.begin(), from.end(), none)) return "no-prospect";
  return question.sender ? "" : "null-sender";
}

Answer receive(Answer answer) {
  Received received;
  received.not_reply = why_no_reply(*answer.policy, answer.question);
  for (const auto& seen : answer.recipients) {
    auto& names = received.salespeople;
    const bool named = std::find(names.begin(), names.end(), seen.salesperson) != names.end();
    if (!seen.salesperson.empty() && !named) names.push_back(seen.salesperson);
  }
  const auto& seen = answer.recipients;
  const bool reports = std::any_of(seen.begin(), seen.end(), [](const SeenRecipient& one) { return one.reports; });
  if (received.not_reply.empty() && received.salespeople.empty()) received.not_reply = "to-reports";
  if (received.salespeople.empty() && !reports) {
    answer.outcome = policy::Ignored{"not-for-sales"};
  } else {
    answer.outcome = std::move(received);
  }
  return answer;
}

OrExit<Answer> finish_answer(Answer answer, const config::Settings& settings, Surroundings& around) {
  const auto& question = answer.question;
  const auto direction = policy::classify(*answer.policy, {question.login, question.sender, question.client});
  if (const auto* governed = std::get_if<policy::Governed>(&direction)) {
    return judge(std::move(answer), governed->salesperson, settings, around);
  }
  if (std::holds_alternative<policy::Inbound>(direction)) return receive(std::move(answer));
  answer.outcome = std::get<policy::Ignored>(direction);
  return answer;
}

OrExit<Answer> find_answer(const ExplainOptions& options, Surroundings& around) {
  const auto settings = read_settings(options.common, around);
  if (!settings) return tl::unexpected(settings.error());
  const auto policy = read_policy(options.common, *settings, around);
  if (!policy) return tl::unexpected(policy.error());
  auto question = read_question(options, *settings, **policy, around);
  if (!question) return tl::unexpected(question.error());
  auto answer = begin_answer(options, *std::move(question), *policy, *settings, around);
  if (!answer) return answer;
  answer->rules_file = rules_path(options.common, *settings);
  return finish_answer(*std::move(answer), *settings, around);
}

}  // namespace

int explain(const ExplainOptions& options, Surroundings& around) {
  const auto answer = find_answer(options, around);
  if (!answer) return answer.error();
  if (options.common.json) {
    print_json(around.out, json_answer(*answer));
  } else {
    show_answer(*answer, around.out);
  }
  return exit_done;
}

}  // namespace jeda::command
