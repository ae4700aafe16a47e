#include "mail/footer.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

MessageFacts mail_with(std::string_view body, std::string_view type = "text/plain") {
  RawMessage message;
  message.header = {{"Subject", "Offer"}, {"Content-Type", std::string(type)}};
  message.body = body;
  return read_facts(message, false, {});
}

bool is_above_footer(const std::string& first, const std::string& back, std::string_view type = "text/plain") {
  const auto fingerprints = fingerprints_above_footer(mail_with(back, type));
  return std::find(fingerprints.begin(), fingerprints.end(), mail_with(first, type).fingerprint) != fingerprints.end();
}

TEST_CASE("a text is found above the footer that came below it") {
  CHECK(is_above_footer("Hello.\r\n", "Hello.\r\n-- \r\nScanned.\r\n"));
  CHECK(is_above_footer("Hello.\r\n\r\nBudi", "Hello.\r\n\r\nBudi\r\n\r\n" + repeated("A line.\r\n", 60)));
  CHECK(is_above_footer("<p>Hello.</p>", "<p>Hello.</p><hr><p>Scanned.</p>", "text/html"));
}

TEST_CASE("what stands above or within is no footer, nor is a long one") {
  CHECK_FALSE(is_above_footer("Hello.\r\n", "Scanned.\r\nHello.\r\n"));
  CHECK_FALSE(is_above_footer("Hello.\r\nBudi\r\n", "Hello.\r\nNew!\r\nBudi\r\n"));
  CHECK_FALSE(is_above_footer("Hello.\r\n", "Hello.\r\n" + repeated("A line.\r\n", 66)));
  CHECK_FALSE(is_above_footer("Hello.\r\n", "Hello.\r\n" + std::string(5000, 'x') + "\r\n"));
  CHECK_FALSE(is_above_footer("", "Scanned.\r\n"));
  CHECK(fingerprints_above_footer(mail_with(repeated("A line.\r\n", 10000))).empty());
}

}  // namespace
}  // namespace jeda::mail
