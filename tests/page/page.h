// The site over real HTTP and a real store, in process; and a browser that keeps cookies.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "client.h"
#include "page/site.h"
#include "service/http/server.h"

namespace jeda::page::test {

/// "2026-11-23T10:00+07:00"; any other form fails the test.
Time moment(const std::string& text);

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline const std::string password = "kata sandi yang panjang";

/// A mail to be held. What is left empty gets something plain.
struct Mail {
  std::string subject = "Penawaran pompa";
  std::string salesperson = "budi";
  std::vector<std::string> to = {"ani@warung.example"};
  std::string at = "2026-11-23T10:00+07:00";
  policy::Release release = policy::Release::review;
  bool has_moment = true;  // a next allowed one
  std::string headers = "From: budi@ours.example\nTo: ani@warung.example\n";
  std::string excerpt = "Selamat pagi Bu Ani,\n\napakah sudah dicek?\n";
  std::vector<policy::Finding> findings = {};  // empty: a gap
  std::string written = {};                    // what it is compared by; empty: nothing
  std::string source = {};
};

class Recorded : public jeda::service::Log {
 public:
  void write(Level level, std::string_view line) noexcept override;
  std::vector<std::string> lines() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Accounts "dewi" (viewer), "sari" (reviewer), "rina" (reviewer), "agus" (admin). Time stands at Tuesday,
/// 24 November 2026, 10:00 WIB.
class Page {
 public:
  explicit Page(config::WebSettings settings = {}, jeda::http::Bounds bounds = {}, config::ReviewSettings review = {});
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// Gives its reference.
  std::string hold(const Mail& mail = {});
  store::Result<store::Answer> ask(store::Ask::What what, const std::string& reference, const std::string& by);

  /// The newest first: "what|who|detail".
  std::vector<std::string> record(int limit = 100);

  void pass(Duration time) { now_ = now_.load() + time; }
  Time now() const { return now_; }

  int port = 0;
  Recorded log;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<store::Desk> desk;

 private:
  std::string folder_;
  std::atomic<Time> now_;
  policy::PolicyPtr policy_;
  std::unique_ptr<store::Reader> reader_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<jeda::http::Server> server_;
  std::thread serving_;
};

using Form = std::vector<std::pair<std::string, std::string>>;

/// Keeps cookies and the newest page's token; follows no redirects.
class Browser {
 public:
  /// At `address`, one of loopback's.
  explicit Browser(const Page& page, std::string language = "en", const std::string& address = "127.0.0.1");

  Answer get(const std::string& path, const Headers& more = {});

  /// Adds the token of the newest page where the form has none.
  Answer post(const std::string& path, Form form, const Headers& more = {});

  /// True: it worked.
  bool login(const std::string& name, const std::string& with = password);

  std::string csrf;  // of the newest page
  std::map<std::string, std::string> cookies;

 private:
  Headers headers(const Headers& more) const;
  Answer keep(Answer answer);

  int port_;
  std::string language_;
  std::string address_;
};

/// The text of a page without its tags, runs of white space as one space.
std::string text_of(const std::string& html);

/// The value of the first attribute `name` after `after`; empty: none.
std::string attribute_after(const std::string& html, const std::string& after, const std::string& name);

}  // namespace jeda::page::test
