#include "client.h"

#include <curl/curl.h>
#include <strings.h>

#include <catch2/catch.hpp>

#include <memory>

namespace jeda::page::test {
namespace {

std::size_t keep_body(char* data, std::size_t, std::size_t size, void* to) {
  static_cast<std::string*>(to)->append(data, size);
  return size;
}

std::size_t keep_header(char* data, std::size_t, std::size_t size, void* to) {
  const std::string line(data, size);
  const auto colon = line.find(':');
  if (colon == std::string::npos) return size;
  const auto begin = std::min(line.find_first_not_of(' ', colon + 1), line.find_last_not_of("\r\n") + 1);
  static_cast<Headers*>(to)->emplace(line.substr(0, colon),
                                     line.substr(begin, line.find_last_not_of("\r\n") + 1 - begin));
  return size;
}

using List = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

List header_lines(const Headers& headers) {
  List lines(nullptr, curl_slist_free_all);
  const auto add = [&lines](const std::string& line) { lines.reset(curl_slist_append(lines.release(), line.c_str())); };
  for (const auto& [name, value] : headers) add(value.empty() ? name + ";" : name + ": " + value);
  if (!headers.contains("Accept")) add("Accept:");
  if (!headers.contains("Content-Type")) add("Content-Type:");
  return lines;
}

}  // namespace

bool AnyCase::operator()(const std::string& a, const std::string& b) const {
  return ::strcasecmp(a.c_str(), b.c_str()) < 0;
}

std::string Answer::get_header_value(const std::string& name) const {
  const auto found = headers.lower_bound(name);
  return found == headers.upper_bound(name) ? "" : found->second;
}

Answer send(const Request& request) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  REQUIRE(curl != nullptr);
  Answer answer;
  const auto set = [&curl](CURLoption option, auto value) {
    REQUIRE(curl_easy_setopt(curl.get(), option, value) == CURLE_OK);
  };
  const auto lines = header_lines(request.headers);
  set(CURLOPT_URL, ((request.tls ? "https" : "http") + ("://127.0.0.1:" + std::to_string(request.port) + "/")).c_str());
  set(CURLOPT_SSL_VERIFYPEER, 0L);
  set(CURLOPT_SSL_VERIFYHOST, 0L);
  set(CURLOPT_REQUEST_TARGET, request.target.c_str());
  set(CURLOPT_INTERFACE, ("host!" + request.address).c_str());
  set(CURLOPT_PROXY, "");
  set(CURLOPT_TIMEOUT, 60L);
  set(CURLOPT_HTTPHEADER, lines.get());
  if (!request.body.empty() || request.method == "POST") {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    set(CURLOPT_COPYPOSTFIELDS, request.body.c_str());
  }
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
  set(CURLOPT_WRITEFUNCTION, keep_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  set(CURLOPT_HEADERFUNCTION, keep_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&answer.headers));
  const CURLcode failure = curl_easy_perform(curl.get());
  INFO(curl_easy_strerror(failure) << ", " << request.method << ' ' << request.target);
  REQUIRE(failure == CURLE_OK);
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace jeda::page::test
