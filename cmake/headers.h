// Precompiled: the headers that most files of jeda include. Each file includes what it uses all the same.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <date/tz.h>
#include <fmt/format.h>
#include <tl/expected.hpp>
