#include "agent/notice.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

#include "agent/mime.h"
#include "agent/notice_values.h"
#include "base/printable.h"
#include "mail/mime/encode.h"

namespace jeda::agent {
namespace {

constexpr std::size_t subject_bytes = 200;
constexpr std::string_view subject_start = "Subject: ";

struct From {
  std::string header;
  std::string_view domain;
};

// The words of "words <name@domain>" are encoded where they must be; in quotes otherwise.
From read_from(std::string_view from) {
  const std::size_t open = from.rfind('<');
  const std::string_view domain_end = from.ends_with('>') ? from.substr(0, from.size() - 1) : from;
  const std::string_view domain = domain_end.substr(domain_end.rfind('@') + 1);
  if (open == std::string_view::npos) return {std::string(from), domain};
  std::string words = printable(from.substr(0, open), subject_bytes);
  std::erase_if(words, [](char c) { return c == '"' || c == '\\'; });
  const std::string encoded = mail::encode_header(words);
  const std::string name = words.empty() ? "" : (encoded == words ? '"' + words + '"' : encoded) + " ";
  return {name + std::string(from.substr(open)), domain};
}

bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 200 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
}

// "Mon, 23 Nov 2026 02:00:00 +0000"
std::string date_header(Time at) {
  return date::format("%a, %d %b %Y %H:%M:%S +0000", date::floor<std::chrono::seconds>(at));
}

std::string header(const NoticeFacts& facts, const From& from, std::string_view subject) {
  const store::Notice& notice = facts.notice;
  std::string out = fmt::format("From: {}\nTo: {}\nSubject: {}\nDate: {}\nMessage-ID: <{}@{}>\n", from.header,
                                notice.to, mail::encode_header(printable(subject, subject_bytes)),
                                date_header(notice.at), notice.token, from.domain);
  const bool one = facts.mails.size() == 1 && notice.kind != store::NoticeKind::reminder;
  if (one && is_plain_id(facts.mails.front().message_id))
    out += fmt::format("In-Reply-To: <{0}>\nReferences: <{0}>\n", facts.mails.front().message_id);
  return out + fmt::format(
                   "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-Jeda-Notice: {}\n"
                   "MIME-Version: 1.0\n",
                   notice.token);
}

// An admin's template may fail on values that the check did not have; the shipped one stands in.
NoticeText rendered(const NoticeText& text, const NoticeText& shipped, const NoticeValues& values) {
  const auto plain = render_notice(text.text, values, false);
  const auto html = render_notice(text.html, values, true);
  return {plain ? *plain : render_notice(shipped.text, values, false).value_or(""),
          html ? *html : render_notice(shipped.html, values, true).value_or("")};
}

}  // namespace

tl::expected<std::string, std::string> write_notice(const NoticeFacts& facts, const NoticeTexts& texts,
                                                    const policy::Policy& policy) {
  const store::Notice& notice = facts.notice;
  if (!is_plain_address(notice.to)) return tl::unexpected<std::string>("it has no address that mail can be sent to");
  const NoticeText text = rendered(texts.of(notice.kind, policy.language), shipped_text(notice.kind, policy.language),
                                   values_of(facts, policy));
  const std::string_view plain = text.text;
  if (!plain.starts_with(subject_start)) return tl::unexpected<std::string>("its text has no subject");
  const std::size_t end = plain.find('\n');
  const std::string_view subject = plain.substr(subject_start.size(), end - subject_start.size());
  const std::size_t body = plain.find_first_not_of('\n', std::min(end, plain.size()));
  const std::string inside =
      alternative_part("=_text_" + notice.token, body == std::string_view::npos ? "" : plain.substr(body), text.html);
  const std::string content =
      notice.original.empty() ? inside : mixed_part("=_mail_" + notice.token, inside, notice.original);
  return header(facts, read_from(facts.from), subject) + content;
}

}  // namespace jeda::agent
