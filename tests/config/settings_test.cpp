#include "config/settings.h"

#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>

using namespace jeda::config;

namespace {

std::string error_of(const std::string& text) {
  const auto settings = parse_settings({"/etc/jeda/jeda.yaml", text});
  return settings ? "" : settings.error().front().message;
}

}  // namespace

TEST_CASE("the example that is installed is for Postfix on Debian, and says what the other defaults are") {
  const auto settings = load_settings(JEDA_SOURCE_DIR "/packaging/jeda.yaml");
  REQUIRE(settings);
  const Settings defaults;
  CHECK(settings->socket == "unix:/var/spool/postfix/jeda/milter.sock");
  CHECK(settings->socket_mode == 0660);
  CHECK(settings->socket_group == "postfix");
  CHECK(settings->store == defaults.store);
  CHECK(settings->store_path() == "/var/lib/jeda/history.db");
  CHECK(settings->store_init == StoreInit::never);  // the package makes it
  CHECK(defaults.store_init == StoreInit::first_start);
  CHECK(settings->rules == defaults.rules);
  CHECK(settings->on_failure == OnFailure::tempfail);
  CHECK(settings->store_deadline == defaults.store_deadline);
  CHECK(settings->overload_after == defaults.overload_after);
  CHECK(settings->metrics == "127.0.0.1:9357");
  CHECK(settings->log == defaults.log);
  CHECK(defaults.metrics.empty());
  CHECK(settings->scan_limit == defaults.scan_limit);
  CHECK(settings->body_memory == defaults.body_memory);
  CHECK(settings->preview == defaults.preview);
  CHECK(settings->notices.smtp == defaults.notices.smtp);
  CHECK(settings->agent.mta == defaults.agent.mta);
  CHECK(settings->agent.user == defaults.agent.user);
  CHECK(settings->agent.every == defaults.agent.every);
  CHECK(settings->review.remind_after == defaults.review.remind_after);
}

TEST_CASE("relative paths are seen from the settings' own directory") {
  const auto settings = parse_settings({"/srv/jeda/jeda.yaml", "store: sqlite:data/h.db\nrules: ../rules.yaml\n"});
  REQUIRE(settings);
  CHECK(settings->store == "sqlite:/srv/jeda/data/h.db");
  CHECK(settings->rules == "/srv/rules.yaml");
}

TEST_CASE("values are read as written") {
  const auto settings = parse_settings({"jeda.yaml",
                                        "socket: inet:7357@127.0.0.1\non_failure: accept\nstore_deadline: 250ms\n"
                                        "scan_limit: 64KiB\nbody_memory: 32MiB\nlog: json\n"});
  REQUIRE(settings);
  CHECK(settings->log == LogForm::json);
  CHECK(settings->socket == "inet:7357@127.0.0.1");
  CHECK(settings->on_failure == OnFailure::accept);
  CHECK(settings->store_deadline == std::chrono::milliseconds(250));
  CHECK(settings->scan_limit == 65536);
  CHECK(settings->body_memory == 32 * 1024 * 1024);
}

TEST_CASE("nobody waits longer for the store than a decision may take") {
  CHECK(parse_settings({"jeda.yaml", "store_deadline: 1s"})->overload_after == std::chrono::seconds(1));
  CHECK(parse_settings({"jeda.yaml", "store_deadline: 1m"})->overload_after == std::chrono::seconds(2));
  CHECK(parse_settings({"jeda.yaml", "overload_after: 250ms"})->overload_after == std::chrono::milliseconds(250));
}

TEST_CASE("what concerns held mail is read as written") {
  const auto settings = load_settings(JEDA_SOURCE_DIR "/tests/config/golden/settings/held.yaml");
  REQUIRE(settings);
  CHECK(settings->preview == Preview::text);
  CHECK(settings->notices.smtp == "[::1]:10025");
  CHECK(settings->notices.from == "Pusat jeda <jeda@ours.example>");
  CHECK(settings->notices.templates == JEDA_SOURCE_DIR "/tests/config/golden/settings/texts");
  CHECK(settings->agent.mta == AgentSettings::Mta::sendmail);
  CHECK(settings->agent.mta_config == "/etc/mail/sendmail.cf");
  CHECK(settings->agent.host == "mta.ours.example");
  CHECK(settings->agent.user == "jeda-agent");
  CHECK(settings->agent.every == std::chrono::milliseconds(500));
  CHECK(settings->review.reviewers == "reviewers@ours.example");
  CHECK(settings->review.remind_after == std::chrono::hours(12));
  CHECK(settings->review.expire_after == std::chrono::hours(24 * 14));
  CHECK(settings->review.undo == std::chrono::seconds(0));
  CHECK(settings->review.keep_text == std::chrono::hours(24 * 90));
  REQUIRE(settings->review.replies.size() == 1);
  CHECK(settings->review.replies[0].title == "Belum waktunya");
  CHECK(settings->review.replies[0].text == "Mohon tunggu jawaban mereka.\nLalu kirim lagi.\n");
}

TEST_CASE("sockets that libmilter takes are taken") {
  for (const char* socket :
       {"unix:/run/x", "local:/run/x", "inet:1@localhost", "inet6:65535@::1", "inet6:7357@[::1]"}) {
    CHECK(error_of(std::string("socket: ") + socket) == "");
  }
}

TEST_CASE("a bad value is refused with the reason") {
  struct Case {
    std::string text;
    std::string want_error;
  };
  const std::string notation = " (unix:/run/jeda/milter.sock or inet:7357@127.0.0.1)";
  const auto c = GENERATE_COPY(values<Case>({
      {"socket: /run/jeda.sock", "'/run/jeda.sock' is no socket" + notation},
      {"socket: tcp:1@h", "'tcp:1@h' is no socket" + notation},
      {"socket: inet", "'inet' is no socket" + notation},
      {"socket: unix:jeda.sock", "the socket's path 'jeda.sock' is not absolute"},
      {"socket: unix:/" + std::string(107, 'x'), "the socket's path has 108 bytes; the system allows 107"},
      {"socket: inet:7357", "the socket lacks a host: inet:7357@127.0.0.1"},
      {"socket: inet:0@h", "'0' is no port from 1 to 65535"},
      {"socket: inet:65536@h", "'65536' is no port from 1 to 65535"},
      {"socket: inet:x@h", "'x' is no port from 1 to 65535"},
      {"socket: 'inet:1@a b'", "'a b' is no host"},
      {"socket: 'inet:1@'", "'' is no host"},
      {"socket: inet:1@h\nsocket_mode: '0660'", "'socket_mode' is for unix sockets only"},
      {"socket: inet:1@h\nsocket_group: mail", "'socket_group' is for unix sockets only"},
      {"socket_mode: 0668", "'0668' is no octal mode (\"0660\")"},
      {"socket_mode: 1777", "'1777' is no octal mode (\"0660\")"},
      {"socket_mode: rw", "'rw' is no octal mode (\"0660\")"},
      {"store: postgres:x", "unknown store 'postgres:x' (known: sqlite:PATH)"},
      {"store: 'sqlite:'", "the store lacks a path (sqlite:/var/lib/jeda/history.db)"},
      {"store: 'sqlite::memory:'", "the store must be a file, not ':memory:'"},
      {"store_init: always", "unknown store_init 'always' (known: first-start, never)"},
      {"on_failure: tmpfail", "unknown on_failure 'tmpfail' (did you mean 'tempfail'?)"},
      {"store_deadline: 5", "duration '5' lacks a unit (s, m, h, d or w)"},
      {"store_deadline: 5m", "a deadline of more than 4m outlasts the MTA's own patience"},
      {"log: xml", "unknown log 'xml' (known: text, json)"},
      {"overload_after: 6s", "overload_after is longer than store_deadline: nobody waits so long"},
      {"metrics: 9357", "'9357' lacks a port (127.0.0.1:25)"},
      {"scan_limit: 0", "expected a size from 1 to 8MiB, found '0'"},
      {"scan_limit: 9MiB", "expected a size from 1 to 8MiB, found '9MiB'"},
      {"scan_limit: 1MB", "'1MB' is no size (bytes, or a number and KiB, MiB or GiB: 1000, 64KiB, 1MiB)"},
      {"body_memory: 1MiB", "expected a size of 16MiB or more, found '1MiB'"},
      {"sokcet: unix:/x", "unknown key 'sokcet' (did you mean 'socket'?)"},
      {"inbound: {authserv_id: 'mx ours'}", "'mx ours' is no authserv-id (mx.ours.example)"},
      {"inbound: {authserv_id: ['mx;x']}", "'mx;x' is no authserv-id (mx.ours.example)"},
      {"inbound: {on_failure: pass}", "unknown on_failure 'pass' (known: tempfail, accept)"},
      {"inbound: {daily: 1}", "expected a size from 4KiB to 1TiB, found '1'"},
      {"inbound: {tag: maybe}", "expected true or false, found 'maybe'"},
      {"inbound: {authserv: mx}", "unknown key 'authserv' (did you mean 'authserv_id'?)"},
      {"inbound: mx", "inbound must be a map, found 'mx'"},
      {"rules: []", "expected a text, found a list"},
      {"- socket", "the file must be a map, found a list"},
      {"", "the file is empty"},
  }));
  CHECK(error_of(c.text) == c.want_error);
}

TEST_CASE("what is believed of mail from outside is read as written") {
  const auto defaults = parse_settings({"jeda.yaml", "log: text\n"});
  REQUIRE(defaults);
  CHECK(defaults->inbound.authserv_id.empty());
  CHECK(defaults->inbound.on_failure == OnFailure::tempfail);
  CHECK(defaults->inbound.daily == 4 * 1024 * 1024);
  CHECK_FALSE(defaults->inbound.tag);
  const auto settings = parse_settings(
      {"jeda.yaml", "inbound: {authserv_id: [mx.ours.example, mx2], on_failure: accept, daily: 64KiB, tag: true}\n"});
  REQUIRE(settings);
  CHECK(settings->inbound.authserv_id == std::vector<std::string>{"mx.ours.example", "mx2"});
  CHECK(settings->inbound.on_failure == OnFailure::accept);
  CHECK(settings->inbound.daily == 65536);
  CHECK(settings->inbound.tag);
  CHECK(parse_settings({"jeda.yaml", "inbound: {authserv_id: mx.ours.example}\n"})->inbound.authserv_id ==
        std::vector<std::string>{"mx.ours.example"});
}

TEST_CASE("the web page's settings are read as written") {
  const auto settings = parse_settings({"/etc/jeda/jeda.yaml",
                                        "web: {listen: '192.0.2.1:443', certificate: review.pem, key: /k/review.key, "
                                        "user_header: X-Remote-User, proxies: [192.0.2.2, '2001:db8::1'], "
                                        "session: 30m}\n"});
  REQUIRE(settings);
  CHECK(settings->web.listen == "192.0.2.1:443");
  CHECK(settings->web.certificate == "/etc/jeda/review.pem");
  CHECK(settings->web.key == "/k/review.key");
  CHECK(settings->web.user_header == "X-Remote-User");
  CHECK(settings->web.proxies == std::vector<std::string>{"192.0.2.2", "2001:db8::1"});
  CHECK(settings->web.session == std::chrono::minutes(30));
}

TEST_CASE("links begin with the page's url, or with where it listens if that is told") {
  const auto url = [](const std::string& web) {
    return parse_settings({"jeda.yaml", "web: {" + web + "}\n"})->web.url;
  };
  CHECK(url("session: 8h") == "");
  CHECK(url("listen: '127.0.0.1:8025'") == "http://127.0.0.1:8025");
  CHECK(url("listen: '[::1]:443', certificate: c, key: k") == "https://[::1]:443");
  CHECK(url("listen: '127.0.0.1:8025', url: 'https://jeda.ours.example/held/'") == "https://jeda.ours.example/held");
  for (const char* wrong :
       {"jeda.ours.example", "ftp://ours.example", "https://", "https:///x", "http://a b", "http://a<b"})
    CHECK(error_of(std::string("web: {url: '") + wrong + "'}").find("is no address of a page") != std::string::npos);
}

TEST_CASE("a web page without TLS is for loopback") {
  for (const char* listen : {"127.0.0.1:1", "127.9.9.9:1", "'[::1]:1'", "localhost:1"})
    CHECK(error_of(std::string("web: {listen: ") + listen + "}") == "");
  for (const char* listen : {"0.0.0.0:1", "192.0.2.1:1", "'[::]:1'", "127.0.0.1.evil.example:1", "ours.example:1"})
    CHECK(error_of(std::string("web: {listen: ") + listen + "}").find("is not loopback") != std::string::npos);
}

TEST_CASE("a file that cannot be read is one error with the system's reason") {
  const auto missing = load_settings("/nonexistent/jeda.yaml");
  REQUIRE_FALSE(missing);
  CHECK(to_string(missing.error()) ==
        "/nonexistent/jeda.yaml:1:1: cannot read /nonexistent/jeda.yaml: No such file or directory\n");
  CHECK(read_file("/").error() == "cannot read /: Is a directory");
}

TEST_CASE("an endless file is given up") {
  CHECK(read_file("/dev/zero").error() == "cannot read /dev/zero: it is larger than 16777216 bytes");
}
