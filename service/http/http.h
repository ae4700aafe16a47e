// A request and its answer, as the site sees them: no sockets here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jeda::http {

/// The fields of a form or of a query, in their order; a name may come several times.
class Fields {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

  /// The first of that name; empty: none.
  const std::string& operator[](std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t size() const { return fields_.size(); }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};
inline constexpr std::size_t most_fields = 300;

/// What a plus stands for: a blank in forms and queries, itself in paths.
enum class Plus { blank, plus };

/// Every %XX as the byte it stands for. Absent: a broken escape.
std::optional<std::string> unescaped(std::string_view text, Plus plus);

/// Reads application/x-www-form-urlencoded. Values may hold any bytes. Absent: a broken escape, or more than
/// most_fields fields.
std::optional<Fields> parse_fields(std::string_view text);

/// The value as it stands in a query: all but letters, digits and "-._~" escaped.
std::string query_escaped(std::string_view value);

/// The value of a cookie in a Cookie header; empty: none.
std::string cookie_value(std::string_view header, std::string_view name);

/// What stands for a client's address where clients are counted: an IPv6 address counts by its /64, since anybody has
/// as many as wanted there.
std::string address_key(const std::string& address);

/// Header fields that the site looks at; empty where absent.
struct Headers {
  std::string accept_language;
  std::string cookie;
  std::string host;
  std::string origin;
  std::string sec_fetch_site;
  std::string user;           // the one that `web: user_header` names
  std::string forwarded_for;  // X-Forwarded-For
  std::string forwarded_proto;
};

struct Call {
  std::string method;  // "GET" (also for HEAD), "POST", ...
  std::string path;
  Fields query;
  Fields form;
  Headers headers;
  std::string address;  // of the peer
  bool tls = false;     // the connection to us is encrypted
};

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body;
  std::string location;              // of a redirect
  std::vector<std::string> cookies;  // values of Set-Cookie
  std::string allow;                 // of a 405
  std::string disposition;           // Content-Disposition, of a download
  bool cacheable = false;
};

}  // namespace jeda::http
