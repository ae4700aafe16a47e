// jeda.yaml's settings about held mail: what is kept of it, who is told, the agent, and mail that nobody looks at.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "config/settings_parts.h"

namespace jeda::config {
namespace {

constexpr std::array<std::string_view, 4> preview_names{"none", "headers", "text", "whole"};  // in the order of Preview
constexpr std::array<std::string_view, 2> mta_names{"postfix", "sendmail"};                   // in the order of Mta
constexpr Microseconds shortest_every = std::chrono::milliseconds(100);
constexpr Microseconds longest_every = std::chrono::minutes(10);
constexpr Microseconds shortest_patience = std::chrono::minutes(1);
constexpr Microseconds longest_undo = std::chrono::seconds(60);  // store::undo_within
constexpr std::size_t most_replies = 50;
constexpr std::size_t longest_title = 80;  // bytes

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_one_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [others](char c) {
    return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

bool is_port(std::string_view text) {
  int number = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc{} && stop == text.data() + text.size() && number >= 1 && number <= 65535;
}

bool is_host(std::string_view host) {
  if (!host.starts_with('[')) return is_one_of(host, "-._");
  return host.ends_with(']') && host.size() > 2 && is_one_of(host.substr(1, host.size() - 2), ":.");
}

// One '@' with something printable on both sides, no brackets: what an envelope can carry.
std::string check_mailbox(std::string_view address) {
  const std::size_t at = address.rfind('@');
  const bool plain = std::all_of(address.begin(), address.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("<>(),;:\\\"[]").find(c) == std::string_view::npos;
  });
  const bool both = at != std::string_view::npos && at > 0 && at + 1 < address.size();
  return plain && both ? "" : fmt::format("{} is no address (name@domain)", quote(address));
}

// "name@domain", or "words <name@domain>".
std::string check_from(std::string_view from) {
  const std::size_t open = from.rfind('<');
  if (open == std::string_view::npos) return check_mailbox(from);
  if (!from.ends_with('>')) return fmt::format("{} is no address (words <name@domain>)", quote(from));
  return check_mailbox(from.substr(open + 1, from.size() - open - 2));
}

std::string check_user(std::string_view user) {
  return is_one_of(user, "-._") ? "" : fmt::format("{} is no name of a user", quote(user));
}

std::string check_host(std::string_view host) { return is_host(host) ? "" : fmt::format("{} is no host", quote(host)); }

void read_path(MapReader& map, std::string_view key, std::string& path) {
  const Node* node = map.find(key);
  const auto text = node == nullptr ? std::nullopt : read_line(*node, map.report());
  if (text) path = absolute_from(map.report().file(), *text);
}

std::optional<Microseconds> read_span(MapReader& map, std::string_view key, Microseconds least, Microseconds most,
                                      std::string_view bounds) {
  const Node* node = map.find(key);
  const auto span = node == nullptr ? std::nullopt : read_duration(*node, map.report());
  if (!span) return std::nullopt;
  if (*span < least || *span > most)
    map.report().error(node->at, fmt::format("expected a duration {}, found {}", bounds, describe(*node)));
  return span;
}

void read_notices(const Node& node, Report& report, NoticeSettings& notices) {
  MapReader map(node, report, "notices");
  read_checked(map, "smtp", notices.smtp, check_host_port);
  read_checked(map, "from", notices.from, check_from);
  read_path(map, "templates", notices.templates);
  map.refuse_unknown();
}

void read_agent(const Node& node, Report& report, AgentSettings& agent) {
  MapReader map(node, report, "agent");
  if (const Node* mta = map.find("mta")) {
    const auto choice = read_choice(*mta, report, "mta", mta_names);
    agent.mta = static_cast<AgentSettings::Mta>(choice.value_or(0));
  }
  read_path(map, "mta_config", agent.mta_config);
  read_checked(map, "host", agent.host, check_host);
  read_checked(map, "user", agent.user, check_user);
  if (const auto every = read_span(map, "every", shortest_every, longest_every, "from 100ms to 10m"))
    agent.every = std::chrono::duration_cast<std::chrono::milliseconds>(*every);
  map.refuse_unknown();
}

/// "0s" is a duration here, and none elsewhere.
std::optional<Microseconds> read_span_or_none(MapReader& map, std::string_view key, Microseconds most,
                                              std::string_view bounds) {
  const Node* node = map.find(key);
  if (node != nullptr && node->text == "0s") return Microseconds::zero();
  return node == nullptr ? std::nullopt : read_span(map, key, Microseconds::zero(), most, bounds);
}

void read_reply(const Node& node, Report& report, std::vector<CannedReply>& replies) {
  MapReader map(node, report, "review: replies");
  if (!map.usable()) return;
  CannedReply reply;
  if (const Node* title = map.require("title")) {
    reply.title = read_line(*title, report).value_or("");
    if (reply.title.size() > longest_title)
      report.error(title->at, fmt::format("a title has at most {} bytes", longest_title));
  }
  if (const Node* text = map.require("text")) reply.text = read_text(*text, report).value_or("");
  map.refuse_unknown();
  replies.push_back(std::move(reply));
}

void read_replies(const Node& node, Report& report, std::vector<CannedReply>& replies) {
  for (const Node* item : read_list(node, report)) {
    if (replies.size() == most_replies) return report.error(item->at, fmt::format("at most {} replies", most_replies));
    read_reply(*item, report, replies);
  }
}

void read_review(const Node& node, Report& report, ReviewSettings& review) {
  MapReader map(node, report, "review");
  const auto span = [&map](std::string_view key) {
    return read_span(map, key, shortest_patience, Microseconds::max(), "of at least 1m");
  };
  read_checked(map, "reviewers", review.reviewers, check_mailbox);
  if (const auto after = span("remind_after"))
    review.remind_after = std::chrono::duration_cast<std::chrono::seconds>(*after);
  if (const auto after = span("expire_after"))
    review.expire_after = std::chrono::duration_cast<std::chrono::seconds>(*after);
  if (const auto undo = read_span_or_none(map, "undo", longest_undo, "from 0s to 60s"))
    review.undo = std::chrono::duration_cast<std::chrono::seconds>(*undo);
  if (const auto keep = read_span_or_none(map, "keep_text", Microseconds::max(), ""))
    review.keep_text = std::chrono::duration_cast<std::chrono::seconds>(*keep);
  if (const Node* replies = map.find("replies")) read_replies(*replies, report, review.replies);
  map.refuse_unknown();
}

}  // namespace

const Node* read_checked(MapReader& map, std::string_view key, std::string& value,
                         std::string (*check)(std::string_view)) {
  const Node* node = map.find(key);
  const auto text = node == nullptr ? std::nullopt : read_line(*node, map.report());
  if (!text) return nullptr;
  const std::string problem = check(*text);
  if (!problem.empty()) map.report().error(node->at, problem);
  value = *text;
  return problem.empty() ? node : nullptr;
}

std::string check_host_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return fmt::format("{} lacks a port (127.0.0.1:25)", quote(text));
  if (!is_port(text.substr(colon + 1)))
    return fmt::format("{} is no port from 1 to 65535", quote(text.substr(colon + 1)));
  return check_host(text.substr(0, colon));
}

void read_held(MapReader& map, Settings& settings) {
  Report& report = map.report();
  if (const Node* node = map.find("preview")) {
    const auto choice = read_choice(*node, report, "preview", preview_names);
    settings.preview = static_cast<Preview>(choice.value_or(2));
  }
  if (const Node* node = map.find("notices")) read_notices(*node, report, settings.notices);
  if (const Node* node = map.find("agent")) read_agent(*node, report, settings.agent);
  if (const Node* node = map.find("review")) read_review(*node, report, settings.review);
}

}  // namespace jeda::config
