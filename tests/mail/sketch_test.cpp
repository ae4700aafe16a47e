#include "mail/sketch.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <set>

#include "base/digest.h"
#include "mail/written/words.h"
#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view offer =
    "Kami menawarkan paket kasir baru untuk toko Anda dengan harga khusus bulan ini dan pelatihan gratis.";

std::optional<Sketch> sketch(std::string_view text, const Strings& names = {}) { return sketch_of(text, names); }

int alike(std::string_view a, std::string_view b) { return similarity(sketch(a).value(), sketch(b).value()); }

// What similarity() estimates, counted.
int share_of_pairs(const std::string& a, const std::string& b) {
  const auto pairs = [](const std::string& text) {
    const Strings words = words_of(text, 100000);
    std::set<std::string> found;
    for (std::size_t i = 1; i < words.size(); ++i) found.insert(words[i - 1] + " " + words[i]);
    return found;
  };
  const auto first = pairs(a);
  const auto second = pairs(b);
  std::size_t common = 0;
  for (const auto& pair : first) common += second.count(pair);
  return static_cast<int>(
      std::lround(100.0 * static_cast<double>(common) / static_cast<double>(first.size() + second.size() - common)));
}

std::string random_text(std::mt19937& random, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += "w" + std::to_string(random() % 100000) + " ";
  return text;
}

TEST_CASE("case, punctuation and white space do not count") {
  CHECK(sketch("Nah! Ini   penawaran, dari kami: PAKET kasir.") == sketch("nah ini\npenawaran dari kami paket KASIR"));
  CHECK(sketch("caf\xC3\x89 satu dua tiga empat lima") == sketch("CAF\xC3\xA9 satu dua tiga empat lima"));
}

TEST_CASE("one text under many names is one text") {
  const std::string text(offer);
  const auto want = sketch(text);
  const auto greeted = std::to_array<std::string_view>(
      {"Dear Andi,\n", "Pak Andi,\n", "Yth. Ibu Sari,\n", "Yth. Bapak Joko\n", "Halo Mbak Rini!\n", "Hi Tom,\n"});
  for (const auto greeting : greeted) {
    CAPTURE(greeting);
    CHECK(sketch(std::string(greeting) + text) == want);
  }
  CHECK(sketch("Andi Wijaya, " + text, {"andi", "WIJAYA"}) == want);
  CHECK(sketch(text + " Salam untuk Andi.", {"Andi Wijaya", "andi@warung.example"}) == sketch(text + " Salam untuk."));
}

TEST_CASE("the word after a comma or on the next line is no name") {
  CHECK(sketch("Halo,\nkami punya lima hal baru") == sketch("kami punya lima hal baru"));
  CHECK(sketch("Halo\nkami punya lima hal baru") == sketch("kami punya lima hal baru"));
  CHECK(sketch("Halo, kami punya lima hal baru") == sketch("kami punya lima hal baru"));
}

TEST_CASE("of fewer than five words there is no sketch") {
  CHECK_FALSE(sketch(""));
  CHECK_FALSE(sketch("satu dua tiga empat"));
  CHECK_FALSE(sketch("Pak Andi satu dua tiga empat"));
  CHECK_FALSE(sketch("--- !!! ... ??? ,,, ;;;"));
  CHECK(sketch("satu dua tiga empat lima"));
  CHECK(sketch("a a a a a"));
}

TEST_CASE("equal texts are alike by 100, others by little") {
  CHECK(alike(offer, offer) == 100);
  CHECK(alike(offer, "Apakah Bapak sudah sempat membaca brosur yang saya kirim minggu lalu lewat surat?") < 10);
  CHECK(alike("satu dua tiga empat lima", "enam tujuh delapan sembilan sepuluh") < 10);
  const std::string changed = std::string(offer) + " Hubungi saya.";
  CHECK(alike(offer, changed) > 75);
  CHECK(alike(offer, changed) < 100);
}

TEST_CASE("a sketch is the same on every machine and in every version") {
  const auto bytes = sketch(offer).value().bytes;
  CHECK(to_hex(bytes) ==
        "aac159791f8b367b6a4042a4d6ac7e985c8325274621ee6e2d2715b5213486c6"
        "71a6e1ab5b1cae621047cb57acde6d27749c9f5028721a27e5a4097ab7f274ae");
}

TEST_CASE("the estimate's standard error is below five of a hundred") {
  const auto seed = std::random_device()();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (const std::size_t words : {20U, 150U, 400U}) {
    for (const std::size_t shared : {0U, 20U, 50U, 80U, 95U}) {
      constexpr int rounds = 100;
      double squares = 0;
      double sum = 0;
      for (int i = 0; i < rounds; ++i) {
        const std::string common = random_text(random, words * shared / 100);
        const std::string a = common + random_text(random, words - words * shared / 100);
        const std::string b = common + random_text(random, words - words * shared / 100);
        const double error = alike(a, b) - share_of_pairs(a, b);
        squares += error * error;
        sum += error;
      }
      CAPTURE(words, shared, std::sqrt(squares / rounds), sum / rounds);
      CHECK(std::sqrt(squares / rounds) < 5.0);
      CHECK(std::abs(sum / rounds) < (shared == 0 ? 2.5 : 2.0));  // what is below 0 counts as 0
    }
  }
}

TEST_CASE("a text past 64 KiB counts up to there") {
  const std::string text = repeated("kata lain yang sama panjang ", 4000);
  CHECK(sketch(text) == sketch(text + "dan sesuatu yang sangat berbeda sekali"));
  std::string wide = repeated("\xC3\xA9", 40000);
  CHECK_FALSE(sketch(wide));
  CHECK(sketch("a b c d e " + wide));
}

}  // namespace
}  // namespace jeda::mail
