// Content-Type and its neighbours. Internal to mail/. mimetic's own ContentType loses parameters behind a fold, a
// comment or a quoted ';', which would decide what is read; so these few fields are read here. Safe for concurrent use.
#pragma once

#include <string>
#include <string_view>

namespace jeda::mail {

/// All in lower case but the boundary and the name. Empty `type`: the field could not be read; RFC 2045 5.2 says
/// text/plain then.
struct MediaType {
  std::string type;
  std::string subtype;
  std::string charset;
  std::string boundary;
  std::string report_type;  // RFC 6522: "delivery-status"
  std::string start;        // RFC 2387: the Content-ID of a multipart/related's root, as written
  std::string name;         // as written: decode_header() and repair_utf8() are for the caller
  bool flowed = false;      // RFC 3676: format=flowed
  bool del_sp = false;      // RFC 3676: DelSp=yes

  bool is(std::string_view want_type, std::string_view want_subtype) const {
    return type == want_type && subtype == want_subtype;
  }
};

/// Reads a Content-Type value. Comments, folding, quoting and RFC 2231 continuations are understood; of a parameter
/// given twice the first counts. Linear in `value`.
MediaType read_media_type(std::string_view value);

/// The file name of a Content-Disposition value, as MediaType::name; empty where there is none. Linear in `value`.
std::string read_file_name(std::string_view value);

/// The first word of a value, in lower case, before any parameter or comment: "attachment", "base64", "auto-replied".
std::string first_word(std::string_view value);

}  // namespace jeda::mail
