// What has to change in Postfix's configuration for jeda to be the last filter, or for it to be gone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/setup/postfix_config.h"
#include "config/settings.h"

namespace jeda::setup {

/// One parameter, of main.cf or of a service in master.cf.
struct PostfixEdit {
  std::string service;  // empty: main.cf
  std::string name;
  std::optional<std::string> value;  // absent: the parameter goes
};

/// What jeda-milter needs of Postfix.
struct PostfixWish {
  std::string address;         // as address_for() gives it
  std::string default_action;  // when the filter does not answer: tempfail or accept
  Socket socket;
  std::vector<std::string> former;  // addresses of ours from an earlier setup, to be replaced
};
PostfixWish postfix_wish(const config::Settings& settings, const PostfixConfig& config);

/// True for an element of the list that is ours.
bool is_ours(const FilterElement& element, const PostfixConfig& config, const PostfixWish& wish);

struct PostfixPlan {
  std::vector<PostfixEdit> edits;
  std::vector<std::string> notes;     // what the admin should know
  std::vector<std::string> refusals;  // why nothing may be done, each with what to do; then the edits mean nothing
};
PostfixPlan plan_postfix(const PostfixConfig& config, const PostfixWish& wish);

/// Takes our elements out of every list.
PostfixPlan plan_postfix_removal(const PostfixConfig& config, const PostfixWish& wish);

/// Why the configuration is not as plan_postfix() wants it, though its edits were made; empty: it is.
std::vector<std::string> find_flaws(const PostfixConfig& config, const PostfixWish& wish);

/// Macros that jeda-milter asks for, by the parameter that sends them.
struct NeededMacro {
  const char* parameter;
  const char* macro;
};
const std::vector<NeededMacro>& needed_macros();
bool has_macro(std::string_view list, std::string_view macro);

/// A service that takes mail from clients: its smtpd_milters count.
bool is_smtpd(const PostfixService& service);

/// One where people submit mail: it must not be without the filter.
bool is_submission(const PostfixConfig& config, const PostfixService& service);

/// One at which a content_filter hands back mail that a service with the filter took: what is judged there was judged
/// before. By the usual signs: it hands nothing to a content filter itself, and listens on loopback or says so.
bool is_reinjection(const PostfixConfig& config, const PostfixService& service);

/// True where Postfix shows the bounces that it makes to non_smtpd_milters.
bool shows_bounces(const PostfixConfig& config);

}  // namespace jeda::setup
