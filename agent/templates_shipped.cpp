// The shipped templates of notices: their form; the words are in texts/. Their variables are listed in notice.h.
#include <string>

#include <fmt/format.h>

#include "agent/notice.h"
#include "store/desk.h"
#include "texts/texts.h"

namespace jeda::agent {
namespace {

using store::NoticeKind;

// Readers of mail know few styles, and some drop what is not inline; `!important` is what dark mode needs then.
constexpr std::string_view head_form =
    "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{}</title>\n<style>\n"
    ":root {{ color-scheme: light dark; }}\n"
    "@media (prefers-color-scheme: dark) {{\n"
    ".sheet {{ background: #16181b !important; color: #eceef0 !important; }}\n"
    ".quiet {{ color: #b4bac2 !important; border-color: #3a3f46 !important; }}\n"
    ".quiet a, .list a {{ color: #8ab8ff !important; }}\n"
    ".button {{ background: #8ab8ff !important; color: #10131a !important; }}\n}}\n</style>\n</head>\n";
constexpr std::string_view body_style =
    "margin:0;background:#ffffff;color:#1b1f24;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
constexpr std::string_view sheet_style = "max-width:36em;margin:0 auto;padding:16px;overflow-wrap:anywhere";
constexpr std::string_view first_style = "margin:0 0 12px;font-size:18px;font-weight:600";
constexpr std::string_view usual_style = "margin:0 0 12px";
constexpr std::string_view button_style =
    "display:inline-block;box-sizing:border-box;min-height:48px;padding:12px 24px;border-radius:8px;"
    "background:#0b57b7;color:#ffffff;font-weight:600;line-height:24px;text-decoration:none";
constexpr std::string_view quiet_style =
    "margin:24px 0 0;padding-top:12px;border-top:1px solid #d4d8de;color:#525a64;font-size:15px";
constexpr std::string_view link_style = "display:inline-block;padding:10px 0;color:#0b57b7";

// The words of one kind of notice. A block stands on lines of its own; paragraphs are divided by empty lines. What
// happened comes first, then the one thing to do and the button; details stand below.
class Shipped {
 public:
  Shipped(NoticeKind kind, policy::Language language) : kind_(kind), language_(language) {}

  std::string text() const {
    return fmt::format("Subject: {}\n\n{}{}\n\n{}{}{}{}", own("subject"), own("opening"), until(), text_words(),
                       text_step(), text_way(), bottom_text());
  }

  std::string html() const {
    return fmt::format(head_form, language_.name(), own("subject")) +
           fmt::format("<body class=\"sheet\" style=\"{}\">\n<div style=\"{}\">\n", body_style, sheet_style) +
           paragraph(fmt::format("{}{}", own("opening"), until()), first_style) + html_words() + html_step() +
           html_way() + bottom_html() + "</div>\n</body>\n</html>\n";
  }

 private:
  bool is_reminder() const { return kind_ == NoticeKind::reminder; }
  bool is_link() const { return kind_ == NoticeKind::own_page; }
  std::string bottom_text() const {
    if (is_link()) return fmt::format("\n{}\n{}\n", word("details"), own("closing"));
    return is_reminder() ? text_list() : text_details();
  }
  std::string bottom_html() const {
    if (is_link()) return fmt::format("<div class=\"quiet\" style=\"{}\">\n{}</div>\n", quiet_style, own("closing"));
    return is_reminder() ? html_list() : html_details();
  }
  bool waits() const { return kind_ == NoticeKind::held || kind_ == NoticeKind::waits; }
  bool gives_advice() const { return waits() || kind_ == NoticeKind::refused; }
  /// The reader may yet do something about the mail on its page.
  bool has_button() const { return waits() || kind_ == NoticeKind::replied || is_reminder() || is_link(); }

  std::string_view word(std::string_view key) const { return texts::text(language_, fmt::format("notice.{}", key)); }
  std::string_view own(std::string_view key) const { return word(fmt::format("{}.{}", store::to_string(kind_), key)); }

  std::string until() const { return waits() ? fmt::format(" {}", word("until")) : ""; }
  std::string_view target() const { return is_reminder() ? "queue" : "link"; }
  std::string_view label() const {
    if (is_link()) return own("button");
    return word(is_reminder() ? "reminder.button" : "button");
  }

  static std::string paragraph(std::string_view text, std::string_view style) {
    return fmt::format("<p style=\"{}\">{}</p>\n", style, text);
  }

  std::string text_words() const {
    return fmt::format(
        "{{{{#has_words}}}}\n{}\n\n{{{{/has_words}}}}\n{{{{#words}}}}\n> {{{{.}}}}\n{{{{/words}}}}\n"
        "{{{{#has_words}}}}\n\n{{{{/has_words}}}}\n",
        word("words"));
  }
  std::string html_words() const {
    return fmt::format(
        "{{{{#has_words}}}}\n<p style=\"{}\">{}</p>\n<blockquote style=\"margin:0 0 12px;padding-left:12px;"
        "border-left:3px solid #d4d8de\">\n{{{{/has_words}}}}\n{{{{#words}}}}\n{{{{.}}}}<br>\n"
        "{{{{/words}}}}\n{{{{#has_words}}}}\n</blockquote>\n{{{{/has_words}}}}\n",
        usual_style, word("words"));
  }

  std::string text_step() const {
    if (kind_ == NoticeKind::replied) return fmt::format("{}\n\n", own("step"));
    return gives_advice() ? "{{#step}}\n{{step}}\n\n{{/step}}\n" : "";
  }
  std::string html_step() const {
    if (kind_ == NoticeKind::replied) return paragraph(own("step"), usual_style);
    return gives_advice() ? fmt::format("{{{{#step}}}}\n{}{{{{/step}}}}\n", paragraph("{{step}}", usual_style)) : "";
  }

  // The button; without a page of its own, what to do in its place.
  std::string text_way() const {
    if (!has_button()) return fmt::format("{}\n", own("closing"));
    return fmt::format("{{{{#{0}}}}}\n{1}:\n{{{{{0}}}}}\n{{{{/{0}}}}}\n{{{{^{0}}}}}\n{2}\n{{{{/{0}}}}}\n", target(),
                       label(), own("closing"));
  }
  std::string html_way() const {
    if (!has_button()) return paragraph(own("closing"), usual_style);
    return fmt::format(
        "{{{{#{0}}}}}\n<p style=\"margin:20px 0\"><a class=\"button\" href=\"{{{{{0}}}}}\" style=\"{1}\">{2}</a></p>\n"
        "{{{{/{0}}}}}\n{{{{^{0}}}}}\n{3}{{{{/{0}}}}}\n",
        target(), button_style, label(), paragraph(own("closing"), usual_style));
  }

  // More of the advice, what else waits for these people, and which mail it is about.
  std::string text_details() const {
    return fmt::format("\n{}\n{}{}\n{}\n{}\n{{{{#held_at}}}}\n{}\n{{{{/held_at}}}}\n{}\n", word("details"),
                       gives_advice() ? "{{#more}}\n{{.}}\n{{/more}}\n" : "", beside("", "\n"), word("subject"),
                       word("recipients"), word("held_at"), word("reference")) +
           (has_button() ? "" : fmt::format("{{{{#link}}}}\n\n{}:\n{{{{link}}}}\n{{{{/link}}}}\n", word("link")));
  }
  std::string html_details() const {
    const std::string link = fmt::format("{{{{#link}}}}\n<a href=\"{{{{link}}}}\" style=\"{}\">{}</a>\n{{{{/link}}}}\n",
                                         link_style, word("link"));
    return fmt::format("<div class=\"quiet\" style=\"{}\">\n{}{}", quiet_style,
                       gives_advice() ? "{{#more}}\n<p style=\"margin:0 0 8px\">{{.}}</p>\n{{/more}}\n" : "",
                       beside("<p style=\"margin:0 0 8px\">", "</p>\n")) +
           fmt::format(
               "<p style=\"margin:0 0 8px\">{}<br>\n{}<br>\n{{{{#held_at}}}}\n{}<br>\n{{{{/held_at}}}}\n{}</p>\n"
               "{}</div>\n",
               word("subject"), word("recipients"), word("held_at"), word("reference"), has_button() ? "" : link);
  }
  std::string beside(std::string_view before, std::string_view after) const {
    if (!waits()) return "";
    return fmt::format("{{{{#beside}}}}\n{}{}{}{{{{/beside}}}}\n", before, word("beside"), after);
  }

  std::string text_list() const {
    return fmt::format(
        "\n{0}\n{{{{#groups}}}}\n\n{1}\n{{{{#mails}}}}\n- {{{{subject}}}}\n  {2}\n  {3}\n{{{{#link}}}}\n  "
        "{{{{link}}}}\n"
        "{{{{/link}}}}\n{{{{/mails}}}}\n{{{{/groups}}}}\n\n{4}\n",
        word("details"), word("reminder.group"), word("reminder.to"), word("reminder.held_at"), word("reminder.steps"));
  }
  std::string html_list() const {
    return fmt::format(
        "<div class=\"list\">\n{{{{#groups}}}}\n<p style=\"margin:20px 0 4px;font-weight:600\">{0}</p>\n"
        "<ul style=\"margin:0;padding-left:20px\">\n{{{{#mails}}}}\n<li style=\"margin:0 0 8px\">{{{{#link}}}}"
        "<a href=\"{{{{link}}}}\" style=\"{4}\">{{{{/link}}}}{{{{subject}}}}{{{{#link}}}}</a>{{{{/link}}}}"
        "<br>{1}<br>{2}</li>\n{{{{/mails}}}}\n</ul>\n{{{{/groups}}}}\n</div>\n<p class=\"quiet\" "
        "style=\"{5}\">{3}</p>\n",
        word("reminder.group"), word("reminder.to"), word("reminder.held_at"), word("reminder.steps"), link_style,
        quiet_style);
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
