// Tokens of links: whose they are, and that nothing else is one.
#include "service/links.h"

#include <catch2/catch.hpp>

#include "store/reference.h"

namespace jeda::service {
namespace {

const std::string key(64, 'a');

Time second(int seconds) { return Time(std::chrono::seconds(seconds)); }

}  // namespace

TEST_CASE("a link of a mail is for its salesperson alone") {
  const Links links(key);
  const std::string reference = store::reference_of(7);
  const std::string token = links.of_mail(reference, "budi");
  CHECK(token.size() == 42);
  CHECK(Links::reference_in(token) == reference);
  CHECK(links.is_of_mail(token, reference, "budi"));
  CHECK_FALSE(links.is_of_mail(token, reference, "sari"));
  CHECK_FALSE(links.is_of_mail(token, store::reference_of(8), "budi"));
  CHECK_FALSE(Links(std::string(64, 'b')).is_of_mail(token, reference, "budi"));
  CHECK_FALSE(links.is_of_mail(token.substr(0, 41), reference, "budi"));
  CHECK_FALSE(Links("").is_of_mail("", reference, "budi"));
  CHECK_FALSE(Links::reference_in(token + "0"));
  CHECK_FALSE(Links::reference_in(std::string(42, '/')));
}

TEST_CASE("a link of a salesperson lasts until its end") {
  const Links links(key);
  const std::string token = links.of_person("budi@ours.example", second(100));
  CHECK(links.person_behind(token, second(99)) == "budi@ours.example");
  CHECK_FALSE(links.person_behind(token, second(100)));
  CHECK_FALSE(Links(std::string(64, 'b')).person_behind(token, second(99)));
  for (std::size_t place = 0; place < token.size(); ++place) {
    std::string forged = token;
    forged[place] = forged[place] == '1' ? '2' : '1';
    INFO(forged);
    CHECK_FALSE(links.person_behind(forged, second(99)));
  }
  for (const char* nonsense : {"", "-", "--", "1-2-3", "1--", "x-62-"})
    CHECK_FALSE(links.person_behind(nonsense, second(0)));
}

}  // namespace jeda::service
