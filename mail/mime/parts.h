// The leaves of a MIME body, one after the other. Internal to mail/.
//
// mimetic's parser is not run over a body. It recurses once a level, on stack, and what opens a level is its own
// notion: any text that begins like a boundary, at the start of a line or not, message/rfc822 without any boundary at
// all, a header that ends wherever it gives up. A check before it would have to foresee all of that. So levels are kept
// here, in a vector that never grows past Limits::depth, and the body is passed over once, line by line; no input can
// make this recurse. mimetic's codecs, which keep no levels, decode what is found.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/doubts.h"
#include "mail/facts.h"
#include "mail/mime/header_index.h"
#include "mail/mime/media_type.h"

namespace jeda::mail {

/// One of the parts of a multipart/alternative, of which a reader sees one.
struct Alternative {
  std::size_t of = 0;  // number of the multipart
  std::size_t part = 0;
};

/// A part that holds no parts, or whose parts are not looked at (message/rfc822: another message).
struct Leaf {
  MediaType type;
  std::string encoding;                   // Content-Transfer-Encoding in lower case
  bool attachment = false;                // Content-Disposition says so
  bool embedded = false;                  // has a Content-ID and is no attachment: HTML shows it where it stands
  bool aside = false;                     // of a multipart/related, and not its root: shown only where that asks for it
  std::string file_name;                  // of Content-Disposition, else of Content-Type; as written
  std::vector<Alternative> alternatives;  // that it stands in, the outermost first
  std::string_view body;
};

/// Reads leaves in order. Views point into `body`, which must outlive the reader. Linear in `body` × depth.
class PartReader {
 public:
  PartReader(const HeaderIndex& header, std::string_view body, const Limits& limits, Doubts& doubts);

  /// The next leaf; absent at the end and where a limit is reached, which is then a doubt.
  std::optional<Leaf> next();

 private:
  enum class Parts { mixed, alternative, related, digest };
  struct Level {
    std::string boundary;
    std::string start = {};  // Content-ID of the root, where the multipart names one
    Parts parts = Parts::mixed;
    std::size_t number = 0;  // of multiparts, in their order
    std::size_t opened = 0;  // parts of it
  };
  struct Delimiter {
    std::size_t begin;  // of its line
    std::size_t end;    // past its line
    std::size_t level;
    bool closing;
  };

  static Parts parts_of(std::string_view subtype);
  void open(const HeaderIndex& header);
  void place(Leaf& leaf, std::string_view content_id) const;
  bool open_level(const MediaType& type);
  void open_part();
  std::optional<Delimiter> find_delimiter();
  std::optional<Delimiter> delimiter_in(std::string_view line) const;

  std::string_view body_;
  const Limits& limits_;
  Doubts& doubts_;
  std::vector<Level> levels_;
  std::optional<Leaf> leaf_;  // the one that is open, its body not known yet
  std::size_t leaf_begin_ = 0;
  std::size_t at_ = 0;
  std::size_t parts_ = 0;
  std::size_t multiparts_ = 0;
};

}  // namespace jeda::mail
