#include "mail/mime/media_type.h"

#include <optional>

#include "base/text.h"

namespace jeda::mail {
namespace {

// Walks over a structured value. Every step moves forward, so a walk is linear.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  // White space, line breaks of folding and comments, which may nest.
  void skip_blank() {
    int depth = 0;
    while (!rest_.empty() && (depth > 0 || is_space(rest_.front()) || rest_.front() == '(')) {
      const char c = take();
      if (depth > 0 && c == '\\' && !rest_.empty()) {
        take();
      }
      depth += c == '(' ? 1 : (c == ')' && depth > 0 ? -1 : 0);
    }
  }

  // Up to one of `ends`, white space or a comment.
  std::string word(std::string_view ends) {
    std::string word;
    while (!rest_.empty() && !is_space(rest_.front()) && rest_.front() != '(' &&
           ends.find(rest_.front()) == std::string_view::npos) {
      word += take();
    }
    return word;
  }

  // A quoted string or a token. RFC 2045 asks for quotes round '(' and '/', which senders forget: only ';' ends a
  // token.
  std::string value() {
    if (rest_.empty() || rest_.front() != '"') {
      return word(";");
    }
    take();
    std::string value;
    while (!rest_.empty() && rest_.front() != '"') {
      char c = take();
      if (c == '\\' && !rest_.empty()) {
        c = take();
      }
      if (c != '\r' && c != '\n') {
        value += c;
      }
    }
    skip(1);
    return value;
  }

  bool accept(char c) {
    skip_blank();
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    take();
    return true;
  }

  void skip(std::size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
};

// RFC 2231 4: charset'language'text with %XX.
std::string decode_extended(std::string_view value) {
  const auto first = value.find('\'');
  const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  value = second == std::string_view::npos ? value : value.substr(second + 1);
  std::string decoded;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto coded = value[i] == '%' ? hex_byte(value.substr(i + 1)) : std::nullopt;
    decoded += coded.value_or(value[i]);
    i += coded ? 2 : 0;
  }
  return decoded;
}

// "boundary", "boundary*", "boundary*0", "boundary*1*": `first` says whether this may be the beginning of a value.
struct ParameterName {
  std::string base;
  bool first = true;
  bool extended = false;
};

ParameterName parameter_name(std::string_view name) {
  ParameterName result;
  result.extended = name.ends_with('*');
  name.remove_suffix(result.extended ? 1 : 0);
  const auto star = name.find('*');
  result.base = lower_ascii(name.substr(0, star));
  result.first = star == std::string_view::npos || name.substr(star) == "*0";
  return result;
}

// Continuations follow their beginning; of a parameter given twice the first counts.
void store(std::string& field, const ParameterName& name, const std::string& value) {
  if (name.first == field.empty()) {
    field += name.extended ? decode_extended(value) : value;
  }
}

// What follows the first ';'. `field` gives the string that a parameter's name stands for, or nullptr.
template <typename Field>
void read_parameters(Scanner& scanner, Field field) {
  while (!scanner.done()) {
    while (!scanner.accept(';') && !scanner.done()) {
      scanner.skip(1);
    }
    scanner.skip_blank();
    const auto name = parameter_name(scanner.word("=;"));
    if (scanner.accept('=')) {
      scanner.skip_blank();
      const std::string value = scanner.value();
      if (std::string* const wanted = field(name.base)) {
        store(*wanted, name, value);
      }
    }
  }
}

}  // namespace

MediaType read_media_type(std::string_view value) {
  MediaType type;
  Scanner scanner(value);
  scanner.skip_blank();
  type.type = lower_ascii(scanner.word("/;"));
  if (!scanner.accept('/')) {
    type.type.clear();
  }
  scanner.skip_blank();
  type.subtype = lower_ascii(scanner.word(";"));
  std::string format;
  std::string del_sp;
  read_parameters(scanner, [&](std::string_view name) -> std::string* {
    if (name == "charset") return &type.charset;
    if (name == "boundary") return &type.boundary;
    if (name == "name") return &type.name;
    if (name == "report-type") return &type.report_type;
    if (name == "start") return &type.start;
    if (name == "format") return &format;
    return name == "delsp" ? &del_sp : nullptr;
  });
  type.charset = lower_ascii(type.charset);
  type.report_type = lower_ascii(type.report_type);
  type.flowed = equals_ignoring_case(format, "flowed");
  type.del_sp = equals_ignoring_case(del_sp, "yes");
  return type;
}

std::string read_file_name(std::string_view value) {
  Scanner scanner(value);
  std::string file_name;
  read_parameters(scanner, [&](std::string_view name) { return name == "filename" ? &file_name : nullptr; });
  return file_name;
}

std::string first_word(std::string_view value) {
  Scanner scanner(value);
  scanner.skip_blank();
  return lower_ascii(scanner.word(";,"));
}

}  // namespace jeda::mail
