// Real MTAs, each started once for many scenarios.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/scenarios/smtp_client.h"
#include "tests/scenarios/way.h"

namespace jeda::scenarios {

/// A message that waits in the MTA's queue until a person lets it go.
struct Quarantined {
  std::vector<std::string> to;        // sorted
  std::optional<std::string> reason;  // absent where the MTA shows it to nobody
};

class Mta {
 public:
  virtual ~Mta() = default;

  /// Where it looks for the filter.
  virtual std::filesystem::path socket() const = 0;
  /// The directory with a file for each message that left it.
  virtual std::filesystem::path delivered() const = 0;
  /// A connection of that mail's client, logged in where the mail says so, greeted.
  virtual std::unique_ptr<SmtpClient> connect(const Mail& mail) const = 0;
  /// What the MTA calls the message, by its reply to the last dot.
  virtual std::string queue_id(const SmtpReply& reply) const = 0;
  /// Absent: it is not on hold.
  virtual std::optional<Quarantined> held(const std::string& id) const = 0;
};

/// Starts a Postfix in `directory`; it ends with the object. Throws Broken; the text begins with "skip" where this
/// machine cannot.
std::unique_ptr<Mta> start_postfix(const Programs& programs, const std::filesystem::path& directory);

/// The Sendmail in whose sandbox this program runs. Throws Broken where it runs in none.
std::unique_ptr<Mta> surrounding_sendmail();

/// Runs this program with those arguments beside a Sendmail in `directory`: its exit status, 77 where this machine
/// cannot.
int run_beside_sendmail(const Programs& programs, const std::filesystem::path& directory,
                        const std::vector<std::string>& arguments);

/// Throws Broken, with `what` was asked, where the reply is no success.
void require(const SmtpReply& reply, std::string_view what);

std::unique_ptr<Way> run_through_mta(const Programs& programs, const Mta& mta, const Site& site, Time now);

}  // namespace jeda::scenarios
