#include "bench/traffic.h"

#include <fmt/format.h>

namespace jeda::bench {

namespace {

constexpr std::uint64_t people_per_company = 10;
constexpr std::size_t body_bytes = 4096;

// A prime past any number of prospects used here, so that its multiples reach every one of them.
constexpr std::uint64_t stride = 1'000'003;

std::string make_body(std::uint64_t prospect_number) {
  static const std::string line =
      "Terima kasih atas waktu Ibu minggu lalu. Kami siapkan contoh barang dan daftar harga\r\n"
      "untuk gudang di Surabaya, termasuk ongkos kirim dan jadwal pengiriman yang diminta.\r\n";
  std::string body = fmt::format("Yth. Ibu Ani di toko {},\r\n\r\n", prospect_number);
  while (body.size() + line.size() <= body_bytes) body += line;
  return body;
}

}  // namespace

std::string prospect(std::uint64_t number) {
  return fmt::format("p{}@toko{}.example", number, number / people_per_company);
}

std::string salesperson_of(std::uint64_t prospect_number) {
  return fmt::format("s{}@ours.example", prospect_number % salespeople);
}

std::uint64_t Plan::prospect_number(std::uint64_t number) const {
  return spread == 0 ? first + number : (first + number) * stride % spread;
}

mta::Message make_message(const Plan& plan, std::uint64_t number, const std::string& run) {
  const std::uint64_t to = plan.prospect_number(number);
  const std::string sender = salesperson_of(to);
  mta::Message message;
  message.sender = sender;
  message.recipients = {prospect(to)};
  message.login = sender;
  message.queue_id = fmt::format("4{:X}", number);
  message.header = {
      {"Received", "from laptop.ours.example (laptop.ours.example [192.0.2.10])\n\tby mail.ours.example with ESMTPSA"},
      {"Date", "Mon, 02 Mar 2026 10:15:00 +0700"},
      {"From", fmt::format("Budi Santoso <{}>", sender)},
      {"To", fmt::format("Ani <{}>", message.recipients.front())},
      {"Subject", "=?UTF-8?Q?Penawaran_untuk_gudang_baru_=E2=80=93_contoh_barang?="},
      {"Message-ID", fmt::format("<{}.{}@ours.example>", run, number)},
      {"MIME-Version", "1.0"},
      {"Content-Type", "text/plain; charset=UTF-8; format=flowed"},
      {"Content-Transfer-Encoding", "8bit"},
      {"User-Agent", "Mozilla Thunderbird"},
  };
  message.body = make_body(to);
  return message;
}

}  // namespace jeda::bench
