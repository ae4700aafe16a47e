// The filter's callbacks, called in any order: many messages a connection, several connections at once, abort and close
// anywhere, a policy that changes, a store and an MTA that fail. libmilter's part is played here.
//
// An input is lines; the first character of each is an event, the rest its argument (see Script::step).
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstdarg>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "milter/callbacks.h"
#include "policy/identity.h"
#include "policy/load/load.h"
#include "tests/doubles/memory.h"
#include "tests/fuzz/promise.h"

using jeda::fuzz::is_one_line;
using jeda::fuzz::promise;
using namespace jeda;

namespace {

// What the filter did in one callback.
struct Done {
  std::vector<std::string> quarantines;
  int changes = 0;  // of headers and recipients
  int replies = 0;
};

}  // namespace

// A connection as libmilter keeps it.
struct smfi_str {  // NOLINT
  void* own = nullptr;
  std::map<std::string, std::string, std::less<>> macros;
  Done done;
};

namespace {

smfiDesc filter;
bool at_end = false;       // within the callback for the end of a message: only there may a message be changed
int calls_until_fail = 0;  // 0: the MTA refuses nothing

int answer_of_mta() { return calls_until_fail > 0 && --calls_until_fail == 0 ? MI_FAILURE : MI_SUCCESS; }

int change(SMFICTX* context, const char* name, const char* value) {
  promise(at_end, "a message is changed at its end");
  promise(std::strpbrk(name, "\r\n") == nullptr, "a name is one line");
  promise(!value || std::strchr(value, '\r') == nullptr, "a value has no CR");
  for (const char* at = value; at && (at = std::strchr(at, '\n')); ++at)
    promise(at[1] == ' ' || at[1] == '\t', "a value begins no new header field");
  ++context->done.changes;
  return answer_of_mta();
}

}  // namespace

int smfi_register(smfiDesc description) {
  filter = description;
  return MI_SUCCESS;
}
void* smfi_getpriv(SMFICTX* context) { return context->own; }
int smfi_setpriv(SMFICTX* context, void* own) {
  context->own = own;
  return MI_SUCCESS;
}
char* smfi_getsymval(SMFICTX* context, char* name) {
  const auto macro = context->macros.find(std::string_view(name));
  return macro == context->macros.end() ? nullptr : macro->second.data();
}
int smfi_addheader(SMFICTX* context, char* name, char* value) { return change(context, name, value); }
int smfi_chgheader(SMFICTX* context, char* name, int index, char* value) {
  promise(index >= 1, "headers count from 1");
  return change(context, name, value);
}
int smfi_setsymlist(SMFICTX*, int, char*) { return MI_SUCCESS; }
int smfi_addrcpt(SMFICTX* context, char* path) { return change(context, path, nullptr); }
int smfi_delrcpt(SMFICTX* context, char* path) { return change(context, path, nullptr); }
int smfi_chgfrom(SMFICTX* context, char* path, char*) { return change(context, path, nullptr); }
int smfi_quarantine(SMFICTX* context, char* reason) {
  promise(at_end, "mail is held at its end");
  promise(is_one_line(reason) && std::string_view(reason).starts_with("jeda: "), "a reason is ours, in one line");
  context->done.quarantines.emplace_back(reason);
  return answer_of_mta();
}
int smfi_setmlreply(SMFICTX* context, const char* code, const char* enhanced, ...) {
  promise(at_end, "a reply is for the end of a message");
  promise(std::string_view(code) == "550" || std::string_view(code) == "451", "a reply is 550 or 451");
  promise(enhanced[0] == code[0], "both codes say the same");
  va_list lines;
  va_start(lines, enhanced);
  int count = 0;
  for (const char* line = nullptr; (line = va_arg(lines, const char*)) != nullptr; ++count) {
    promise(is_one_line(line) && std::strlen(line) <= 980, "a line of a reply is one line");
    promise(std::all_of(line, line + std::strlen(line), [](char c) { return c > 0; }), "a reply is ASCII");
  }
  va_end(lines);
  promise(count >= 1 && count <= 8, "a reply has 1 to 8 lines");
  ++context->done.replies;
  return MI_SUCCESS;
}

namespace {

class CheckedLog : public milter::Log {
 public:
  void write(Level, std::string_view line) noexcept override { promise(is_one_line(line), "a log line is one line"); }
};

// Tells what it was asked, and fails when told to.
class WatchedStore : public store::MemoryStore {
 public:
  store::Result<store::Outcome> transact(const store::Offer& offer, const store::Judge& judge) override {
    ++offers;
    outcome.reset();
    if (fails) return tl::unexpected(store::Error{store::Error::Cause::failed, "a test\nof lines"});
    try {
      auto found = MemoryStore::transact(offer, judge);
      if (found) outcome = *found;
      return found;
    } catch (const std::exception& error) {
      return tl::unexpected(store::Error{store::Error::Cause::failed, error.what()});
    }
  }
  int offers = 0;
  std::optional<store::Outcome> outcome;  // of the newest offer
  bool fails = false;
};

const std::string policy_head =
    "organisation: {domains: [ours.example], networks: [127.0.0.0/8], sales: ['*@ours.example'], "
    "exempt: [billing@ours.example], reports: [abuse@ours.example]}\n"
    "prospects: [{match: '*', time_zone: Asia/Jakarta}]\n";
const std::string policy_rules =
    "rules:\n"
    "- {name: gap, kind: gap, floor: 2h, after_reply: 24h, wait: [7d], action: hold}\n"
    "- {name: hours, kind: time-of-day, action: tag}\n"
    "- {name: one-salesperson, kind: duplicate-sender, within: 30d, scope: address, action: reject}\n";

policy::PolicyPtr policy_of(const std::string& more) {
  const auto loaded =
      policy::parse_policy({"rules.yaml", "version: 1\n" + more + policy_head + policy_rules},
                           [](const std::string&) { return tl::unexpected<std::string>("no such file"); });
  if (!loaded) std::fputs(config::to_string(loaded.error()).c_str(), stderr);
  promise(loaded.has_value(), "the policies of this target are good");
  return loaded->policy;
}

const std::vector<policy::PolicyPtr>& policies() {
  static const std::vector<policy::PolicyPtr> all = {
      policy_of("mode: enforce\n"), policy_of("mode: enforce\nrecipients: apart\n"),
      policy_of("mode: enforce\noverrides: {token: urgent, limit: 2, within: 7d}\n"), policy_of("mode: observe\n")};
  return all;
}

struct World {
  WatchedStore store;
  CheckedLog log;
  policy::PolicyPtr policy = policies()[0];
  Time now = date::sys_days(date::year(2026) / 11 / 23) + std::chrono::hours(3);
  milter::Services services{store, [this] { return policy; }, [this] { return now; }, log};
};

// The message that a connection is at, as the MTA knows it.
struct Told {
  policy::PolicyPtr policy;  // in force at MAIL
  bool governed = false;
  bool prospect = false;  // somebody outside is among its recipients
  bool unread = false;    // one of them cannot be understood
};

struct Connection {
  smfi_str context;
  std::string address;
  unsigned long steps = 0;
  bool can_hold = true;
  std::optional<Told> message;  // absent: none, or the filter is done with it
};

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class Script {
 public:
  explicit Script(World& world) : world_(world) {}
  ~Script() {
    for (auto& connection : connections_) close(connection);
    promise(milter::messages_in_progress == 0, "no message is under way where no connection is");
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  void step(std::string_view line) {
    if (line.empty()) return;
    const std::string text(line.substr(1));
    switch (line[0]) {
      case '1':
      case '2':
      case '3':
        now_at_ = static_cast<std::size_t>(line[0] - '1');
        break;
      case 'n':
        negotiate(number_of(text));
        break;
      case 'c':
        connect(text);
        break;
      case 'o':
        event(filter.xxfi_helo(&at().context, const_cast<char*>(text.c_str())), 0);
        break;
      case 'u':
        event(filter.xxfi_unknown(&at().context, text.c_str()), 0);
        break;
      case 'l':
        set_macro("{auth_authen}", text);
        break;
      case 'i':
        set_macro("i", text);
        break;
      case 'm':
        mail(text);
        break;
      case 'r':
        recipient(text);
        break;
      case 'd':
        may_end(filter.xxfi_data(&at().context));
        break;
      case 'h':
        header(text);
        break;
      case 'e':
        event(filter.xxfi_eoh(&at().context), SMFIP_NR_EOH);
        break;
      case 'b':
        body(text + "\r\n");
        break;
      case 'B':
        body(std::string(static_cast<std::size_t>(number_of(text) & 0xffff), 'x'));
        break;
      case '.':
        end();
        break;
      case 'a':
        event(filter.xxfi_abort(&at().context), 0);
        at().message.reset();
        break;
      case 'q':
        close(at());
        break;
      case 'p':
        world_.policy = policies()[static_cast<unsigned>(number_of(text)) % policies().size()];
        break;
      case 's':
        world_.store.fails = !text.empty();
        break;
      case 'f':
        calls_until_fail = number_of(text) & 0xff;
        break;
      case 't':
        world_.now += std::chrono::minutes(number_of(text) % 1000000);
        break;
      case 'x':
        milter::draining = !text.empty();
        break;
      default:
        break;
    }
  }

 private:
  Connection& at() { return connections_[now_at_]; }

  void set_macro(const char* name, const std::string& value) { at().context.macros[name] = value; }

  // An event that can end nothing.
  void event(sfsistat status, unsigned long no_reply) {
    const bool quiet = (at().steps & no_reply) != 0;
    promise(status == (quiet ? SMFIS_NOREPLY : SMFIS_CONTINUE), "an event that can end nothing ends nothing");
    promise(at().context.done.changes == 0 && at().context.done.replies == 0, "and changes nothing");
  }

  // An event at which mail that is not ours may leave.
  void may_end(sfsistat status) {
    const auto& message = at().message;
    promise(status == SMFIS_CONTINUE || status == SMFIS_ACCEPT || status == SMFIS_SKIP, "no verdict before the end");
    promise(status != SMFIS_SKIP || (at().steps & SMFIP_SKIP) != 0, "skips only where it may");
    if (status != SMFIS_ACCEPT) return;
    promise(!message || !message->governed || !(message->prospect || message->unread),
            "governed mail does not leave before its end");
    at().message.reset();
  }

  void negotiate(int offer) {
    Connection& connection = at();
    const unsigned long actions = static_cast<unsigned long>(offer) & 0x1ff;
    unsigned long want_actions = 0, want_steps = 0, two = 0, three = 0;
    const unsigned long offered = offer & 0x10000 ? 0x1fffff : static_cast<unsigned long>(offer);
    promise(filter.xxfi_negotiate(&connection.context, actions, offered, 0, 0, &want_actions, &want_steps, &two,
                                  &three) == SMFIS_CONTINUE,
            "every MTA is talked to");
    promise((want_actions & ~actions) == 0 && (want_steps & ~offered) == 0, "takes what is offered");
    connection.steps = want_steps;
    connection.can_hold = (actions & SMFIF_QUARANTINE) != 0;
  }

  void connect(const std::string& address) {
    at().address = address.empty() ? "127.0.0.1" : "192.0.2.1";
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_addr.s_addr = htonl(address.empty() ? INADDR_LOOPBACK : 0xc0000201);
    event(filter.xxfi_connect(&at().context, const_cast<char*>("client"), reinterpret_cast<sockaddr*>(&peer)),
          SMFIP_NR_CONN);
  }

  void mail(std::string path) {
    char* arguments[] = {path.data(), nullptr};
    at().message.reset();
    const auto status = filter.xxfi_envfrom(&at().context, arguments);
    if (milter::draining) {
      promise(status == SMFIS_TEMPFAIL, "new mail is put off while the daemon ends");
      return;
    }
    const std::string login = at().context.macros["{auth_authen}"];
    const auto direction = policy::classify(*world_.policy, {login.c_str(), sender_of(path.c_str()), at().address});
    at().message = Told{world_.policy, std::holds_alternative<policy::Governed>(direction), false};
    if (status == SMFIS_ACCEPT) {
      promise(std::holds_alternative<policy::Ignored>(direction), "only mail that is not ours leaves at MAIL");
      at().message.reset();
    } else {
      promise(status == SMFIS_CONTINUE, "MAIL goes on or leaves");
    }
  }

  std::optional<mail::Address> sender_of(std::string_view path) const {
    const auto sender = policy::delivered_to(*world_.policy, "", path);
    return sender ? sender : mail::parse_path(path);
  }

  void recipient(std::string path) {
    char* arguments[] = {path.data(), nullptr};
    event(filter.xxfi_envrcpt(&at().context, arguments), SMFIP_NR_RCPT);
    if (!at().message) return;
    const auto address = policy::delivered_to(*at().message->policy, "", path.c_str());
    if (!address) at().message->unread = true;
    if (address && !policy::is_internal(*at().message->policy, *address)) at().message->prospect = true;
  }

  void header(std::string text) {
    const auto colon = std::min(text.find(':'), text.size());
    std::string name = text.substr(0, colon);
    std::string value = text.substr(std::min(colon + 1, text.size()));
    std::replace(value.begin(), value.end(), '\v', '\n');
    event(filter.xxfi_header(&at().context, name.data(), value.data()), SMFIP_NR_HDR);
  }

  void body(std::string text) {
    may_end(filter.xxfi_body(&at().context, reinterpret_cast<unsigned char*>(text.data()), text.size()));
  }

  void end() {
    Connection& connection = at();
    connection.context.done = {};
    const int offers = world_.store.offers;
    const bool mta_fails = calls_until_fail > 0;
    at_end = true;
    const auto status = filter.xxfi_eom(&connection.context);
    at_end = false;
    promise(world_.store.offers - offers <= 1, "a message is judged once");
    check_verdict(status, connection, world_.store.offers > offers, mta_fails);
    connection.message.reset();
    connection.context.done = {};
    const int after = world_.store.offers;
    at_end = true;
    promise(filter.xxfi_eom(&connection.context) == SMFIS_ACCEPT, "a second end is no second verdict");
    at_end = false;
    promise(world_.store.offers == after && connection.context.done.changes == 0, "and judges nothing");
    connection.context.done = {};
  }

  void check_verdict(sfsistat status, const Connection& connection, bool judged, bool mta_fails) const {
    const Done& done = connection.context.done;
    promise(done.quarantines.size() <= 1 && done.replies <= 1, "one verdict");
    promise(done.replies == 0 || done.quarantines.empty(), "mail is held or refused, not both");
    const bool refused = status == SMFIS_REJECT || status == SMFIS_TEMPFAIL;
    promise(refused || status == SMFIS_ACCEPT || status == SMFIS_DISCARD, "an end has a verdict");
    promise(done.replies == 0 || refused, "a reply refuses");
    const bool governed = connection.message && connection.message->governed && connection.message->prospect;
    const bool enforced = connection.message && connection.message->policy->mode == policy::Mode::enforce;
    if (enforced && connection.message->governed && connection.message->unread) {
      promise(!judged && status == SMFIS_REJECT && done.changes == 0, "mail to nobody knows whom is refused");
      return;
    }
    if (!governed) {
      promise(!judged, "only governed mail is judged");
      promise(status != SMFIS_REJECT && done.quarantines.empty(), "other mail passes");
      return;
    }
    promise(judged, "governed mail is judged, whatever came before it");
    promise(status != SMFIS_DISCARD, "governed mail is not thrown away");
    if (connection.message->policy->mode == policy::Mode::observe) {
      promise(status == SMFIS_ACCEPT && done.changes == 0, "observing changes nothing");
      return;
    }
    check_outcome(status, done, mta_fails);
    promise(connection.can_hold || done.quarantines.empty(), "nothing is held where the MTA cannot");
  }

  void check_outcome(sfsistat status, const Done& done, bool mta_fails) const {
    const auto& outcome = world_.store.outcome;
    if (!outcome) {
      promise(status == SMFIS_TEMPFAIL && done.changes == 0, "what the store cannot judge is put off");
      return;
    }
    if (outcome->verdict == policy::Verdict::reject) {
      promise(status == SMFIS_REJECT && done.changes == 0, "what is refused is refused");
      return;
    }
    promise(status == SMFIS_ACCEPT || (mta_fails && status == SMFIS_TEMPFAIL), "what is let through goes");
    if (outcome->verdict == policy::Verdict::hold && status == SMFIS_ACCEPT)
      promise(done.quarantines.size() == 1, "what is held is held");
    if (outcome->verdict != policy::Verdict::hold) promise(done.quarantines.empty(), "nothing else is held");
  }

  void close(Connection& connection) {
    promise(filter.xxfi_close(&connection.context) == SMFIS_CONTINUE, "a close is a close");
    promise(connection.context.own == nullptr, "nothing of a connection is left");
    connection = {};
  }

  World& world_;
  std::array<Connection, 3> connections_;
  std::size_t now_at_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  World world;
  world.services.tells = true;
  promise(milter::register_filter(world.services), "libmilter takes the filter");
  milter::draining = false;
  calls_until_fail = 0;
  Script script(world);
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty()) script.step(fuzz::take_line(text));
  return 0;
}
