#include "mail/bounce/delivery_status.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "mail/mime/header_block.h"
#include "mail/mime/media_type.h"
#include "mail/mime/message_ids.h"

namespace jeda::mail {
namespace {

constexpr std::size_t block_fields = 50;

bool names_recipient(const HeaderField& field) {
  return equals_ignoring_case(field.name, "Final-Recipient") || equals_ignoring_case(field.name, "Original-Recipient");
}

bool tells_of_recipient(const HeaderField& field) {
  return names_recipient(field) || equals_ignoring_case(field.name, "Action") ||
         equals_ignoring_case(field.name, "Status") || equals_ignoring_case(field.name, "Diagnostic-Code") ||
         equals_ignoring_case(field.name, "X-Actual-Recipient");
}

// RFC 3464 2.3.3 has five words; others write "error" or "failure". Without a word the status tells.
RecipientStatus::Fate fate_of(std::string_view action, std::string_view status) {
  using Fate = RecipientStatus::Fate;
  const std::string word = first_word(action);
  if (word == "delivered") return Fate::delivered;
  if (word == "relayed" || word == "expanded") return Fate::passed_on;
  if (word == "delayed" || word == "deferred" || word == "warning") return Fate::late;
  if (!word.empty()) return Fate::failed;
  const auto number = trim(status);
  return number.starts_with('2') ? Fate::delivered : number.starts_with('4') ? Fate::late : Fate::failed;
}

std::optional<RecipientStatus> status_of(const std::vector<HeaderField>& fields) {
  std::optional<Address> address;
  for (const std::string_view name : {"Original-Recipient", "Final-Recipient", "X-Actual-Recipient"}) {
    if (!address) address = typed_address(value_of(fields, name));
  }
  if (!address) return std::nullopt;
  const auto status = value_of(fields, "Status");
  return RecipientStatus{std::move(*address), fate_of(value_of(fields, "Action"), status), std::string(status),
                         std::string(value_of(fields, "Diagnostic-Code"))};
}

// One recipient's fields may be torn apart by an empty line: a group that names nobody goes on the one before.
class Groups {
 public:
  Groups(std::size_t most, DeliveryStatus& status) : most_(most), status_(status) {}

  void add(std::vector<HeaderField> fields) {
    read_message_id(fields);
    if (std::none_of(fields.begin(), fields.end(), tells_of_recipient)) return;
    const bool names = std::any_of(fields.begin(), fields.end(), names_recipient);
    if (names && std::any_of(group_.begin(), group_.end(), names_recipient)) end();
    if (!names && group_.empty()) return;
    if (group_.size() < 2 * block_fields) std::move(fields.begin(), fields.end(), std::back_inserter(group_));
  }

  void end() {
    auto recipient = status_of(group_);
    if (recipient && status_.recipients.size() < most_) status_.recipients.push_back(std::move(*recipient));
    group_.clear();
  }

 private:
  void read_message_id(const std::vector<HeaderField>& fields) {
    for (const std::string_view name : {"X-Original-Message-ID", "Original-Message-ID"}) {
      std::vector<std::string> ids;
      if (status_.message_id.empty()) read_message_ids(value_of(fields, name), 1, ids);
      if (!ids.empty()) status_.message_id = std::move(ids.front());
    }
  }

  std::size_t most_;
  DeliveryStatus& status_;
  std::vector<HeaderField> group_;
};

}  // namespace

std::string_view value_of(const std::vector<HeaderField>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [name](const HeaderField& field) { return equals_ignoring_case(field.name, name); });
  return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

std::optional<Address> typed_address(std::string_view value) {
  const auto semicolon = value.find(';');
  auto address = parse_path(trim(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1)));
  return address && !address->domain().empty() ? address : std::nullopt;
}

void read_delivery_status(std::string_view text, std::size_t most, DeliveryStatus& status) {
  Groups groups(most, status);
  for (std::size_t at = 0; at < text.size();) {
    HeaderBlock block = read_header_block(text, at, block_fields);
    groups.add(std::move(block.fields));
    at = block.body > at ? block.body : text.find('\n', at);
    at = std::min(text.size(), text.find_first_not_of("\r\n", at));
  }
  groups.end();
}

}  // namespace jeda::mail
