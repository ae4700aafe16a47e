// Preloaded into a daemon: while the file named by JEDA_SLOW_DISK exists, every flush to disk takes as many
// milliseconds as it says.
#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace {

void drag() {
  const char* file = std::getenv("JEDA_SLOW_DISK");
  int milliseconds = 0;
  if (file && std::ifstream(file) >> milliseconds) std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

int slowly(const char* name, int descriptor) {
  drag();
  return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, name))(descriptor);
}

}  // namespace

extern "C" int fsync(int descriptor) { return slowly("fsync", descriptor); }
extern "C" int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
