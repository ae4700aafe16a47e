// An HTTP client for tests, by libcurl: sends what it is told, follows nothing, keeps nothing.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace jeda::page::test {

/// ASCII case does not count.
struct AnyCase {
  bool operator()(const std::string& a, const std::string& b) const;
};
using Headers = std::multimap<std::string, std::string, AnyCase>;

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;

  /// The first of that name; empty: none.
  std::string get_header_value(const std::string& name) const;
  std::size_t get_header_value_count(const std::string& name) const { return headers.count(name); }
  bool has_header(const std::string& name) const { return headers.contains(name); }
};

inline const std::string form_type = "application/x-www-form-urlencoded";

/// One request to a port of 127.0.0.1, from one of loopback's addresses.
struct Request {
  int port = 0;
  std::string method = "GET";
  std::string target;  // as it shall be sent
  Headers headers = {};
  std::string body = {};
  std::string address = "127.0.0.1";
  bool tls = false;  // whoever the certificate says it is
};

/// No answer fails the test.
Answer send(const Request& request);

}  // namespace jeda::page::test
