// Store and queue side by side: what an admin did by hand is noticed and recorded.
#include <fmt/format.h>

#include <algorithm>

#include "agent/agent.h"

namespace jeda::agent {
namespace {

using service::log_value;
using store::HeldState;
using store::RequestState;

// The filter records a mail before Postfix has written its queue file; and while a listing is made, a message that
// moves from one queue to the next may be seen in neither.
constexpr Duration settled_in = std::chrono::minutes(1);
constexpr int looks_to_be_gone = 2;
constexpr Duration between_looks = std::chrono::seconds(2);

constexpr Duration hastened_within = std::chrono::minutes(10);
constexpr Duration undone_within = std::chrono::hours(24);  // settled mail is looked for in the queue so long

}  // namespace

bool Agent::compare() {
  const Time time = now();
  auto tasks = tools_.desk.held_at(host_, time - undone_within);
  const auto queue = tasks && !tasks->empty() ? listing() : std::nullopt;
  // What came on hold while the queue was listed is known to the store by now.
  if (queue && !unknown_in(*tasks, *queue).empty()) tasks = tools_.desk.held_at(host_, time - undone_within);
  if (!tasks) failed(tasks.error(), "held mail");
  if (!tasks) return false;
  if (!queue) return tasks->empty();
  const auto strays = find_strays(*tasks, *queue);
  for (const store::Task& task : *tasks) {
    const auto of_task = [&](const Stray& stray) {
      return std::count(stray.tasks.begin(), stray.tasks.end(), &task) > 0;
    };
    const bool elsewhere =
        look_for(task, *queue).seen == Seen::gone && std::any_of(strays.begin(), strays.end(), of_task);
    if (!elsewhere) compare(task, *queue);
  }
  for (const Stray& stray : strays) settle_stray(stray, *queue);
  std::erase_if(hastened_, [&](const auto& entry) { return time > entry.second + hastened_within; });
  return true;
}

void Agent::compare(const store::Task& task, const service::Listing& listing) {
  const Look look = look_for(task, listing);
  if (task.message.state == HeldState::released && look.seen == Seen::elsewhere) hasten(task);
  if (task.message.state == HeldState::returned || task.message.state == HeldState::discarded)
    if (look.seen == Seen::held) undo_return(task, *look.mail);
  if (task.message.state != HeldState::held) return;
  if (look.seen == Seen::held) missing_.erase(task.message.reference);
  if (task.request.state == RequestState::running && task.request.id != 0) return;  // do_requests() goes on with it
  if (look.seen == Seen::elsewhere) found(task, HeldState::released, "seen in the queue " + look.mail->queue);
  if (look.seen == Seen::gone) note_missing(task);
}

// Released just before an agent was killed: on its way, but it would wait for the next queue run.
void Agent::hasten(const store::Task& task) {
  if (!task.message.settled_at || now() > *task.message.settled_at + hastened_within) return;
  if (!hastened_.emplace(task.message.reference, now()).second) return;
  if (const auto sent = tools_.queue.deliver(task.message.queue_id); !sent)
    tools_.log.warning(fmt::format("queue what=deliver ref={} queue={} reason={}", task.message.reference,
                                   log_value(task.message.queue_id), log_value(sent.error())));
}

// Returned or discarded, and in the hold queue all the same: a spool that was restored, for example.
void Agent::undo_return(const store::Task& task, const service::QueuedMail& mail) {
  const auto message = tools_.queue.message(mail.id);
  if (!message || !difference(task, mail, *message).empty()) return;
  const auto removed = tools_.queue.remove(mail.id);
  tools_.log.warning(fmt::format("removed-again ref={} queue={} state={} reason={}", task.message.reference,
                                 log_value(mail.id), store::to_string(task.message.state),
                                 log_value(removed ? "still in the hold queue" : removed.error())));
}

void Agent::note_missing(const store::Task& task) {
  const Time time = now();
  Missing& missing = missing_[task.message.reference];
  if (missing.looks == 0) missing.since = time;
  if (missing.looks == 0 || time >= missing.since + between_looks) ++missing.looks;
  if (missing.looks < looks_to_be_gone || time < task.message.held_at + settled_in) return;
  found(task, HeldState::gone, "in no queue of " + host_);
}

void Agent::found(const store::Task& task, HeldState state, const std::string& detail) {
  const auto done = tools_.desk.found(task.message.reference, state, now(), detail);
  if (!done) {
    failed(done.error(), "found");
    return;
  }
  tools_.step("found");
  missing_.erase(task.message.reference);
  if (*done)
    tools_.log.info(fmt::format("found ref={} queue={} state={} why={}", task.message.reference,
                                log_value(task.message.queue_id), store::to_string(state), log_value(detail)));
}

}  // namespace jeda::agent
