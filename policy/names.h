// The words of rules.yaml for the policy's own values: one table for each, used to read and to print.
#pragma once

#include <span>
#include <string_view>

#include "policy/policy.h"

namespace jeda::policy {

/// The names of an enumeration's values in the order of their declaration, so that names_of<E>()[i] is E(i). Defined
/// for Mode, Recipients, Language, Audience, Action, Release, Scope, Volume::Per, Commitment::Asks, Stage and
/// TouchKind.
template <class Enum>
std::span<const std::string_view> names_of();

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
std::span<const std::string_view> names_of<Scope>();
template <>
std::span<const std::string_view> names_of<Volume::Per>();
template <>
std::span<const std::string_view> names_of<Commitment::Asks>();
template <>
std::span<const std::string_view> names_of<Stage>();
template <>
std::span<const std::string_view> names_of<TouchKind>();

/// The names of rule kinds in the order of the alternatives of Kind.
std::span<const std::string_view> kind_names();

}  // namespace jeda::policy
