// Mail that jeda-agent gives to the MTA: notices, and copies for recipients who were judged apart. The filter sees each
// pass and notes its token before the MTA is answered, so that the agent never gives again what was taken, though it
// was killed before it knew; and what is given twice all the same goes on once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "milter/actions.h"
#include "milter/services.h"

namespace jeda::milter {

/// What a header field of ours names.
struct OwnToken {
  enum class Bearer { none, notice, copy };
  Bearer bearer = Bearer::none;
  std::string token;  // 32 hex digits

  /// Takes it from X-Jeda-Notice or X-Jeda-Copy; the first counts.
  void read(std::string_view name, std::string_view value);
};

/// A message from the null sender on one of our hosts, at its end.
struct OwnMail {
  OwnToken token;
  std::vector<RemoveHeader> own_headers;  // in the order met
  std::string queue_id;
  std::string host;
  std::string message_id = {};
};

/// What to do with it: a notice goes on, a copy is held for its true recipients, the second of either is dropped.
/// While the store cannot note that, neither passes: 451. Absent: no mail of ours; it is as any other.
std::optional<Actions> pass_own(Services& services, const OwnMail& mail);

/// To be called now and then: where mail of ours has passed, and so this filter is in its way, says that what it has
/// not seen since its start did not pass.
void say_what_passed(Services& services, Time started_at);

}  // namespace jeda::milter
