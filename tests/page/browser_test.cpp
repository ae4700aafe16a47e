// The page in a real browser: drive.py does what reviewers do, then the store is looked at.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>

#include "page.h"

using namespace jeda;
using namespace jeda::page::test;

namespace {

void add_touch(Page& page, policy::TouchKind kind, const std::string& at, const std::string& note) {
  store::Event event;
  event.prospect = {"ani@warung.example", "ani@warung.example", ""};
  event.kind = kind;
  event.at = moment(at);
  event.salesperson = "budi";
  event.details.note = note;
  REQUIRE(page.store->record_events({event}));
}

void add_history(Page& page) {
  add_touch(page, policy::TouchKind::checkout, "2026-09-29T08:00+07:00", "");
  add_touch(page, policy::TouchKind::call, "2026-10-05T10:00+07:00", "minta penawaran");
  store::Reply reply;
  reply.at = moment("2026-10-12T15:20+07:00");
  reply.message_id = "r1@warung.example";
  reply.from = {{"ani@warung.example", "ani@warung.example", ""}};
  reply.to = {"budi"};
  reply.words = 24;
  REQUIRE(page.store->record_reply(reply));
  add_touch(page, policy::TouchKind::meeting, "2026-10-27T09:00+07:00", "survei lokasi");
  add_touch(page, policy::TouchKind::open, "2026-11-12T09:00+07:00", "");
}

void add_mails(Page& page) {
  page.hold({.subject = "Penawaran pompa", .at = "2026-11-20T10:00+07:00"});
  page.hold({.subject = "Tunggu waktunya",
             .to = {"joko@pabrik.example"},
             .at = "2026-11-20T11:00+07:00",
             .release = policy::Release::when_allowed});
  page.hold({.subject = "Kembali", .salesperson = "tono", .at = "2026-11-20T12:00+07:00"});
  page.hold({.subject = "Buang saja", .salesperson = "tono", .to = {"ani@warung.example", "tuti@pabrik.example"}});
  page.hold({.subject = "Sekaligus satu", .to = {"maya@kios.example"}});
  page.hold({.subject = "Sekaligus dua", .to = {"rudi@kios.example"}});
  page.hold({.subject = "Berdua", .to = {"joko@pabrik.example"}});
  page.hold({.subject = "Dengan papan ketik", .to = {"joko@pabrik.example"}});
  page.hold({.subject = "Lagi pula", .at = "2026-11-23T16:42+07:00"});
  for (const auto* to : {"a@toko.example", "b@toko.example", "c@toko.example"})
    page.hold({.subject = "Promo",
               .to = {to},
               .headers =
                   "From: budi@ours.example\nAttachment: harga.pdf (application/pdf, 12345 bytes)\nLink: daftar harga "
                   "<https://ours.example/harga?b=1>\n",
               .written = "kami menawarkan pompa baru dengan harga khusus bulan ini untuk pelanggan lama"});
  page.hold({.subject = "Urungkan", .to = {"joko@pabrik.example"}});
  page.hold({.subject = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp.exe",
             .salesperson = "<b>budi</b>" + std::string(10000, 'w'),
             .to = {"ani@warung.example"},
             .headers = "From: <style>*{display:none}</style>\nTo: " + std::string(10000, 'x') + "\n",
             .excerpt = "<script>alert(3)</script> javascript:alert(4)\n" + std::string(10000, 'y')});
}

void add_wishes(Page& page) {
  for (const auto& [prospect, kind] : {std::pair{"rudi@kios.example", policy::TouchKind::opt_out_wish},
                                       std::pair{"mati@kios.example", policy::TouchKind::hard_bounce}}) {
    store::Event event{{prospect, prospect, ""}, kind, moment("2026-11-20T10:00+07:00")};
    event.details.note = "jangan kirim lagi";
    REQUIRE(page.store->record_events({event}));
  }
}

std::vector<std::string> asked(Page& page, store::RequestKind kind) {
  store::HeldFilter filter;
  const auto found = page.desk->list(filter);
  REQUIRE(found);
  std::vector<std::string> subjects;
  for (const auto& item : found->items)
    if (is_open(item.request) && item.request->kind == kind) subjects.push_back(item.message.subject);
  std::sort(subjects.begin(), subjects.end());
  return subjects;
}

/// Where axe-core is, after a blank; empty: nowhere.
std::string axe() {
  const char* path = std::getenv("JEDA_AXE");
  return path == nullptr ? "" : " " + std::string(path);
}

using Subjects = std::vector<std::string>;

}  // namespace

TEST_CASE("a browser leads a reviewer through every action") {
  config::ReviewSettings review;
  review.replies = {{"Belum waktunya", "Mohon tunggu balasan mereka dulu."}};
  Page page({}, {}, review);
  add_history(page);
  add_mails(page);
  add_wishes(page);
  const std::string command = "python3 " JEDA_DRIVE " " + std::to_string(page.port) + " " JEDA_SCREENSHOTS + axe();
  CHECK(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c)
  CHECK(asked(page, store::RequestKind::release) == Subjects{"Berdua", "Dengan papan ketik", "Penawaran pompa"});
  CHECK(asked(page, store::RequestKind::give_back) ==
        Subjects{"Kembali", "Promo", "Promo", "Promo", "Sekaligus dua", "Sekaligus satu"});
  CHECK(asked(page, store::RequestKind::discard) == Subjects{"Buang saja"});
}
