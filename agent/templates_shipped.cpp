// The shipped templates of notices: their form; the words are in texts/. Their variables are listed in notice.h.
#include <string>

#include <fmt/format.h>

#include "agent/notice.h"
#include "store/desk.h"
#include "texts/texts.h"

namespace jeda::agent {
namespace {

using store::NoticeKind;

// The words of one kind of notice. A block stands on lines of its own; paragraphs are divided by empty lines.
class Shipped {
 public:
  Shipped(NoticeKind kind, policy::Language language) : kind_(kind), language_(language) {}

  std::string text() const {
    return fmt::format("Subject: {}\n\n{}\n\n{}{}\n{}", own("subject"), own("opening"), text_blocks(), own("closing"),
                       is_reminder() ? "" : text_facts());
  }

  std::string html() const {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n<p>{}</p>\n{}<p>{}</p>\n"
        "{}</body>\n</html>\n",
        language_.name(), own("opening"), html_blocks(), own("closing"), is_reminder() ? "" : html_facts());
  }

 private:
  bool is_reminder() const { return kind_ == NoticeKind::reminder; }
  bool gives_advice() const { return kind_ == NoticeKind::held || kind_ == NoticeKind::refused; }

  std::string_view word(std::string_view key) const { return texts::text(language_, fmt::format("notice.{}", key)); }
  std::string_view own(std::string_view key) const { return word(fmt::format("{}.{}", store::to_string(kind_), key)); }

  std::string text_blocks() const {
    if (is_reminder())
      return fmt::format("{{{{#mails}}}}\n- {{{{subject}}}}\n  {}\n  {}\n  {}\n\n{{{{/mails}}}}\n",
                         word("reminder.from_to"), word("reminder.held_at"), word("reminder.rules"));
    return fmt::format(
        "{}{{{{#has_words}}}}\n{}\n\n{{{{/has_words}}}}\n{{{{#words}}}}\n> {{{{.}}}}\n{{{{/words}}}}\n"
        "{{{{#has_words}}}}\n\n{{{{/has_words}}}}\n",
        gives_advice() ? "{{#advice}}\n{{.}}\n\n{{/advice}}\n" : "", word("words"));
  }

  std::string html_blocks() const {
    if (is_reminder())
      return fmt::format("<ul>\n{{{{#mails}}}}\n<li>{{{{subject}}}}<br>{}<br>{}<br>{}</li>\n{{{{/mails}}}}\n</ul>\n",
                         word("reminder.from_to"), word("reminder.held_at"), word("reminder.rules"));
    return fmt::format(
        "{}{{{{#has_words}}}}\n<p>{}</p>\n<blockquote>\n{{{{/has_words}}}}\n{{{{#words}}}}\n{{{{.}}}}<br>\n"
        "{{{{/words}}}}\n{{{{#has_words}}}}\n</blockquote>\n{{{{/has_words}}}}\n",
        gives_advice() ? "{{#advice}}\n<p>{{.}}</p>\n{{/advice}}\n" : "", word("words"));
  }

  std::string text_facts() const {
    return fmt::format("\n{}\n{{{{#held_at}}}}\n{}\n{{{{/held_at}}}}\n{}\n", word("subject"), word("held_at"),
                       word("reference"));
  }

  std::string html_facts() const {
    return fmt::format("<p>{}<br>\n{{{{#held_at}}}}\n{}<br>\n{{{{/held_at}}}}\n{}</p>\n", word("subject"),
                       word("held_at"), word("reference"));
  }

  NoticeKind kind_;
  policy::Language language_;
};

}  // namespace

NoticeText shipped_text(NoticeKind kind, policy::Language language) {
  const Shipped shipped(kind, language);
  return {shipped.text(), shipped.html()};
}

}  // namespace jeda::agent
