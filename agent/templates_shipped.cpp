// The shipped texts of notices. Their variables are listed in notice.h.
#include <string>

#include "agent/notice.h"

namespace jeda::agent {
namespace {

using policy::Language;
using store::NoticeKind;

// A text, and what differs in HTML: paragraphs of a block are divided by empty lines.
struct Shipped {
  const char* subject;
  const char* opening;  // what happened
  const char* closing;  // what to do now
};

constexpr Shipped held_en{"On hold: {{subject}}", "Your mail to {{recipients}} is on hold: it has not been sent.",
                          "You will be told what becomes of it. Please do not send it a second time."};
constexpr Shipped held_id{"Ditahan: {{subject}}", "Surel Anda kepada {{recipients}} ditahan: belum terkirim.",
                          "Anda akan diberi tahu kelanjutannya. Mohon jangan mengirimnya dua kali."};

constexpr Shipped released_en{
    "Released: {{subject}}",
    "Your mail to {{recipients}} was released and is on its way{{#by}}: {{by}} looked at it{{/by}}{{#scheduled}}: its "
    "time had come{{/scheduled}}{{#by_hand}}: the mail administrator released it{{/by_hand}}.",
    "It counts as a contact from now on. There is nothing you need to do."};
constexpr Shipped released_id{
    "Dilepas: {{subject}}",
    "Surel Anda kepada {{recipients}} telah dilepas dan sedang dikirim{{#by}}: {{by}} telah "
    "memeriksanya{{/by}}{{#scheduled}}: waktunya sudah tiba{{/scheduled}}{{#by_hand}}: dilepas oleh administrator "
    "surel{{/by_hand}}.",
    "Mulai sekarang surel ini dihitung sebagai kontak. Tidak ada yang perlu Anda lakukan."};

constexpr Shipped returned_en{
    "Returned: {{subject}}", "Your mail to {{recipients}} was not sent{{#by}}: {{by}} returns it to you{{/by}}.",
    "{{#original}}The original is attached, so that you can change it and send it anew.{{/original}}{{^original}}The "
    "original could not be attached. You find it among the mail you sent.{{/original}}"};
constexpr Shipped returned_id{
    "Dikembalikan: {{subject}}",
    "Surel Anda kepada {{recipients}} tidak dikirim{{#by}}: {{by}} mengembalikannya kepada Anda{{/by}}.",
    "{{#original}}Surel aslinya terlampir, sehingga dapat Anda perbaiki dan kirim "
    "ulang.{{/original}}{{^original}}Surel "
    "aslinya tidak dapat dilampirkan. Anda dapat menemukannya di folder surel terkirim.{{/original}}"};

constexpr Shipped discarded_en{
    "Not sent: {{subject}}",
    "Your mail to {{recipients}} was not sent{{#by}}: {{by}} decided so{{/by}}{{#by_hand}}: the mail administrator "
    "deleted it{{/by_hand}}.",
    "It does not count as a contact."};
constexpr Shipped discarded_id{
    "Tidak dikirim: {{subject}}",
    "Surel Anda kepada {{recipients}} tidak dikirim{{#by}}: demikian keputusan {{by}}{{/by}}{{#by_hand}}: dihapus oleh "
    "administrator surel{{/by_hand}}.",
    "Surel ini tidak dihitung sebagai kontak."};

constexpr Shipped refused_en{
    "Not sent to everybody: {{subject}}",
    "Your mail was not sent to {{recipients}}. The others it was addressed to are not concerned by this.",
    "Mail that is not sent does not count as a contact."};
constexpr Shipped refused_id{"Tidak dikirim ke semua penerima: {{subject}}",
                             "Surel Anda tidak dikirim kepada {{recipients}}. Penerima lainnya tidak terpengaruh.",
                             "Surel yang tidak dikirim tidak dihitung sebagai kontak."};

constexpr Shipped replied_en{
    "Read the reply first: {{subject}}",
    "{{recipients}} wrote to us while your mail was on hold. It has not been sent: please read the reply first.",
    "If your mail still fits, ask a reviewer to release it; else answer the reply. An answer is not held up."};
constexpr Shipped replied_id{
    "Baca balasannya dahulu: {{subject}}",
    "{{recipients}} menulis kepada kita selagi surel Anda ditahan. Surel Anda belum terkirim: mohon baca balasannya "
    "dahulu.",
    "Bila surel Anda masih sesuai, mintalah peninjau melepasnya; bila tidak, jawablah balasan itu. Jawaban tidak "
    "ditahan."};

constexpr Shipped expired_en{
    "Returned, nobody decided: {{subject}}",
    "Your mail to {{recipients}} was on hold for so long that it is returned to you. It was not sent.",
    "{{#original}}The original is attached, so that you can change it and send it anew.{{/original}}{{^original}}The "
    "original could not be attached. You find it among the mail you sent.{{/original}}"};
constexpr Shipped expired_id{
    "Dikembalikan tanpa keputusan: {{subject}}",
    "Surel Anda kepada {{recipients}} ditahan terlalu lama sehingga dikembalikan kepada Anda. Surel itu tidak dikirim.",
    "{{#original}}Surel aslinya terlampir, sehingga dapat Anda perbaiki dan kirim "
    "ulang.{{/original}}{{^original}}Surel "
    "aslinya tidak dapat dilampirkan. Anda dapat menemukannya di folder surel terkirim.{{/original}}"};

constexpr Shipped reminder_en{
    "Waiting for a reviewer: {{count}} {{#several}}mails{{/several}}{{^several}}mail{{/several}}",
    "{{#several}}These mails wait{{/several}}{{^several}}This mail waits{{/several}} on hold for a reviewer's "
    "decision, "
    "and nobody has looked at {{#several}}them{{/several}}{{^several}}it{{/several}} yet.",
    "Each mail is named once."};
constexpr Shipped reminder_id{"Menunggu peninjau: {{count}} surel",
                              "Surel berikut ditahan, menunggu keputusan peninjau, dan belum ada yang memeriksanya.",
                              "Setiap surel hanya disebut sekali."};

const Shipped& shipped(NoticeKind kind, bool id) {
  switch (kind) {
    case NoticeKind::held:
      return id ? held_id : held_en;
    case NoticeKind::released:
      return id ? released_id : released_en;
    case NoticeKind::returned:
      return id ? returned_id : returned_en;
    case NoticeKind::discarded:
      return id ? discarded_id : discarded_en;
    case NoticeKind::refused:
      return id ? refused_id : refused_en;
    case NoticeKind::replied:
      return id ? replied_id : replied_en;
    case NoticeKind::expired:
      return id ? expired_id : expired_en;
    case NoticeKind::reminder:
      break;
  }
  return id ? reminder_id : reminder_en;
}

bool gives_advice(NoticeKind kind) { return kind == NoticeKind::held || kind == NoticeKind::refused; }

std::string text_blocks(NoticeKind kind, bool id) {
  if (kind == NoticeKind::reminder) {
    return id ? "{{#mails}}\n- {{subject}}\n  {{salesperson}} kepada {{recipients}}\n  ditahan {{held_at}}\n  aturan: "
                "{{rules}}; referensi: {{reference}}\n\n{{/mails}}\n"
              : "{{#mails}}\n- {{subject}}\n  {{salesperson}} to {{recipients}}\n  held {{held_at}}\n  rules: "
                "{{rules}}; "
                "reference: {{reference}}\n\n{{/mails}}\n";
  }
  std::string text;
  if (gives_advice(kind)) text += "{{#advice}}\n{{.}}\n\n{{/advice}}\n";
  text += id ? "{{#has_words}}\nPesan untuk Anda:\n\n{{/has_words}}\n"
             : "{{#has_words}}\nTheir words to you:\n\n{{/has_words}}\n";
  return text + "{{#words}}\n> {{.}}\n{{/words}}\n{{#has_words}}\n\n{{/has_words}}\n";
}

std::string html_blocks(NoticeKind kind, bool id) {
  if (kind == NoticeKind::reminder) {
    return id ? "<ul>\n{{#mails}}\n<li>{{subject}}<br>{{salesperson}} kepada {{recipients}}<br>ditahan "
                "{{held_at}}<br>aturan: {{rules}}; referensi: {{reference}}</li>\n{{/mails}}\n</ul>\n"
              : "<ul>\n{{#mails}}\n<li>{{subject}}<br>{{salesperson}} to {{recipients}}<br>held {{held_at}}<br>rules: "
                "{{rules}}; reference: {{reference}}</li>\n{{/mails}}\n</ul>\n";
  }
  std::string text;
  if (gives_advice(kind)) text += "{{#advice}}\n<p>{{.}}</p>\n{{/advice}}\n";
  text += "{{#has_words}}\n<p>";
  text += id ? "Pesan untuk Anda:" : "Their words to you:";
  return text +
         "</p>\n<blockquote>\n{{/has_words}}\n{{#words}}\n{{.}}<br>\n{{/words}}\n{{#has_words}}\n</blockquote>\n"
         "{{/has_words}}\n";
}

std::string text_facts(NoticeKind kind, bool id) {
  if (kind == NoticeKind::reminder) return "";
  return id ? "Subjek: {{subject}}\n{{#held_at}}\nDitahan: {{held_at}}\n{{/held_at}}\nReferensi: {{reference}}\n"
            : "Subject: {{subject}}\n{{#held_at}}\nHeld: {{held_at}}\n{{/held_at}}\nReference: {{reference}}\n";
}

std::string html_facts(NoticeKind kind, bool id) {
  if (kind == NoticeKind::reminder) return "";
  return id ? "<p>Subjek: {{subject}}<br>\n{{#held_at}}\nDitahan: {{held_at}}<br>\n{{/held_at}}\nReferensi: "
              "{{reference}}</p>\n"
            : "<p>Subject: {{subject}}<br>\n{{#held_at}}\nHeld: {{held_at}}<br>\n{{/held_at}}\nReference: "
              "{{reference}}</p>\n";
}

}  // namespace

NoticeText shipped_text(NoticeKind kind, Language language) {
  const bool id = language == Language::id;
  const Shipped& parts = shipped(kind, id);
  const std::string facts = text_facts(kind, id);
  NoticeText text;
  text.text = std::string("Subject: ") + parts.subject + "\n\n" + parts.opening + "\n\n" + text_blocks(kind, id) +
              parts.closing + "\n" + (facts.empty() ? "" : "\n" + facts);
  text.html = std::string("<!DOCTYPE html>\n<html lang=\"") + std::string(word_of(language)) +
              "\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n<p>" + parts.opening + "</p>\n" +
              html_blocks(kind, id) + "<p>" + parts.closing + "</p>\n" + html_facts(kind, id) + "</body>\n</html>\n";
  return text;
}

}  // namespace jeda::agent
