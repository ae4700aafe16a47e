// Cuts from HTML what its words do not need. Internal to mail/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jeda::mail {

/// What an element's attributes say of it: the value of the one attribute that bare_tags() leaves.
enum class ElementMark : char {
  none = 0,
  quote = 'q',      // holds an earlier message, or the line that introduces it
  rest = 'r',       // what follows is an earlier message
  header = 't',     // may hold the header of an earlier message, which then follows: Outlook's line above it
  signature = 's',  // holds the signature
  hidden = 'h',     // not shown, nor what it holds
  faint = 'f',      // not shown, but what it holds may be: no size, or "visibility:hidden"
  shown = 'v',      // shown within what is faint; looked for only below one
  link = 'l',       // followed by the number of the link
};

inline constexpr std::string_view mark_attribute = "j";

struct BareHtml {
  std::string html;
  std::vector<std::string> links;  // http, https and mailto addresses of <a>, as written; at most 1000
  std::string further;             // HTML that some readers see: in comments for Outlook, in place of pictures
  std::vector<std::string> hidden_names = {};  // classes and ids that a <style> hides on some screen; at most 100
};

/// `html` with bare tags: no attributes, comments, declarations, scripts or styles, and NUL bytes made U+FFFD. Where
/// attributes said something about the element, `mark_attribute` holds it. Character references are as browsers take
/// them: 128 to 159 of windows-1252, old names and numbers also without their semicolon ("&nbsp|", "&#233 ya").
/// Elements of a class or an id in `hidden` have the mark `hidden`. Linear.
BareHtml bare_tags(std::string_view html, const std::vector<std::string>& hidden = {});

}  // namespace jeda::mail
