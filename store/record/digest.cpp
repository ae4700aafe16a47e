#include "store/record/digest.h"

#include <algorithm>
#include <span>

#include "base/digest.h"
#include "store/record/bytes.h"
#include "store/record/details.h"

namespace jeda::store {

namespace {

std::int64_t first_bytes(const Digest& digest) {
  std::uint64_t key = 0;
  for (std::size_t place = 0; place < 8; ++place) key = (key << 8) | digest[place];
  return static_cast<std::int64_t>(key);
}

std::vector<std::string_view> sorted_keys(const Offer& offer) {
  std::vector<std::string_view> keys;
  for (const policy::Recipient& recipient : offer.recipients) keys.push_back(recipient.key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::string retry_key(const Offer& offer, const std::vector<std::string_view>& recipients,
                      const std::string& fingerprint) {
  Packer packer;
  packer.text(offer.salesperson);
  packer.text(offer.message_id);
  for (const std::string_view key : recipients) packer.text(key);
  packer.text(fingerprint);
  return to_hex(sha256({packer.take()}));
}

}  // namespace

std::int64_t message_key(std::string_view message_id) { return first_bytes(sha256({message_id})); }

std::int64_t event_key(const Event& event, std::string_view prospect) {
  Packer packer;
  packer.text(prospect);
  packer.number(static_cast<int>(event.kind));
  packer.text(event.id);
  if (event.id.empty()) {
    packer.moment(event.at);
    packer.text(event.salesperson);
    packer.text(pack_details({}, event.details));
  }
  return first_bytes(sha256({packer.take()}));
}

std::string retry_key(const Offer& offer) {
  return offer.message_id.empty() ? std::string() : retry_key(offer, sorted_keys(offer), offer.fingerprint);
}

std::vector<std::string> retry_keys(const Offer& offer) {
  if (offer.message_id.empty()) return {};
  const auto recipients = sorted_keys(offer);
  std::vector<std::string> keys{retry_key(offer, recipients, offer.fingerprint)};
  for (const std::string& above : offer.above_footer) keys.push_back(retry_key(offer, recipients, above));
  return keys;
}

std::string digest_name(const HeldMessage& message) {
  constexpr std::size_t shown = 8;
  if (message.seal.empty()) return {};
  const Digest digest = sha256({message.seal});
  return to_hex(std::span(digest).first(shown));
}

std::string reply_key(const Reply& reply) {
  if (reply.message_id.empty()) return {};
  std::vector<std::string_view> addressed(reply.to.begin(), reply.to.end());
  std::sort(addressed.begin(), addressed.end());
  Packer packer;
  packer.text(reply.message_id);
  packer.text(reply.from.empty() ? std::string_view() : std::string_view(reply.from.front().key));
  for (const std::string_view name : addressed) packer.text(name);
  return to_hex(sha256({packer.take()}));
}

}  // namespace jeda::store
