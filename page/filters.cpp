#include "page/filters.h"

#include <fmt/format.h>

#include <array>

namespace jeda::page {
namespace {

constexpr std::size_t longest_carried = 2000;

constexpr std::array states{store::HeldState::held, store::HeldState::released, store::HeldState::returned,
                            store::HeldState::discarded, store::HeldState::gone};

}  // namespace

store::HeldFilter filter_of(const http::Fields& query) {
  store::HeldFilter filter;
  if (query["state"] == "any") filter.state = std::nullopt;
  for (const auto state : states)
    if (query["state"] == store::to_string(state)) filter.state = state;
  for (const auto release : {policy::Release::when_allowed, policy::Release::review})
    if (query["release"] == policy::to_string(release)) filter.release = release;
  for (const auto& order : orders)
    if (query["order"] == order.name) filter.order = order.order;
  filter.salesperson = query["salesperson"];
  filter.prospect = query["prospect"];
  filter.rule = query["rule"];
  filter.text = query["text"];
  filter.in_trouble = query["trouble"] == "yes";
  return filter;
}

std::string filters_in(const http::Fields& query) {
  std::string text;
  for (const auto name : filter_names) {
    if (query[name].empty()) continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, http::query_escaped(query[name]));
  }
  return text.size() <= longest_carried ? text : "";
}

std::string filters_in(const std::string& carried) {
  if (carried.empty() || carried.size() > longest_carried) return "";
  const auto fields = http::parse_fields(carried);
  return fields ? filters_in(*fields) : "";
}

std::string carrying(const std::string& path, const std::string& filters) {
  return filters.empty() ? path : fmt::format("{}?list={}", path, http::query_escaped(filters));
}

std::string queue_path(const std::string& filters) { return filters.empty() ? "/" : "/?" + filters; }

}  // namespace jeda::page
