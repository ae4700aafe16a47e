#include "mail/authentication.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "tests/mail/messages.h"

namespace jeda::mail {
namespace {

std::string shown_results(std::string_view field) {
  const auto results = read_authentication(field);
  if (!results) return "no field";
  std::string text = results->id;
  for (const auto& method : results->methods) {
    text += fmt::format(" | {}={}", method.method, method.result);
    for (const auto& one : method.properties) text += fmt::format(" {}.{}={}", one.type, one.property, one.value);
  }
  return text;
}

// Of a message from andi@toko.example with these fields above.
std::string authenticity_with(const std::string& fields, const std::string& from = "From: andi@toko.example\n") {
  const std::string message = fields + from + "Subject: Halo\n\nHalo.\n";
  return std::string(to_string(authenticity_of(split_message(message).header, facts_of(message), {"mx.ours.example"})));
}

std::string says(const std::string& results) {
  return authenticity_with("Authentication-Results: mx.ours.example; " + results + "\n");
}

std::string many(int count, const std::string& what) {
  std::string text;
  for (int i = 0; i < count; ++i) text += what;
  return text;
}

TEST_CASE("fields of RFC 8601 are read in every form that it allows") {
  struct Row {
    std::string field;
    std::string want;
  };
  for (const auto& [field, want] : std::vector<Row>{
           {"mx.ours.example; none", "mx.ours.example"},
           {"mx.ours.example 1; none", "mx.ours.example"},
           {"mx.ours.example; spf=pass smtp.mailfrom=toko.example",
            "mx.ours.example | spf=pass smtp.mailfrom=toko.example"},
           {" (a) \"mx.ours.example\" (b (c) \\) d) 1 (e) ; (f) SPF (g) / (h) 1 (i) = (j) Pass (k) reason (l) = \"x; "
            "y=z\" smtp (m) . mailfrom = \"a b\"@toko.example (n) ; dkim=fail",
            "mx.ours.example | spf=pass smtp.mailfrom=a b@toko.example | dkim=fail"},
           {"mx.ours.example;\r\n\tdkim=pass (2048-bit key) header.d=toko.example header.i=@toko.example\r\n\t "
            "header.b=\"ab/c+d=\";\r\n\tdmarc=pass (p=none dis=none) header.from=toko.example;",
            "mx.ours.example | dkim=pass header.d=toko.example header.i=@toko.example header.b=ab/c+d= | dmarc=pass "
            "header.from=toko.example"},
           {"mx.ours.example; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=;",
            "mx.ours.example | dkim=none header.d=none | dmarc=none header.from="},
           {"mx.ours.example; x-ptr=pass policy.ptr=mx_1.toko.example",
            "mx.ours.example | x-ptr=pass "
            "policy.ptr=mx_1.toko.example"},
           {"mx.ours.example", "mx.ours.example"},
           {"mx.ours.example;", "mx.ours.example"},
       }) {
    INFO(field);
    CHECK(shown_results(field) == want);
  }
}

TEST_CASE("a field that breaks the grammar says nothing") {
  for (const auto* results :
       {"dmarc", "dmarc=", "=pass", "dmarc pass header.from=toko.example", "dmarc=pass header.from",
        "dmarc=pass header=x", "dmarc=pass (open header.from=toko.example", "dmarc=pass header.from=\"toko.example",
        "dmarc=pass; none", "none; dmarc=pass header.from=toko.example",
        "dmarc=pass header.from=toko.example, spf=pass", "dmarc=pass header.from=toko.example; spf=pass x",
        "; dmarc=pass header.from=toko.example"}) {
    INFO(results);
    CHECK(shown_results(fmt::format("mx.ours.example; {}", results)) == "mx.ours.example");
    CHECK(says(results) == "nothing");
  }
  for (const auto* field : {"", " ", "; dmarc=pass", "(mx.ours.example); dmarc=pass", "\"mx.ours.example; dmarc=pass"})
    CHECK(shown_results(field) == "no field");
}

TEST_CASE("a field with more than a verifier writes says nothing, and takes no long time") {
  CHECK(says(many(99, "spf=none; ") + "dmarc=pass header.from=toko.example") == "pass");
  CHECK(says(many(100, "spf=none; ") + "dmarc=pass header.from=toko.example") == "nothing");
  CHECK(says("dmarc=pass" + many(100, " header.from=toko.example")) == "pass");
  CHECK(says("dmarc=pass" + many(101, " header.from=toko.example")) == "nothing");
  CHECK(says("dmarc=pass " + many(100000, "(") + many(100000, ")") + " header.from=toko.example") == "pass");
}

TEST_CASE("what was checked decides whether From wrote it") {
  struct Row {
    std::string results;
    std::string want;
  };
  for (const auto& [results, want] : std::vector<Row>{
           {"dmarc=pass header.from=toko.example", "pass"},
           {"dmarc=pass header.from=TOKO.example", "pass"},
           {"dmarc=pass header.from=evil.example", "nothing"},
           {"dmarc=pass header.from=xtoko.example", "nothing"},
           {"dmarc=pass", "nothing"},
           {"dmarc=fail header.from=toko.example; dkim=pass header.d=toko.example", "fail"},
           {"dkim=pass header.d=toko.example; spf=pass smtp.mailfrom=toko.example; dmarc=fail (p=none)", "fail"},
           {"dmarc=none; spf=pass smtp.mailfrom=bounces@mail.toko.example", "pass"},
           {"spf=pass smtp.mailfrom=<andi@toko.example>", "pass"},
           {"spf=pass smtp.mailfrom=andi@evil.example", "nothing"},
           {"spf=pass smtp.mailfrom=\"andi@toko.example\"@evil.example", "nothing"},
           {"spf=pass smtp.helo=toko.example", "nothing"},
           {"spf=pass policy.mailfrom=toko.example", "nothing"},
           {"dkim=pass header.d=mail.toko.example", "pass"},
           {"dkim=pass header.i=@toko.example", "pass"},
           {"dkim=pass header.d=evil.example; dkim=pass header.d=toko.example", "pass"},
           {"dkim=pass header.d=evil.example header.s=toko.example", "nothing"},
           {"dkim=pass header.d=example", "nothing"},
           {"dkim=fail header.d=toko.example", "nothing"},
           {"spf=fail smtp.mailfrom=toko.example; dkim=fail header.d=toko.example", "fail"},
           {"spf=fail smtp.mailfrom=toko.example; dkim=pass header.d=toko.example", "pass"},
           {"spf=fail smtp.mailfrom=evil.example", "nothing"},
           {"spf=softfail smtp.mailfrom=toko.example", "nothing"},
           {"dmarc=temperror header.from=toko.example", "nothing"},
           {"dmarc=permerror header.from=toko.example; spf=neutral smtp.mailfrom=toko.example", "nothing"},
           {"none", "nothing"},
       }) {
    INFO(results);
    CHECK(says(results) == want);
  }
}

TEST_CASE("the topmost field of our verifier counts, and nobody else's in any form") {
  const std::string pass = "; dmarc=pass header.from=toko.example\n";
  const std::string fail = "Authentication-Results: mx.ours.example; dmarc=fail header.from=toko.example\n";
  for (const std::string foreign :
       {"Authentication-Results: mx.theirs.example", "Authentication-Results: mx.ours.example.theirs.example",
        "Authentication-Results: xmx.ours.example", "Authentication-Results: (mx.ours.example) theirs.example",
        "Authentication-Results: \"mx.ours.example\".theirs.example",
        "Authentication-Results: theirs.example mx.ours.example",
        "Authentication-Results: theirs.example; x=mx.ours.example", "ARC-Authentication-Results: i=1; mx.ours.example",
        "X-Authentication-Results: mx.ours.example", "Received-SPF: mx.ours.example"}) {
    INFO(foreign);
    CHECK(authenticity_with(foreign + pass) == "nothing");
    CHECK(authenticity_with(foreign + pass + fail) == "fail");
  }
  CHECK(authenticity_with(fail + "Authentication-Results: mx.ours.example" + pass) == "fail");
  CHECK(authenticity_with("authentication-results : MX.Ours.Example" + pass) == "pass");
  CHECK(authenticity_with("Authentication-Results:\n\tmx.ours.example\n\t" + pass) == "pass");
}

TEST_CASE("who is one of several in From, or in several From fields, never passes") {
  const std::string pass = "Authentication-Results: mx.ours.example; dmarc=pass header.from=toko.example\n";
  CHECK(authenticity_with(pass, "From: Andi <andi@toko.example>\n") == "pass");
  CHECK(authenticity_with(pass, "From: andi@toko.example, rina@toko.example\n") == "nothing");
  CHECK(authenticity_with(pass, "From: andi@toko.example\nFrom: budi@evil.example\n") == "nothing");
  CHECK(authenticity_with(pass, "from: budi@evil.example\nFrom: andi@toko.example\n") == "nothing");
  CHECK(authenticity_with(pass, "") == "nothing");
  CHECK(authenticity_with("Authentication-Results: mx.ours.example; dmarc=fail\n",
                          "From: andi@toko.example, rina@toko.example\n") == "fail");
}

}  // namespace
}  // namespace jeda::mail
