#include "mail/authentication.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace jeda::mail {
namespace {

constexpr std::size_t most_methods = 100;
constexpr std::size_t most_properties = 100;

// The words of a field. Each function leaves the place where it is and gives false where the grammar is broken.
class FieldWords {
 public:
  explicit FieldWords(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool is_next(char c) const { return !rest_.empty() && rest_.front() == c; }

  bool take(char c) {
    if (!is_next(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // White space and comments, which nest. False: a comment has no end.
  bool skip_blanks() {
    while (!rest_.empty()) {
      if (is_space(rest_.front())) {
        rest_.remove_prefix(1);
      } else if (rest_.front() != '(') {
        return true;
      } else if (!skip_comment()) {
        return false;
      }
    }
    return true;
  }

  // A keyword: letters, digits, '-' and '_'; lower case.
  bool keyword(std::string& word) {
    word.clear();
    const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
    while (!rest_.empty() && fits(rest_.front())) word += lower_ascii(take_one());
    return !word.empty();
  }

  // A token or a quoted string, or several of them with no blank between, as in "a b"@toko.example; or nothing at all.
  // False: a quoted string has no end.
  bool value(std::string& word) {
    word.clear();
    while (!rest_.empty() && !is_space(rest_.front()) && std::string_view(";(,").find(rest_.front()) == npos) {
      if (rest_.front() == '"') {
        if (!quoted(word)) return false;
      } else {
        word += take_one();
      }
    }
    return true;
  }

 private:
  static constexpr auto npos = std::string_view::npos;

  char take_one() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool skip_comment() {
    std::size_t depth = 0;
    while (!rest_.empty()) {
      const char c = take_one();
      if (c == '\\' && !rest_.empty()) rest_.remove_prefix(1);
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) return true;
    }
    return false;
  }

  bool quoted(std::string& word) {
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = take_one();
      if (c == '"') return true;
      if (c != '\\') {
        word += c;
      } else if (!rest_.empty()) {
        word += take_one();
      }
    }
    return false;
  }

  std::string_view rest_;
};

// ptype "." property "=" pvalue
bool read_property(FieldWords& words, const std::string& type, AuthenticationMethod& method) {
  AuthenticationProperty property{type, {}, {}};
  if (!words.skip_blanks() || !words.take('.') || !words.skip_blanks() || !words.keyword(property.property))
    return false;
  if (!words.skip_blanks() || !words.take('=') || !words.skip_blanks()) return false;
  if (!words.value(property.value)) return false;  // rspamd and Microsoft write "header.from=" for nobody
  if (method.properties.size() >= most_properties) return false;
  method.properties.push_back(std::move(property));
  return words.skip_blanks();
}

// "reason" "=" value, or else the first word of a property.
bool read_reason_or_property(FieldWords& words, AuthenticationMethod& method) {
  std::string word;
  if (!words.keyword(word) || !words.skip_blanks()) return false;
  if (word != "reason" && word != "action") return read_property(words, word, method);  // Microsoft writes an action
  if (words.is_next('.')) return read_property(words, word, method);
  std::string unheeded;
  return words.take('=') && words.skip_blanks() && words.value(unheeded) && words.skip_blanks();
}

// method ["/" version] "=" result, a reason, properties
bool read_method(FieldWords& words, AuthenticationMethod& method) {
  if (!words.keyword(method.method) || !words.skip_blanks()) return false;
  std::string version;
  if (words.take('/') && (!words.skip_blanks() || !words.keyword(version) || !words.skip_blanks())) return false;
  if (!words.take('=') || !words.skip_blanks() || !words.keyword(method.result) || !words.skip_blanks()) return false;
  while (!words.at_end() && !words.is_next(';')) {
    if (!read_reason_or_property(words, method)) return false;
  }
  return true;
}

bool is_none(FieldWords words) {
  std::string word;
  return words.skip_blanks() && words.keyword(word) && word == "none" && words.skip_blanks() && words.at_end();
}

bool read_methods(FieldWords& words, std::vector<AuthenticationMethod>& methods) {
  std::string version;
  if (!words.skip_blanks()) return false;
  if (!words.at_end() && !words.is_next(';') && (!words.keyword(version) || !words.skip_blanks())) return false;
  while (words.take(';')) {
    if (is_none(words)) return methods.empty();
    if (!words.skip_blanks()) return false;
    if (words.at_end()) return true;  // a last ';' is no fault of the checker's
    if (methods.size() >= most_methods || !read_method(words, methods.emplace_back())) return false;
  }
  return words.at_end();
}

// The domain of "andi@toko.example", "<andi@toko.example>", "@toko.example" or "toko.example", as addresses have it.
std::string domain_in(std::string_view value) {
  if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
  const auto at = value.rfind('@');
  const auto address = parse_path(fmt::format("x@{}", at == std::string_view::npos ? value : value.substr(at + 1)));
  return address ? std::string(address->domain()) : std::string();
}

// From's domain, where there is one From field with one address.
std::string only_domain(const std::vector<HeaderField>& header, const MessageFacts& facts) {
  const auto fields = std::count_if(header.begin(), header.end(), [](const HeaderField& field) {
    return equals_ignoring_case(trim(field.name), "From");
  });
  return fields == 1 && facts.from.size() == 1 ? std::string(facts.from.front().domain()) : std::string();
}

// The methods of one field, asked about one domain.
class Inquiry {
 public:
  Inquiry(const std::vector<AuthenticationMethod>& methods, std::string domain)
      : methods_(methods), domain_(std::move(domain)) {}

  Authenticity answer() const {
    if (says("dmarc", "fail")) return Authenticity::fail;
    if (domain_.empty()) return Authenticity::nothing;
    if (names_domain("dmarc", "pass", "header", "from")) return Authenticity::pass;
    if (names_domain("spf", "pass", "smtp", "mailfrom")) return Authenticity::pass;
    if (names_domain("dkim", "pass", "header", "d")) return Authenticity::pass;
    if (names_domain("dkim", "pass", "header", "i")) return Authenticity::pass;
    const bool refused = names_domain("spf", "fail", "smtp", "mailfrom");
    return refused ? Authenticity::fail : Authenticity::nothing;
  }

 private:
  bool says(std::string_view method, std::string_view result) const {
    return std::any_of(methods_.begin(), methods_.end(),
                       [&](const AuthenticationMethod& one) { return one.method == method && one.result == result; });
  }

  // Whether the method gave that result for a domain of From's organisation.
  bool names_domain(std::string_view method, std::string_view result, std::string_view type,
                    std::string_view property) const {
    for (const AuthenticationMethod& one : methods_) {
      if (one.method != method || one.result != result) continue;
      for (const AuthenticationProperty& named : one.properties) {
        if (named.type != type || named.property != property) continue;
        if (are_of_one_organisation(domain_in(named.value), domain_)) return true;
      }
    }
    return false;
  }

  const std::vector<AuthenticationMethod>& methods_;
  const std::string domain_;
};

}  // namespace

std::optional<AuthenticationResults> read_authentication(std::string_view value) {
  FieldWords words(value);
  AuthenticationResults results;
  if (!words.skip_blanks() || !words.value(results.id) || results.id.empty()) return std::nullopt;
  if (!read_methods(words, results.methods)) results.methods.clear();
  return results;
}

std::string_view to_string(Authenticity authenticity) {
  constexpr std::string_view names[] = {"unasked", "nothing", "pass", "fail"};
  return names[static_cast<std::size_t>(authenticity)];
}

Authenticity authenticity_of(const std::vector<HeaderField>& header, const MessageFacts& facts,
                             const std::vector<std::string>& ids) {
  if (ids.empty()) return Authenticity::unasked;
  for (const HeaderField& field : header) {
    if (!equals_ignoring_case(trim(field.name), "Authentication-Results")) continue;
    const auto results = read_authentication(field.value);
    const auto is_theirs = [&](const std::string& id) { return results && equals_ignoring_case(id, results->id); };
    if (std::none_of(ids.begin(), ids.end(), is_theirs)) continue;
    return Inquiry(results->methods, only_domain(header, facts)).answer();
  }
  return Authenticity::nothing;
}

}  // namespace jeda::mail
