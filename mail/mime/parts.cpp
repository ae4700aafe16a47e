#include "mail/mime/parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/mime/header_block.h"

namespace jeda::mail {
namespace {

constexpr std::size_t part_header_fields = 50;

// Without the line end that belongs to the delimiter (RFC 2046 5.1.1).
std::string_view without_last_line_end(std::string_view text) {
  if (text.ends_with('\n')) {
    text.remove_suffix(1);
    if (text.ends_with('\r')) {
      text.remove_suffix(1);
    }
  }
  return text;
}

std::string_view without_trailing_blanks(std::string_view line) {
  while (!line.empty() && is_space(line.back())) {
    line.remove_suffix(1);
  }
  return line;
}

// Programs differ in which of two they believe.
void doubt_repeated(const HeaderIndex& header, Doubts& doubts) {
  if (header.all(FieldKind::content_type).size() > 1)
    add_doubt(doubts, "more than one Content-Type field; the first counts");
  if (header.all(FieldKind::content_transfer_encoding).size() > 1)
    add_doubt(doubts, "more than one Content-Transfer-Encoding field; the first counts");
}

// RFC 2045 5.1: no marks but a few.
bool is_name_of_type(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("!#$&-^_.+*'`{|}~%").find(c) != std::string_view::npos;
  });
}

std::string encoding_of(const HeaderIndex& header) {
  std::string word = first_word(header.first(FieldKind::content_transfer_encoding));
  std::erase(word, '"');  // some programs put quotes round it, and others take them off
  return word;
}

MediaType type_of(const HeaderIndex& header, bool in_digest) {
  MediaType type = read_media_type(header.first(FieldKind::content_type));
  if (!is_name_of_type(type.type) || !is_name_of_type(type.subtype)) {
    type.type = in_digest ? "message" : "text";
    type.subtype = in_digest ? "rfc822" : "plain";
  }
  return type;
}

}  // namespace

PartReader::PartReader(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts)
    : body_(body), limits_(limits), doubts_(doubts) {
  if (limits_.parts > 0) {
    parts_ = 1;
    open(header);
    if (leaf_) {
      leaf_->attachment = false;  // it is all there is
    }
  }
}

std::optional<Leaf> PartReader::next() {
  while (leaf_ || !levels_.empty()) {
    const auto delimiter = find_delimiter();
    std::optional<Leaf> done = std::move(leaf_);
    leaf_.reset();
    if (done) {
      const auto end = delimiter ? delimiter->begin : body_.size();
      done->body = body_.substr(leaf_begin_, end - leaf_begin_);
      done->body = delimiter ? without_last_line_end(done->body) : done->body;
    }
    if (!delimiter) {
      levels_.clear();
    } else {
      levels_.resize(delimiter->level + (delimiter->closing ? 0 : 1));
      at_ = delimiter->end;
      if (!delimiter->closing) {
        open_part();
      }
    }
    if (done) {
      return done;
    }
  }
  return std::nullopt;
}

void PartReader::open_part() {
  if (++parts_ > limits_.parts) {
    add_doubt(doubts_, fmt::format("more than {} parts", limits_.parts));
    levels_.clear();
    return;
  }
  ++levels_.back().opened;
  const HeaderBlock block = read_header_block(body_, at_, part_header_fields);
  if (block.cut) add_doubt(doubts_, fmt::format("more than {} header fields of a part", part_header_fields));
  at_ = block.body;
  open(HeaderIndex(block.fields, limits_, doubts_));
}

void PartReader::open(const HeaderIndex& header) {
  doubt_repeated(header, doubts_);
  MediaType type = type_of(header, !levels_.empty() && levels_.back().parts == Parts::digest);
  if (type.type == "multipart" && open_level(type)) {
    return;
  }
  Leaf leaf;
  leaf.type = std::move(type);
  leaf.encoding = encoding_of(header);
  const auto disposition = header.first(FieldKind::content_disposition);
  leaf.attachment = first_word(disposition) == "attachment";
  leaf.embedded = !leaf.attachment && header.has(FieldKind::content_id);
  leaf.file_name = read_file_name(disposition);
  if (leaf.file_name.empty()) {
    leaf.file_name = leaf.type.name;
  }
  place(leaf, header.first(FieldKind::content_id));
  leaf_ = std::move(leaf);
  leaf_begin_ = at_;
}

void PartReader::place(Leaf& leaf, std::string_view content_id) const {
  for (const Level& level : levels_) {
    if (level.parts == Parts::alternative) leaf.alternatives.push_back({level.number, level.opened});
    if (level.parts != Parts::related) continue;
    const bool innermost = &level == &levels_.back();  // only its own parts are known by their Content-ID
    const bool root = level.start.empty() || !innermost ? level.opened <= 1 : trim(content_id) == level.start;
    leaf.aside = leaf.aside || !root;
  }
}

PartReader::Parts PartReader::parts_of(std::string_view subtype) {
  if (subtype == "alternative") return Parts::alternative;
  if (subtype == "related") return Parts::related;
  return subtype == "digest" ? Parts::digest : Parts::mixed;
}

// False where the multipart is left unread: it is a leaf of no use then.
bool PartReader::open_level(const MediaType& type) {
  const auto boundary = without_trailing_blanks(type.boundary);
  if (boundary.empty()) {
    add_doubt(doubts_, "multipart without a boundary");
    return false;
  }
  if (levels_.size() >= limits_.depth) {
    add_doubt(doubts_, fmt::format("parts nested deeper than {}", limits_.depth));
    return false;
  }
  levels_.push_back({std::string(boundary), std::string(trim(type.start)), parts_of(type.subtype), ++multiparts_});
  return true;
}

// From at_ on. Lines are passed over once: a search begins where the last one ended.
std::optional<PartReader::Delimiter> PartReader::find_delimiter() {
  while (!levels_.empty() && at_ < body_.size()) {
    const auto begin = at_;
    const auto end = std::min(body_.size(), body_.find('\n', begin));
    at_ = std::min(body_.size(), end + 1);
    if (body_.substr(begin, 2) != "--") {
      continue;
    }
    auto found = delimiter_in(without_trailing_blanks(body_.substr(begin, end - begin)));
    if (found) {
      found->begin = begin;
      found->end = at_;
      return found;
    }
  }
  return std::nullopt;
}

// The innermost level whose delimiter `line` is. A whole line only: a boundary may be the beginning of another one.
std::optional<PartReader::Delimiter> PartReader::delimiter_in(std::string_view line) const {
  line.remove_prefix(2);
  for (auto level = levels_.size(); level-- > 0;) {
    const std::string_view boundary = levels_[level].boundary;
    if (!line.starts_with(boundary)) {
      continue;
    }
    const auto rest = line.substr(boundary.size());
    if (rest.empty() || rest == "--") {
      return Delimiter{0, 0, level, !rest.empty()};
    }
  }
  return std::nullopt;
}

}  // namespace jeda::mail
