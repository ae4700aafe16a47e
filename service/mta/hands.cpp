// How the two processes talk: a call is a verb, the length of an id, and the id, a byte each and the id's own; an
// answer is 0 or 1 (an error), a length of eight bytes, and so many bytes.
#include "service/mta/hands.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace jeda::service {
namespace {

constexpr std::uint8_t answer_good = 0;
constexpr std::uint8_t answer_error = 1;
constexpr std::size_t longest_error = 4096;

enum class Got { all, closed, broken };

// `closed` only where nothing at all came.
Got read_exactly(int socket, void* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::recv(socket, static_cast<char*>(to) + done, size - done, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 && done == 0 ? Got::closed : Got::broken;
    done += static_cast<std::size_t>(count);
  }
  return Got::all;
}

bool write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

struct Call {
  Verb verb = Verb::list;
  std::string id;
};

bool is_call(std::uint8_t verb, std::string_view id) {
  if (verb >= verbs) return false;
  const bool without_id =
      verb == static_cast<std::uint8_t>(Verb::list) || verb == static_cast<std::uint8_t>(Verb::host);
  return without_id ? id.empty() : is_queue_id(id);
}

Got read_call(int socket, Call& call) {
  std::array<std::uint8_t, 2> head{};
  const Got got = read_exactly(socket, head.data(), head.size());
  if (got != Got::all) return got;
  if (head[1] > longest_queue_id) return Got::broken;
  call.id.resize(head[1]);
  if (!call.id.empty() && read_exactly(socket, call.id.data(), call.id.size()) != Got::all) return Got::broken;
  if (!is_call(head[0], call.id)) return Got::broken;
  call.verb = static_cast<Verb>(head[0]);
  return Got::all;
}

bool write_answer(int socket, std::uint8_t kind, std::string_view bytes) {
  std::array<char, 1 + sizeof(std::uint64_t)> head{};
  head[0] = static_cast<char>(kind);
  const std::uint64_t size = bytes.size();
  std::memcpy(head.data() + 1, &size, sizeof size);
  return write_all(socket, {head.data(), head.size()}) && write_all(socket, bytes);
}

std::size_t most_bytes(Verb verb, std::uint8_t kind) {
  if (kind == answer_error) return longest_error;
  return verb == Verb::list ? largest_listing : largest_message;
}

// Absent: the socket is no good any more.
std::optional<tl::expected<std::string, std::string>> read_answer(int socket, Verb verb) {
  std::array<char, 1 + sizeof(std::uint64_t)> head{};
  if (read_exactly(socket, head.data(), head.size()) != Got::all) return std::nullopt;
  const auto kind = static_cast<std::uint8_t>(head[0]);
  std::uint64_t size = 0;
  std::memcpy(&size, head.data() + 1, sizeof size);
  if (kind > answer_error || size > most_bytes(verb, kind)) return std::nullopt;
  std::string bytes(size, '\0');
  if (size > 0 && read_exactly(socket, bytes.data(), bytes.size()) != Got::all) return std::nullopt;
  if (kind == answer_error) return tl::expected<std::string, std::string>(tl::unexpect, std::move(bytes));
  return bytes;
}

}  // namespace

bool is_queue_id(std::string_view text) {
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= longest_queue_id && std::all_of(text.begin(), text.end(), fits);
}

std::unique_ptr<Hands> hands_for(const config::AgentSettings& settings) {
  return settings.mta == config::AgentSettings::Mta::postfix ? postfix_hands(settings.mta_config)
                                                             : sendmail_hands(settings.mta_config);
}

tl::expected<std::string, std::string> RemoteHands::perform(Verb verb, std::string_view id) {
  if (!is_call(static_cast<std::uint8_t>(verb), id)) return tl::unexpected<std::string>("no queue id");
  std::string call{static_cast<char>(verb), static_cast<char>(id.size())};
  call += id;
  if (!lost() && write_all(socket_.get(), call)) {
    if (auto answer = read_answer(socket_.get(), verb)) return *std::move(answer);
  }
  socket_.close();
  return tl::unexpected<std::string>("the process that handles the queue is gone");
}

bool serve(int socket, Hands& hands) {
  while (true) {
    Call call;
    const Got got = read_call(socket, call);
    if (got != Got::all) return got == Got::closed;
    const auto answer = hands.perform(call.verb, call.id);
    const bool written =
        answer && answer->size() <= most_bytes(call.verb, answer_good)
            ? write_answer(socket, answer_good, *answer)
            : write_answer(socket, answer_error,
                           std::string_view(answer ? "too long an answer" : answer.error()).substr(0, longest_error));
    if (!written) return false;
  }
}

}  // namespace jeda::service
