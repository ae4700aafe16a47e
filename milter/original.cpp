#include "milter/original.h"

#include "base/text.h"

namespace jeda::milter {
namespace {

// Folded values come with bare line feeds from Postfix.
void append_with_crlf(std::string& text, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\n' && (i == 0 || value[i - 1] != '\r')) text += '\r';
    text += value[i];
  }
}

}  // namespace

bool Original::fits(std::size_t more) {
  if (!whole_ || size_ + more > max_original) {
    whole_ = false;
    header_ = {};
    body_ = {};
    return false;
  }
  size_ += more;
  return true;
}

void Original::header(std::string_view name, std::string_view value) {
  if (fits(name.size() + value.size() + 3)) header_.push_back({std::string(name), std::string(value)});
}

void Original::body(std::string_view chunk) {
  if (fits(chunk.size())) body_.append(chunk);
}

std::string Original::text(const std::optional<std::string>& subject) const {
  std::string text;
  text.reserve(size_ + header_.size() + 2);
  bool changed = !subject;
  for (const mail::HeaderField& field : header_) {
    const bool change = !changed && equals_ignoring_case(field.name, "Subject");
    changed = changed || change;
    text.append(field.name).append(":");
    append_with_crlf(text, change ? " " + *subject : field.value);
    text += "\r\n";
  }
  return text.append("\r\n").append(body_);
}

}  // namespace jeda::milter
