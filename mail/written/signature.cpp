#include "mail/written/signature.h"

#include "base/text.h"

#include <array>
#include <string>

#include "mail/written/words.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_lines = 10;            // of a signature, blank ones aside
constexpr std::size_t most_rows = 24;             // blank ones too
constexpr std::size_t most_signature_words = 70;  // of a signature
constexpr std::size_t longest_line = 160;         // bytes, of a signature
constexpr std::size_t sentence_words = 9;         // a line of so many words, or more, is prose
constexpr std::size_t contact_words = 14;         // the same where it gives an address or a telephone
constexpr std::size_t disclaimer_lines = 60;
constexpr std::size_t longest_disclaimer = 4000;  // bytes of one paragraph
constexpr std::size_t most_rounds = 8;            // disclaimers, phones and signatures below each other

// No word is empty.
template <std::size_t size>
bool starts_with_any(std::string_view text, const std::array<std::string_view, size>& words) {
  return !text.empty() && std::any_of(words.begin(), words.end(), [text](auto word) {
    return word.front() == text.front() && text.starts_with(word);
  });
}

template <std::size_t size>
bool contains_any(std::string_view text, const std::array<std::string_view, size>& words) {
  return std::any_of(words.begin(), words.end(),
                     [text](auto word) { return text.find(word) != std::string_view::npos; });
}

bool is_rule(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of("_-=*~# ") == std::string_view::npos;
}

// "Sent from my iPhone", "Dikirim dari Galaxy saya", "Get Outlook for Android".
bool is_phone_line(std::string_view text) {
  constexpr std::size_t longest = 120;
  constexpr auto begins = std::to_array<std::string_view>(
      {"sent from ", "sent via ", "sent with ", "sent using ", "dikirim dari ", "dikirim melalui ", "dikirim dengan ",
       "terkirim dari ", "get outlook for ", "dapatkan outlook untuk ", "powered by telkomsel"});
  constexpr auto devices = std::to_array<std::string_view>(
      {"iphone",   "ipad",          "android", "galaxy", "samsung",     "huawei",   "xiaomi",
       "redmi",    "oppo",          "vivo",    "realme", "blackberry",  "windows",  "outlook",
       "yahoo",    "proton",        "gmail",   "mobile", "handphone",   "ponsel",   "smartphone",
       "mail for", "aplikasi mail", "ios",     "zimbra", "thunderbird", "my phone", "nokia"});
  if (text.size() > longest) return false;
  const std::string line = lower_ascii(text);
  return starts_with_any(line, begins) && contains_any(line, devices) && count_words(line) <= sentence_words;
}

// A disclaimer begins as such texts begin, and has one of their words.
bool begins_disclaimer(std::string_view line) {
  constexpr auto begins = std::to_array<std::string_view>({"this e-mail",
                                                           "this email",
                                                           "this message",
                                                           "this communication",
                                                           "this transmission",
                                                           "the information",
                                                           "the contents of this",
                                                           "the content of this",
                                                           "confidential",
                                                           "disclaimer",
                                                           "important notice",
                                                           "legal notice",
                                                           "notice:",
                                                           "privileged",
                                                           "if you are not the intended",
                                                           "if you have received this",
                                                           "if you received this",
                                                           "please consider the environment",
                                                           "consider the environment",
                                                           "before printing",
                                                           "any views",
                                                           "any opinions",
                                                           "views expressed",
                                                           "surel ini",
                                                           "email ini",
                                                           "e-mail ini",
                                                           "pesan ini",
                                                           "informasi yang",
                                                           "informasi dalam",
                                                           "isi email",
                                                           "isi surel",
                                                           "isi e-mail",
                                                           "penafian",
                                                           "pernyataan kerahasiaan",
                                                           "pemberitahuan kerahasiaan",
                                                           "catatan kerahasiaan",
                                                           "rahasia",
                                                           "bila anda bukan",
                                                           "jika anda bukan",
                                                           "apabila anda bukan",
                                                           "jika anda menerima",
                                                           "apabila anda menerima",
                                                           "bila anda menerima",
                                                           "segala pendapat",
                                                           "peringatan:",
                                                           "mohon pertimbangkan lingkungan",
                                                           "pertimbangkan lingkungan",
                                                           "sebelum mencetak"});
  line.remove_prefix(std::min(line.size(), line.find_first_not_of("*_-[( ")));
  if (line.empty()) return false;
  return std::any_of(begins.begin(), begins.end(), [line, first = lower_ascii(line.front())](auto beginning) {
    return beginning.front() == first && starts_ignoring_case(line, beginning);
  });
}

// In lower case, as all below.
bool speaks_of_secrecy(std::string_view paragraph) {
  constexpr auto words = std::to_array<std::string_view>({"confidential",     "privileged",     "intended recipient",
                                                          "intended solely",  "intended only",  "solely for",
                                                          "in error",         "virus",          "do not necessarily",
                                                          "environment",      "rahasia",        "penerima yang dituju",
                                                          "ditujukan",        "dimaksudkan",    "bukan penerima",
                                                          "karena kesalahan", "secara keliru",  "tidak sengaja",
                                                          "lingkungan",       "tidak mewakili", "tidak mencerminkan"});
  return contains_any(paragraph, words);
}

bool is_sign_off(std::string_view text) {
  constexpr std::size_t longest = 60;
  constexpr auto sign_offs = std::to_array<std::string_view>({"atas perhatiannya terima kasih",
                                                              "best",
                                                              "best regard",
                                                              "best regards",
                                                              "best wishes",
                                                              "br",
                                                              "cheers",
                                                              "hormat kami",
                                                              "hormat saya",
                                                              "kind regard",
                                                              "kind regards",
                                                              "kindest regards",
                                                              "kr",
                                                              "makasih",
                                                              "many thanks",
                                                              "regard",
                                                              "regards",
                                                              "respectfully",
                                                              "rgds",
                                                              "salam",
                                                              "salam hangat",
                                                              "salam hormat",
                                                              "salam kenal",
                                                              "salam sejahtera",
                                                              "salam sukses",
                                                              "sincerely",
                                                              "sincerely yours",
                                                              "tertanda",
                                                              "terima kasih",
                                                              "terima kasih banyak",
                                                              "terima kasih dan salam",
                                                              "terimakasih",
                                                              "thank you",
                                                              "thank you and best regards",
                                                              "thank you and regards",
                                                              "thanks",
                                                              "thanks & regards",
                                                              "thanks and best regards",
                                                              "thanks and regards",
                                                              "thx",
                                                              "tks",
                                                              "trims",
                                                              "ttd",
                                                              "warm regards",
                                                              "warmest regards",
                                                              "wassalam",
                                                              "wassalamu'alaikum",
                                                              "wassalamualaikum",
                                                              "wassalamualaikum wr wb",
                                                              "wassalamu'alaikum wr. wb",
                                                              "with best regards",
                                                              "with regards",
                                                              "yours faithfully",
                                                              "yours sincerely",
                                                              "yours truly"});
  if (text.size() > longest) return false;
  std::string line = lower_ascii(text);
  while (!line.empty() && std::string_view(",.!-~ ").find(line.back()) != std::string_view::npos) line.pop_back();
  return std::find(sign_offs.begin(), sign_offs.end(), line) != sign_offs.end();
}

// "+62 812-3456-789", but no date: digits with nothing but marks of telephone numbers between them.
bool has_telephone(std::string_view line) {
  constexpr std::size_t telephone = 9;
  std::size_t digits = 0;
  for (const char c : line) {
    if (is_digit(c)) {
      if (++digits >= telephone) return true;
    } else if (std::string_view(" +-.()/").find(c) == std::string_view::npos) {
      digits = 0;
    }
  }
  return false;
}

// A question, a share or a price: somebody wants something.
bool asks(std::string_view line) {
  if (line.find_first_of("?%$") != std::string_view::npos) return true;
  for (auto at = line.find("rp"); at != std::string_view::npos; at = line.find("rp", at + 1)) {
    const auto after = line.find_first_not_of(". ", at + 2);
    if (after != std::string_view::npos && is_digit(line[after])) return true;
  }
  return line.find("idr ") != std::string_view::npos || line.find("usd ") != std::string_view::npos;
}

// Telephone, address, company: what a signature gives beside a name.
bool is_contact(std::string_view line) {
  constexpr auto marks = std::to_array<std::string_view>({"@", "www.", "http://", "https://", "[image:", "[cid:"});
  constexpr auto begins = std::to_array<std::string_view>(
      {"pt ", "pt. ", "cv ",  "cv. ", "jl ",  "jl. ",  "jalan ", "hp ",    "hp:", "hp.",
       "wa ", "wa:",  "telp", "tel:", "tel.", "phone", "mobile", "office", "fax", "ud "});
  constexpr auto ends =
      std::to_array<std::string_view>({" ltd", " ltd.", " inc", " inc.", " llc", " tbk", " tbk.", " gmbh"});
  return has_telephone(line) || contains_any(line, marks) || starts_with_any(line, begins) ||
         std::any_of(ends.begin(), ends.end(), [line](auto end) { return line.ends_with(end); });
}

// The lines of one run of own text, [begin, end), cut from its end.
class Run {
 public:
  Run(TextLines& lines, std::size_t begin, std::size_t end) : lines_(lines), begin_(begin), end_(end) {}

  void cut() {
    for (std::size_t round = 0; round < most_rounds; ++round) {
      skip_blank();
      if (!cut_line() && !cut_disclaimer() && !cut_signature()) return;
    }
  }

 private:
  void skip_blank() {
    while (end_ > begin_ && lines_[end_ - 1].blank()) --end_;
  }

  void cut_from(std::size_t at) {
    for (std::size_t i = at; i < end_; ++i) lines_[i].kind = LineKind::cut;
    end_ = at;
  }

  bool cut_line() {
    const std::size_t before = end_;
    while (end_ > begin_ &&
           (lines_[end_ - 1].blank() || is_phone_line(lines_[end_ - 1].text) || is_rule(lines_[end_ - 1].text))) {
      cut_from(end_ - 1);
    }
    return end_ < before;
  }

  // Of the last paragraph, the last line that begins one counts.
  bool cut_disclaimer() {
    std::size_t tries = 0;
    const std::size_t stop = end_ - std::min(end_ - begin_, disclaimer_lines);
    for (std::size_t at = end_; at > stop && !lines_[at - 1].blank() && tries < most_rounds; --at) {
      constexpr std::size_t enough = 80;  // no beginning needs more
      if (!begins_disclaimer(lines_[at - 1].text.substr(0, enough))) continue;
      ++tries;
      if (speaks_of_secrecy(paragraph_from(at - 1))) {
        cut_from(at - 1);
        return true;
      }
    }
    return false;
  }

  std::string paragraph_from(std::size_t at) const {
    std::string paragraph;
    for (; at < end_ && paragraph.size() < longest_disclaimer; ++at) {
      paragraph += lower_ascii(lines_[at].text.substr(0, longest_disclaimer)) + ' ';
    }
    return paragraph;
  }

  // Below a mark of its own it may be all there is; below a sign-off something must stand before it.
  bool cut_signature() {
    const std::size_t stop = end_ - std::min(end_ - begin_, most_rows);
    Traits traits;
    for (std::size_t at = end_; at > stop;) {
      const std::string_view line = lines_[--at].text;
      if (line.empty()) continue;
      if (is_mark(line)) {
        cut_from(at);
        return true;
      }
      if (is_sign_off(line) && traits.contacts > 0 && has_words_before(at)) {
        cut_from(at);
        return true;
      }
      if (!traits.add(line)) return false;
    }
    return false;
  }

  struct Traits {
    std::size_t lines = 0;
    std::size_t words = 0;
    std::size_t contacts = 0;

    // False where a signature has no such line.
    bool add(std::string_view text) {
      if (text == signature_end_mark) return true;
      if (++lines > most_lines || text.size() > longest_line) return false;
      const std::string line = lower_ascii(text);
      const std::size_t count = count_words(line);
      const bool contact = is_contact(line);
      words += count;
      contacts += contact ? 1 : 0;
      return words <= most_signature_words && !asks(line) && count < (contact ? contact_words : sentence_words);
    }
  };

  static bool is_mark(std::string_view line) { return line == "--" || line == signature_begin_mark; }

  bool has_words_before(std::size_t at) const {
    for (std::size_t i = begin_; i < at; ++i) {
      if (!lines_[i].blank()) return true;
    }
    return false;
  }

  TextLines& lines_;
  std::size_t begin_;
  std::size_t end_;
};

}  // namespace

void mark_signatures(TextLines& lines) {
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t begin = at;
    while (at < lines.size() && lines[at].kind == LineKind::own) ++at;
    if (at > begin) Run(lines, begin, at).cut();
    while (at < lines.size() && lines[at].kind != LineKind::own) ++at;
  }
}

}  // namespace jeda::mail
