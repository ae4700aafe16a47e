// jeda-load: sends governed mail to a milter as Postfix would, and says how fast it went.
//
// Exit: 0 done, 1 not all accepted (--expect-accept), 2 usage, 3 the filter failed.
#include <cstdio>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench/load.h"

int main(int argc, char** argv) {
  jeda::bench::Load load;
  double seconds = 5;
  double warm_up = 0;
  bool json = false;
  bool expect_accept = false;

  CLI::App app("Sends governed mail to a milter and measures it.", "jeda-load");
  app.add_option("socket", load.socket, "the filter's socket: unix:PATH or inet:PORT@HOST")->required();
  app.add_option("-c,--connections", load.connections, "connections at once")->check(CLI::Range(1, 1000));
  app.add_option("-s,--seconds", seconds, "how long to measure")->check(CLI::PositiveNumber);
  app.add_option("-m,--messages", load.messages, "how many messages to send, instead of --seconds");
  app.add_option("-w,--warm-up", warm_up, "seconds before measuring begins")->check(CLI::NonNegativeNumber);
  app.add_option("--first", load.plan.first, "number of the first prospect; every message goes to another one");
  app.add_option("--prospects-from", load.plan.spread, "spread the mail over so many prospects (see jeda-seed)");
  app.add_option("--run", load.run, "a word for the Message-IDs, another one each run");
  app.add_flag("--classic", load.classic, "offer milter protocol 2: everything is sent, everything answered");
  app.add_flag("--expect-accept", expect_accept, "exit 1 unless every message is accepted");
  app.add_flag("--json", json, "print JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  const auto milliseconds = [](double s) { return std::chrono::milliseconds(static_cast<long>(s * 1000)); };
  load.duration = milliseconds(seconds);
  load.warm_up = milliseconds(warm_up);
  const auto report = jeda::bench::run(load);
  if (!report) {
    fmt::print(stderr, "jeda-load: {}\n", report.error().message);
    return 3;
  }
  fmt::print("{}", json ? to_json(*report) : to_text(*report));
  const std::uint64_t accepted = report->verdicts[static_cast<std::size_t>(jeda::bench::Verdict::accept)];
  return expect_accept && accepted != report->latencies.size() ? 1 : 0;
}
