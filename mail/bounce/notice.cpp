#include "mail/bounce/notice.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.h"
#include "mail/bounce/phrases.h"
#include "mail/bounce/text_addresses.h"

namespace jeda::mail {
namespace {

using Place = NoticeRecipient::Place;

constexpr std::size_t most_reason = 2048;
constexpr std::size_t most_in_line = 20;

constexpr auto mail_systems = std::to_array<std::string_view>(
    {"abuse", "hostmaster", "mailadmin", "mail-daemon", "maildaemon", "mailer-daemon", "mailerdaemon", "mailmaster",
     "mdaemon", "microsoftexchange", "postmaster", "sysadmin"});

// "550 5.1.1 <", "  * ", "1. ", "\"": whatever holds no word.
bool has_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

bool ends_with_label(std::string_view before) {
  constexpr std::size_t enough = 120;
  if (before.size() > enough) return false;
  const std::string plain = plain_words(before);
  for (const std::string_view label : heard(Heard::bounce_labels)) {
    if (plain == label) return true;
    const bool whole_word = plain.size() > label.size() && plain[plain.size() - label.size() - 1] == ' ';
    if (label.find(' ') != std::string_view::npos && whole_word && plain.ends_with(label)) return true;
  }
  return false;
}

bool is_quoted(std::string_view before) { return trim(before).starts_with('>') && trim(before).find(">>>") != 0; }

// Fields of a message and signatures of people stand so too.
bool is_of_sender(std::string_view before) {
  before = trim(before);
  for (const std::string_view name :
       {"from", "sender", "reply-to", "return-path", "contact", "e-mail", "mailto", "mail"}) {
    if (starts_ignoring_case(before, name) || before.find("ender:") != std::string_view::npos) return true;
  }
  return false;
}

Place place_of(std::string_view before, const Address& address, std::string_view after) {
  if (is_mail_system(address) || is_quoted(before)) return Place::mentioned;
  if (!has_word(before) || ends_with_label(before)) return Place::listed;
  const auto colon = before.find_last_not_of(" \t<\"'");
  const bool behind_colon = colon != std::string_view::npos && before[colon] == ':';
  return behind_colon && !has_word(after) && !is_of_sender(before) ? Place::summarised : Place::mentioned;
}

// "550 5.1.1 <", "after RCPT TO:<": part of the reason.
bool is_said_of_it(std::string_view before) {
  return std::any_of(before.begin(), before.end(), is_digit) || lower_ascii(before).find("rcpt") != std::string::npos;
}

// The lines of a notice one after the other; each recipient's reason grows until the next one is listed.
class NoticeReader {
 public:
  explicit NoticeReader(std::size_t most) : most_(most) {}

  void add(std::string_view line) {
    auto found = addresses_in(line, most_in_line);
    std::size_t from = 0;
    bool any = false;
    for (auto& one : found) {
      const auto before = line.substr(from, one.begin - from);
      const Place place = place_of(before, one.address, line.substr(one.end));
      if (any && place != Place::mentioned) add_reason(before);
      const auto previous = open_;
      if (!add_recipient(one, place)) continue;
      if (previous < recipients_.size() && plain_words(before) == "generated from")
        aliases_.emplace_back(open_, previous);
      if (!is_said_of_it(before)) from = one.end;
      any = true;
    }
    add_reason(line.substr(from));
  }

  // Of several in a row, the reason stands behind the last; "(generated from ...)" is the one before by another name.
  std::vector<NoticeRecipient> take() {
    const std::string* next = nullptr;
    for (auto one = recipients_.rbegin(); one != recipients_.rend(); ++one) {
      if (one->place == Place::mentioned) continue;
      if (next != nullptr && !has_word(one->reason)) one->reason = *next;
      next = &one->reason;
    }
    for (const auto& [alias, of] : aliases_) {
      if (!has_word(recipients_[alias].reason)) recipients_[alias].reason = recipients_[of].reason;
    }
    return std::move(recipients_);
  }

 private:
  // True where what follows is said of this one.
  bool add_recipient(TextAddress& one, Place place) {
    const bool known = places_.contains(one.address.key);
    if (!known && recipients_.size() >= most_) return false;
    const auto at = places_.emplace(one.address.key, recipients_.size()).first->second;
    if (!known) recipients_.push_back({std::move(one.address), place, {}});
    recipients_[at].place = std::max(recipients_[at].place, place);
    if (place != Place::mentioned) open_ = at;
    return place != Place::mentioned;
  }

  void add_reason(std::string_view text) {
    if (open_ >= recipients_.size()) return;
    std::string& reason = recipients_[open_].reason;
    text = trim(text);
    while (reason.empty() && !text.empty() &&
           std::string_view(">)]:,;\"'").find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    }
    text = trim(text);
    if (text.empty() || reason.size() >= most_reason) return;
    if (!reason.empty()) reason += '\n';
    reason += text.substr(0, most_reason - reason.size());
  }

  std::size_t most_;
  std::vector<NoticeRecipient> recipients_;
  std::map<std::string, std::size_t> places_;  // by key
  std::vector<std::pair<std::size_t, std::size_t>> aliases_;
  std::size_t open_ = static_cast<std::size_t>(-1);
};

}  // namespace

bool is_mail_system(const Address& address) {
  const std::string_view key = address.key;
  const auto local = key.substr(0, std::min(key.size(), key.rfind('@')));
  return std::any_of(mail_systems.begin(), mail_systems.end(),
                     [local](std::string_view one) { return local.starts_with(one); });
}

std::vector<NoticeRecipient> recipients_in(std::string_view text, std::size_t most) {
  NoticeReader reader(most);
  while (!text.empty()) {
    const auto end = std::min(text.size(), text.find('\n'));
    reader.add(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return reader.take();
}

}  // namespace jeda::mail
