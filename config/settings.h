// jeda.yaml: the mail admin's settings.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "config/diagnostics.h"
#include "config/files.h"

namespace jeda::config {

/// What governed mail gets while the store cannot answer.
enum class OnFailure { tempfail, accept };

/// Who makes the store: the daemon too, at the very first start with these settings, or `jeda store init` alone.
enum class StoreInit { first_start, never };

/// How the services write their logs: key=value, or an object a line.
enum class LogForm { text, json };

/// How much of held mail is kept for reviewers beside the queue: nothing but the subject; the header fields that people
/// read, and the names of attachments; these, the text and its links; or these and the whole message, attachments too.
enum class Preview { none, headers, text, whole };

/// `notices:`, what people are told by mail.
struct NoticeSettings {
  std::string smtp = "127.0.0.1:25";  // host:port of the MTA
  std::string from;                   // header From; the envelope's sender is null. Empty: nobody is told anything
  std::string templates;              // directory with templates that stand in for the shipped ones; empty: none
};

/// `agent:`, jeda-agent and the queue it looks after.
struct AgentSettings {
  enum class Mta { postfix, sendmail };
  Mta mta = Mta::postfix;
  std::string mta_config;           // Postfix: configuration directory; Sendmail: sendmail.cf. Empty: the MTA's default
  std::string host;                 // the MTA's own name, as in macro j; empty: asked of the MTA
  std::string user = "jeda-agent";  // whom all but the queue's commands run as
  std::chrono::milliseconds every{2000};  // between looks at the requests
};

/// What reviewers say often, in the organisation's own words.
struct CannedReply {
  std::string title;
  std::string text;
};

/// `review:`, the reviewers' work, and what becomes of mail that nobody looks at.
struct ReviewSettings {
  std::string reviewers;  // address that reminders go to; empty: none are sent
  std::chrono::seconds remind_after{24 * 3600};
  std::optional<std::chrono::seconds> expire_after;  // returned to the sender then; absent: never
  std::vector<CannedReply> replies;                  // that the page offers
  std::chrono::seconds undo{10};                     // the agent leaves what the page asks for alone so long
  std::chrono::seconds keep_text{0};                 // what `preview` kept stays so long after the hold
};

/// `web:`, jeda-review.
struct WebSettings {
  std::string listen = "127.0.0.1:8025";  // host:port; anything but loopback needs TLS
  std::string url;                        // as browsers reach it, without a slash at its end; empty: no links in mail
  std::string certificate;                // PEM files; empty: no TLS
  std::string key;
  std::string user_header;                 // set by a reverse proxy that has logged people in; empty: own login
  std::vector<std::string> proxies;        // addresses that header is believed from
  std::chrono::seconds session{8 * 3600};  // unused for so long, a login ends
};

/// `inbound:`, what is believed of mail from outside.
struct InboundSettings {
  std::vector<std::string> authserv_id;        // whose Authentication-Results count; empty: nobody checks mail for us
  OnFailure on_failure = OnFailure::tempfail;  // what a reply or a report gets while the store cannot take it
  std::size_t daily = 4 * 1024 * 1024;         // bytes kept a day of mail from whom we do not know
  bool tag = false;                            // outgoing mail bears a tag, and reports must return it
};

struct Settings {
  std::string socket =
      "unix:/run/jeda/milter.sock";  // libmilter's notation: unix:PATH, local:PATH, inet:PORT@HOST, inet6:PORT@HOST
  std::optional<int> socket_mode;    // octal in the file: "0660"; unix sockets only
  std::string socket_group;          // empty: as created
  std::string store = "sqlite:/var/lib/jeda/history.db";
  StoreInit store_init = StoreInit::first_start;
  std::string rules = "/etc/jeda/rules.yaml";  // relative to jeda.yaml where not absolute
  OnFailure on_failure = OnFailure::tempfail;
  std::chrono::milliseconds store_deadline{5000};  // how long a decision may take before on_failure
  std::chrono::milliseconds overload_after{2000};  // once one has waited so long, new ones get on_failure at once
  std::size_t scan_limit = 1024 * 1024;            // bytes of a body that are looked at
  std::size_t body_memory = 256 * 1024 * 1024;     // bytes of the messages that are collected at once; beyond it: 451
  Preview preview = Preview::text;
  LogForm log = LogForm::text;
  std::string metrics;  // host:port where jeda-milter serves its metrics and health; empty: nowhere
  InboundSettings inbound;
  NoticeSettings notices;
  AgentSettings agent;
  ReviewSettings review;
  WebSettings web;

  std::string file;  // that they were read from; empty: none, these are the defaults

  /// The path behind "sqlite:".
  std::string store_path() const;
};

/// Checks all of jeda.yaml. Relative paths are taken from the file's own directory.
tl::expected<Settings, Diagnostics> parse_settings(const SourceFile& file);

/// read_file and parse_settings in one; a file that cannot be read is a diagnostic at 1:1.
tl::expected<Settings, Diagnostics> load_settings(const std::string& path);

}  // namespace jeda::config
