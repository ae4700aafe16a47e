// jeda setup: the change that makes jeda the last filter of an MTA.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command/setup/files.h"
#include "config/settings.h"

namespace jeda::setup {

/// What would be done, worked out but not done.
struct Proposal {
  std::string address;                // of the filter, as the MTA is told it
  std::vector<FileChange> changes;    // none: it is as it should be
  std::vector<std::string> notes;     // what the admin should know
  std::vector<std::string> refusals;  // why nothing is done, each with what to do; then there are no changes
};

/// One MTA's configuration. Errors are one line: its tools failed, or a file cannot be read or written.
class Mta {
 public:
  virtual ~Mta() = default;

  /// Where it is: a directory or a file.
  virtual std::string place() const = 0;

  /// To put the filter in, or to take it out. Changes nothing.
  virtual OrReason<Proposal> propose(bool remove) = 0;

  /// Puts a proposal's changes in place and lets the MTA check them where it can. All of them or none.
  virtual OrReason<void> apply(const Proposal& proposal, bool remove) = 0;

  /// The command that puts a change in force.
  virtual std::vector<std::string> reload_command() const = 0;
};

// postfix_setup.cpp and sendmail_setup.cpp
/// Postfix's, in that directory; empty: its default one. The error says that there is no Postfix.
OrReason<std::unique_ptr<Mta>> postfix_mta(const std::string& directory, const config::Settings& settings);

/// Sendmail's: sendmail.mc or sendmail.cf, or the directory of both; empty: /etc/mail.
OrReason<std::unique_ptr<Mta>> sendmail_mta(const std::string& path, const config::Settings& settings);

}  // namespace jeda::setup
