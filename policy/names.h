// The words of rules.yaml for the policy's own values: one table for each, used to read and to print. Those of a rule
// kind's own values stand with the kind.
#pragma once

#include <span>
#include <string_view>

#include "policy/policy.h"

namespace jeda::policy {

template <>
std::span<const std::string_view> names_of<Mode>();
template <>
std::span<const std::string_view> names_of<Recipients>();
template <>
std::span<const std::string_view> names_of<Language>();
template <>
std::span<const std::string_view> names_of<Audience>();
template <>
std::span<const std::string_view> names_of<Action>();
template <>
std::span<const std::string_view> names_of<Release>();
template <>
std::span<const std::string_view> names_of<Stage>();
template <>
std::span<const std::string_view> names_of<TouchKind>();
template <>
std::span<const std::string_view> names_of<Notice>();

}  // namespace jeda::policy
