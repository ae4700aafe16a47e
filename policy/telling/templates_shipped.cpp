// The shipped advice, a paragraph for each kind: first the better next step, then the facts.
#include <algorithm>
#include <array>
#include <variant>

#include "policy/names.h"
#include "policy/telling/templates.h"

namespace jeda::policy {

namespace {

struct Shipped {
  std::string_view kind;
  std::string_view id;
  std::string_view en;
};

constexpr std::string_view others_id = "{{#others}} Begitu pula untuk {{others}} penerima lain.{{/others}}";
constexpr std::string_view others_en =
    "{{#others}} The same goes for {{others}} more recipient{{#several_others}}s{{/several_others}}.{{/others}}";

constexpr std::array<Shipped, std::variant_size_v<Kind>> shipped{{
    {"gap",
     "{{#live}}Tepati dulu yang baru dibicarakan dengan {{prospect}} lewat {{channel}} "
     "{{#own}}Anda{{/own}}{{^own}}{{last_by}}{{/own}} pada {{last_contact}}, lalu menulislah{{/live}}"
     "{{^live}}Telepon {{prospect}}, atau siapkan hal baru yang berguna baginya sebelum menulis lagi: "
     "{{#several}}{{unanswered}} {{channel}} belum dibalas, yang "
     "terbaru{{/several}}{{^several}}{{channel}}{{/several}} "
     "dari {{#own}}Anda{{/own}}{{^own}}{{last_by}}{{/own}} pada {{last_contact}}"
     "{{#on_hold}} (masih ditahan){{/on_hold}}{{^several}} belum dibalas{{/several}}{{/live}}. "
     "Jarak yang disepakati: {{required}}.",
     "{{#live}}First do what was just agreed with {{prospect}} in the {{channel}} with "
     "{{#own}}you{{/own}}{{^own}}{{last_by}}{{/own}} on {{last_contact}}, then write{{/live}}"
     "{{^live}}Phone {{prospect}}, or bring something new and useful before writing again: "
     "{{#several}}{{unanswered}} {{channel}}s are unanswered, the newest{{/several}}"
     "{{^several}}the {{channel}}{{/several}} from "
     "{{#own}}you{{/own}}{{^own}}{{last_by}}{{/own}} on {{last_contact}}{{#on_hold}} (still on hold){{/on_hold}}"
     "{{^several}} is unanswered{{/several}}{{/live}}. The agreed pace: {{required}}."},
    {"stop-after",
     "{{#asked}}Biarkan {{prospect}} memutuskan: izin untuk lanjut sudah diminta pada {{asked}} dan belum dijawab. "
     "Setelah itu jangan menulis lagi; bila perlu, telepon sekali saja.{{/asked}}"
     "{{^asked}}Telepon {{prospect}} dan minta izinnya sebelum menulis lagi: {{unanswered}} {{channel}} belum dibalas"
     "{{#last_contact}}, yang terbaru dari {{#own}}Anda{{/own}}{{^own}}{{last_by}}{{/own}} pada "
     "{{last_contact}}{{/last_contact}}{{#on_hold}} (masih ditahan){{/on_hold}}. Batas yang disepakati: {{limit}}."
     "{{#permission_left}} Satu surel yang meminta izin untuk lanjut masih boleh "
     "dikirim.{{/permission_left}}{{/asked}}",
     "{{#asked}}Leave the decision to {{prospect}}: permission to go on was asked for on {{asked}}, and nothing came "
     "back. After that no more mail; if need be, phone once.{{/asked}}"
     "{{^asked}}Phone {{prospect}} and ask for permission before writing again: {{unanswered}} "
     "{{#several}}{{channel}}s are{{/several}}{{^several}}{{channel}} is{{/several}} unanswered"
     "{{#last_contact}}, the newest from {{#own}}you{{/own}}{{^own}}{{last_by}}{{/own}} on "
     "{{last_contact}}{{/last_contact}}{{#on_hold}} (still on hold){{/on_hold}}. The agreed limit: {{limit}}."
     "{{#permission_left}} One mail that asks for permission to go on may still be "
     "sent.{{/permission_left}}{{/asked}}"},
    {"time-of-day",
     "Jadwalkan surel ini pada {{#business}}jam kerja{{/business}}{{#consumer}}waktu luang{{/consumer}} {{prospect}}, "
     "saat ia sempat membacanya{{#holiday}}; di tempatnya sekarang hari libur ({{holiday}}){{/holiday}}"
     "{{#busy}}; pada jam ini ia selalu sibuk{{/busy}}"
     "{{#away_until}}; ia sedang tidak di tempat sampai {{away_until}}{{/away_until}}.",
     "Schedule this mail for the {{#business}}working hours{{/business}}{{#consumer}}free time{{/consumer}} of "
     "{{prospect}}, when there is time to read it{{#holiday}}; it is a holiday there now ({{holiday}}){{/holiday}}"
     "{{#busy}}; at this hour they are always busy{{/busy}}{{#away_until}}; they are away until {{away_until}}"
     "{{/away_until}}."},
    {"duplicate-sender",
     "{{#team}}Serahkan {{prospect}} kepada tim {{other}}: prospek ini dibagikan bergilir kepada anggotanya.{{/team}}"
     "{{^team}}Serahkan kepada {{other}} atau bicarakan dulu dengannya: ia "
     "{{#assigned}}yang memegang {{#company}}perusahaan {{company}}{{/company}}{{^company}}{{prospect}}{{/company}}"
     "{{#last_contact}} dan terakhir menulis pada {{last_contact}}{{#on_hold}} (masih ditahan){{/on_hold}}"
     "{{/last_contact}}. Satu prospek, satu orang.{{/assigned}}"
     "{{^assigned}}{{#on_hold}}punya surel yang masih ditahan untuk{{/on_hold}}"
     "{{^on_hold}}sudah menulis{{#similar}} hal yang sama{{/similar}} kepada{{/on_hold}} "
     "{{#company}}perusahaan {{company}}{{/company}}{{^company}}{{prospect}}{{/company}}"
     "{{#on_hold}}, ditulis{{/on_hold}} pada {{last_contact}}{{#similar}} (teksnya {{similar}} serupa){{/similar}}. "
     "Satu prospek, satu orang, selama {{within}}.{{/assigned}}{{/team}}",
     "{{#team}}Hand {{prospect}} over to the team {{other}}: its members take turns with new prospects.{{/team}}"
     "{{^team}}Hand this over to {{other}}, or talk to them first: they "
     "{{#assigned}}are in charge of {{#company}}the company {{company}}{{/company}}{{^company}}{{prospect}}{{/company}}"
     "{{#last_contact}} and last wrote on {{last_contact}}{{#on_hold}} (still on hold){{/on_hold}}{{/last_contact}}. "
     "One prospect, one salesperson.{{/assigned}}"
     "{{^assigned}}{{#on_hold}}have mail on hold for{{/on_hold}}"
     "{{^on_hold}}wrote{{#similar}} the same{{/similar}} to{{/on_hold}} "
     "{{#company}}the company {{company}}{{/company}}{{^company}}{{prospect}}{{/company}}"
     "{{#on_hold}}, written{{/on_hold}} on {{last_contact}}{{#similar}} (the texts are {{similar}} alike){{/similar}}. "
     "One prospect, one salesperson, for {{within}}.{{/assigned}}{{/team}}"},
    {"do-not-contact",
     "{{#dead}}Cari alamat baru {{prospect}}, misalnya lewat telepon kantornya: {{why}}, sejak {{since}}.{{/dead}}"
     "{{^dead}}Hormati pilihan {{prospect}}: {{why}}, sejak {{since}}. Jangan menulis lagi; bila ia sendiri yang "
     "menghubungi, jawablah dengan senang hati.{{/dead}}"
     "{{#wish}} Kalau itu salah baca, minta pengelola aturan memeriksanya.{{/wish}}",
     "{{#dead}}Look for a new address of {{prospect}}, say by phoning their office: {{why}}, since {{since}}.{{/dead}}"
     "{{^dead}}Respect the choice of {{prospect}}: {{why}}, since {{since}}. Do not write again; should they get in "
     "touch themselves, answer gladly.{{/dead}}"
     "{{#wish}} If that was misread, ask whoever looks after the rules to check it.{{/wish}}"},
    {"volume",
     "{{#per_prospect}}Beri {{prospect}} ruang: ini surel ke-{{count}} untuknya dalam {{within}}, batasnya {{most}}. "
     "Gabungkan isinya dalam satu surel nanti, atau telepon.{{/per_prospect}}"
     "{{^per_prospect}}Dahulukan prospek yang paling dekat dengan keputusan, dan telepon yang lain: dengan surel ini "
     "Anda menulis kepada {{count}} prospek dalam {{within}}, batasnya {{most}}.{{/per_prospect}}",
     "{{#per_prospect}}Give {{prospect}} some room: this is mail number {{count}} to them within {{within}}, the limit "
     "is {{most}}. Put it all into one mail later, or phone.{{/per_prospect}}"
     "{{^per_prospect}}Begin with the prospects who are closest to a decision, and phone the others: with this mail "
     "you write to {{count}} prospects within {{within}}, the limit is {{most}}.{{/per_prospect}}"},
    {"repeat",
     "Bawa hal yang baru untuk {{prospect}}, misalnya jawaban, contoh atau angka yang belum ia punya: teks ini "
     "{{similar}} serupa dengan surel {{#own}}Anda{{/own}}{{^own}}{{last_by}}{{/own}} pada {{last_contact}}.",
     "Bring {{prospect}} something new, such as an answer, an example or a figure they do not have yet: this text is "
     "{{similar}} like the mail from {{#own}}you{{/own}}{{^own}}{{last_by}}{{/own}} on {{last_contact}}."},
    {"broadcast",
     "Tulislah untuk {{prospect}}, bukan untuk satu daftar: teks yang hampir sama pergi ke {{prospects}} prospek dalam "
     "{{within}}, batasnya {{limit}}. Sebut kebutuhannya sendiri, atau kirim sebagai buletin yang bisa dihentikan.",
     "Write for {{prospect}}, not for a list: nearly the same text goes to {{prospects}} prospects within {{within}}, "
     "the limit is {{limit}}. Name what they need themselves, or send a newsletter that can be unsubscribed from."},
    {"phrase",
     "Ganti \"{{words}}\" dengan hal yang berguna bagi {{prospect}}: satu jawaban, satu contoh, atau satu ajakan yang "
     "jelas (daftar {{list}}).{{#several}} Ungkapan seperti itu ada di {{uses}} dari {{of_last}} surel terakhir."
     "{{/several}}",
     "Replace \"{{words}}\" by something useful to {{prospect}}: an answer, an example, or one clear request (list "
     "{{list}}).{{#several}} Words like these are in {{uses}} of the last {{of_last}} mails.{{/several}}"},
    {"value",
     "Beri {{prospect}} alasan untuk membalas: tambahkan tautan, lampiran atau angka yang belum pernah ia terima. "
     "{{unanswered}} surel belum dibalas, dan yang ini belum membawa hal baru.",
     "Give {{prospect}} a reason to reply: add a link, an attachment or a figure they have not had yet. {{unanswered}} "
     "{{#several}}mails are{{/several}}{{^several}}mail is{{/several}} unanswered, and this one brings nothing new."},
    {"personal",
     "{{#theirs_missing}}Sapa {{prospect}} dengan namanya atau sebut perusahaannya"
     "{{#ours_missing}}, dan sebut juga nama Anda atau perusahaan kita{{/ours_missing}}{{/theirs_missing}}"
     "{{^theirs_missing}}Sebut nama Anda atau perusahaan kita kepada {{prospect}}{{/theirs_missing}}: "
     "orang membalas orang, bukan templat.",
     "{{#theirs_missing}}Address {{prospect}} by name, or name their company"
     "{{#ours_missing}}, and give your name or our company's{{/ours_missing}}{{/theirs_missing}}"
     "{{^theirs_missing}}Give {{prospect}} your name or our company's{{/theirs_missing}}: "
     "people reply to people, not to templates."},
    {"length",
     "{{#too_short}}Tambahkan untuk {{prospect}} apa yang Anda tawarkan dan mengapa sekarang{{/too_short}}"
     "{{^too_short}}Ringkas untuk {{prospect}}: satu pokok, satu ajakan, sisanya di lampiran{{/too_short}}. "
     "Surel ini {{words}} kata; yang enak dibaca {{at_least}} sampai {{at_most}} kata.",
     "{{#too_short}}Tell {{prospect}} what you offer and why now{{/too_short}}"
     "{{^too_short}}Cut it down for {{prospect}}: one point, one request, the rest in an attachment{{/too_short}}. "
     "This mail has {{words}} words; {{at_least}} to {{at_most}} read well."},
    {"context",
     "Sebutkan surel ini melanjutkan apa: balas di utas yang sama atau sebut judulnya"
     "{{#subject}} (\"{{subject}}\"){{/subject}}, supaya {{prospect}} tidak perlu mencarinya.",
     "Say what this mail follows: reply in the same thread or name its subject"
     "{{#subject}} (\"{{subject}}\"){{/subject}}, so that {{prospect}} need not search for it."},
    {"commitment",
     "{{#slot_from}}Tepati waktu yang disepakati dengan {{prospect}}: {{slot_from}} sampai {{slot_to}}. Sampai saat "
     "itu "
     "siapkan bahannya.{{/slot_from}}"
     "{{^slot_from}}Sepakati langkah berikutnya dengan {{prospect}}: belum ada yang dicatat. Tawarkan dua pilihan "
     "waktu, "
     "lalu catat jawabannya.{{/slot_from}}",
     "{{#slot_from}}Keep to the time agreed with {{prospect}}: {{slot_from}} to {{slot_to}}. Until then, prepare for "
     "it."
     "{{/slot_from}}"
     "{{^slot_from}}Agree on a next step with {{prospect}}: none is on record. Offer two times to choose from, and "
     "record the answer.{{/slot_from}}"},
    {"purpose",
     "{{#running}}Satu per satu: surel {{running}} untuk {{prospect}} baru pergi pada {{running_since}}. Beri waktu "
     "sebelum memulai {{purpose}}.{{/running}}"
     "{{#settled}}Ucapkan terima kasih kepada {{prospect}} saja: {{settled}} sudah ada, jadi surel {{purpose}} tidak "
     "diperlukan lagi.{{/settled}}"
     "{{#missing}}Pastikan dulu tentang {{prospect}}: belum ada {{missing}} yang dicatat, padahal surel {{purpose}} "
     "menunggu itu.{{/missing}}"
     "{{#opens}}{{#over}}Telepon {{prospect}}: waktu untuk surel {{purpose}} sudah lewat{{#closes}} pada {{closes}}"
     "{{/closes}}.{{/over}}"
     "{{^over}}Tunggu saat yang tepat bagi {{prospect}}: surel {{purpose}} paling berguna mulai {{opens}}"
     "{{#closes}} sampai {{closes}}{{/closes}}.{{/over}}{{/opens}}",
     "{{#running}}One at a time: the {{running}} mail to {{prospect}} went only on {{running_since}}. Give it time "
     "before you begin with {{purpose}}.{{/running}}"
     "{{#settled}}Just thank {{prospect}}: there is {{settled}} already, so the {{purpose}} mail is no longer needed."
     "{{/settled}}"
     "{{#missing}}Make sure about {{prospect}} first: no {{missing}} is on record, and the {{purpose}} mail waits for "
     "that.{{/missing}}"
     "{{#opens}}{{#over}}Phone {{prospect}}: the time for the {{purpose}} mail is over{{#closes}} since {{closes}}"
     "{{/closes}}.{{/over}}"
     "{{^over}}Wait for the right moment for {{prospect}}: the {{purpose}} mail is most useful from {{opens}}"
     "{{#closes}} to {{closes}}{{/closes}}.{{/over}}{{/opens}}"},
    {"signs",
     "Berhenti sebentar dan baca surel ini sebagai {{prospect}}: {{tags}} tanda sekaligus membuatnya terasa seperti "
     "spam. Perbaiki satu per satu, atau telepon saja.",
     "Pause, and read this mail as {{prospect}} would: {{tags}} signs at once make it feel like spam. Mend them one by "
     "one, or just phone."},
}};

}  // namespace

std::string shipped_template(std::string_view kind, Language language) {
  const auto found =
      std::find_if(shipped.begin(), shipped.end(), [&](const Shipped& text) { return text.kind == kind; });
  const Shipped& text = found == shipped.end() ? shipped.front() : *found;
  const bool id = language == Language::id;
  return std::string(id ? text.id : text.en).append(id ? others_id : others_en);
}

}  // namespace jeda::policy
