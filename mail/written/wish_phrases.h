// How people ask not to be written to again. Internal to mail/.
//
// A phrase is a row of words that follow each other: "a|b" is either, "?a|b" may be left out, '*' is up to three words
// whatever they are, '^' the beginning of a clause and '$' its end. Words in capitals are the classes below.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace jeda::mail {

inline constexpr auto wish_classes = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"PLEASE", "please|pls|plz|plis|kindly|just|tolong|tolonglah|mohon|mohonlah|minta|harap|tlg|mhn"},
    {"SOFT",
     "ya|yah|dong|deh|pak|bu|mas|mbak|kak|bang|gan|sis|bro|segera|sekarang|terima|makasih|thanks|thank|thx|please|pls|"
     "now|"
     "immediately|asap|today|min|saja|aja"},
    {"ME", "me|us"},
    {"MY", "my|our|this"},
    {"SAYA", "saya|sy|kami|aku|gue|gw|gua|kita|sini|ane"},
    {"MAILS",
     "email|emails|mail|mails|message|messages|spam|newsletter|newsletters|promotion|promotions|promo|promos|offer|"
     "offers|"
     "advert|adverts|ads|marketing|solicitations|correspondence|communication|communications|anything|stuff|crap"},
    {"SURAT",
     "email|emails|emailnya|e|mail|imel|surel|pesan|penawaran|penawarannya|promosi|promo|iklan|spam|surat|brosur|"
     "newsletter|apapun|"
     "apa|tawaran|undangan|katalog|wa|chat"},
    {"LIST",
     "list|lists|mailing|database|distribution|mailings|emails|mails|newsletter|newsletters|crm|records|contacts|"
     "milis"},
    {"DAFTAR",
     "daftar|list|listnya|milis|mailing|mailinglist|database|db|kontak|langganan|broadcast|distribusi|newsletter|"
     "daftarnya"},
    {"JANGAN", "jangan|jgn|jng|jangn|janganlah|gausah|gaush|stop"},
    {"TIDAK", "tidak|tdk|tak|gak|ga|g|gk|nggak|ngga|enggak|ndak|engga"},
    {"PERLU", "perlu|usah|pernah|boleh"},
    {"MAU", "mau|ingin|pengen|pingin|berminat|bersedia|berkenan|sudi|hendak"},
    {"SEND",
     "kirim|kirim-kirim|kirimi|kirimin|kirimkan|mengirim|mengirimi|mengirimkan|ngirim|ngirimin|dikirim|dikirimi|krm|"
     "krim"},
    {"CONTACT",
     "email|emailin|diemail|mengemail|ngemail|imel|hubungi|menghubungi|dihubungi|kontak|dikontak|kontek|mengontak|"
     "ganggu|"
     "mengganggu|diganggu|spam|nyepam|spamming|menyurati|surati|tawari|nawarin|menawari"},
    {"STOP", "stop|stopp|setop|berhenti|hentikan|hentikanlah|berhentilah|sudahi|udahin|setopin|stopkan"},
    {"NOT", "dont|not|never|donot"},
    {"TELL", "email|e-mail|mail|contact|message|write|text|bother|spam|solicit|pester|disturb|approach"},
    {"TELLING",
     "emailing|e-mailing|mailing|contacting|messaging|writing|texting|bothering|spamming|harassing|soliciting|"
     "pestering|"
     "disturbing|annoying|approaching"},
    {"AGAIN", "again|anymore|any|ever|further|or|at|with|unsolicited|thanks|thank|please|in|regarding|about"},
    {"REMOVE", "remove|delete|drop|strike|scrub|erase|exclude|removing|unlist|purge"},
    {"UNSUB", "unsubscribe|unsub|unsubs|unsubcribe|unsuscribe|unsubscribed"},
});

inline constexpr auto wish_phrases = std::to_array<std::string_view>({
    // "jangan email saya lagi"
    "JANGAN ?PERLU ?lagi ?lg ?di CONTACT SAYA",
    "JANGAN ?PERLU ?lagi ?lg ?SAYA CONTACT ?ke ?SAYA lagi|lg|$",
    "JANGAN ?PERLU ?lagi ?lg SEND ?lagi ?lg ?ke ?SAYA ?SURAT ?mail ?SURAT ?seperti ?ini ?apapun ?apa ?ke|kepada ?email "
    "?SAYA lagi|lg",
    "JANGAN ?PERLU ?lagi ?lg SEND ?SAYA ?SURAT ?mail ke|kepada SAYA",
    "JANGAN ?PERLU lagi|lg SEND|CONTACT",
    "JANGAN ?PERLU SEND SAYA SURAT",
    "JANGAN ?PERLU SEND SURAT ?mail ?lagi ?ini|begini ?SOFT $",
    "JANGAN ada ?lagi SURAT ?SURAT lagi|lg",
    // "tidak usah kirim email lagi", "tidak mau dihubungi lagi"
    "TIDAK perlu|usah|boleh ?lagi ?lg SEND|CONTACT ?lagi ?SAYA ?SURAT ?mail ?SURAT ?ke|kepada ?SAYA lagi|lg",
    "TIDAK perlu|usah|boleh lagi|lg SEND|CONTACT",
    "TIDAK perlu|usah CONTACT SAYA",
    "TIDAK ?lagi ?lg MAU ?lagi ?lg dihubungi|dikontak|diemail|diganggu|ditawari|dispam",
    "TIDAK ?lagi ?lg MAU ?lagi ?lg dikirimi|dikirim SURAT|lagi|lg",
    "TIDAK ?lagi ?lg MAU ?lagi ?lg menerima|terima|nerima|dapat|dapet|mendapat|mendapatkan ?lagi ?kiriman SURAT",
    "TIDAK lagi|lg menerima|terima SURAT",
    // "stop kirim email"
    "STOP ?dong ?PLEASE ?semua SEND ?lagi ?ke ?SAYA ?SURAT ?mail ?SOFT ?SOFT $",
    "STOP ?dong ?PLEASE ?semua SEND ?SAYA SURAT",
    "STOP ?dong ?PLEASE CONTACT SAYA",
    "STOP ?dong ?PLEASE CONTACT ?lagi ?ini ?SOFT ?SOFT $",
    "STOP ?pengiriman ?semua ?segala SURAT ?mail ?SURAT ?ini ?nya ?ke|kepada ?SAYA ?SOFT ?SOFT $",
    "hentikan ?semua ?segala pengiriman SURAT",
    "hentikan ?semua ?segala emailnya|spam|spamnya|email|surel",
    "^ ?PLEASE stop|setop|hentikan ?it|this|ini|ya|dong ?SOFT $",
    "cukup ?sudah ?sampai ?di sini|disini ?email|emailnya $",
    // "hapus saya dari daftar"
    "hapus|hapuskan|hapusin|keluarkan|keluarin|coret|hilangkan|cabut|copot|lepaskan|remove|delete|buang ?nama ?alamat "
    "?email ?e ?mail ?kontak "
    "?nomor ?data ?SAYA ?ini ?nama ?email ?perusahaan dari ?semua ?mailing DAFTAR ?email ?SURAT ?kontak ?langganan "
    "?penerima ?kirim ?kiriman "
    "?mailing ?list ?distribusi ?broadcast ?anda|bapak|ibu|kalian|nya|ini|tersebut ?SAYA ?SOFT ?SOFT ?kasih $",
    "hapus|hapuskan|hapusin|keluarkan|keluarin|coret|hilangkan|cabut|copot|lepaskan|remove|delete ?nama ?alamat ?email "
    "?e ?mail ?kontak "
    "?nomor ?data SAYA ?ini ?nama ?email dari ?semua ?mailing DAFTAR",
    "hapus|hapuskan|hapusin|keluarkan|coret|hilangkan|cabut|remove|delete nama|alamat|email|kontak|data ?email ?kontak "
    "SAYA ?ini ?SOFT ?SOFT $",
    "hapus|hapuskan|hapusin|keluarkan|coret email|alamat ini|SAYA dari",
    // "berhenti langganan"
    "^ ?PLEASE ?SAYA ?MAU ?untuk STOP|batalkan|batal|cabut ?dari ?ber "
    "langganan|berlangganan|subscribe|subscription|subskripsi "
    "?email ?newsletter ?milis ?ini ?SAYA ?SOFT ?SOFT ?kasih $",
    "MAU|PLEASE|SAYA ?SAYA ?untuk STOP|batalkan|batal|cabut ?dari ?ber langganan|berlangganan|subscribe|subskripsi",
    "gimana|bagaimana|gmn cara|caranya STOP|UNSUB ?langganan|berlangganan ?dari ?email ?newsletter ?ini ?nya $",
    // "unsubscribe"
    "^ ?i ?PLEASE ?SAYA ?MAU UNSUB ?ME ?SAYA ?dari ?from ?list ?milis ?ini ?SOFT ?SOFT ?you ?kasih $",
    "PLEASE ?to UNSUB ?ME ?SAYA ?immediately|now from|dari",
    "UNSUB ME|saya|sy|kami|aku|gue",
    "UNSUB my|this email|e-mail|address|account|mail",
    "want|like|wish|need|love|MAU|PLEASE ?SAYA ?to ?untuk UNSUB $|from|dari|ME|please|SOFT",
    "want|like|wish|need to be UNSUB|removed $|from|please|SOFT",
    "how do|can|to ?i|we UNSUB $",
    "how do|can ?i|we UNSUB from your|this|these",
    "click|hit|hitting|clicked UNSUB but|and still",
    // "please don't contact me again"
    "NOT ?PLEASE ?ever ?please TELL ?to ME AGAIN|$",
    "no longer TELL ME",
    "NOT ?ever send|sending ?ME ?any ?more ?further ?other ?of ?these|this|those|such|your ?kind ?of ?marketing "
    "?promotional ?sales MAILS ?MAILS "
    "?like ?this ?to ?ME again|anymore|$|please",
    "NOT ?ever send ME any|more|further|these|this|such|your|anything|stuff|spam|MAILS",
    "NOT ?ever send any more|further",
    "NOT ?ever send|email|contact again|anymore",
    "no need to TELL ?ME again|anymore",
    "no more|further|additional MAILS ?from ?you|your ?MAILS ?please ?SOFT $",
    "no more|further contact|contacts|contacting|emailing|outreach",
    // "stop emailing me"
    "stop|quit|cease ?all ?with ?these ?the TELLING ?to ME|$|my|this|our",
    "stop|quit|cease ?all ?with ?these ?the sending ?ME ?any ?all ?of ?more ?further ?your ?unwanted ?marketing "
    "?promotional ?sales MAILS|these|this|"
    "those|such",
    "stop|quit|cease sending ME ?SOFT $",
    "stop|quit|cease sending ?SOFT $",
    "stop|cease ?with ?all ?of the|these|your|all|this ?unwanted ?unsolicited ?marketing ?sales MAILS ?SOFT $",
    "cease|discontinue|end ?and ?desist ?all ?any ?further communication|communications|contact|correspondence|emails",
    "refrain|desist from ?any ?further TELLING|sending|contact",
    // "remove me from your list"
    "REMOVE ME|my|our|this ?name ?email ?e-mail ?mail ?address ?addresses ?details ?contact ?info ?information "
    "?company from|off|of * LIST",
    "REMOVE ?ME from ?your|the|this|all|any|future ?your ?future ?mailing ?email ?e-mail ?distribution ?contact LIST",
    "REMOVE me|us ?from ?this ?SOFT ?SOFT ?you $",
    "REMOVE my|our email|e-mail|address|contact|name|details|data ?address ?details ?SOFT $",
    "take|get|strike|leave|pull|keep ME|my|our ?name ?email ?e-mail ?mail ?address off|out|of ?of ?your|this|the|it * "
    "LIST",
    "take|get ME off ?SOFT $",
    "take|get ME off of|this|your ?this|your ?SOFT ?thread $",
    // others
    "lose|forget|delete|burn my|our email|e-mail|address|contact|number ?address",
    "^ ?PLEASE ?just leave ME alone",
    "opt ME out",
    "^ ?i|we ?PLEASE ?would ?id ?want|wish|like ?to opt-out|optout|opt ?out ?from|of ?your ?this ?SOFT $",
    "want|wish|like|PLEASE ?to opt-out|optout|opt out|from|of|$",
    "NOT|no ?longer ?want|wish|like|care|need ?to ?longer want|wish|like|care|need|interested ?to ?in "
    "receive|receiving|get|getting ?any ?more "
    "?further ?these|this|your|such|of ?marketing ?promotional ?sales MAILS",
    "NOT|no ?longer want|wish|like|care|need to hear from",
    "NOT|no ?longer want|wish|like|need ?to be|being "
    "TELL|contacted|emailed|mailed|spammed|bothered|messaged|approached",
    "NOT|no ?longer want|wish|need ?any ?more|further|of MAILS|your|these ?MAILS ?SOFT $",
    "not to be contacted|emailed|mailed|approached",
    "NOT|no ?longer interested in receiving|getting|hearing",
});

}  // namespace jeda::mail
