#include "mail/fingerprint.h"

#include <openssl/evp.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>
#include <memory>

#include "mail/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t kept_bytes = 16;

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// The first look-up of a digest costs more than hashing a message, so it is made once. Immutable afterwards.
const EVP_MD* sha256() {
  static const EVP_MD* const digest = [] {
    const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched != nullptr ? fetched : EVP_sha256();
  }();
  return digest;
}

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) {
    hex += digits[bytes[i] >> 4U];
    hex += digits[bytes[i] & 0xFU];
  }
  return hex;
}

// Empty where OpenSSL has no memory left for a context.
std::string hash(std::string_view head, std::string_view tail) {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (context == nullptr || EVP_DigestInit_ex(context.get(), sha256(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), head.data(), head.size()) != 1 ||
      EVP_DigestUpdate(context.get(), tail.data(), tail.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), out.data(), &size) != 1) {
    return {};
  }
  return to_hex(out.data(), kept_bytes);
}

// Appends words to a text with one blank between two of them, none before the first or after the last.
class Folder {
 public:
  explicit Folder(std::string& out) : out_(out), begin_(out.size()) {}

  void blank() { blank_ = true; }

  void append(std::string_view word) {
    if (blank_ && out_.size() > begin_) {
      out_ += ' ';
    }
    blank_ = false;
    out_ += word;
  }

 private:
  std::string& out_;
  std::size_t begin_;
  bool blank_ = false;
};

bool is_plain(char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x80; }

// The end of the run of ASCII without white space that begins at `at`: most of a text is appended by such runs.
std::size_t plain_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_plain(text[at])) {
    ++at;
  }
  return at;
}

void append_folded(std::string& out, std::string_view text) {
  Folder folder(out);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto end = plain_end(text, at);
    if (end > at) {
      folder.append(text.substr(at, end - at));
      at = end;
      continue;
    }
    auto next = static_cast<std::int64_t>(at);
    UChar32 c = 0;
    U8_NEXT(bytes, next, size, c);
    if (u_isUWhiteSpace(c) != 0) {
      folder.blank();
    } else {
      folder.append(text.substr(at, static_cast<std::size_t>(next) - at));
    }
    at = static_cast<std::size_t>(next);
  }
}

// The zero byte parts the subject from what follows: neither can hold one.
std::string folded_subject(std::string_view kind, std::string_view subject, std::size_t room) {
  std::string folded;
  folded.reserve(kind.size() + subject.size() + room + 1);
  folded += kind;
  append_folded(folded, subject);
  folded += '\0';
  return folded;
}

}  // namespace

std::string fingerprint_of_text(std::string_view subject, std::string_view text) {
  std::string folded = folded_subject("text:", subject, text.size());
  append_folded(folded, text);
  return hash(folded, {});
}

std::string fingerprint_of_body(std::string_view subject, std::string_view body) {
  return hash(folded_subject("body:", subject, 0), body);
}

}  // namespace jeda::mail
