// What jeda reads in bounces, for bounces-test: a line for each file, of fields parted by tabs: the file, whether it is
// a machine's without the null sender ("machine" or "person"), then "address hard" or "address soft" for each
// recipient.
//
//   bounces FILE...
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "mail/inbound.h"

namespace {

using namespace jeda::mail;

std::string told(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const RawMessage message = split_message(bytes);
  std::string line = file + (read_facts(message, false, {}).automatic ? "\tmachine" : "\tperson");
  constexpr date::year_month_day today{date::year(2026), date::month(11), date::day(22)};
  const InboundFacts facts = read_inbound(message, read_facts(message, true, {}), today, {});
  if (!facts.bounce) return line;
  for (const FailedRecipient& failed : facts.bounce->failed) {
    line += '\t' + failed.address.raw + (failed.permanent ? " hard" : " soft");
  }
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) std::puts(told(argv[i]).c_str());
}
