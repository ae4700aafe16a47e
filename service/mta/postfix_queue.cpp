// Postfix's queue, as postqueue shows it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "service/mta/hands_queue.h"
#include "service/program.h"

namespace jeda::service {
namespace {

using Json = nlohmann::json;

constexpr std::string_view null_sender = "MAILER-DAEMON";  // as postqueue writes <>
constexpr int deepest = 8;                                 // of the JSON that postqueue writes, 3 are used

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Time time_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return listed_time(found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0);
}

QueuedMail made_mail(std::string queue, std::string id) {
  QueuedMail mail;
  mail.place = queue == "hold" ? Place::held : Place::elsewhere;
  mail.queue = std::move(queue);
  mail.id = std::move(id);
  return mail;
}

// Nesting is bounded before the parser, which recurses, gets the line.
Json parse_line(const std::string& line) {
  int depth = 0;
  bool too_deep = false;
  const auto watch = [&](int, Json::parse_event_t event, Json&) {
    if (event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start) ++depth;
    if (event == Json::parse_event_t::object_end || event == Json::parse_event_t::array_end) --depth;
    too_deep = too_deep || depth > deepest;
    return true;
  };
  Json parsed = Json::parse(line, watch, false);
  return too_deep ? Json(Json::value_t::discarded) : parsed;
}

std::optional<QueuedMail> whole_mail(const std::string& line) {
  const Json object = parse_line(line);
  if (!object.is_object()) return std::nullopt;
  QueuedMail mail = made_mail(text_of(object, "queue_name"), text_of(object, "queue_id"));
  const std::string sender = text_of(object, "sender");
  if (sender != null_sender) mail.sender = sender;
  mail.arrival = time_of(object, "arrival_time");
  const auto recipients = object.find("recipients");
  if (recipients == object.end() || !recipients->is_array()) return std::nullopt;
  for (const Json& recipient : *recipients)
    if (recipient.is_object()) mail.recipients.push_back(text_of(recipient, "address"));
  return mail;
}

// The value of `"key": "..."` where it is plain; Postfix writes queue and id first, and they hold nothing else.
std::string plain_value(std::string_view line, std::string_view key) {
  const std::string start = fmt::format("\"{}\": \"", key);
  const std::size_t at = line.substr(0, 200).find(start);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = line.substr(at + start.size(), longest_queue_id + 1);
  const std::string_view value = rest.substr(0, rest.find('"'));
  return is_queue_id(value) ? std::string(value) : "";
}

// A line whose addresses defeat the parser must not hide the mail it is about, nor all the others.
std::optional<QueuedMail> salvaged_mail(std::string_view line) {
  if (!line.starts_with("{\"queue_name\": \"")) return std::nullopt;
  QueuedMail mail = made_mail(plain_value(line, "queue_name"), plain_value(line, "queue_id"));
  mail.readable = false;
  return mail;
}

bool is_named(const std::optional<QueuedMail>& mail) { return mail && !mail->queue.empty() && is_queue_id(mail->id); }

// A message on its way from one queue to another may be seen in both: it has left hold only once hold has it no more.
void add(Listing& listing, QueuedMail mail) {
  auto [at, fresh] = listing.try_emplace(mail.id, mail);
  if (!fresh && mail.place == Place::held) at->second = std::move(mail);
}

class PostfixQueue final : public HandsQueue {
 public:
  using HandsQueue::HandsQueue;
  tl::expected<Listing, std::string> list() override { return call(Verb::list, "").and_then(parse_postqueue); }
};

}  // namespace

tl::expected<Listing, std::string> parse_postqueue(std::string_view text) {
  Listing listing;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return tl::unexpected<std::string>("the queue's listing ends within a line");
    const std::string line = repair_utf8(text.substr(0, end));
    text.remove_prefix(end + 1);
    auto mail = whole_mail(line);
    if (!is_named(mail)) mail = salvaged_mail(line);
    if (!is_named(mail)) return tl::unexpected("cannot read the queue's listing: " + first_line(line));
    add(listing, *std::move(mail));
  }
  return listing;
}

std::unique_ptr<Queue> postfix_queue(Hands& hands) { return std::make_unique<PostfixQueue>(hands); }

}  // namespace jeda::service
