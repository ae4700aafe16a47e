#include "tests/store/desk_fixture.h"

#include <fmt/format.h>

namespace jeda::store::test {

HeldDetails held_details(const std::string& notify) {
  policy::Outgoing outgoing;
  outgoing.salesperson = "budi";
  outgoing.recipients = {{"ani@toko.example", "ani@toko.example", "toko.example"}};
  outgoing.content.subject = "Penawaran";
  return {"budi@ours.example", notify, "From: Budi\nTo: Ani\n", "Halo Bu Ani", outgoing};
}

Judgement held_judgement(const Holding& holding) {
  Judgement made = judgement(policy::Verdict::hold, holding.at);
  made.decision.release = holding.release;
  made.decision.next_allowed = holding.next_allowed;
  made.held = held_details(holding.notify);
  for (const std::string& rule : holding.rules) {
    policy::Finding finding;
    finding.rule = rule;
    finding.kind = "gap";
    finding.order = static_cast<int>(made.decision.findings.size());
    finding.prospect = "ani@toko.example";
    finding.zone = date::locate_zone("Asia/Jakarta");
    finding.next_allowed = holding.next_allowed;
    made.decision.findings.push_back(finding);
  }
  return made;
}

void Office::reopen() {
  desk_.reset();
  store_.reset();
  store_ = open(path());
  desk_ = another();
}

std::string Office::hold(const Holding& holding, const std::vector<std::string>& prospects,
                         const std::string& salesperson) {
  Offer mail = offer(salesperson, prospects);
  mail.fingerprint = fmt::format("text {}", ++held_);  // each another text
  return transact(store(), mail, [&](const policy::Histories&) { return held_judgement(holding); }).reference;
}

Answer Office::ask(Ask::What what, const std::string& reference, const std::string& by, Time at,
                   const std::string& words) {
  return sure(desk().ask(Ask{what, reference, by, words, at, "", ""}));
}

QueueRequest Office::begun(Time at) {
  const auto due = sure(desk().due("mx1", at, 10));
  if (due.size() != 1) throw std::runtime_error(fmt::format("{} requests are due", due.size()));
  if (!sure(desk().begin(due[0].request.id, at))) throw std::runtime_error("it did not begin");
  return due[0].request;
}

std::string Office::state(const std::string& reference) {
  const auto detail = sure(desk().show(reference));
  return detail ? std::string(to_string(detail->item.message.state)) : "absent";
}

std::vector<std::string> Office::record(const std::string& reference) {
  std::vector<std::string> lines;
  const auto detail = sure(desk().show(reference));
  if (!detail) return lines;
  for (const Entry& entry : detail->entries) {
    lines.push_back(entry.detail.empty() ? fmt::format("{}: {}", entry.who, entry.what)
                                         : fmt::format("{}: {}: {}", entry.who, entry.what, entry.detail));
  }
  return lines;
}

std::vector<std::string> Office::notices(Time now) {
  std::vector<std::string> lines;
  for (const Notice& notice : sure(desk().notices(now, 100))) {
    std::string line = fmt::format("{} to {}", to_string(notice.kind), notice.to);
    if (!notice.by.empty()) line += " by " + notice.by;
    if (!notice.words.empty()) line += ": " + notice.words;
    if (!notice.original.empty()) line += fmt::format(" [{}]", notice.original);
    lines.push_back(line);
  }
  return lines;
}

}  // namespace jeda::store::test
