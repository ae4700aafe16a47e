// jeda-milter: the filter daemon, in the foreground.
#include "milter/daemon.h"

int main(int argc, char** argv) { return jeda::service::main_of(jeda::milter::daemon(), argc, argv); }
