// Fast similarity sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017): in each round every element falls into a bin, with
// a value above all values of earlier rounds; a bin keeps its smallest. It ends with the round that fills the last bin.
// Bins agree as often as those of MinHash, or better, at the cost of hashing some 800 elements in all, where MinHash
// asks for 128 hashes of each. Of a bin's smallest value 4 bits are kept (b-bit minwise hashing, Li and König, WWW
// 2010): two bins with different elements agree in one case of 16, which similarity() takes off. The standard error is
// sqrt(e(1-e)/128)/(15/16), e the share of bins that agree: at most 4.7 of 100.
#include "mail/sketch.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/letters.h"
#include "base/text.h"
#include "mail/written/tokens.h"

namespace jeda::mail {
namespace {

constexpr std::size_t bins = 128;
constexpr std::size_t most_sketched = 64 * 1024;
constexpr std::size_t fewest_words = 5;
constexpr std::size_t most_name_words = 64;

// Stored sketches rest on every constant here: to change one is to make them incomparable.
constexpr std::uint64_t seed = 0xcbf29ce484222325U;

constexpr std::uint64_t hashed(std::uint64_t hash, char byte) {  // FNV-1a
  return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
}

constexpr std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = seed;
  for (const char byte : word) hash = hashed(hash, byte);
  return hash;
}

constexpr std::uint64_t mixed(std::uint64_t x) {  // the finaliser of splitmix64
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

constexpr auto salutations = [] {
  auto hashes = std::to_array<std::uint64_t>({
      hash_of("bang"),    hash_of("bapak"),   hash_of("bpk"),   hash_of("bro"),   hash_of("bu"),     hash_of("dear"),
      hash_of("hai"),     hash_of("hallo"),   hash_of("halo"),  hash_of("hello"), hash_of("hey"),    hash_of("hi"),
      hash_of("ibu"),     hash_of("kak"),     hash_of("kakak"), hash_of("mas"),   hash_of("mba"),    hash_of("mbak"),
      hash_of("miss"),    hash_of("mr"),      hash_of("mrs"),   hash_of("ms"),    hash_of("nyonya"), hash_of("pak"),
      hash_of("saudara"), hash_of("saudari"), hash_of("sdr"),   hash_of("sdri"),  hash_of("sis"),    hash_of("tuan"),
      hash_of("yth"),
  });
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}();

// Which hashes may be of salutations, by their low bits: a search for every word would be a good part of the sketch.
constexpr std::size_t marked = 1024;
constexpr auto may_be_salutation = [] {
  std::array<bool, marked> may_be{};
  for (const std::uint64_t hash : salutations) may_be[hash % marked] = true;
  return may_be;
}();

bool is_salutation(std::uint64_t word) {
  return may_be_salutation[word % marked] && std::binary_search(salutations.begin(), salutations.end(), word);
}

std::vector<std::uint64_t> hashes_of(std::span<const std::string> names) {
  std::vector<std::uint64_t> hashes;
  for (const std::string& name : names) {
    Tokens tokens(name);
    std::uint64_t hash = seed;
    while (hashes.size() < most_name_words && tokens.next([&hash](char c) { hash = hashed(hash, c); })) {
      hashes.push_back(hash);
      hash = seed;
    }
  }
  return hashes;
}

// "Pak Andi", "Yth. Andi", but not "Halo, kami" nor "Halo\nKami".
bool joins_name(std::string_view between) {
  return std::all_of(between.begin(), between.end(), [](char c) { return c == ' ' || c == '.' || c == '\t'; });
}

// Distinct hashes in the order they came. A text of few pairs, each many times over, would else cost round after round.
class Distinct {
 public:
  void add(std::uint64_t element) {
    element += element == 0 ? 1 : 0;  // 0 is an empty slot
    if (!insert(element)) return;
    elements_.push_back(element);
    if (2 * elements_.size() > slots_.size()) grow();
  }

  std::vector<std::uint64_t> take() { return std::move(elements_); }

 private:
  bool insert(std::uint64_t element) {
    for (std::size_t at = element;; ++at) {
      std::uint64_t& slot = slots_[at & (slots_.size() - 1)];
      if (slot == element) return false;
      if (slot == 0) {
        slot = element;
        return true;
      }
    }
  }

  void grow() {
    slots_.assign(2 * slots_.size(), 0);
    for (const std::uint64_t element : elements_) insert(element);
  }

  std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(512);  // a power of two, at least half of them empty
  std::vector<std::uint64_t> elements_;
};

// The hashes of the text's pairs of neighbouring words, and how many words there are. Salutations count as little as
// the names they stand before: one text greets some as "Pak" and some as "Ibu".
struct Pairs {
  std::vector<std::uint64_t> hashes;
  std::size_t words = 0;
};

Pairs pairs_of(std::string_view text, const std::vector<std::uint64_t>& names) {
  Pairs pairs;
  Distinct distinct;
  Tokens tokens(text);
  std::uint64_t word = seed;
  std::uint64_t last = 0;
  bool greeted = false;
  std::size_t last_end = 0;
  while (tokens.next([&word](char c) { word = hashed(word, c); })) {
    const bool salutation = is_salutation(word);
    const bool name = (greeted && joins_name(text.substr(last_end, tokens.begin() - last_end))) ||
                      std::find(names.begin(), names.end(), word) != names.end();
    greeted = salutation;
    last_end = tokens.end();
    if (!salutation && !name) {
      if (++pairs.words > 1) distinct.add(mixed(last * 3 + word));
      last = word;
    }
    word = seed;
  }
  pairs.hashes = distinct.take();
  return pairs;
}

class Bins {
 public:
  Bins() { smallest_.fill(empty); }

  /// One round over all elements; false where every bin has one.
  bool round(std::uint64_t number, const std::vector<std::uint64_t>& elements) {
    for (const std::uint64_t element : elements) {
      const std::uint64_t value = mixed(element + number * 0x9e3779b97f4a7c15U);
      // After many rounds without an end each bin takes its turn, so that there is one.
      const std::size_t bin = number < bins ? value >> 57U : static_cast<std::size_t>(number - bins);
      const std::uint64_t ranked = (number << 48U) | (value & 0xffffffffffffU);
      if (smallest_[bin] == empty) ++filled_;
      smallest_[bin] = std::min(smallest_[bin], ranked);
    }
    return filled_ < bins;
  }

  Sketch sketch() const {
    Sketch sketch;
    for (std::size_t i = 0; i < sketch.bytes.size(); ++i) {
      sketch.bytes[i] = static_cast<std::uint8_t>((smallest_[2 * i] & 0xFU) | ((smallest_[2 * i + 1] & 0xFU) << 4U));
    }
    return sketch;
  }

 private:
  static constexpr std::uint64_t empty = ~std::uint64_t{0};
  std::array<std::uint64_t, bins> smallest_{};
  std::size_t filled_ = 0;
};

std::optional<Sketch> sketch_of_look(std::string_view written, std::span<const std::string> names) {
  const Pairs pairs = pairs_of(written, hashes_of(names));
  if (pairs.words < fewest_words) return std::nullopt;
  Bins filling;
  for (std::uint64_t number = 0; number < 2 * bins && filling.round(number, pairs.hashes); ++number) {
  }
  return filling.sketch();
}

}  // namespace

std::optional<Sketch> sketch_of(std::string_view written, std::span<const std::string> names) {
  written = cut_utf8(written, most_sketched);
  if (!has_other_look(written, Accents::kept)) return sketch_of_look(written, names);
  std::vector<std::string> looks;
  for (const std::string& name : names) looks.push_back(look_of(name, Accents::kept));
  return sketch_of_look(look_of(written, Accents::kept), looks);
}

// Eight bytes at a time: the nibbles that differ are counted in the nibbles themselves, which hold up to 8 of 15.
int similarity(const Sketch& a, const Sketch& b) {
  constexpr std::uint64_t ones = 0x1111111111111111U;
  constexpr std::uint64_t low_nibbles = 0x0f0f0f0f0f0f0f0fU;
  std::uint64_t differing = 0;
  for (std::size_t at = 0; at < a.bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    std::memcpy(&x, a.bytes.data() + at, sizeof x);
    std::memcpy(&y, b.bytes.data() + at, sizeof y);
    x ^= y;
    differing += (x | (x >> 1U) | (x >> 2U) | (x >> 3U)) & ones;
  }
  const std::uint64_t bytes = (differing & low_nibbles) + ((differing >> 4U) & low_nibbles);
  const int apart = static_cast<int>((bytes * 0x0101010101010101U) >> 56U);
  // In 128ths: agreeing by chance is one bin in 16 of those that differ, so 15/16 of the elements' distance shows.
  const int percent = 100 - (apart * 1600 + 960) / 1920;
  return std::max(0, percent);
}

}  // namespace jeda::mail
