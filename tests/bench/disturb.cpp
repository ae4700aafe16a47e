// jeda-disturb: connections to a filter as broken clients and networks make them, beside the load that jeda-load sends.
// Each message stops somewhere: it is aborted, or the connection is dropped, politely or not, at once or after a stall.
//
//   jeda-disturb SOCKET SECONDS CONNECTIONS
//
// Exit: 0 done, 2 usage, 3 the filter does not take connections.
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/traffic.h"

using namespace jeda;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t first_prospect = 5'000'000;  // none of jeda-load's
constexpr int events = 7;

// The first `count` events of a message. False where the filter is gone, or has said its last word before.
bool tell(mta::MilterClient& client, const mta::Message& message, int count) {
  client.define("{auth_authen}", message.login);
  const auto went_on = [](const auto& reply) { return reply && !reply->is_final(); };
  if (count > 0 && !went_on(client.mail(message.sender))) return false;
  if (count > 1 && !went_on(client.rcpt(message.recipients.front()))) return false;
  if (count > 2 && !went_on(client.data())) return false;
  if (count > 3 && !went_on(client.header("Subject", "disturbed"))) return false;
  if (count > 4 && !went_on(client.end_of_header())) return false;
  if (count > 5 && !went_on(client.body(message.body))) return false;
  return true;
}

enum class End { abort, quit, hang_up, stall };

// True while the connection can take another message.
bool end(mta::MilterClient& client, End how, Clock::time_point until) {
  switch (how) {
    case End::abort:
      return client.abort().has_value();
    case End::quit:
      static_cast<void>(client.quit());
      return false;
    case End::hang_up:
      client.close();
      return false;
    case End::stall:
      std::this_thread::sleep_until(std::min(until, Clock::now() + std::chrono::seconds(2)));
      client.close();
      return false;
  }
  return false;
}

struct Counts {
  std::atomic<std::uint64_t> messages = 0;
  std::atomic<std::uint64_t> refused = 0;  // connections
};

void disturb(std::string_view socket, unsigned seed, Clock::time_point until, Counts& counts) {
  std::mt19937 random(seed);
  while (Clock::now() < until) {
    auto client = mta::MilterClient::connect(socket, mta::Offer::postfix());
    if (!client) {
      ++counts.refused;
      return;
    }
    static_cast<void>(client->connection("laptop.ours.example", "192.0.2.10"));
    for (bool open = true; open && Clock::now() < until;) {
      const auto number = ++counts.messages;
      const auto message = bench::make_message({first_prospect, 0}, number, "disturb");
      const int count = static_cast<int>(random() % events);
      if (!tell(*client, message, count)) break;
      const auto how = random() % 16;  // a stall takes its time
      open = end(*client, how == 0 ? End::stall : static_cast<End>(how % 3), until);
    }
  }
}

bool number(const char* text, int& value) {
  const std::string_view view(text);
  return std::from_chars(view.data(), view.data() + view.size(), value).ec == std::errc() && value > 0;
}

}  // namespace

int main(int argc, char** argv) {
  int seconds = 0;
  int connections = 0;
  if (argc != 4 || !number(argv[2], seconds) || !number(argv[3], connections)) {
    std::fputs("usage: jeda-disturb SOCKET SECONDS CONNECTIONS\n", stderr);
    return 2;
  }
  const auto until = Clock::now() + std::chrono::seconds(seconds);
  Counts counts;
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i)
    threads.emplace_back([&, i] { disturb(argv[1], static_cast<unsigned>(i), until, counts); });
  for (std::thread& thread : threads) thread.join();
  std::printf("%llu messages begun, %llu connections refused\n",
              static_cast<unsigned long long>(counts.messages.load()),
              static_cast<unsigned long long>(counts.refused.load()));
  return counts.refused > 0 ? 3 : 0;
}
