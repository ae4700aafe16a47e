// jeda-agent: moves mail in the MTA's queue and sends notices, in the foreground.
#include "agent/daemon.h"

int main(int argc, char** argv) {
  jeda::agent::Options options;
  auto daemon = jeda::agent::daemon(options);
  daemon.switches = {{"--once", "do what is due, then exit", &options.once}};
  return jeda::service::main_of(daemon, argc, argv);
}
