// Rendering and checking notices' templates: mustache without its sharp edges.
#include <array>
#include <charconv>
#include <numeric>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "agent/notice_values.h"
#include "base/utf8.h"
#include "config/report.h"
#include "config/settings.h"
#include "policy/telling/lookup.h"

namespace jeda::agent {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t largest_template = 64 * 1024;
constexpr std::size_t largest_notice = 1024 * 1024;  // rendered; a reminder of 200 mails has some 100 kB

void set_text(mustache::data& data, const char* name, const std::string& text) {
  if (!text.empty()) data.set(name, text);
}

void set_mail(mustache::data& data, const MailValues& mail) {
  set_text(data, "reference", mail.reference);
  set_text(data, "subject", mail.subject);
  set_text(data, "salesperson", mail.salesperson);
  set_text(data, "rules", mail.rules);
  set_text(data, "recipients", mail.recipients);
  set_text(data, "held_at", mail.held_at);
  set_text(data, "link", mail.link);
}

void set_lines(mustache::data& data, const char* name, const char* has, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  mustache::data list{mustache::data::type::list};
  for (const std::string& line : lines) list << mustache::data(line);
  data.set(name, list);
  data.set(has, true);
}

mustache::data mails_data(const NoticeValues& values, const std::vector<std::size_t>& places) {
  mustache::data list{mustache::data::type::list};
  for (const std::size_t place : places) {
    mustache::data item;
    set_mail(item, values.mails[place]);
    list << item;
  }
  return list;
}

void set_beside(mustache::data& data, const std::vector<BesideValues>& beside) {
  if (beside.empty()) return;
  mustache::data list{mustache::data::type::list};
  for (const BesideValues& other : beside) {
    mustache::data item;
    set_text(item, "subject", other.subject);
    set_text(item, "salesperson", other.salesperson);
    item.set("own", mustache::data(other.own));
    list << item;
  }
  data.set("beside", list);
  data.set("has_beside", true);
}

void set_mails(mustache::data& data, const NoticeValues& values) {
  if (values.mails.empty()) return;
  std::vector<std::size_t> all(values.mails.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  data.set("mails", mails_data(values, all));
  data.set("count", std::to_string(values.mails.size()));
  mustache::data groups{mustache::data::type::list};
  for (const GroupValues& group : values.groups) {
    mustache::data item;
    set_text(item, "salesperson", group.salesperson);
    item.set("count", std::to_string(group.mails.size()));
    item.set("mails", mails_data(values, group.mails));
    groups << item;
  }
  data.set("groups", groups);
}

mustache::data to_data(const NoticeValues& values) {
  mustache::data data;
  set_mail(data, values.mail);
  for (const auto& [name, text] :
       {std::pair("who", &values.who), std::pair("next_allowed", &values.next_allowed), std::pair("by", &values.by),
        std::pair("oldest", &values.oldest), std::pair("queue", &values.queue)})
    set_text(data, name, *text);
  for (const auto& [name, flag] : {std::pair("scheduled", values.scheduled), std::pair("expired", values.expired),
                                   std::pair("by_hand", values.by_hand), std::pair("self", values.self),
                                   std::pair("original", values.original), std::pair("automatic", values.automatic),
                                   std::pair("over", values.over), std::pair("several", values.mails.size() > 1)})
    if (flag) data.set(name, true);
  set_lines(data, "advice", "has_advice", values.advice);
  if (!values.advice.empty()) {
    set_text(data, "step", values.advice.front());
    set_lines(data, "more", "has_more", {values.advice.begin() + 1, values.advice.end()});
  }
  set_lines(data, "words", "has_words", values.words);
  set_beside(data, values.beside);
  set_mails(data, values);
  return data;
}

struct Rendered {
  std::string text;
  std::string error;
  std::set<std::string> asked;
};

Rendered render_once(const std::string& text, const NoticeValues& values, bool html) {
  try {
    mustache::mustache parsed(text);
    if (!html) parsed.set_custom_escape([](const std::string& value) { return value; });
    const mustache::data data = to_data(values);
    policy::Lookup lookup(&data);
    std::ostringstream out;
    if (parsed.is_valid()) parsed.render(lookup, out);
    return {out.str(), parsed.error_message(), lookup.asked()};
  } catch (const std::exception& failure) {
    return {{}, failure.what(), {}};
  }
}

constexpr std::array<std::string_view, 33> known_names{
    "reference",  "subject",   "salesperson", "rules",   "recipients", "held_at",    "next_allowed",
    "by",         "scheduled", "expired",     "by_hand", "original",   "several",    "advice",
    "has_advice", "words",     "has_words",   "mails",   "count",      "who",        "automatic",
    "step",       "more",      "has_more",    "over",    "beside",     "has_beside", "own",
    "self",       "link",      "groups",      "oldest",  "queue"};

bool is_known(const std::string& name) {
  return name == "." || std::find(known_names.begin(), known_names.end(), name) != known_names.end();
}

NoticeValues sample() {
  const MailValues mail{"1", "1", "1", "1", "1", "1", "1"};
  NoticeValues values;
  values.mail = mail;
  for (std::string* text : {&values.who, &values.next_allowed, &values.by, &values.oldest, &values.queue}) *text = "1";
  for (bool* flag : {&values.scheduled, &values.expired, &values.by_hand, &values.self, &values.original,
                     &values.automatic, &values.over})
    *flag = true;
  values.advice = {"1", "1"};
  values.words = {"1"};
  values.beside = {{"1", "1", true}};
  values.mails = {mail, mail};
  values.groups = {{"1", {0, 1}}};
  return values;
}

/// kainjow ends its messages with "at N", a byte offset.
std::size_t offset_in(const std::string& error) {
  const std::size_t at = error.rfind(" at ");
  std::size_t offset = 0;
  if (at != std::string::npos) std::from_chars(error.data() + at + 4, error.data() + error.size(), offset);
  return offset;
}

std::string without_offset(const std::string& error) {
  const std::size_t at = error.rfind(" at ");
  return at == std::string::npos ? error : error.substr(0, at);
}

void check_sharp_edges(const config::SourceFile& file, config::Report& report) {
  struct Edge {
    std::string_view mark;
    std::string_view message;
  };
  constexpr std::array<Edge, 4> edges{{{"{{{", "values are always escaped: {{name}}"},
                                       {"{{&", "values are always escaped: {{name}}"},
                                       {"{{=", "other delimiters than {{ }} are not supported"},
                                       {"{{>", "partials are not supported"}}};
  for (const Edge& edge : edges) {
    const std::size_t at = file.text.find(edge.mark);
    if (at != std::string::npos) report.error(report.position_of(at), std::string(edge.message));
  }
}

void check_names(const config::SourceFile& file, const NoticeValues& values, bool html, config::Report& report) {
  const Rendered rendered = render_once(file.text, values, html);
  if (!rendered.error.empty()) {
    report.error(report.position_of(offset_in(rendered.error)), without_offset(rendered.error));
    return;
  }
  for (const std::string& name : rendered.asked) {
    if (is_known(name)) continue;
    const std::size_t at = file.text.find(name);
    report.error(report.position_of(at == std::string::npos ? 0 : at), "unknown variable " + config::quote(name));
  }
}

bool has_subject(std::string_view text) {
  const std::size_t end = text.find('\n');
  return text.starts_with("Subject: ") && end != std::string_view::npos && text.substr(end + 1).starts_with('\n');
}

/// Sections that were left out leave their lines behind: at most `most` line ends stand together.
std::string without_gaps(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t ends = 0;
  for (const char c : text) {
    ends = c == '\n' ? ends + 1 : 0;
    if (ends <= most) out += c;
  }
  return out;
}

}  // namespace

std::optional<std::string> render_notice(const std::string& text, const NoticeValues& values, bool html) {
  Rendered rendered = render_once(text, values, html);
  if (!rendered.error.empty() || rendered.text.empty() || rendered.text.size() > largest_notice) return std::nullopt;
  return without_gaps(rendered.text, html ? 1 : 2);
}

config::Diagnostics check_notice_template(const config::SourceFile& file, bool html) {
  config::Findings findings;
  config::Report report(file, findings);
  if (file.text.size() > largest_template) {
    report.error({}, fmt::format("longer than {} bytes", largest_template));
  } else if (const std::size_t bad = find_invalid_utf8(file.text); bad != std::string::npos) {
    report.error(report.position_of(bad), "not UTF-8");
  } else {
    if (!html && !has_subject(file.text)) report.error({}, "must begin with a line 'Subject: ...' and an empty line");
    check_sharp_edges(file, report);
    check_names(file, sample(), html, report);
    check_names(file, {}, html, report);
  }
  config::sort(findings.errors);
  return std::move(findings.errors);
}

NoticeTexts::NoticeTexts() {
  for (int kind = 0; kind < notice_kinds; ++kind)
    for (std::size_t index = 0; index < policy::Language::names().size(); ++index) {
      const policy::Language language(index);
      const auto named = static_cast<store::NoticeKind>(kind);
      texts_[{named, language}] = shipped_text(named, language);
    }
}

const NoticeText& NoticeTexts::of(store::NoticeKind kind, policy::Language language) const {
  return texts_.at({kind, language});
}

}  // namespace jeda::agent
