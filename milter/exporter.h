// What the filter tells those who watch over it: metrics, and whether it lives and is ready.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "milter/services.h"
#include "service/http/http.h"
#include "service/live_policy.h"

namespace jeda::milter {

/// Answers GET of /metrics, /healthz and /readyz. Safe for concurrent use. All of it outlives the exporter.
class Exporter {
 public:
  Exporter(Services& services, const service::LivePolicy& policy) : services_(services), policy_(policy) {}

  http::Response serve(const http::Call& call);

  /// Why mail could not be decided now; empty: it could.
  std::string obstacle();

 private:
  /// What the desk knows, at most a few seconds old: who asks often must not keep the store busy.
  struct Seen {
    Time at;
    store::Result<store::DeskFigures> figures;
    std::vector<store::AgentSign> agents;
  };
  Seen look();
  std::string metrics();
  std::vector<prometheus::MetricFamily> samples();

  Services& services_;
  const service::LivePolicy& policy_;
  std::mutex mutex_;
  std::optional<Seen> seen_;  // guarded by mutex_
};

}  // namespace jeda::milter
