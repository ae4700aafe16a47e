// Passwords of the web page's accounts.
#include <catch2/catch.hpp>

#include "service/password.h"

using namespace jeda::service;

TEST_CASE("a password is hashed by argon2id, and told from others") {
  const auto hash = hash_password("kopi susu gula aren");
  CHECK(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"));
  CHECK(verify_password(hash, "kopi susu gula aren"));
  CHECK_FALSE(verify_password(hash, "kopi susu gula aren "));
  CHECK_FALSE(verify_password(hash, ""));
  CHECK(hash_password("kopi susu gula aren") != hash);
}

TEST_CASE("what is no hash fits no password") {
  for (const auto* encoded : {"", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=3,p=4$", "$1$abc$def"}) {
    CHECK_FALSE(verify_password(encoded, "kopi susu gula aren"));
  }
}

TEST_CASE("short passwords are refused") {
  struct Row {
    std::string password;
    std::string want;
  };
  const auto row = GENERATE(values<Row>({
      {"", "the password is too short: at least 10 characters"},
      {"123456789", "the password is too short: at least 10 characters"},
      {"1234567890", ""},
      {"\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", "the password is too short: at least 10 characters"},
      {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "the password is not UTF-8"},
      {std::string(1001, 'x'), "the password is too long: at most 1000 bytes"},
  }));
  CHECK(password_fault(row.password).value_or("") == row.want);
}
