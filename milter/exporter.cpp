#include "milter/exporter.h"

#include <fmt/format.h>
#include <prometheus/text_serializer.h>

#include <chrono>

namespace jeda::milter {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr Duration look_every = std::chrono::seconds(5);
constexpr std::size_t most_agents = 50;

/// A family that is asked for when it is read.
class Sample {
 public:
  Sample(std::vector<MetricFamily>& families, MetricType type, std::string name, std::string help)
      : families_(families), family_{std::move(name), std::move(help), type, {}} {}
  ~Sample() { families_.push_back(std::move(family_)); }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  Sample& add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family_.metric.push_back(std::move(metric));
    return *this;
  }

 private:
  std::vector<MetricFamily>& families_;
  MetricFamily family_;
};

double seconds_of(Time at) { return std::chrono::duration<double>(at.time_since_epoch()).count(); }

double seconds_of(const std::optional<Time>& at) { return at ? seconds_of(*at) : 0; }

void add_store(std::vector<MetricFamily>& all, const store::Load& load, bool up) {
  const auto gauge = MetricType::Gauge;
  Sample(all, gauge, "jeda_store_up", "1: the store can be read.").add(up ? 1 : 0);
  Sample(all, gauge, "jeda_store_waiting", "Decisions, replies and the like that wait for the store.")
      .add(static_cast<double>(load.waiting));
  Sample(all, gauge, "jeda_store_oldest_wait_seconds", "How long the oldest of these has waited.")
      .add(std::chrono::duration<double>(load.oldest).count());
  Sample(all, gauge, "jeda_store_overloaded", "1: new decisions are refused.").add(load.overloaded ? 1 : 0);
}

void add_figures(std::vector<MetricFamily>& all, const store::DeskFigures& figures, Time now) {
  const auto gauge = MetricType::Gauge;
  Sample(all, gauge, "jeda_held", "Mail on hold, and mail gone from the MTA's queue of which nobody has said why.")
      .add(figures.held, {{"state", "held"}})
      .add(figures.gone, {{"state", "gone"}});
  const double oldest = figures.oldest_held ? seconds_of(now) - seconds_of(*figures.oldest_held) : 0;
  Sample(all, gauge, "jeda_held_oldest_seconds", "How long the oldest mail on hold has waited; 0: there is none.")
      .add(std::max(oldest, 0.0));
  Sample(all, gauge, "jeda_requests", "What reviewers asked for: waiting for the agent, or given up by it.")
      .add(figures.requests_waiting, {{"state", "waiting"}})
      .add(figures.requests_failed, {{"state", "failed"}});
  Sample(all, gauge, "jeda_notices_waiting", "Notices that the MTA has not taken yet.").add(figures.notices_waiting);
}

void add_agents(std::vector<MetricFamily>& all, const std::vector<store::AgentSign>& agents) {
  Sample seen(all, MetricType::Gauge, "jeda_agent_seen_timestamp_seconds", "When an agent last said that it lives.");
  Sample compared(all, MetricType::Gauge, "jeda_agent_compared_timestamp_seconds",
                  "When an agent last compared store and queue; 0: not yet.");
  Sample troubled(all, MetricType::Gauge, "jeda_agent_troubled", "1: the store or the queue failed an agent lately.");
  for (std::size_t i = 0; i < agents.size() && i < most_agents; ++i) {
    const Labels host{{"host", agents[i].host}};
    seen.add(seconds_of(agents[i].seen_at), host);
    compared.add(seconds_of(agents[i].compared_at), host);
    troubled.add(agents[i].trouble.empty() ? 0 : 1, host);
  }
}

void add_policy(std::vector<MetricFamily>& all, const service::LivePolicy& live) {
  const auto policy = live.get();
  Sample(all, MetricType::Gauge, "jeda_policy_info", "The policy in force.")
      .add(1, {{"version", policy->version}, {"mode", std::string(policy::to_string(policy->mode))}});
  Sample(all, MetricType::Counter, "jeda_policy_reloads_total", "Reloads of the policy.")
      .add(live.reloads(), {{"result", "ok"}})
      .add(live.refused_reloads(), {{"result", "refused"}});
  Sample(all, MetricType::Gauge, "jeda_build_info", "This jeda-milter.").add(1, {{"version", JEDA_VERSION}});
}

http::Response text(int status, std::string body) {
  http::Response reply;
  reply.status = status;
  reply.type = "text/plain; charset=utf-8";
  reply.body = std::move(body);
  return reply;
}

}  // namespace

http::Response Exporter::serve(const http::Call& call) {
  const bool known = call.path == "/metrics" || call.path == "/healthz" || call.path == "/readyz";
  if (!known) return text(404, "There are /metrics, /healthz and /readyz.\n");
  if (call.method != "GET") {
    auto reply = text(405, "Only GET is answered.\n");
    reply.allow = "GET";
    return reply;
  }
  if (call.path == "/healthz") return text(200, "alive\n");
  if (call.path == "/readyz") {
    const std::string why = obstacle();
    return why.empty() ? text(200, "ready\n") : text(503, why + "\n");
  }
  auto reply = text(200, metrics());
  reply.type = "text/plain; version=0.0.4; charset=utf-8";
  return reply;
}

std::string Exporter::obstacle() {
  const store::Load load = services_.store.load();
  if (load.overloaded)
    return fmt::format("overload: {} wait for the store, the oldest for {} ms", load.waiting,
                       std::chrono::duration_cast<std::chrono::milliseconds>(load.oldest).count());
  if (load.failing) return fmt::format("store {}: {}", store::to_string(load.failing->cause), load.failing->message);
  const Seen seen = look();
  if (!seen.figures)
    return fmt::format("store {}: {}", store::to_string(seen.figures.error().cause), seen.figures.error().message);
  return policy_.get() == nullptr ? "no policy" : "";
}

Exporter::Seen Exporter::look() {
  const std::lock_guard lock(mutex_);
  const Time now = services_.clock();
  if (seen_ && now >= seen_->at && now < seen_->at + look_every) return *seen_;
  Seen seen{now, tl::unexpected(store::Error{store::Error::Cause::missing, "no desk"}), {}};
  if (services_.desk != nullptr) seen.figures = services_.desk->figures();
  if (seen.figures) seen.agents = services_.desk->agents().value_or(std::vector<store::AgentSign>{});
  seen_ = seen;
  return seen;
}

std::vector<MetricFamily> Exporter::samples() {
  const Seen seen = look();
  std::vector<MetricFamily> all;
  add_store(all, services_.store.load(), seen.figures.has_value());
  if (seen.figures) add_figures(all, *seen.figures, services_.clock());
  if (seen.figures) add_agents(all, seen.agents);
  add_policy(all, policy_);
  return all;
}

std::string Exporter::metrics() {
  std::vector<MetricFamily> all = services_.metrics->gather();
  for (MetricFamily& family : samples()) all.push_back(std::move(family));
  return prometheus::TextSerializer().prometheus::Serializer::Serialize(all);
}

}  // namespace jeda::milter
