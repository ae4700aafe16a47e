// Sendmail: a few marked lines in sendmail.mc, and sendmail.cf made from it anew by m4. What m4 makes of it is looked
// at before anything is put in place.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "command/setup/sendmail_config.h"
#include "command/setup/setup.h"
#include "service/program.h"

namespace jeda::setup {
namespace {

namespace fs = std::filesystem;

constexpr auto m4 = "/usr/bin/m4";
constexpr auto env = "/usr/bin/env";
constexpr auto script = "/etc/init.d/sendmail";
constexpr std::string_view mark_begin = "dnl jeda: begin (made by jeda setup sendmail, which also removes it)\n";
constexpr std::string_view mark_end = "dnl jeda: end\n";
constexpr auto timeouts = "S:30s;R:60s;E:5m";
const service::ProgramLimits m4_limits{4 * 1024 * 1024, std::chrono::seconds(30)};

/// Lines that tell when, where and by whom sendmail.cf was made.
constexpr std::array<std::string_view, 3> made_by = {"##### built by ", "##### in ", "##### using "};

template <typename Take>
void each_line(std::string_view text, Take&& take) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    take(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::string without_comments(std::string_view text) {
  std::string rest;
  each_line(text, [&](std::string_view line) {
    if (!line.starts_with('#')) rest += line;
  });
  return rest;
}

/// `made` with the lines of `old` that tell who made it: nothing but what matters is to differ.
std::string with_maker_of(std::string_view old, std::string_view made) {
  std::array<std::string, made_by.size()> lines;
  const auto place_in = [](std::string_view line) {
    return static_cast<std::size_t>(
        std::find_if(made_by.begin(), made_by.end(), [&](std::string_view start) { return line.starts_with(start); }) -
        made_by.begin());
  };
  each_line(old, [&](std::string_view line) {
    if (const auto at = place_in(line); at < lines.size() && lines[at].empty()) lines[at] = line;
  });
  std::string text;
  each_line(made, [&](std::string_view line) {
    const auto at = place_in(line);
    text += at < lines.size() && !lines[at].empty() ? std::string_view(lines[at]) : line;
  });
  return text;
}

/// Without the lines between our marks. Absent: a mark stands alone.
std::optional<std::string> without_block(const std::string& text) {
  const std::size_t begin = text.find(mark_begin);
  const std::size_t end = text.find(mark_end);
  if (begin == std::string::npos && end == std::string::npos) return text;
  if (begin == std::string::npos || end == std::string::npos || end < begin) return std::nullopt;
  return text.substr(0, begin) + text.substr(end + mark_end.size());
}

/// Filters stand before the mailers; the end of the file is for files with something unusual after those.
std::vector<std::size_t> places_in(std::string_view text) {
  std::vector<std::size_t> places;
  std::size_t at = 0;
  each_line(text, [&](std::string_view line) {
    if (places.empty() && line.starts_with("MAILER")) places.push_back(at);
    at += line.size();
  });
  places.push_back(text.size());
  return places;
}

struct Paths {
  std::string source;     // sendmail.mc
  std::string generated;  // sendmail.cf
};

Paths paths_of(const std::string& given) {
  std::error_code error;
  fs::path path = fs::absolute(given.empty() ? "/etc/mail" : given, error).lexically_normal();
  if (fs::is_directory(path, error)) path /= "sendmail.mc";
  return {fs::path(path).replace_extension(".mc").string(), fs::path(path).replace_extension(".cf").string()};
}

class SendmailSetup final : public Mta {
 public:
  SendmailSetup(Paths paths, const config::Settings& settings)
      : paths_(std::move(paths)), settings_(settings), socket_(parse_socket(settings.socket)) {}

  std::string place() const override { return paths_.source; }

  OrReason<Proposal> propose(bool remove) override {
    Proposal proposal{settings_.socket, {}, {}, {}};
    if (auto begun = begin(); !begun) return tl::unexpected(begun.error());
    refuse_generated(proposal);
    base_ = without_block(source_);
    if (!base_)
      proposal.refusals.push_back(paths_.source + ": one of the two lines 'dnl jeda: ...' is gone; put it back");
    if (!proposal.refusals.empty()) return proposal;
    const auto done = remove ? propose_source(*base_, proposal) : propose_filter(proposal);
    if (!done) return tl::unexpected(done.error());
    return proposal;
  }

  OrReason<void> apply(const Proposal& proposal, bool) override { return put(proposal.changes); }

  std::vector<std::string> reload_command() const override {
    if (::access(script, X_OK) == 0) return {script, "reload"};
    return {"/usr/bin/systemctl", "reload-or-restart", "sendmail"};
  }

 private:
  OrReason<void> begin() {
    const auto source = config::read_file(paths_.source);
    if (!source) return tl::unexpected(source.error());
    source_ = source->text;
    if (const auto generated = config::read_file(paths_.generated)) {
      generated_ = generated->text;
    } else if (std::error_code error; fs::exists(paths_.generated, error)) {
      return tl::unexpected(generated.error());
    }
    auto made = make(source_);
    if (!made) return tl::unexpected(made.error());
    made_ = *std::move(made);
    return {};
  }

  /// sendmail.cf as m4 makes it of this sendmail.mc.
  OrReason<std::string> make(const std::string& source) const {
    const auto scratch = ScratchDirectory::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const std::string path = scratch->path() + "/sendmail.mc";
    if (const auto written = write_file(path, source); !written) return tl::unexpected(written.error());
    auto made = service::run_program({env, "-C", fs::path(paths_.source).parent_path(), m4, path}, m4_limits);
    if (made) return made;
    std::string reason = made.error();
    if (const std::size_t at = reason.find(path); at != std::string::npos)
      reason.replace(at, path.size(), paths_.source);
    return tl::unexpected(reason);
  }

  void refuse_generated(Proposal& proposal) const {
    if (generated_ && without_comments(*generated_) != without_comments(made_))
      proposal.refusals.push_back(
          fmt::format("{} is not what {} makes: it was changed by hand, or not made anew since; make them agree first "
                      "(sendmailconfig)",
                      paths_.generated, paths_.source));
  }

  std::string filter_line() const {
    return fmt::format("INPUT_MAIL_FILTER(`jeda', `S={},{} T={}')dnl\n", settings_.socket, flags(), timeouts);
  }
  std::string flags() const { return settings_.on_failure == config::OnFailure::accept ? "" : " F=T,"; }

  /// Why jeda is not where it should be; empty: it is.
  std::string flaw_of(const SendmailConfig& config) const {
    const auto name = config.filter_at(socket_);
    if (name.empty()) return "no filter has that socket";
    if (config.chain.empty() || config.chain.back() != name)
      return fmt::format("the filters' order is {}", fmt::join(config.chain, ", "));
    const auto wanted = settings_.on_failure == config::OnFailure::accept ? "" : "T";
    if (config.equate(name, 'F') != wanted) return fmt::format("its F= is '{}'", config.equate(name, 'F'));
    if (const auto missing = config.missing_macros(); !missing.empty())
      return fmt::format("macros are not sent: {}", fmt::join(missing, ", "));
    return "";
  }

  /// The lines that add macros, where somebody narrowed the list.
  static std::string macro_lines(const SendmailConfig& config) {
    std::string lines;
    for (const auto& missing : config.missing_macros()) {
      const std::string stage = missing.substr(0, missing.find(' '));
      const std::string name = stage == "connect" ? "CONNECT" : "ENVFROM";
      lines += fmt::format("define(`confMILTER_MACROS_{0}', defn(`confMILTER_MACROS_{0}')`, {1}')dnl\n", name,
                           missing.substr(missing.find(' ') + 1));
    }
    return lines;
  }

  OrReason<void> propose_filter(Proposal& proposal) {
    const auto now = parse_sendmail_cf(made_);
    if (flaw_of(now).empty()) return propose_source(source_, proposal);
    const auto bare = *base_ == source_ ? OrReason<std::string>(made_) : make(*base_);
    if (!bare) return tl::unexpected(bare.error());
    const auto without = parse_sendmail_cf(*bare);
    if (const auto name = without.filter_at(socket_); !name.empty()) {
      proposal.refusals.push_back(fmt::format("{} has the filter '{}' at {} already, but {}: take it out there first",
                                              paths_.source, name, settings_.socket, flaw_of(without)));
      return {};
    }
    std::string flaw;
    for (const std::size_t place : places_in(*base_)) {
      if (place > 0 && (*base_)[place - 1] != '\n') break;
      std::string macros;  // which the list of a first try lacks
      for (int attempt = 0; attempt < 2; ++attempt) {
        const std::string text = fmt::format("{}{}{}{}{}{}", base_->substr(0, place), mark_begin, filter_line(), macros,
                                             mark_end, base_->substr(place));
        const auto made = make(text);
        if (!made) return tl::unexpected(made.error());
        const auto config = parse_sendmail_cf(*made);
        flaw = flaw_of(config);
        if (flaw.empty()) return propose_source(text, proposal);
        macros = macro_lines(config);
      }
    }
    proposal.refusals.push_back(
        fmt::format("{} cannot be changed so that jeda is the last filter ({}): put this line in "
                    "by hand: {}",
                    paths_.source, flaw.empty() ? "its last line does not end" : flaw,
                    filter_line().substr(0, filter_line().find("dnl"))));
    return {};
  }

  OrReason<void> propose_source(const std::string& text, Proposal& proposal) const {
    if (text == source_) return {};
    proposal.changes.push_back({paths_.source, source_, text});
    if (!generated_) {
      proposal.notes.push_back(fmt::format("there is no {}: it is not made", paths_.generated));
      return {};
    }
    const auto made = make(text);
    if (!made) return tl::unexpected(made.error());
    proposal.changes.push_back({paths_.generated, *generated_, with_maker_of(*generated_, *made)});
    return {};
  }

  const Paths paths_;
  const config::Settings& settings_;
  const Socket socket_;
  std::string source_;
  std::optional<std::string> generated_;
  std::string made_;  // of source_
  std::optional<std::string> base_;
};

}  // namespace

OrReason<std::unique_ptr<Mta>> sendmail_mta(const std::string& path, const config::Settings& settings) {
  return std::make_unique<SendmailSetup>(paths_of(path), settings);
}

}  // namespace jeda::setup
