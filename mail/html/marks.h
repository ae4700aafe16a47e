// What the attributes of an HTML element say of it. Internal to mail/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/html/tags.h"

namespace jeda::mail {

/// `attributes` is what stands between the name of a start tag and its '>'. A link's address is added to `links`, up to
/// 1000 of them. Known are the marks that Gmail, Outlook, Thunderbird, Apple Mail, Yahoo, Zimbra, Zoho, GMX, Proton and
/// some others leave. Linear.
ElementMark mark_of(std::string_view element, std::string_view attributes, std::vector<std::string>& links);

/// True where the class or the id is one of `names`.
bool has_name_of(std::string_view attributes, const std::vector<std::string>& names);

/// Adds the classes and ids that the rules of a <style> hide (display:none), on whatever screen, until there are 100.
/// Linear.
void add_hidden_names(std::string_view style, std::vector<std::string>& names);

/// The words in the attributes of a picture or a field, which stand for it: `alt`, `title`, `value`, `placeholder`. As
/// written, one below the other. Linear.
std::string words_instead(std::string_view attributes);

}  // namespace jeda::mail
