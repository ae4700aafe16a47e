#include "tests/worst/messages.h"

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace jeda::worst {
namespace {

constexpr std::size_t huge = 100'000'000;
constexpr std::size_t longest_field = 60'000;  // libmilter takes no packet of more than 64 KiB

using Numbered = std::function<std::string(std::size_t)>;

std::string repeat(std::string_view unit, std::size_t bytes) {
  std::string text;
  text.reserve(bytes + unit.size());
  while (text.size() < bytes) text += unit;
  return text;
}

std::string numbered(const Numbered& unit, std::size_t bytes) {
  std::string text;
  text.reserve(bytes + 1000);
  for (std::size_t i = 0; text.size() < bytes; ++i) text += unit(i);
  return text;
}

/// `lines` of `unit` with line ends, `bytes` in all.
std::string lines_of(std::string_view unit, std::size_t bytes) { return repeat(std::string(unit) + "\r\n", bytes); }

Hostile plain(std::string body, std::string_view charset = "utf-8", std::string_view coding = "8bit") {
  Hostile mail;
  mail.header = {{"Content-Type", fmt::format("text/plain; charset={}", charset)},
                 {"Content-Transfer-Encoding", std::string(coding)}};
  mail.body = std::move(body);
  return mail;
}

Hostile html(std::string body) {
  Hostile mail;
  mail.header = {{"Content-Type", "text/html; charset=utf-8"}};
  mail.body = std::move(body);
  return mail;
}

Hostile multipart(const std::string& boundary, std::string body) {
  Hostile mail;
  mail.header = {{"Content-Type", "multipart/mixed; boundary=\"" + boundary + "\""}};
  mail.body = std::move(body);
  return mail;
}

/// The same unit in one field, `times` over.
Hostile fields(const std::string& name, std::string_view unit, std::size_t times) {
  Hostile mail = plain("Hello.\r\n");
  const std::string value = repeat(unit, longest_field);
  for (std::size_t i = 0; i < times; ++i) mail.header.emplace_back(name, value);
  return mail;
}

Hostile many_header_lines() {
  Hostile mail = plain("Hello.\r\n");
  for (int i = 0; i < 1'000'000; ++i) mail.header.emplace_back("X-A", "b");
  return mail;
}

Hostile own_header_lines() {
  Hostile mail = plain("Hello.\r\n");
  for (int i = 0; i < 100'000; ++i) mail.header.emplace_back("X-Jeda-" + std::to_string(i % 300), "b");
  return mail;
}

Hostile nested() {
  const auto open = [](std::size_t i) {
    return fmt::format("--{0}\r\nContent-Type: multipart/mixed; boundary=\"{1}\"\r\n\r\n", i, i + 1);
  };
  std::string body;
  for (std::size_t i = 0; i < 200'000; ++i) body += open(i);
  return multipart("0", std::move(body));
}

/// As deep as a reader goes, then lines that nearly are each of the boundaries.
Hostile near_boundaries() {
  const std::string stem(60, 'a');
  std::string body;
  for (int i = 0; i < 15; ++i)
    body += fmt::format("--{0}{1:02}\r\nContent-Type: multipart/mixed; boundary=\"{0}{2:02}\"\r\n\r\n", stem, i, i + 1);
  return multipart(stem + "00", body + lines_of("--" + stem + "9", huge));
}

Hostile to_many(std::size_t count) {
  Hostile mail = plain(lines_of("Our offer stands.", 4000));
  mail.to.clear();
  for (std::size_t i = 0; i < count; ++i) mail.to.push_back(fmt::format("p{}@company-{}.example", i, i));
  return mail;
}

Hostile large(Hostile mail, std::size_t bytes) {
  mail.body = repeat("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\n", bytes);
  return mail;
}

Hostile named_recipients() {
  Hostile mail = to_many(1500);
  for (std::size_t i = 0; i < 40; ++i) {
    const auto one = [i](std::size_t k) {
      return fmt::format("\"Ani {0} Wijaya\" <p{0}@company-{0}.example>, ", i * 38 + k % 38);
    };
    mail.header.emplace_back("To", numbered(one, 3000));
  }
  mail.body = numbered([](std::size_t i) { return fmt::format("Ani {} Wijaya, Pak Budi{}.\r\n", i, i); }, huge / 50);
  return mail;
}

/// HTML without a word, part after part: each is read in search of the text.
Hostile blank_parts() {
  const std::string part = "--b\r\nContent-Type: text/html\r\n\r\n" + repeat("</p></div>", 500'000) + "\r\n";
  return multipart("b", repeat(part, huge));
}

Hostile both_texts() {
  const std::string text = repeat("\xff<", 500'000);
  Hostile mail = multipart("b", "--b\r\nContent-Type: text/html\r\n\r\n" + text +
                                    "\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--b--\r\n");
  mail.header[0].second.replace(0, 15, "multipart/alternative");
  return mail;
}

Hostile inbound(Hostile mail) {
  mail.inbound = true;
  return mail;
}

Hostile bounce(Hostile mail) {
  mail.inbound = true;
  mail.bounce = true;
  return mail;
}

Hostile report(const std::string& status) {
  Hostile mail;
  mail.header = {{"Content-Type", "multipart/report; report-type=delivery-status; boundary=b"}};
  mail.body = "--b\r\nContent-Type: message/delivery-status\r\n\r\n" + status + "\r\n--b\r\n" +
              "Content-Type: message/rfc822\r\n\r\nMessage-ID: <a@ours.example>\r\n\r\n";
  return bounce(mail);
}

Hostile away(const std::string& unit) {
  Hostile mail = inbound(plain(repeat(unit, huge / 10)));
  mail.header.emplace_back("Auto-Submitted", "auto-replied");
  return mail;
}

std::string base64_lines() { return lines_of(repeat("QUFBQSBCQkJC", 72), huge); }

std::string letters(std::size_t i) {
  std::string word;
  for (std::size_t rest = i * 2654435761U % 4294967296U; word.size() < 7; rest /= 26)
    word += static_cast<char>('a' + rest % 26);
  return word;
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      {"100 MB of prose", [] { return plain(lines_of("We would like to know whether our offer suits you.", huge)); }},
      {"100 MB of different words",
       [] { return plain(numbered([](auto i) { return letters(i) + (i % 9 ? " " : "\r\n"); }, huge)); }},
      {"100 MB in one line", [] { return plain(std::string(huge, 'a')); }},
      {"100 MB of blanks", [] { return plain(std::string(huge, ' ')); }},
      {"100 MB of empty lines", [] { return plain(repeat("\r\n", huge)); }},
      {"100 MB of NUL", [] { return plain(std::string(huge, '\0')); }},
      {"1,000,000 header fields", many_header_lines},
      {"100,000 X-Jeda fields", own_header_lines},
      {"50 MB of header", [] { return fields("X-A", "b c ", 833); }},
      {"50 MB of Subject", [] { return fields("Subject", "Re: ", 833); }},
      {"subject of override marks", [] { return fields("Subject", "[urgent: ", 1); }},
      {"100,000 addresses in To", [] { return fields("To", "Ani <a@toko.example>, ", 40); }},
      {"To of open groups and comments", [] { return fields("To", "a:b(((\"", 40); }},
      {"1,000,000 References", [] { return fields("References", "<a@b> ", 100); }},
      {"References of brackets", [] { return fields("References", "<", 4); }},
      {"1,000,000 encoded words", [] { return fields("Subject", "=?utf-8?q?a?= ", 4); }},
      {"encoded words unended", [] { return fields("Subject", "=?utf-8?q?", 4); }},
      {"encoded words of iso-2022-jp", [] { return fields("Subject", "=?iso-2022-jp?b?GyRCJEobKEI=?= ", 4); }},
      {"parameters by the thousand", [] { return fields("Content-Type", "text/plain; a*0*=\"b\"; ", 4); }},
      {"200,000 nested multiparts", nested},
      {"100,000 sibling parts", [] { return multipart("b", repeat("--b\r\n\r\nx\r\n", huge / 10)); }},
      {"parts of base64 names",
       [] {
         return multipart("b", numbered(
                                   [](auto i) {
                                     return fmt::format(
                                         "--b\r\nContent-Disposition: attachment; filename=\"{}\"\r\n\r\nx\r\n", i);
                                   },
                                   huge / 10));
       }},
      {"near misses of boundaries", near_boundaries},
      {"boundary lines of dashes", [] { return multipart("-", lines_of("---------------------------", huge)); }},
      {"100 MB of base64", [] { return plain(base64_lines(), "utf-8", "base64"); }},
      {"100 MB of base64 in HTML",
       [] {
         Hostile mail = html(base64_lines());
         mail.header.emplace_back("Content-Transfer-Encoding", "base64");
         return mail;
       }},
      {"100 MB of quoted-printable",
       [] { return plain(lines_of(repeat("=41=20", 72), huge), "utf-8", "quoted-printable"); }},
      {"soft line breaks", [] { return plain(lines_of("=", huge), "utf-8", "quoted-printable"); }},
      {"base64 without an alphabet", [] { return plain(lines_of("====!!!!", huge), "utf-8", "base64"); }},
      {"flowed text",
       [] {
         Hostile mail = plain(lines_of("> > a ", huge));
         mail.header[0].second += "; format=flowed";
         return mail;
       }},
      {"HTML of open tags", [] { return html(repeat("<div><b>", huge)); }},
      {"HTML of open quotes", [] { return html(repeat("<blockquote>a", huge)); }},
      {"HTML of list items", [] { return html(repeat("<table><tr><td><ul><li>a", huge)); }},
      {"HTML of attributes", [] { return html("<p " + repeat("a=b ", huge)); }},
      {"HTML of tags with attributes", [] { return html(repeat("<p class=a style=display:none>b", huge)); }},
      {"HTML of entities", [] { return html(repeat("&amp;&#x41;&nbsp;", huge)); }},
      {"HTML of broken entities", [] { return html(repeat("&", huge)); }},
      {"HTML of comments", [] { return html(repeat("<!--", huge)); }},
      {"HTML of comments closed", [] { return html(repeat("<!--a-->b", huge)); }},
      {"HTML of less-than", [] { return html(std::string(huge, '<')); }},
      {"HTML of ends", [] { return html(repeat("</p></div>", huge)); }},
      {"HTML of scripts", [] { return html(repeat("<script>", huge)); }},
      {"HTML of links",
       [] {
         return html(numbered([](auto i) { return fmt::format("<a href=https://a{}.example/b>c</a>", i); }, huge / 5));
       }},
      {"HTML of breaks", [] { return html(repeat("<br>", huge)); }},
      {"HTML parts without a word", blank_parts},
      {"HTML and text beside it", both_texts},
      {"text of HTML marks", [] { return plain(repeat("<b>a</b>", huge)); }},
      {"iso-2022-jp of escapes", [] { return plain(repeat("\x1b$B$J\x1b(B", huge), "iso-2022-jp"); }},
      {"utf-7", [] { return plain(repeat("+AGE-", huge), "utf-7"); }},
      {"unknown charset", [] { return plain(repeat("abc\xff ", huge), "x-nobody-knows"); }},
      {"utf-16 cut short", [] { return plain(std::string(huge, '\xd8'), "utf-16"); }},
      {"gb18030", [] { return plain(repeat("\x81\x30\x81\x30", huge), "gb18030"); }},
      {"bytes that are no UTF-8", [] { return plain(std::string(huge, '\xff')); }},
      {"ligatures that grow", [] { return plain(repeat("\xef\xb7\xba", huge)); }},
      {"letters that grow folded", [] { return plain(repeat("\xce\x90 ", huge)); }},
      {"combining marks", [] { return plain("a" + repeat("\xcc\x81\xcc\xa3", huge)); }},
      {"combining marks in the subject", [] { return fields("Subject", "\xcc\x81\xcc\xa3", 1); }},
      {"combining marks in names", [] { return fields("To", "a\xcc\x81\xcc\xa3 <x@toko.example>, ", 4); }},
      {"zero width", [] { return plain(repeat("b\xe2\x80\x8bu\xe2\x80\x8by ", huge)); }},
      {"bidirectional marks", [] { return plain(repeat("\xe2\x80\xae\xe2\x81\xa6", huge)); }},
      {"quote heads",
       [] { return plain(repeat("On Mon, 2 Nov 2026 at 10:00, Ani <ani@toko.example> wrote:\r\n", huge)); }},
      {"quote heads unended", [] { return plain(repeat("On Mon, 2 Nov 2026 at 10:00, Ani ", huge)); }},
      {"quote heads of Indonesia", [] { return plain(repeat("Pada tanggal 2 Nov 2026 10.00, Ani\r\n", huge)); }},
      {"quoted header blocks", [] { return plain(repeat("From: a\r\nSent: b\r\nTo: c\r\nSubject: d\r\n\r\n", huge)); }},
      {"original message marks", [] { return plain(repeat("-----Original Message-----\r\nFrom: a\r\n", huge)); }},
      {"quote marks", [] { return plain(std::string(huge, '>')); }},
      {"quoted lines between", [] { return plain(repeat("> a\r\nb\r\n", huge)); }},
      {"signature marks", [] { return plain(repeat("-- \r\n", huge)); }},
      {"signatures", [] { return plain(repeat("Best regards,\r\nBudi\r\n\r\n", huge)); }},
      {"disclaimers", [] { return plain(repeat("This e-mail is confidential.\r\n\r\n", huge)); }},
      {"links", [] { return plain(numbered([](auto i) { return fmt::format("https://a{}.example/b ", i); }, huge)); }},
      {"links in links", [] { return plain(repeat("http://", huge)); }},
      {"figures", [] { return plain(numbered([](auto i) { return fmt::format("Rp {}.000,50 {}% ", i, i); }, huge)); }},
      {"one long figure", [] { return plain(repeat("1.1,", huge)); }},
      {"digits", [] { return plain(std::string(huge, '1')); }},
      {"blow up: a", [] { return plain(std::string(19'000, 'a') + "!"); }},
      {"blow up: a, blanks", [] { return plain(repeat("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! ", huge)); }},
      {"phrases that nearly match",
       [] { return plain(repeat("did you see it did you have a chance in any update do ", huge)); }},
      {"1,500 recipients", [] { return to_many(1500); }},
      {"1,500 recipients again", [] { return to_many(1500); }, [] { return to_many(1500); }},
      {"1,500 named recipients", named_recipients, [] { return to_many(1500); }},
      {"20,000 recipients", [] { return to_many(20'000); }},
      {"4 MB to one and one who waits", [] { return large(to_many(2), 4'150'000); }, [] { return to_many(1); }},
      {"100 MB to one and one who waits", [] { return large(to_many(2), huge); }, [] { return to_many(1); }},
      {"reply: 100 MB of prose",
       [] { return inbound(plain(lines_of("We would like to know more of your offer.", huge))); }},
      {"reply: nearly a wish",
       [] {
         return inbound(
             plain(repeat("please do not, please stop, never write, remove, unsub, jangan, tolong berhenti ", huge)));
       }},
      {"reply: wishes", [] { return inbound(plain(repeat("not please stop sending me mails? ", huge))); }},
      {"reply: HTML of open quotes", [] { return inbound(html(repeat("<blockquote>a", huge))); }},
      {"absence: dates", [] { return away("I am back on 12 December 2026, until 1/2/2027. "); }},
      {"absence: dates of Indonesia", [] { return away("kembali tanggal 12 Desember 2026 sampai hari Senin "); }},
      {"absence: words before dates", [] { return away("back on until return "); }},
      {"report: 100,000 recipients",
       [] {
         return report(numbered(
             [](auto i) {
               return fmt::format("Final-Recipient: rfc822;p{}@toko.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n",
                                  i);
             },
             huge / 10));
       }},
      {"report: nested",
       [] { return report(repeat("\r\n--b\r\nContent-Type: multipart/report; boundary=b\r\n\r\n", huge / 10)); }},
      {"report: fields", [] { return report(repeat("Final-Recipient: rfc822;a\r\n", huge / 10)); }},
      {"bounce: addresses", [] { return bounce(plain(repeat("\n<p@toko.example>: 550 no\n", huge / 10))); }},
      {"bounce: brackets", [] { return bounce(plain(repeat("\n<", huge / 10))); }},
      {"complaint: fields",
       [] {
         Hostile mail = report("");
         mail.header[0].second = "multipart/report; report-type=feedback-report; boundary=b";
         mail.body = "--b\r\nContent-Type: message/feedback-report\r\n\r\n" +
                     repeat("Original-Rcpt-To: a@toko.example\r\n", huge / 10);
         return mail;
       }},
  };
  return all;
}

}  // namespace jeda::worst
