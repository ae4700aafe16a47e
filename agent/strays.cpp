// Mail that a client offered twice, because it did not hear the first answer: the store knows the newer queue id, and
// both may be on hold. One copy stays; the other is removed, or takes the place of a newer one that came to nothing.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "agent/agent.h"

namespace jeda::agent {
namespace {

using service::log_value;
using store::HeldState;

constexpr std::size_t most_read = 200;  // messages in one comparison

}  // namespace

// The tasks are newer than the listing.
std::vector<Agent::Stray> Agent::find_strays(const std::vector<store::Task>& tasks, const service::Listing& listing) {
  const auto unknown = unknown_in(tasks, listing);
  read_unknown(unknown);
  std::vector<Stray> strays;
  if (unknown.empty()) return strays;
  std::unordered_multimap<std::string_view, const store::Task*> by_message_id;
  for (const store::Task& task : tasks)
    if (!task.message.message_id.empty()) by_message_id.emplace(task.message.message_id, &task);
  for (const service::QueuedMail* mail : unknown) {
    const auto read = unknown_.find(mail->id);
    if (read == unknown_.end()) continue;
    const auto [first, last] = by_message_id.equal_range(read->second);
    Stray stray{mail, {}};
    for (auto at = first; at != last; ++at)
      if (same_envelope(*at->second, *mail)) stray.tasks.push_back(at->second);
    if (!stray.tasks.empty()) strays.push_back(std::move(stray));
  }
  return strays;
}

// What cannot be read is tried again.
void Agent::read_unknown(const std::vector<const service::QueuedMail*>& unknown) {
  std::map<std::string, std::string> read;
  std::size_t left = most_read;
  for (const service::QueuedMail* mail : unknown) {
    const auto before = unknown_.find(mail->id);
    if (before != unknown_.end()) {
      read.insert(*before);
    } else if (left > 0) {
      --left;
      if (const auto message = tools_.queue.message(mail->id)) read.emplace(mail->id, message_id_of(*message));
    }
  }
  unknown_ = std::move(read);
}

void Agent::settle_stray(const Stray& stray, const service::Listing& listing) {
  const auto message = tools_.queue.message(stray.mail->id);
  if (!message) return;
  const store::Task* other = nullptr;
  const store::Task* missing = nullptr;
  const store::Task* settled = nullptr;
  for (const store::Task* task : stray.tasks) {
    const Look look = look_for(*task, listing);
    const bool same = broken_seal(*task, *message).empty();
    if (!same) {
      other = task;
    } else if (task->message.state != HeldState::held || look.seen == Seen::elsewhere) {
      settled = task;
    } else if (look.seen == Seen::gone) {
      missing = task;
    } else if (is_copy(*task, *look.mail, *message)) {
      return remove_stray(*task, *stray.mail);
    } else {
      other = task;
    }
  }
  if (missing != nullptr) return adopt(*missing, *stray.mail);
  if (other != nullptr)
    return note_stray(*other,
                      stray.mail->id + " is on hold under the same Message-ID with another text, and is left alone");
  if (settled != nullptr) remove_stray(*settled, *stray.mail);
}

bool Agent::is_copy(const store::Task& task, const service::QueuedMail& held, std::string_view message) {
  const auto known = tools_.queue.message(held.id);
  return known && difference(task, held, *known).empty() && body_of(*known) == body_of(message);
}

void Agent::adopt(const store::Task& task, const service::QueuedMail& mail) {
  if (task.request.id != 0 && task.request.state == store::RequestState::running) return;
  const auto done = tools_.desk.adopt(task.message.reference, task.message.queue_id, mail.id, now());
  if (!done) failed(done.error(), "adopt");
  if (!done || !*done) return;
  missing_.erase(task.message.reference);
  tools_.log.info(fmt::format("adopted ref={} queue={} instead={}", task.message.reference, log_value(mail.id),
                              log_value(task.message.queue_id)));
}

// Seen again by the next comparison, should it not have worked.
void Agent::remove_stray(const store::Task& task, const service::QueuedMail& mail) {
  if (const auto removed = tools_.queue.remove(mail.id); !removed) {
    tools_.log.warning(fmt::format("queue what=remove ref={} queue={} reason={}", task.message.reference,
                                   log_value(mail.id), log_value(removed.error())));
    return;
  }
  tools_.step("stray-removed");
  note_stray(task, mail.id + " was on hold as well, and is removed");
}

void Agent::note_stray(const store::Task& task, const std::string& what) {
  const std::string& reference = task.message.reference;
  const auto detail = tools_.desk.show(reference);
  if (!detail || !*detail) return;
  const auto same = [&](const store::Entry& entry) { return entry.detail == what; };
  if (std::any_of((*detail)->entries.begin(), (*detail)->entries.end(), same)) return;
  const auto noted = tools_.desk.note(
      {now(), std::string(store::by_agent), std::string(store::entry_words::second_copy), reference, what, {}});
  if (!noted) failed(noted.error(), "note");
  tools_.log.info(
      fmt::format("second-copy ref={} queue={} what={}", reference, log_value(task.message.queue_id), log_value(what)));
}

}  // namespace jeda::agent
