#include "mail/address_list.h"

#include <string>

#include "base/text.h"
#include "mail/mailbox.h"
#include "mail/mime/encoded_word.h"

namespace jeda::mail {
namespace {

// Without the quotes of a quoted string and its backslashes, decoded.
std::string display_name(std::string_view words) {
  std::string bare;
  for (std::size_t i = 0; i < words.size(); ++i) {
    i += words[i] == '\\' && i + 1 < words.size() ? 1 : 0;
    if (words[i] != '"' || (i > 0 && words[i - 1] == '\\')) {
      bare += words[i];
    }
  }
  Doubts unheeded;
  return decode_header(bare, unheeded);
}

// One pass over a value. Words outside brackets are kept until the entry ends, since only then it is known whether they
// were a display name.
class Reader {
 public:
  Reader(std::string_view text, std::size_t most, std::vector<Address>& addresses)
      : text_(text), most_(most), addresses_(addresses) {}

  bool read() {
    while (at_ < text_.size() && !full_) {
      step(text_[at_]);
    }
    end_bracket();
    end_entry();
    return !full_;
  }

 private:
  void step(char c) {
    switch (c) {
      case '"':
        return quoted_string();
      case '(':
        return comment();
      case '[':
        return literal();
      case '<':
        in_brackets_ = true;
        bracketed_.clear();
        break;
      case '>':
        end_bracket();
        break;
      case ',':
        comma();
        break;
      case ';':
        end_bracket();
        end_entry();
        break;
      case ':':
        colon();
        break;
      default:
        add(c);
    }
    ++at_;
  }

  std::string& target() { return in_brackets_ ? bracketed_ : words_; }

  void add(char c) {
    if (c == '\r' || c == '\n') {
      return;
    }
    target() += is_space(c) ? ' ' : c;
  }

  // Copies a quoted string whole. Without an end it is one character of text, and so is each quote after it.
  void quoted_string() {
    const auto begin = at_;
    if (!quotes_) {
      add(text_[at_++]);
      return;
    }
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    if (end >= text_.size()) {
      quotes_ = false;
      ++at_;
      return;
    }
    for (at_ = begin; at_ <= end; ++at_) {
      add(text_[at_]);
    }
  }

  // Skips a comment, which may nest. Without an end its '(' is dropped, and so is each one after it.
  void comment() {
    auto end = at_;
    int depth = 0;
    while (comments_ && end < text_.size()) {
      depth += text_[end] == '(' ? 1 : (text_[end] == ')' ? -1 : 0);
      end += text_[end] == '\\' ? 2 : 1;
      if (depth == 0) {
        at_ = end;
        add(' ');
        return;
      }
    }
    comments_ = false;
    ++at_;
  }

  // user@[IPv6:::1]: its colons begin no group.
  void literal() {
    const auto end = target().ends_with('@') ? text_.find_first_of("[],<>", at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos || text_[end] != ']') {
      add(text_[at_++]);
      return;
    }
    while (at_ <= end) {
      add(text_[at_++]);
    }
  }

  void comma() {
    if (in_brackets_ && bracketed_.find('@', 1) == std::string::npos) {
      return add(',');
    }
    if (in_brackets_ && bracketed_.front() == '@') {  // a source route has commas of its own
      return add(',');
    }
    end_bracket();
    end_entry();
  }

  void colon() {
    if (in_brackets_) {
      return add(':');
    }
    words_.clear();  // the name of a group
  }

  void end_bracket() {
    if (in_brackets_) {
      in_brackets_ = false;
      had_brackets_ = emit(bracketed_, words_) || had_brackets_;
      bracketed_.clear();
    }
  }

  void end_entry() {
    if (!had_brackets_) {
      emit_words();
    }
    had_brackets_ = false;
    words_.clear();
  }

  // RFC 5322 4.4 allows blanks round '@' and '.', so those are closed; any other blank parts two words.
  void emit_words() {
    std::string word;
    bool quoted = false;
    for (std::size_t i = 0; i <= words_.size(); ++i) {
      const char c = i < words_.size() ? words_[i] : ' ';
      quoted = quoted != (c == '"' && (i == 0 || words_[i - 1] != '\\'));
      if (c != ' ' || (quoted && i < words_.size())) {
        word += c;
      } else if (!joins_next(word, i)) {
        emit(word);
        word.clear();
      }
    }
  }

  bool joins_next(const std::string& word, std::size_t at) const {
    if (at >= words_.size()) {
      return false;
    }
    const auto next = words_.find_first_not_of(' ', at);
    const auto is_joint = [](char c) { return c == '@' || c == '.'; };
    if (next == std::string::npos || word.empty()) {
      return false;
    }
    const bool in_domain = word.find('@') != std::string::npos;
    return is_joint(word.back()) || words_[next] == '@' || (in_domain && words_[next] == '.');
  }

  bool emit(std::string_view text, std::string_view name = {}) {
    if (text.find('@') == std::string_view::npos) {
      return false;
    }
    auto address = mailbox(text);
    if (!address || address->domain().empty()) {
      return false;
    }
    if (addresses_.size() >= most_) {
      full_ = true;
      return false;
    }
    address->name = display_name(name);
    addresses_.push_back(std::move(*address));
    return true;
  }

  std::string_view text_;
  std::size_t most_;
  std::vector<Address>& addresses_;
  std::size_t at_ = 0;
  std::string words_;
  std::string bracketed_;
  bool in_brackets_ = false;
  bool had_brackets_ = false;
  bool quotes_ = true;
  bool comments_ = true;
  bool full_ = false;
};

}  // namespace

bool read_addresses(std::string_view value, std::size_t most, std::vector<Address>& addresses) {
  return Reader(value, most, addresses).read();
}

}  // namespace jeda::mail
