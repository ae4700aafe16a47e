// Salespeople's pages in a headless Chromium, driven by drive_own.py.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <string>

#include "mail/address.h"
#include "page.h"
#include "page/own_keys.h"

using namespace jeda;
using namespace jeda::page;
using namespace jeda::page::test;

namespace {

void went_before(Page& page, const std::string& to, const std::string& at) {
  store::Offer offer;
  offer.salesperson = "budi";
  offer.fingerprint = "ffeeddccbbaa00112233445566778899";
  offer.subject = "Perkenalan";
  offer.recipients = {{mail::normalise(to), to, ""}};
  REQUIRE(page.store->transact(offer, [&](const policy::Histories&) {
    store::Judgement judgement;
    judgement.at = moment(at);
    judgement.decision.answers = {false};
    return judgement;
  }));
}

void wrote(Page& page, const std::string& from, const std::string& at) {
  store::Reply reply;
  reply.at = moment(at);
  reply.from = {{from, from, ""}};
  reply.to = {"budi"};
  REQUIRE(page.store->record_reply(reply));
}

}  // namespace

TEST_CASE("a browser shows a salesperson's pages, and does what they ask") {
  config::WebSettings settings;
  settings.url = "https://review.ours.example";
  Page page(settings);
  went_before(page, "ani@warung.example", "2026-11-20T10:00+07:00");
  went_before(page, "lama@dua.example", "2026-11-10T10:00+07:00");
  went_before(page, "baru@tiga.example", "2026-11-22T10:00+07:00");
  wrote(page, "tunggu@satu.example", "2026-11-23T09:30+07:00");
  const service::Links links(page.desk->web_secret(service::links_secret, std::string(64, 'a')).value());
  const auto link = [&](const Mail& mail) { return "/m/" + links.of_mail(page.hold(mail), "budi"); };
  std::string command = "python3 " JEDA_DRIVE " " + std::to_string(page.port) + " " JEDA_SCREENSHOTS " \"$JEDA_AXE\"";
  command += " " + link({.subject = "Penawaran pompa"});
  command += " " + link({.subject = std::string(300, 'W') + "<script>alert(1)</script>",
                         .to = {"rudi@empat.example", "maya@kios.example"},
                         .release = policy::Release::when_allowed,
                         .excerpt = "<img src=x>" + std::string(5000, 'y')});
  command += " /me/" + links.of_person("budi", page.now() + OwnKeys::link_lasts);
  CHECK(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c)
}
