// What reviewers asked for: begin, do, look, and only then record.
#include <fmt/format.h>

#include "agent/agent.h"

namespace jeda::agent {
namespace {

using service::log_value;
using store::RequestKind;
using store::RequestState;

constexpr int most_at_once = 100;  // requests between two listings of the queue

std::string named(const store::Task& task) {
  return fmt::format("ref={} queue={}", task.message.reference, log_value(task.message.queue_id));
}

}  // namespace

void Agent::do_requests() {
  const auto tasks = tools_.desk.due(host_, now(), most_at_once);
  if (!tasks) {
    failed(tasks.error(), "requests");
    return;
  }
  if (tasks->empty()) return;
  const auto queue = listing();
  if (!queue) return;
  std::vector<Attempt> attempts;
  for (const store::Task& task : *tasks)
    if (auto attempt = take_up(task, *queue)) attempts.push_back(*std::move(attempt));
  look_after(attempts);
}

std::optional<Agent::Attempt> Agent::take_up(const store::Task& task, const service::Listing& listing) {
  const Look look = look_for(task, listing);
  if (look.seen == Seen::held && !newer_is_safe(task, listing)) return std::nullopt;
  if (look.seen == Seen::held) return do_to_held(task, *look.mail);
  if (look.seen == Seen::elsewhere) {
    settle_elsewhere(task, *look.mail);
  } else {
    settle_gone(task);
  }
  return std::nullopt;
}

// What a newer mail takes the place of is deleted only once that one is in the queue, or left it: the filter decides
// before the MTA has written its file, and the MTA may fail then.
bool Agent::newer_is_safe(const store::Task& task, const service::Listing& listing) {
  if (task.request.by != store::by_newer) return true;
  const auto newer = tools_.desk.show(task.request.words);
  if (!newer) failed(newer.error(), "newer mail");
  if (!newer) return false;
  if (!*newer) return true;  // it was not held
  const store::HeldMessage& message = (*newer)->item.message;
  if (message.state == store::HeldState::gone) put_off(task, "the mail that was to take its place is gone", true);
  if (message.state == store::HeldState::gone) return false;
  const bool safe = message.state != store::HeldState::held || message.host != host_ ||
                    listing.find(message.queue_id) != listing.end();
  if (!safe) put_off(task, "the mail that takes its place is not in the queue yet");
  return safe;
}

// The message is read first: to be sure that it is the one meant, in the words that a reviewer saw, and because a
// return needs it.
std::optional<Agent::Attempt> Agent::do_to_held(const store::Task& task, const service::QueuedMail& mail) {
  missing_.erase(task.message.reference);
  if (task.request.kind == RequestKind::give_back && settings_.notices.from.empty()) {
    put_off(task, "nobody could be told: the setting 'from' of 'notices' is missing", true);
    return std::nullopt;
  }
  const auto message = tools_.queue.message(mail.id);
  if (!message) {
    put_off(task, "the message cannot be read: " + message.error());
    return std::nullopt;
  }
  if (const std::string why = difference(task, mail, *message); !why.empty()) {
    put_off(task, fmt::format("the queue id {} names another message by now: {}", mail.id, why), true);
    return std::nullopt;
  }
  const std::string_view broken = broken_seal(task, *message);
  if (!broken.empty() && task.request.kind != RequestKind::discard) {
    put_off(task, fmt::format("the {} in the queue is not what was held: nothing leaves", broken), true);
    return std::nullopt;
  }
  return act(task, *message);
}

std::optional<Agent::Attempt> Agent::act(const store::Task& task, const std::string& message) {
  const auto begun = tools_.desk.begin(task.request.id, now());
  if (!begun) failed(begun.error(), "begin");
  if (!begun || !*begun) return std::nullopt;
  tools_.step("begun");
  const std::string& id = task.message.queue_id;
  if (task.request.kind == RequestKind::give_back) {
    const auto kept = tools_.desk.keep_original(task.request.id, message);
    if (!kept) failed(kept.error(), "keep");
    if (!kept) return std::nullopt;
    if (!*kept) {
      put_off(task, "nobody is known to whom it could be returned", true);
      return std::nullopt;
    }
    tools_.step("kept");
  }
  const auto done = task.request.kind == RequestKind::release ? tools_.queue.release(id) : tools_.queue.remove(id);
  tools_.step("acted");
  return Attempt{task, done ? "" : done.error()};
}

// A release that had begun is done by this; of anything else, an admin was quicker.
void Agent::settle_elsewhere(const store::Task& task, const service::QueuedMail& mail) {
  if (task.request.state == RequestState::running && task.request.kind == RequestKind::release) {
    finish(task);
  } else {
    found(task, store::HeldState::released, "seen in the queue " + mail.queue);
  }
}

// What had begun is done by this: between its begin and its end only the agent's own command was to come. What had not
// is for compare() to tell.
void Agent::settle_gone(const store::Task& task) {
  if (task.request.state == RequestState::running) finish(task);
}

void Agent::look_after(const std::vector<Attempt>& attempts) {
  if (attempts.empty()) return;
  const auto queue = listing();
  if (!queue) return;  // all of them are running: the next round looks again
  tools_.step("looked");
  for (const Attempt& attempt : attempts) look_after(attempt, *queue);
}

void Agent::look_after(const Attempt& attempt, const service::Listing& listing) {
  const Look look = look_for(attempt.task, listing);
  const bool release = attempt.task.request.kind == RequestKind::release;
  if (look.seen == Seen::held) {
    put_off(attempt.task, attempt.trouble.empty() ? "the MTA's command changed nothing" : attempt.trouble);
  } else if (look.seen == Seen::elsewhere && !release) {
    found(attempt.task, store::HeldState::released, "seen in the queue " + look.mail->queue);
  } else {
    finish(attempt.task);
  }
}

void Agent::finish(const store::Task& task) {
  const auto finished = tools_.desk.finish(task.request.id, now());
  if (!finished) {
    failed(finished.error(), "finish");
    return;
  }
  tools_.step("finished");
  missing_.erase(task.message.reference);
  if (*finished)
    tools_.log.info(fmt::format("done {} request={} by={}", named(task), store::to_string(task.request.kind),
                                log_value(task.request.by)));
  if (task.request.kind != RequestKind::release) return;
  hastened_.emplace(task.message.reference, now());
  // It is on its way in any case: without this it waits for the next queue run.
  if (const auto sent = tools_.queue.deliver(task.message.queue_id); !sent)
    tools_.log.warning(fmt::format("queue what=deliver {} reason={}", named(task), log_value(sent.error())));
}

void Agent::put_off(const store::Task& task, std::string_view trouble, bool for_good) {
  const bool give_up = for_good || task.request.attempts + 1 >= most_request_tries;
  const Time time = now();
  const auto next = give_up ? std::nullopt : std::optional(time + wait_before(task.request.attempts));
  const auto done = tools_.desk.put_off(task.request.id, trouble, next, time);
  if (!done) failed(done.error(), "put off");
  tools_.log.warning(fmt::format("{} {} request={} attempt={} reason={}", give_up ? "given-up" : "put-off", named(task),
                                 store::to_string(task.request.kind), task.request.attempts + 1, log_value(trouble)));
}

}  // namespace jeda::agent
