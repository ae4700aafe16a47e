#include "policy/identity.h"

#include "fixture.h"

using namespace jeda;
using namespace jeda::policy;

namespace {

std::string show(const Direction& direction) {
  if (const auto* governed = std::get_if<Governed>(&direction)) {
    return "governed " + governed->salesperson.name + " " + governed->salesperson.address;
  }
  if (const auto* ignored = std::get_if<Ignored>(&direction)) return "ignored " + std::string(ignored->reason);
  return "inbound";
}

struct IdentityCase {
  std::string login;
  std::string sender;  // empty: null
  std::string client;
  std::string want;
};

std::string classify_row(const Policy& policy, const IdentityCase& row) {
  SenderFacts facts{row.login, std::nullopt, row.client};
  if (!row.sender.empty()) facts.sender = mail::Address{row.sender, row.sender};
  return show(classify(policy, facts));
}

void check_table(const Policy& policy, const std::vector<IdentityCase>& table) {
  for (const IdentityCase& row : table) {
    INFO("login '" << row.login << "' sender '" << row.sender << "' client '" << row.client << "'");
    CHECK(classify_row(policy, row) == row.want);
  }
}

constexpr const char* outside = "203.0.113.9";

}  // namespace

TEST_CASE("who sent a message decides whether it is ours to judge") {
  Policy policy = bare_policy();
  policy.organisation.sales = {"*@ours.example", "siti@partner.example"};
  policy.organisation.people.push_back({"tono", {"tono*@ours.example", "tono@gmail.com"}});
  check_table(policy, {
                          // The login comes before the envelope sender.
                          {"sari", "budi@ours.example", outside, "governed sari@ours.example sari@ours.example"},
                          {"budi", "anyone@else.example", outside, "governed budi budi@ours.example"},
                          {"sales1", "", outside, "governed budi sales1@ours.example"},
                          {"Sales1@OURS.example", "", outside, "governed budi sales1@ours.example"},
                          {"billing", "budi@ours.example", outside, "ignored exempt"},
                          {"app@relay.example", "budi@ours.example", outside, "ignored not-sales"},
                          // Without one the envelope sender counts, from wherever it comes.
                          {"", "sari@ours.example", "127.0.0.1", "governed sari@ours.example sari@ours.example"},
                          {"", "budi@ours.example", outside, "governed budi budi@ours.example"},
                          {"", "siti@partner.example", outside, "governed siti@partner.example siti@partner.example"},
                          {"", "billing@ours.example", "127.0.0.1", "ignored exempt"},
                          {"", "billing@ours.example", outside, "ignored exempt"},
                          // Several addresses of one person, one of them in sales; some by a pattern.
                          {"tono2", "", outside, "governed tono tono2@ours.example"},
                          {"", "tono@gmail.com", outside, "governed tono tono@gmail.com"},
                          // A local pipe gives no client address: ours.
                          {"", "budi", "", "governed budi budi@ours.example"},
                          {"", "root@elsewhere.example", "", "ignored not-sales"},
                          // From outside, from strangers.
                          {"", "ani@acme.example", outside, "inbound"},
                          {"", "ani@acme.example", "2001:db8::7", "inbound"},
                          {"", "ani@acme.example", "127.0.0.1", "ignored not-sales"},
                          {"", "ani@acme.example", "::1", "ignored not-sales"},
                          {"sari", "ani@acme.example", outside, "governed sari@ours.example sari@ours.example"},
                          {"", "", outside, "inbound"},
                          {"", "", "127.0.0.1", "inbound"},
                      });
}

TEST_CASE("mail that claims to come from our own domain is never a reply") {
  Policy policy = bare_policy();
  policy.organisation.domains = {"*.ours.example", "ours.example"};
  policy.organisation.sales = {"sales*@ours.example"};
  check_table(policy, {
                          {"", "sales7@ours.example", outside, "governed sales7@ours.example sales7@ours.example"},
                          {"", "hrd@ours.example", outside, "ignored not-sales"},
                          {"", "hrd@jakarta.ours.example", outside, "ignored not-sales"},
                          {"", "hrd", outside, "ignored not-sales"},
                          {"sales7", "", outside, "governed sales7@ours.example sales7@ours.example"},
                      });
}

TEST_CASE("one of a person's addresses in sales is enough, an exempt one is nobody's") {
  Policy policy = bare_policy();
  policy.organisation.sales = {"sales1@ours.example"};
  policy.organisation.exempt = {"budi.private@ours.example"};
  policy.organisation.people = {{"budi", {"budi", "sales1@ours.example", "budi.private@ours.example"}}};
  check_table(policy, {
                          {"budi", "", outside, "governed budi budi@ours.example"},
                          {"sales1", "", outside, "governed budi sales1@ours.example"},
                          {"budi.private", "", outside, "ignored exempt"},
                          {"sari", "", outside, "ignored not-sales"},
                      });
}

TEST_CASE("the salesperson behind a recipient of ours") {
  const Policy policy = bare_policy();
  CHECK(salesperson_for(policy, "sales1@ours.example")->name == "budi");
  CHECK(salesperson_for(policy, "sari@ours.example")->name == "sari@ours.example");
  CHECK(salesperson_for(policy, "sari")->address == "sari@ours.example");
  CHECK_FALSE(salesperson_for(policy, "billing@ours.example"));
  CHECK_FALSE(salesperson_for(policy, "ani@acme.example"));
  CHECK_FALSE(salesperson_for(policy, ""));
}

TEST_CASE("internal addresses are those of our domains, and those without one") {
  Policy policy = bare_policy();
  policy.organisation.domains = {"ours.example", "*.ours.example"};
  const auto internal = [&](const std::string& key) { return is_internal(policy, {key, key}); };
  CHECK(internal("a@ours.example"));
  CHECK(internal("a@b.c.ours.example"));
  CHECK(internal("root"));
  CHECK_FALSE(internal("\"a@acme.example\""));
  CHECK_FALSE(internal("a%acme.example"));
  CHECK_FALSE(internal("acme.example!a"));
  CHECK_FALSE(internal("a@notours.example"));
  CHECK_FALSE(internal("a@ours.example.evil.example"));
}

TEST_CASE("an MTA of ours delivers to a mailbox of its own name as to one without a domain") {
  const Policy policy = bare_policy();
  const auto key = [&](std::string_view path) {
    const auto address = delivered_to(policy, "MTA.test", path);
    return address ? address->key : "";
  };
  CHECK(key("<root@mta.test>") == "root");
  CHECK(key("<ani%acme.example@mta.test>") == "ani@acme.example");
  CHECK(key("<ani@acme.example>") == "ani@acme.example");
  CHECK(key("<budi%ours.example@mta.test>") == "budi@ours.example");
  CHECK(key("<ani@acme.example,budi@ours.example>").empty());
  CHECK(delivered_to(policy, "", "<root@mta.test>")->key == "root@mta.test");
}

TEST_CASE("this host is ours whether networks say so or not") {
  Policy policy = bare_policy();
  policy.organisation.networks = {*parse_network("192.0.2.0/24")};
  for (const char* address : {"", "127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "192.0.2.7"})
    CHECK(is_own_host(policy, address));
  for (const char* address : {"198.51.100.7", "2001:db8::1", "127.0.0.1.example"})
    CHECK_FALSE(is_own_host(policy, address));
}

TEST_CASE("who is no prospect is said by patterns") {
  Policy policy = bare_policy();
  CHECK_FALSE(is_no_prospect(policy, "4711@drop.example"));
  policy.organisation.no_prospects = {"*@drop.example", "archive@gmail.com"};
  CHECK(is_no_prospect(policy, "4711@drop.example"));
  CHECK(is_no_prospect(policy, "archive@gmail.com"));
  CHECK_FALSE(is_no_prospect(policy, "ani@acme.example"));
}
