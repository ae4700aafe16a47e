// One request, read from bytes as they come, and an answer made into bytes. No sockets here.
//
// Boost.Beast reads the request line, the fields and bodies in chunks; it stays inside reading.cpp. What it would let
// pass, and another reader of the same bytes might take for something else, is refused before it sees it (RFC
// 9112, 11.2).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "service/http/http.h"

namespace jeda::http {

/// How much of a request is read.
struct Sizes {
  std::size_t head_bytes = 16 * 1024;  // request line and fields
  std::size_t head_fields = 100;
  std::size_t body_bytes = 64 * 1024;  // of a form; in chunks, twice as much may come over the wire
};

/// Reads one request. For one thread.
class Reading {
 public:
  /// `user_header`: what becomes Headers::user where it comes exactly once; empty: nothing does.
  Reading(Sizes sizes, std::string user_header);
  ~Reading();
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  /// more: it is not whole yet. whole: call() is the request. refused: refusal() is all there is to say. After the last
  /// two nothing more is taken.
  enum class State { more, whole, refused };
  State take(std::string_view bytes);

  /// True once, where the client waits to be told that its body is wanted (Expect: 100-continue).
  bool invites();

  /// Method, path, query, form and headers; the connection's side of it is for the server to fill in. Bodies of other
  /// methods than POST are not read. REQUIRES: whole.
  const Call& call() const { return call_; }
  Call& call() { return call_; }

  /// 400 what cannot be read or could be read in two ways, 404 a path that none of ours can be, 413 and 431 too large,
  /// 415 no form. REQUIRES: refused.
  const Response& refusal() const { return refusal_; }

 private:
  struct Parser;
  State read_head(std::size_t searched);
  State begin_body();
  State read_body();
  State take_target(std::string_view target);
  State refuse(int status, std::string_view text);

  const Sizes sizes_;
  const std::string user_header_;
  std::unique_ptr<Parser> parser_;
  std::string waiting_;    // bytes that are not parsed yet
  std::size_t taken_ = 0;  // of the body, over the wire
  bool in_body_ = false;
  bool inviting_ = false;
  Call call_;
  Response refusal_;
};

/// A short plain text.
Response plain(int status, std::string_view text);

/// The answer as it is sent: with the headers that bind a browser, and "Connection: close". `bodiless`: to a HEAD.
std::string response_text(const Response& response, bool tls, bool bodiless);

}  // namespace jeda::http
