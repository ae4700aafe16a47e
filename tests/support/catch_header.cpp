// Has the header precompiled that all tests use.
#include <catch2/catch.hpp>
