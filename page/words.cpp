#include "page/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace jeda::page {
namespace {

constexpr Text text_table[] = {
    // The frame.
    {"skip", "Langsung ke isi", "Skip to content"},
    {"navigation", "Navigasi utama", "Main navigation"},
    {"queue", "Antrean", "Queue"},
    {"log", "Catatan", "Log"},
    {"other_language", "English", "Bahasa Indonesia"},
    {"log_out", "Keluar", "Log out"},
    {"role_viewer", "pembaca", "viewer"},
    {"role_reviewer", "peninjau", "reviewer"},
    {"role_admin", "admin", "admin"},
    {"show_all", "tampilkan semuanya", "show all of it"},
    {"cancel", "Batal", "Cancel"},
    {"pages", "Halaman", "Pages"},

    // Login and refusals.
    {"log_in", "Masuk", "Log in"},
    {"login_intro", "Surel tertahan ditinjau di sini.", "Held mail is reviewed here."},
    {"account_name", "Nama akun", "Account name"},
    {"password", "Kata sandi", "Password"},
    {"login_wrong", "Nama akun atau kata sandi salah.", "The account name or the password is wrong."},
    {"login_too_many", "Terlalu banyak percobaan yang gagal. Coba lagi dalam 15 menit.",
     "Too many failed attempts. Try again in 15 minutes."},
    {"login_needed", "Silakan masuk dahulu.", "Please log in first."},
    {"login_ended", "Sesi Anda telah berakhir. Silakan masuk lagi.", "Your login has ended. Please log in again."},
    {"login_form_old", "Formulir ini sudah kedaluwarsa. Silakan coba lagi.",
     "This form was too old. Please try again."},
    {"login_by_proxy", "Di sini Anda masuk melalui server lain, dan server itu tidak menyebut akun yang dikenal.",
     "Here another server logs you in, and it named no account that is known."},
    {"logged_out", "Anda telah keluar.", "You have logged out."},
    {"refused_title", "Tidak diizinkan", "Not allowed"},
    {"refused_login", "Anda belum masuk. Tidak ada yang dilakukan.", "You are not logged in. Nothing was done."},
    {"refused_expired", "Sesi Anda telah berakhir. Tidak ada yang dilakukan.",
     "Your login has ended. Nothing was done."},
    {"refused_role", "Akun Anda tidak boleh melakukan ini. Tidak ada yang dilakukan.",
     "Your account may not do this. Nothing was done."},
    {"refused_token",
     "Formulir ini tidak berasal dari halaman Anda, atau sudah kedaluwarsa. Tidak ada yang dilakukan. Buka "
     "halamannya lagi dan ulangi.",
     "This form did not come from your own page, or is too old. Nothing was done. Open the page again and repeat it."},
    {"missing_title", "Tidak ada", "Not there"},
    {"missing_page", "Halaman ini tidak ada.", "There is no such page."},
    {"missing_mail", "Tidak ada surel tertahan dengan rujukan itu.", "No held mail has that reference."},
    {"wrong_method", "Halaman ini tidak dapat dipanggil seperti itu.", "This page cannot be asked for in that way."},
    {"failed_title", "Belum berhasil", "It did not work"},
    {"failed_store",
     "Penyimpanan tidak menjawab. Tidak ada yang dilakukan. Coba lagi; bila tetap gagal, log jeda-review menyebut "
     "sebabnya.",
     "The store does not answer. Nothing was done. Try again; if it goes on, the log of jeda-review says why."},
    {"go_login", "Ke halaman masuk", "To the login page"},
    {"go_queue", "Ke antrean", "To the queue"},

    // The queue.
    {"queue_title", "Surel tertahan", "Held mail"},
    {"count_one", "1 surel", "1 mail"},
    {"count_many", "{} surel", "{} mails"},
    {"search", "Cari", "Search"},
    {"search_hint", "perihal, nama, alamat, rujukan", "subject, name, address, reference"},
    {"search_button", "Cari", "Search"},
    {"reset", "Hapus saringan", "Clear filters"},
    {"more_filters", "Saringan dan urutan", "Filters and order"},
    {"salesperson", "Tenaga penjual", "Salesperson"},
    {"prospect", "Prospek", "Prospect"},
    {"rule", "Aturan", "Rule"},
    {"state", "Keadaan", "State"},
    {"release_kind", "Pelepasan", "Release"},
    {"order", "Urutan", "Order"},
    {"any", "semua", "any"},
    {"only_trouble", "Hanya yang bermasalah", "Only with trouble"},
    {"order_oldest", "paling lama dahulu", "oldest first"},
    {"order_newest", "paling baru dahulu", "newest first"},
    {"order_next", "waktu berikutnya dahulu", "next moment first"},
    {"state_held", "tertahan", "held"},
    {"state_released", "dilepas", "released"},
    {"state_returned", "dikembalikan", "returned"},
    {"state_discarded", "dibuang", "discarded"},
    {"state_gone", "hilang dari antrean", "gone from the queue"},
    {"release_when_allowed_kind", "dengan sendirinya, pada waktunya", "by itself, at its moment"},
    {"release_review_kind", "setelah ditinjau", "after review"},
    {"nothing_held", "Tidak ada surel yang tertahan. Semuanya sudah ditangani.", "No mail is held. All is dealt with."},
    {"nothing_found", "Tidak ada surel yang cocok dengan saringan ini.", "No mail matches these filters."},
    {"choose", "Pilih", "Choose"},
    {"subject", "Perihal", "Subject"},
    {"no_subject", "(tanpa perihal)", "(no subject)"},
    {"from_to", "Dari → kepada", "From → to"},
    {"why", "Sebab", "Why"},
    {"held_since", "Tertahan sejak", "Held since"},
    {"next_step", "Langkah berikutnya", "Next step"},
    {"and_more", "dan {} lagi", "and {} more"},
    {"notes_one", "1 catatan", "1 note"},
    {"notes_many", "{} catatan", "{} notes"},
    {"with_chosen", "Untuk surel yang dipilih", "With the chosen mails"},
    {"continue", "Lanjutkan", "Continue"},
    {"first_page", "Halaman pertama", "First page"},
    {"next_page", "Halaman berikutnya", "Next page"},
    {"from_moment", "dari", "from"},
    {"earliest", "paling cepat", "earliest"},

    // Where a mail stands.
    {"badge_review", "Menunggu tinjauan", "Waits for review"},
    {"badge_scheduled", "Dilepas pada waktunya", "Released at its moment"},
    {"badge_asked", "Diminta, menunggu server surel", "Asked for, waiting for the mail server"},
    {"badge_trouble", "Bermasalah", "Trouble"},
    {"badge_released", "Dilepas", "Released"},
    {"badge_returned", "Dikembalikan", "Returned"},
    {"badge_discarded", "Dibuang", "Discarded"},
    {"badge_gone", "Hilang dari antrean", "Gone from the queue"},
    {"asked_release", "Pelepasan diminta oleh {0} pada {1}. Menunggu server surel.",
     "Release asked for by {0} at {1}. Waiting for the mail server."},
    {"asked_return", "Pengembalian diminta oleh {0} pada {1}. Menunggu server surel.",
     "Return asked for by {0} at {1}. Waiting for the mail server."},
    {"asked_discard", "Pembuangan diminta oleh {0} pada {1}. Menunggu server surel.",
     "Discarding asked for by {0} at {1}. Waiting for the mail server."},
    {"trouble_trying", "Server surel belum dapat melakukannya ({0}). Dicoba lagi pada {1}.",
     "The mail server could not do it yet ({0}). It is tried again at {1}."},
    {"trouble_given_up", "Server surel tidak dapat melakukannya: {0}. Surel ini masih tertahan.",
     "The mail server could not do it: {0}. The mail is still held."},
    {"trouble_copy", "Server surel belum menerima salinannya untuk ditahan ({0}). Dicoba lagi.",
     "The mail server has not taken the copy that is to be held ({0}). It is tried again."},
    {"trouble_gone",
     "Antrean server surel tidak memuat surel ini lagi dan tidak ada yang memintanya di sini. Tidak diketahui apakah "
     "terkirim atau dihapus.",
     "The mail server's queue has this mail no more, and nobody asked for that here. Whether it was delivered or "
     "deleted is not known."},
    {"settled_released", "Surel ini telah dilepas.", "This mail has been released."},
    {"settled_returned", "Surel ini telah dikembalikan kepada pengirimnya.",
     "This mail has been returned to its sender."},
    {"settled_discarded", "Surel ini telah dibuang.", "This mail has been discarded."},
    {"settled_gone", "Surel ini tidak ada lagi di antrean server surel.",
     "This mail is in the mail server's queue no more."},

    // One mail.
    {"back_to_queue", "Kembali ke antrean", "Back to the queue"},
    {"the_mail", "Surel", "The mail"},
    {"sender", "Pengirim amplop", "Envelope sender"},
    {"recipients", "Kepada", "To"},
    {"next_moment", "Waktu berikutnya yang diizinkan", "Next allowed moment"},
    {"no_moment", "tidak ada dengan sendirinya", "none by itself"},
    {"settled_at", "Selesai pada", "Settled at"},
    {"queue_id", "Di server surel", "At the mail server"},
    {"why_held", "Mengapa ditahan", "Why it is held"},
    {"no_findings", "Alasannya tidak tercatat.", "The reasons were not recorded."},
    {"action_tag", "tandai", "tag"},
    {"action_hold", "tahan", "hold"},
    {"action_reject", "tolak", "refuse"},
    {"advice", "Nasihat untuk tenaga penjual", "The advice to the salesperson"},
    {"content", "Isi", "Content"},
    {"no_excerpt", "Teksnya tidak disimpan (pengaturan `preview`).", "The text was not kept (setting `preview`)."},
    {"history_of", "Riwayat dengan", "History with"},
    {"history_failed", "Riwayatnya tidak dapat dibaca.", "The history cannot be read."},
    {"history_empty", "Belum ada riwayat.", "There is no history yet."},
    {"lane_ours", "Dari kita", "From us"},
    {"lane_theirs", "Dari mereka", "From them"},
    {"line_label", "Garis waktu: {0} sentuhan dari {1} sampai {2}. Tabel di bawah memuat hal yang sama.",
     "Timeline: {0} touches from {1} to {2}. The table below says the same."},
    {"as_table", "Sebagai tabel", "As a table"},
    {"now", "sekarang", "now"},
    {"when", "Kapan", "When"},
    {"what", "Apa", "What"},
    {"who", "Siapa", "Who"},
    {"detail", "Rincian", "Detail"},
    {"reference", "Rujukan", "Reference"},
    {"address", "Alamat", "Address"},
    {"record", "Yang terjadi dengan surel ini", "What happened with this mail"},
    {"no_record", "Belum ada.", "Nothing yet."},

    // Deciding.
    {"decide", "Putuskan", "Decide"},
    {"only_view", "Akun Anda hanya boleh membaca.", "Your account may only read."},
    {"release_now", "Lepas sekarang", "Release now"},
    {"release_hint", "Surel dikirim segera, apa pun kata aturan.", "It is sent at once, whatever the rules say."},
    {"release_when_allowed", "Lepas bila diizinkan", "Release when allowed"},
    {"when_hint", "Surel dinilai lagi pada waktunya, lalu dikirim bila tidak ada aturan yang keberatan.",
     "It is judged again at its moment, and sent if no rule objects then."},
    {"return", "Kembalikan", "Return"},
    {"words_to_salesperson", "Pesan untuk tenaga penjual", "Words to the salesperson"},
    {"return_hint", "Surel dikembalikan kepada pengirim bersama pesan ini.",
     "The mail goes back to its sender, with these words."},
    {"discard", "Buang", "Discard"},
    {"discard_ask", "Buang …", "Discard …"},
    {"discard_hint", "Surel dihapus. Ini tidak dapat dibatalkan.", "The mail is deleted. This cannot be undone."},
    {"discard_title", "Buang surel ini?", "Discard this mail?"},
    {"discard_explain",
     "Surel dihapus dari server surel dan tidak sampai kepada siapa pun. Ini tidak dapat dibatalkan.",
     "The mail is deleted from the mail server and reaches nobody. This cannot be undone."},
    {"words_optional", "Pesan untuk tenaga penjual (boleh kosong)", "Words to the salesperson (may be empty)"},
    {"note", "Catatan untuk peninjau lain", "Note for other reviewers"},
    {"note_hint", "Tenaga penjual tidak melihatnya.", "The salesperson does not see it."},
    {"add_note", "Simpan catatan", "Add the note"},
    {"gone_hint", "Bila Anda tahu apa yang terjadi dengannya, catat di sini.",
     "If you know what became of it, record it here."},
    {"gone_delivered", "Surel ini terkirim", "It was delivered"},
    {"gone_deleted", "Surel ini dihapus", "It was deleted"},
    {"several_title_release", "Lepas surel yang dipilih ({}) sekarang?", "Release the chosen mails ({}) now?"},
    {"several_title_release_when_allowed", "Lepas surel yang dipilih ({}) bila diizinkan?",
     "Release the chosen mails ({}) when allowed?"},
    {"several_title_return", "Kembalikan surel yang dipilih ({})?", "Return the chosen mails ({})?"},
    {"several_title_discard", "Buang surel yang dipilih ({})?", "Discard the chosen mails ({})?"},
    {"several_title_note", "Beri catatan pada surel yang dipilih ({})?", "Add a note to the chosen mails ({})?"},
    {"several_explain", "Periksa daftarnya sekali lagi.", "Look at the list once more."},
    {"several_done_title", "Hasilnya", "What came of it"},
    {"several_done_explain", "Yang tidak berhasil tetap seperti semula.", "What did not work is as it was."},
    {"several_none", "Tidak ada surel yang dipilih.", "No mail was chosen."},

    // What came of it.
    {"did_release", "Pelepasan diminta. Halaman ini menunjukkan bila server surel telah melakukannya.",
     "Release is asked for. This page shows when the mail server has done it."},
    {"did_release_when_allowed", "Surel ini dinilai lagi pada waktunya, lalu dilepas bila diizinkan.",
     "The mail is judged again at its moment, and released if it is allowed then."},
    {"did_return", "Pengembalian diminta. Halaman ini menunjukkan bila server surel telah melakukannya.",
     "The return is asked for. This page shows when the mail server has done it."},
    {"did_discard", "Pembuangan diminta. Halaman ini menunjukkan bila server surel telah melakukannya.",
     "Discarding is asked for. This page shows when the mail server has done it."},
    {"did_note", "Catatan disimpan.", "The note is kept."},
    {"did_several", "Surel yang dipilih: {} diminta.", "Chosen mails: {} asked for."},
    {"outcome_done", "diminta", "asked for"},
    {"outcome_noted", "dicatat", "noted"},
    {"outcome_failed", "penyimpanan tidak menjawab", "the store does not answer"},
    {"answer_absent", "Tidak ada surel tertahan dengan rujukan itu.", "No held mail has that reference."},
    {"answer_settled", "Tidak dilakukan: surel ini sudah selesai ({0}).",
     "Not done: this mail is settled already ({0})."},
    {"answer_settled_by", "Tidak dilakukan: surel ini sudah selesai ({0}), diminta oleh {1} pada {2}.",
     "Not done: this mail is settled already ({0}), asked for by {1} at {2}."},
    {"answer_requested", "Tidak dilakukan: {1} sudah meminta sesuatu pada {2} ({0}), dan itu belum selesai.",
     "Not done: {1} asked for something already at {2} ({0}), which is not done yet."},
    {"answer_changed",
     "Tidak dilakukan: sejak Anda membuka surel ini, {1} melakukan sesuatu pada {2} ({0}). Lihat lagi, lalu putuskan.",
     "Not done: since you opened this mail, {1} did something at {2} ({0}). Look again, then decide."},
    {"answer_changed_somehow", "Tidak dilakukan: surel ini berubah sejak Anda membukanya. Lihat lagi, lalu putuskan.",
     "Not done: this mail changed since you opened it. Look again, then decide."},
    {"answer_no_moment", "Tidak dilakukan: tidak ada waktu yang membuat surel ini diizinkan.",
     "Not done: no moment makes this mail allowed."},
    {"words_needed", "Tidak dilakukan: tulislah dahulu beberapa kata.", "Not done: please write some words first."},
    {"words_too_long", "Tidak dilakukan: teksnya lebih panjang dari {} byte.",
     "Not done: the text is longer than {} bytes."},
    {"words_bad", "Tidak dilakukan: teksnya bukan UTF-8.", "Not done: the text is not UTF-8."},

    // The log.
    {"log_title", "Catatan kejadian", "Log"},
    {"log_intro", "Siapa melakukan apa. Tidak ada yang dapat diubah atau dihapus.",
     "Who did what. Nothing in it can be changed or deleted."},
    {"log_empty", "Tidak ada.", "Nothing."},
    {"older", "Lebih lama", "Older"},
    {"by_schedule", "jadwal", "the schedule"},
    {"by_expiry", "batas waktu", "the expiry"},
    {"by_queue", "antrean server surel", "the mail server's queue"},
    {"by_agent", "jeda-agent", "jeda-agent"},
    {"by_nobody", "tanpa masuk", "not logged in"},
    {"what_login", "masuk", "login"},
    {"what_logout", "keluar", "logout"},
    {"what_login_failed", "gagal masuk", "login failed"},
    {"what_login_refused", "percobaan masuk ditolak", "login refused"},
    {"what_refused", "ditolak", "refused"},
    {"what_note", "catatan", "note"},
    {"what_release", "pelepasan", "release"},
    {"what_return", "pengembalian", "return"},
    {"what_discard", "pembuangan", "discard"},
    {"what_release_asked", "pelepasan diminta", "release asked for"},
    {"what_return_asked", "pengembalian diminta", "return asked for"},
    {"what_discard_asked", "pembuangan diminta", "discarding asked for"},
    {"what_release_when_allowed_asked", "pelepasan bila diizinkan diminta", "release when allowed asked for"},
    {"what_begun", "server surel mulai", "begun by the mail server"},
    {"what_given_up", "server surel menyerah", "given up by the mail server"},
    {"what_judged_again", "dinilai lagi", "judged again"},
    {"what_second_copy", "salinan kedua", "second copy"},
    {"what_reminded", "peninjau diingatkan", "reviewers reminded"},
    {"what_notice_failed", "pemberitahuan gagal", "notice failed"},
    {"what_account_put", "akun diubah", "account changed"},
    {"what_account_dropped", "akun dihapus", "account removed"},
    {"what_released", "dilepas", "released"},
    {"what_returned", "dikembalikan", "returned"},
    {"what_discarded", "dibuang", "discarded"},
    {"what_gone", "hilang dari antrean", "gone from the queue"},

    // Touches of a history.
    {"touch_contact", "surel terkirim", "mail sent"},
    {"touch_held", "surel tertahan", "mail on hold"},
    {"touch_reply", "balasan", "reply"},
    {"touch_withdrawn", "surel ditarik", "mail withdrawn"},
    {"touch_call", "telepon", "call"},
    {"touch_meeting", "pertemuan", "meeting"},
    {"touch_chat", "obrolan", "chat"},
    {"touch_sms", "SMS", "SMS"},
    {"touch_open", "surel dibuka", "mail opened"},
    {"touch_click", "tautan diklik", "link clicked"},
    {"touch_checkout", "checkout", "checkout"},
    {"touch_order", "pesanan", "order"},
    {"touch_payment", "pembayaran", "payment"},
    {"touch_delivery", "pengiriman", "delivery"},
    {"touch_expiry", "masa berakhir", "expiry"},
    {"touch_commitment", "janji waktu", "agreed time"},
    {"touch_permission-granted", "izin diberikan", "permission granted"},
    {"touch_permission-refused", "izin ditolak", "permission refused"},
    {"touch_opt-out", "minta berhenti", "opt-out"},
    {"touch_complaint", "keluhan", "complaint"},
    {"touch_note", "catatan", "note"},
    {"touch_absence", "sedang tidak di tempat", "absence"},
    {"touch_soft-bounce", "gagal sementara", "soft bounce"},
    {"touch_hard-bounce", "alamat mati", "dead address"},
    {"touch_opt-out-wish", "permintaan berhenti (belum dipastikan)", "wish to opt out (not confirmed)"},
    {"touch_blocked", "diblokir", "blocked"},
    {"touch_allowed", "diizinkan lagi", "allowed again"},
    {"legend_contact", "surel dari kita", "our mail"},
    {"legend_held", "tertahan", "on hold"},
    {"legend_live", "telepon, pertemuan, obrolan", "call, meeting, chat"},
    {"legend_reply", "balasan mereka", "their reply"},
    {"legend_stop", "jangan dihubungi", "do not contact"},
    {"legend_event", "kejadian lain", "other event"},

    // Findings, by kind.
    {"why_gap", "Kontak terakhir {0} oleh {1}, {2} belum dibalas. Jarak yang diminta {3}.",
     "The last contact was {0} by {1}, with {2} unanswered. The gap asked for is {3}."},
    {"why_gap_held", "Surel lain dari {1} masih tertahan (sejak {0}), {2} belum dibalas. Jarak yang diminta {3}.",
     "Another mail by {1} is still on hold (since {0}), with {2} unanswered. The gap asked for is {3}."},
    {"why_stop-after", "{0} kontak belum dibalas; batasnya {1}.", "{0} contacts stand unanswered; the limit is {1}."},
    {"why_time-of-day", "Di luar jam yang tepat bagi prospek ini (zona waktu {0}).",
     "Outside the hours that suit this prospect (time zone {0})."},
    {"why_time-of-day_holiday", "Hari libur bagi prospek ini: {1} (zona waktu {0}).",
     "A holiday for this prospect: {1} (time zone {0})."},
    {"why_time-of-day_busy", "Jam sibuk prospek ini sendiri (zona waktu {0}).",
     "This prospect's own busy hours (time zone {0})."},
    {"why_time-of-day_away", "Prospek ini sedang tidak di tempat sampai {1} (zona waktu {0}).",
     "This prospect is away until {1} (time zone {0})."},
    {"why_duplicate-sender", "{0} sudah berhubungan dengan prospek ini (kontak terakhir {1}).",
     "{0} is already in touch with this prospect (last contact {1})."},
    {"why_duplicate-sender_company", "{0} sudah berhubungan dengan perusahaan {2} (kontak terakhir {1}).",
     "{0} is already in touch with the company {2} (last contact {1})."},
    {"why_duplicate-sender_assigned", "{0} ditugasi menangani prospek ini.", "{0} is in charge of this prospect."},
    {"why_do-not-contact", "Prospek ini tidak boleh dihubungi: {0}, sejak {1}.",
     "This prospect must not be written to: {0}, since {1}."},
    {"why_volume_salesperson", "Tenaga penjual ini menulis kepada {0} prospek dalam {2}; paling banyak {1}.",
     "This salesperson writes to {0} prospects within {2}; at most {1} are allowed."},
    {"why_volume_prospect", "Prospek ini mendapat {0} surel dalam {2}; paling banyak {1}.",
     "This prospect would get {0} mails within {2}; at most {1} are allowed."},
    {"why_repeat", "Teksnya {0}% sama dengan surel dari {1} pada {2}.", "The text is {0}% like a mail by {1} at {2}."},
    {"why_broadcast", "Teks yang hampir sama sudah ditujukan kepada {0} prospek dalam {2}; batasnya {1}.",
     "Nearly the same text went to {0} prospects within {2}; the limit is {1}."},
    {"why_phrase", "Ungkapan dari daftar {0}: “{1}”, di {2} dari {3} surel terakhir.",
     "Words of the list {0}: “{1}”, in {2} of the last {3} mails."},
    {"why_value", "Surel lanjutan ini tidak membawa hal baru; {0} belum dibalas.",
     "This follow-up brings nothing new; {0} unanswered."},
    {"why_personal", "Nama prospek atau perusahaannya, atau nama kita, tidak disebut.",
     "The name of the prospect or its company, or ours, is not in it."},
    {"why_length", "Panjangnya {0} kata; seharusnya {1} sampai {2}.", "It has {0} words; {1} to {2} are asked for."},
    {"why_context", "Surel lanjutan ini tidak menyebut apa yang dilanjutkan.",
     "This follow-up does not say what it follows."},
    {"why_commitment", "Belum ada langkah berikutnya yang disepakati.", "No next step is agreed."},
    {"why_commitment_slot", "Waktu yang disepakati baru mulai {0}.", "The agreed time begins only at {0}."},
    {"why_purpose", "Surel untuk tujuan “{0}” datang di luar waktunya.",
     "A mail for the purpose “{0}” comes outside its time."},
    {"why_purpose_missing", "Surel untuk tujuan “{0}” perlu kejadian yang tidak diketahui: {1}.",
     "A mail for the purpose “{0}” wants an event that is not known: {1}."},
    {"why_purpose_settled", "Surel untuk tujuan “{0}” tidak perlu lagi: {1}.",
     "A mail for the purpose “{0}” is needless by now: {1}."},
    {"why_purpose_running", "Tujuan lain masih berjalan: “{1}” (surel ini untuk “{0}”).",
     "Another purpose is still running: “{1}” (this mail is for “{0}”)."},
    {"why_signs", "{0} tanda sekaligus pada satu surel.", "{0} signs at once on one mail."},
    {"why_other", "Aturan ini keberatan.", "This rule objects."},
};

using Index = std::map<std::string_view, const Text*>;

const Index& index() {
  static const Index made = [] {
    Index by_key;
    for (const Text& text : text_table) by_key[text.key] = &text;
    return by_key;
  }();
  return made;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The weight of "id-ID;q=0.8" in thousandths.
int weight_of(std::string_view parameters) {
  const auto found = parameters.find("q=");
  if (found == std::string_view::npos) return 1000;
  double weight = 0;
  const auto digits = parameters.substr(found + 2);
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
  return failure == std::errc{} && weight >= 0 && weight <= 1 ? static_cast<int>(weight * 1000) : 0;
}

}  // namespace

std::span<const Text> texts() { return text_table; }

std::string_view find_text(std::string_view key, Language language) {
  const auto found = index().find(key);
  if (found == index().end()) return "";
  return language == Language::id ? found->second->id : found->second->en;
}

std::optional<Language> preferred_language(std::string_view accept_language) {
  std::optional<Language> preferred;
  int best = 0;
  while (!accept_language.empty()) {
    const auto end = std::min(accept_language.find(','), accept_language.size());
    const auto item = trimmed(accept_language.substr(0, end));
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
    const auto name = item.substr(0, item.find_first_of(";-"));
    const bool known = name == "id" || name == "en" || name == "in";  // "in": Indonesian's older code
    const int weight = weight_of(item.substr(std::min(item.find(';'), item.size())));
    if (!known || weight <= best) continue;
    best = weight;
    preferred = name == "en" ? Language::en : Language::id;
  }
  return preferred;
}

}  // namespace jeda::page
