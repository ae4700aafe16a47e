// The ways a scenario is run. Each hands mail in and says what was seen; none knows what was expected.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/scenarios/scenario.h"

namespace jeda::scenarios {

/// The harness could not do its part: the daemon died, the MTA does not answer. Ends the scenario.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The directory of one running scenario: jeda.yaml, rules.yaml, holidays.yaml, history.db.
struct Site {
  std::filesystem::path directory;
  std::filesystem::path config() const { return directory / "jeda.yaml"; }
  std::filesystem::path rules() const { return directory / "rules.yaml"; }
  std::filesystem::path database() const { return directory / "history.db"; }
  std::filesystem::path socket;  // unused in process
};

/// What became of a message.
struct Seen {
  std::string verdict;                   // accept, tag, hold, reject, tempfail, aborted; ignored: let go before its end
  std::vector<std::string> reply;        // of a reject or tempfail, its lines with code: "550 5.7.1 text"
  std::vector<std::string> own_headers;  // values of X-Jeda and X-Jeda-... fields that the prospect's side would see
  std::optional<std::string> reason;     // of the quarantine; absent where this way cannot see it
  std::optional<std::string> subject;    // as it goes on, raw; absent where this way cannot see it
  std::vector<std::string> to = {};      // to whom it goes on; sorted
};

class Way {
 public:
  virtual ~Way() = default;

  /// From now on it is this time for jeda, and it stands still.
  virtual void set_time(Time now) = 0;

  virtual Seen deliver(const Mail& mail) = 0;

  /// Reads the policy anew from the site's files; returns once that is done, well or not.
  virtual void reload() = 0;

  /// Ends jeda, politely or not, and starts it anew.
  virtual void restart(bool kill) = 0;

  /// All that was logged since the start.
  virtual std::string log() = 0;

  /// False where letting a message go early looks the same as accepting it.
  virtual bool tells_ignored() const { return true; }
};

using MakeWay = std::function<std::unique_ptr<Way>(const Site&, Time)>;

/// In this process, on the store's real backend.
std::unique_ptr<Way> run_in_process(const Site& site, Time now);

struct Programs {
  std::string daemon;    // jeda-milter
  std::string sandbox;   // postfix-sandbox or sendmail-sandbox
  std::string cache;     // the directory where Sendmail is unpacked
  std::string faketime;  // the library to preload
};

/// The daemon at `site.socket`, over the milter protocol.
std::unique_ptr<Way> run_over_milter(const Programs& programs, const Site& site, Time now);

}  // namespace jeda::scenarios
