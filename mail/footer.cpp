#include "mail/footer.h"

#include "base/text.h"
#include "mail/fingerprint.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_footer_lines = 64;
constexpr std::size_t most_footer_bytes = 4096;
constexpr std::size_t longest_footed = 64 * 1024;

}  // namespace

std::vector<std::string> fingerprints_above_footer(const MessageFacts& facts) {
  std::vector<std::string> fingerprints;
  const std::string_view text = facts.text;
  if (text.size() > longest_footed) return fingerprints;
  std::string_view above = trim(text);
  while (fingerprints.size() < most_footer_lines) {
    const auto end = above.rfind('\n');
    if (end == std::string_view::npos) break;
    const auto shorter = trim(above.substr(0, end));
    if (shorter.empty() || text.size() - shorter.size() > most_footer_bytes) break;
    above = shorter;
    fingerprints.push_back(fingerprint_of_text(facts.subject, above));
  }
  return fingerprints;
}

}  // namespace jeda::mail
