// Sendmail's queue, from its control files: a line each, its first letter says what it is.
#include <charconv>

#include "service/mta/hands_queue.h"
#include "service/program.h"

namespace jeda::service {
namespace {

constexpr std::string_view bad_listing = "the queue's listing ends within a file";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string without_brackets(std::string_view address) {
  if (address.starts_with('<') && address.ends_with('>')) address = address.substr(1, address.size() - 2);
  return std::string(address);
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "RPFD:<ani@acme.example>"
std::string recipient_in(std::string_view line) {
  const std::size_t colon = line.find(':');
  return without_brackets(colon == std::string_view::npos ? line : line.substr(colon + 1));
}

void read_control(std::string_view text, QueuedMail& mail) {
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line == ".") return;
    if (line.starts_with('T')) mail.arrival = listed_time(number_in(line.substr(1)));
    if (line.starts_with('S')) mail.sender = without_brackets(line.substr(1));
    if (line.starts_with('R')) mail.recipients.push_back(recipient_in(line.substr(1)));
  }
}

struct Entry {
  std::string_view kind;
  std::string_view id;
  std::string_view control;
};

// "hf ID BYTES\n" and so many bytes, from the front of `text`.
std::optional<Entry> take_entry(std::string_view& text) {
  const std::string_view head = take_line(text);
  const std::size_t first = head.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : head.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const Entry named{head.substr(0, first), head.substr(first + 1, second - first - 1), {}};
  const std::int64_t size = number_in(head.substr(second + 1));
  if (!is_queue_id(named.id) || size < 0 || static_cast<std::uint64_t>(size) > text.size()) return std::nullopt;
  const std::string_view control = text.substr(0, static_cast<std::size_t>(size));
  text.remove_prefix(control.size());
  return Entry{named.kind, named.id, control};
}

// "H?P?Return-Path: <g>", "H??Subject: words" and lines that go on with white space. Return-Path and its like, which
// are conditional on a flag, are Sendmail's own.
std::string header_in(std::string_view control) {
  std::string header;
  bool within = false;
  while (!control.empty()) {
    std::string_view line = take_line(control);
    if (line == ".") break;
    const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
    if (!goes_on) {
      within = line.starts_with('H');
      if (!within) continue;
      line.remove_prefix(1);
      const std::size_t end = line.starts_with('?') ? line.find('?', 1) : std::string_view::npos;
      if (end != std::string_view::npos) {
        within = end == 1;
        line.remove_prefix(end + 1);
      }
    }
    if (within) header.append(line).append("\n");
  }
  return header;
}

tl::expected<Listing, std::string> parse(std::string_view text) {
  Listing listing;
  while (!text.empty()) {
    const auto entry = take_entry(text);
    if (!entry) return tl::unexpected(std::string(bad_listing));
    QueuedMail mail;
    mail.id = std::string(entry->id);
    mail.place = entry->kind == "hf" ? Place::held : Place::elsewhere;
    mail.queue = entry->kind == "hf" ? "quarantine" : "mqueue";
    read_control(entry->control, mail);
    auto [at, fresh] = listing.try_emplace(mail.id, mail);
    if (!fresh && mail.place == Place::held) at->second = std::move(mail);
  }
  return listing;
}

tl::expected<std::string, std::string> whole_message(std::string_view text) {
  const auto entry = take_entry(text);
  if (!entry) return tl::unexpected(std::string(bad_listing));
  return header_in(entry->control) + "\n" + std::string(text);
}

// "(canonical domain name) $j = mta.ours.example"
tl::expected<std::string, std::string> name_in(const std::string& text) {
  constexpr std::string_view mark = "$j = ";
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return tl::unexpected<std::string>("Sendmail does not tell its own name");
  return text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
}

class SendmailQueue final : public HandsQueue {
 public:
  using HandsQueue::HandsQueue;

  tl::expected<Listing, std::string> list() override {
    return call(Verb::list, "").and_then([](const std::string& text) { return parse(text); });
  }
  tl::expected<std::string, std::string> message(std::string_view id) override {
    return call(Verb::read, id).and_then([](const std::string& text) { return whole_message(text); });
  }
  tl::expected<std::string, std::string> host() override {
    return call(Verb::host, "").and_then(name_in).and_then(host_name);
  }
};

}  // namespace

std::unique_ptr<Queue> sendmail_queue(Hands& hands) { return std::make_unique<SendmailQueue>(hands); }

}  // namespace jeda::service
