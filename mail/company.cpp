#include <libpsl.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/address.h"

namespace jeda::mail {
namespace {

// Providers that own their name below every public suffix: yahoo.com, yahoo.co.id, hotmail.co.uk, gmx.de.
constexpr auto freemail_brands = std::to_array<std::string_view>(
    {"gmx", "hotmail", "outlook", "windowslive", "yahoo", "yandex", "ymail", "rocketmail", "protonmail", "tutanota"});

// Single domains, sorted. Indonesia's own (plasa.com, telkom.net, cbn.net.id ...) and the world's largest: only where
// the public gets a mailbox, whatever else the provider sells.
constexpr auto freemail_domains = std::to_array<std::string_view>(
    {"126.com",        "139.com",        "163.com",        "aim.com",        "aol.com",          "att.net",
     "bellsouth.net",  "bigpond.com",    "bk.ru",          "bluewin.ch",     "btinternet.com",   "cbn.net.id",
     "centrin.net.id", "charter.net",    "comcast.net",    "consultant.com", "cox.net",          "daum.net",
     "disroot.org",    "duck.com",       "earthlink.net",  "email.com",      "engineer.com",     "fastmail.com",
     "fastmail.fm",    "foxmail.com",    "free.fr",        "freenet.de",     "gmail.com",        "googlemail.com",
     "hanmail.net",    "hey.com",        "hushmail.com",   "icloud.com",     "iname.com",        "inbox.com",
     "inbox.ru",       "indo.net.id",    "indosat.net.id", "indosatm2.com",  "internode.on.net", "juno.com",
     "laposte.net",    "libero.it",      "list.ru",        "live.ca",        "live.co.uk",       "live.co.za",
     "live.com",       "live.com.au",    "live.com.my",    "live.com.sg",    "live.de",          "live.dk",
     "live.fr",        "live.in",        "live.it",        "live.nl",        "live.se",          "lycos.com",
     "mac.com",        "mail.com",       "mail.ee",        "mail.ru",        "mailbox.org",      "mailfence.com",
     "me.com",         "meta.ua",        "msn.com",        "my.com",         "myself.com",       "naver.com",
     "netscape.net",   "netzero.net",    "o2.pl",          "optonline.net",  "orange.fr",        "passport.com",
     "plasa.com",      "pm.me",          "posteo.de",      "proton.me",      "qq.com",           "rediffmail.com",
     "riseup.net",     "runbox.com",     "sapo.pt",        "sbcglobal.net",  "seznam.cz",        "sfr.fr",
     "sina.com",       "singnet.com.sg", "sohu.com",       "streamyx.com",   "t-online.de",      "telkom.net",
     "tiscali.it",     "tuta.com",       "tuta.io",        "tutamail.com",   "uol.com.br",       "verizon.net",
     "wanadoo.fr",     "web.de",         "yandex.com",     "yeah.net",       "zoho.com",         "zoho.eu",
     "zohomail.com"});

static_assert(std::is_sorted(freemail_domains.begin(), freemail_domains.end()));

// A name the public suffix list can be asked about: dot-separated labels, not an address literal or an IPv4 address.
bool is_name(std::string_view domain) {
  if (domain.empty() || domain.size() > 253 || domain.front() == '.' || domain.back() == '.' ||
      domain.find("..") != std::string_view::npos) {
    return false;
  }
  const auto last = domain.substr(domain.rfind('.') + 1);
  const bool digits = std::all_of(last.begin(), last.end(), is_digit);
  return !digits && std::all_of(domain.begin(), domain.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '-' || c == '_';
  });
}

// The list is compiled into libpsl and immutable; absent if libpsl was built without one.
std::string_view registrable(const std::string& domain) {
  const psl_ctx_t* const list = psl_builtin();
  const char* const found = list == nullptr ? nullptr : psl_registrable_domain(list, domain.c_str());
  return found == nullptr ? std::string_view() : std::string_view(found);
}

bool is_listed(std::string_view domain) {
  return std::binary_search(freemail_domains.begin(), freemail_domains.end(), domain);
}

bool is_brand(std::string_view registrable_domain) {
  const auto label = registrable_domain.substr(0, registrable_domain.find('.'));
  return std::find(freemail_brands.begin(), freemail_brands.end(), label) != freemail_brands.end();
}

}  // namespace

std::string company_of(std::string_view key) {
  const Address address{{}, std::string(key)};
  const std::string domain(address.domain());
  if (!is_name(domain)) {
    return {};
  }
  const std::string_view company = registrable(domain);
  return is_freemail(company) || is_freemail(domain) ? std::string() : std::string(company);
}

bool are_of_one_organisation(std::string_view one, std::string_view other) {
  if (one == other) return !one.empty();
  if (!is_name(one) || !is_name(other)) return false;
  const std::string first(one);
  const std::string second(other);
  return !registrable(first).empty() && registrable(first) == registrable(second);
}

bool is_freemail(std::string_view domain) {
  const std::string name = lower_ascii(domain);
  return is_name(name) && (is_listed(name) || (is_brand(name) && registrable(name) == name));
}

}  // namespace jeda::mail
