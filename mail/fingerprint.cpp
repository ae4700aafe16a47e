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

// Appends `text` to `out`, folding white space; nothing is put before the first word or after the last.
void append_folded(std::string& out, std::string_view text) {
  const auto begin = out.size();
  bool blank = false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < size;) {
    const auto start = static_cast<std::size_t>(i);
    UChar32 c = bytes[i];
    if (c < 0x80) {
      ++i;
    } else {
      U8_NEXT(bytes, i, size, c);
    }
    if (c < 0x80 ? is_space(static_cast<char>(c)) : u_isUWhiteSpace(c) != 0) {
      blank = true;
      continue;
    }
    if (blank && out.size() > begin) {
      out += ' ';
    }
    blank = false;
    out.append(text, start, static_cast<std::size_t>(i) - start);
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
