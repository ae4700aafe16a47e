// jeda-review: the web page for reviewers, in the foreground.
#include "page/daemon.h"

int main(int argc, char** argv) { return jeda::service::main_of(jeda::page::daemon(), argc, argv); }
