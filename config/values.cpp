#include "config/values.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "base/text.h"

namespace jeda::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::int64_t millisecond = 1000;
constexpr std::int64_t second = 1000 * millisecond;
constexpr std::int64_t hour = 3600 * second;
constexpr std::int64_t longest_duration = 10 * 366 * 24 * hour;
constexpr std::array<Unit, 6> time_units{
    {{"ms", millisecond}, {"s", second}, {"m", 60 * second}, {"h", hour}, {"d", 24 * hour}, {"w", 7 * 24 * hour}}};
constexpr std::array<Unit, 4> size_units{{{"", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024 * 1024 * 1024}}};

enum class Failure { syntax, unit, too_large };

// A number without sign and fraction, and one of the units right behind it.
tl::expected<std::int64_t, Failure> parse_quantity(std::string_view text, std::span<const Unit> units) {
  std::int64_t number = 0;
  const bool digit_first = !text.empty() && is_digit(text[0]);
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!digit_first || failure == std::errc::invalid_argument) return tl::unexpected(Failure::syntax);
  if (failure == std::errc::result_out_of_range) return tl::unexpected(Failure::too_large);
  const std::string_view name = text.substr(static_cast<std::size_t>(stop - text.data()));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<std::int64_t>::max() / unit.factor) return tl::unexpected(Failure::too_large);
    return number * unit.factor;
  }
  return tl::unexpected(name.empty() ? Failure::unit : Failure::syntax);
}

template <class Value, class Parse>
std::optional<Value> read_parsed(const Node& node, Report& report, std::string_view wanted, Parse parse) {
  if (node.form != Node::Form::text) {
    report.error(node.at, fmt::format("expected {}, found {}", wanted, describe(node)));
    return std::nullopt;
  }
  auto value = parse(node.text);
  if (value) return *value;
  report.error(node.at, value.error());
  return std::nullopt;
}

}  // namespace

tl::expected<Microseconds, std::string> parse_duration(std::string_view text) {
  const auto quantity = parse_quantity(text, time_units);
  if (!quantity && quantity.error() == Failure::unit) {
    return tl::unexpected(fmt::format("duration {} lacks a unit (s, m, h, d or w)", quote(text)));
  }
  if (!quantity && quantity.error() == Failure::syntax) {
    return tl::unexpected(
        fmt::format("{} is no duration (one number and s, m, h, d or w: 90m, 2h, 7d, 2w)", quote(text)));
  }
  if (!quantity || *quantity > longest_duration) {
    return tl::unexpected(fmt::format("duration {} is longer than ten years", quote(text)));
  }
  if (*quantity == 0) return tl::unexpected(fmt::format("duration {} must be more than zero", quote(text)));
  return Microseconds(*quantity);
}

tl::expected<std::size_t, std::string> parse_size(std::string_view text) {
  const auto quantity = parse_quantity(text, size_units);
  if (quantity) return static_cast<std::size_t>(*quantity);
  if (quantity.error() == Failure::too_large) return tl::unexpected(fmt::format("size {} is too large", quote(text)));
  return tl::unexpected(
      fmt::format("{} is no size (bytes, or a number and KiB, MiB or GiB: 1000, 64KiB, 1MiB)", quote(text)));
}

std::optional<Microseconds> read_duration(const Node& node, Report& report) {
  return read_parsed<Microseconds>(node, report, "a duration", parse_duration);
}

std::optional<std::size_t> read_size(const Node& node, Report& report) {
  return read_parsed<std::size_t>(node, report, "a size", parse_size);
}

}  // namespace jeda::config
