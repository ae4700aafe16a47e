#include "store/record/details.h"

#include "store/record/bytes.h"

namespace jeda::store {
namespace {

/// Which parts follow, in this order. Stored: new ones come last.
constexpr std::int64_t sketch = 1;
constexpr std::int64_t marks = 2;
constexpr std::int64_t phrases = 4;
constexpr std::int64_t subject = 8;
constexpr std::int64_t purpose = 16;
constexpr std::int64_t slot = 32;
constexpr std::int64_t words = 64;
constexpr std::int64_t note = 128;
constexpr std::int64_t amount = 256;

std::int64_t parts_of(const policy::Imprint& imprint, const policy::EventDetails& details) {
  return (imprint.sketch ? sketch : 0) | (imprint.marks.empty() ? 0 : marks) | (imprint.phrases.empty() ? 0 : phrases) |
         (imprint.subject.empty() ? 0 : subject) | (imprint.purpose.empty() ? 0 : purpose) | (details.slot ? slot : 0) |
         (details.words == 0 ? 0 : words) | (details.note.empty() ? 0 : note) |
         (details.amount.empty() && details.currency.empty() ? 0 : amount);
}

policy::Slot unpack_slot(Unpacker& from) {
  const Time begins = from.moment();
  return {begins, from.moment()};
}

}  // namespace

std::string pack_details(const policy::Imprint& imprint, const policy::EventDetails& details) {
  const std::int64_t parts = parts_of(imprint, details);
  Packer packer;
  if (parts == 0) return {};
  packer.number(parts);
  if (imprint.sketch) packer.sketch(*imprint.sketch);
  if ((parts & marks) != 0) packer.marks(imprint.marks);
  if ((parts & phrases) != 0) packer.marks(imprint.phrases);
  if ((parts & subject) != 0) packer.text(imprint.subject);
  if ((parts & purpose) != 0) packer.text(imprint.purpose);
  if (details.slot) packer.moment(details.slot->from);
  if (details.slot) packer.moment(details.slot->to);
  if ((parts & words) != 0) packer.number(details.words);
  if ((parts & note) != 0) packer.text(details.note);
  if ((parts & amount) != 0) packer.text(details.amount);
  if ((parts & amount) != 0) packer.text(details.currency);
  return packer.take();
}

bool unpack_details(std::string_view bytes, policy::Imprint& imprint, policy::EventDetails& details) {
  imprint = {};
  details = {};
  if (bytes.empty()) return true;
  Unpacker from(bytes);
  const std::int64_t parts = from.number();
  if ((parts & sketch) != 0) imprint.sketch = from.sketch();
  if ((parts & marks) != 0) imprint.marks = from.marks();
  if ((parts & phrases) != 0) imprint.phrases = from.marks();
  if ((parts & subject) != 0) imprint.subject = from.text();
  if ((parts & purpose) != 0) imprint.purpose = from.text();
  if ((parts & slot) != 0) details.slot = unpack_slot(from);
  if ((parts & words) != 0) details.words = static_cast<int>(from.number());
  if ((parts & note) != 0) details.note = from.text();
  if ((parts & amount) != 0) details.amount = from.text();
  if ((parts & amount) != 0) details.currency = from.text();
  return from.finished();
}

}  // namespace jeda::store
