#include "agent/post.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "service/program.h"

namespace jeda::agent {
namespace {

constexpr long connect_seconds = 10;
constexpr long whole_seconds = 60;
constexpr long idle_seconds = 5;  // an older connection is not used again: the MTA may be about to end it
constexpr long go_ahead = 354;    // the answer to DATA: until then the MTA has nothing of the message

// CURL reads the message from here, each line end as CRLF.
struct Source {
  std::string_view text;
  const std::function<bool()>& may_end;
  std::size_t at = 0;
  bool ended = false;
};

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32 + 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

std::size_t give(char* to, std::size_t size, std::size_t count, void* data) {
  auto& source = *static_cast<Source*>(data);
  const std::size_t bytes = std::min(size * count, source.text.size() - source.at);
  if (!source.ended && source.at + bytes == source.text.size()) {
    if (!source.may_end()) return CURL_READFUNC_ABORT;
    source.ended = true;
  }
  std::memcpy(to, source.text.data() + source.at, bytes);
  source.at += bytes;
  return bytes;
}

// Of what the MTA says, its newest no is kept; after that comes an answer to QUIT.
std::size_t take_line(char* from, std::size_t size, std::size_t count, void* data) {
  const std::string_view line(from, size * count);
  if (line.starts_with('4') || line.starts_with('5')) *static_cast<std::string*>(data) = service::first_line(line);
  return size * count;
}

struct Handle {
  CURL* curl = curl_easy_init();
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(curl); }
};

struct Recipients {
  explicit Recipients(std::string_view to) : list(curl_slist_append(nullptr, fmt::format("<{}>", to).c_str())) {}
  Recipients(const Recipients&) = delete;
  Recipients& operator=(const Recipients&) = delete;
  ~Recipients() { curl_slist_free_all(list); }
  curl_slist* list;
};

Posted posted(CURLcode result, long last, const std::string& said, bool ended) {
  if (result == CURLE_OK) return {Posted::Taken::yes, false, false, ""};
  Posted answer;
  answer.trouble = last >= 400 ? said : fmt::format("{} ({})", curl_easy_strerror(result), last);
  if (last == go_ahead && ended) {
    answer.taken = Posted::Taken::unknown;
  } else {
    answer.for_good = last >= 500;
    answer.unreachable = last == 0;
  }
  return answer;
}

class SmtpPost final : public Post {
 public:
  SmtpPost(const std::string& server, const std::string& name) : url_(fmt::format("smtp://{}/{}", server, name)) {}

  Posted send(std::string_view to, std::string_view message, const std::function<bool()>& may_end) override {
    if (handle_.curl == nullptr) return {Posted::Taken::no, false, true, "libcurl cannot start"};
    const Recipients recipients(to);
    const std::string text = with_crlf(message);
    Source source{text, may_end};
    std::string said;
    set_up(recipients, source, said);
    const CURLcode result = curl_easy_perform(handle_.curl);
    long last = 0;
    curl_easy_getinfo(handle_.curl, CURLINFO_RESPONSE_CODE, &last);
    return posted(result, last, said, source.ended);
  }

 private:
  // The handle keeps its connection, so that further messages need no greeting.
  void set_up(const Recipients& recipients, Source& source, std::string& said) const {
    CURL* curl = handle_.curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, whole_seconds);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, idle_seconds);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.list);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &source);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(source.text.size()));
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &said);
  }

  const std::string url_;
  Handle handle_;
};

}  // namespace

std::unique_ptr<Post> smtp_post(const std::string& server, const std::string& name) {
  return std::make_unique<SmtpPost>(server, name);
}

}  // namespace jeda::agent
