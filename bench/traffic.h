// The mail that the benchmark sends: follow-ups from salespeople to numbered prospects, each message a function of its
// number.
#pragma once

#include <cstdint>
#include <string>

#include "tests/support/milter_client.h"

namespace jeda::bench {

/// "p123@toko12.example": prospect 123. Ten prospects share a company.
std::string prospect(std::uint64_t number);

/// "s7@ours.example": the salesperson who looks after a prospect. They take turns, so every fiftieth prospect is hers.
inline constexpr std::uint64_t salespeople = 50;
std::string salesperson_of(std::uint64_t prospect_number);

/// Which prospect the `number`th message goes to.
struct Plan {
  std::uint64_t first = 0;  // the first message's prospect; the next one's follow
  std::uint64_t spread =
      0;  // not 0: prospects of 0 to spread - 1, each once before any comes again, far apart from one another

  std::uint64_t prospect_number(std::uint64_t number) const;
};

/// A message of about 4 kB of text under ten header fields, from the prospect's own salesperson, who is logged in. Its
/// Message-ID carries `run` and `number`, so that no two are alike and none is a retry of an earlier run.
mta::Message make_message(const Plan& plan, std::uint64_t number, const std::string& run);

}  // namespace jeda::bench
