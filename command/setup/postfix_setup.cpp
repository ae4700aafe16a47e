// Postfix: changes are made by postconf in a copy, looked at there, and only then put in place. A record beside main.cf
// (jeda-setup.json) remembers what was there before, so that it comes back byte for byte.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>

#include "command/setup/postfix_plan.h"
#include "command/setup/setup.h"
#include "service/program.h"

namespace jeda::setup {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr auto record_name = "jeda-setup.json";
constexpr auto postconf_program = "/usr/sbin/postconf";
constexpr auto postfix = "/usr/sbin/postfix";
const service::ProgramLimits making_limits{64 * 1024, std::chrono::seconds(30)};

/// The text of main.cf and master.cf.
using Texts = std::map<std::string, std::string>;
constexpr const char* file_names[] = {"main.cf", "master.cf"};

struct Change {
  PostfixEdit edit;
  std::optional<std::string> before;
};

/// What an earlier setup did.
struct Record {
  Texts before;
  Texts after;
  std::vector<Change> changes;
  std::vector<std::string> addresses;
};

Json to_json(const Record& record) {
  Json changes = Json::array();
  for (const auto& change : record.changes)
    changes.push_back({{"service", change.edit.service},
                       {"name", change.edit.name},
                       {"before", change.before ? Json(*change.before) : Json(nullptr)},
                       {"after", change.edit.value.value_or("")}});
  return {{"before", record.before}, {"after", record.after}, {"changes", changes}, {"addresses", record.addresses}};
}

std::optional<Record> record_in(const std::string& text) {
  try {
    const auto json = Json::parse(text);
    Record record;
    record.before = json.at("before").get<Texts>();
    record.after = json.at("after").get<Texts>();
    record.addresses = json.at("addresses").get<std::vector<std::string>>();
    for (const auto& entry : json.at("changes")) {
      Change change{{entry.at("service"), entry.at("name"), entry.at("after").get<std::string>()}, std::nullopt};
      if (!entry.at("before").is_null()) change.before = entry.at("before").get<std::string>();
      record.changes.push_back(std::move(change));
    }
    return record;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

OrReason<Texts> read_texts(const std::string& directory) {
  Texts texts;
  for (const char* name : file_names) {
    auto file = config::read_file(fmt::format("{}/{}", directory, name));
    if (!file) return tl::unexpected(file.error());
    texts[name] = std::move(file->text);
  }
  return texts;
}

OrReason<void> run_postconf(const std::string& directory, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {postconf_program, "-c", directory});
  return service::run_program(arguments, making_limits).map([](const std::string&) {});
}

OrReason<void> make_edit(const std::string& directory, const PostfixEdit& edit) {
  const bool main = edit.service.empty();
  const std::string name = main ? edit.name : edit.service + "/" + edit.name;
  if (!edit.value) return run_postconf(directory, {main ? "-X" : "-PX", name});
  return run_postconf(directory, {main ? "-e" : "-P", fmt::format("{}={}", name, *edit.value)});
}

class PostfixSetup final : public Mta {
 public:
  PostfixSetup(std::string directory, const config::Settings& settings)
      : directory_(std::move(directory)), settings_(settings) {}

  std::string place() const override { return directory_; }

  OrReason<Proposal> propose(bool remove) override {
    auto begun = begin();
    if (!begun) return tl::unexpected(begun.error());
    return remove ? propose_removal() : propose_filter();
  }

  OrReason<void> apply(const Proposal& proposal, bool remove) override {
    if (const auto sound = check("as it is now"); !sound) return sound;
    const auto old = config::read_file(record_path());
    if (!remove)
      if (auto written = write_file(record_path(), to_json(next_record_).dump(1) + "\n"); !written) return written;
    auto done = put(proposal.changes);
    if (done)
      if (const auto sound = check("with this change"); !sound) {
        done = tl::unexpected(sound.error());
        for (const auto& change : proposal.changes)
          if (const auto restored = write_file(change.path, change.before); !restored)
            done = tl::unexpected(done.error() + "; and " + restored.error());
      }
    const bool record_goes = remove ? done.has_value() : !done && !old;
    if (record_goes) ::unlink(record_path().c_str());
    if (!done && old && !remove) std::ignore = write_file(record_path(), old->text);
    return done;
  }

  std::vector<std::string> reload_command() const override { return {postfix, "-c", directory_, "reload"}; }

 private:
  std::string record_path() const { return directory_ + "/" + record_name; }
  std::string path_of(const std::string& name) const { return directory_ + "/" + name; }

  OrReason<void> begin() {
    auto texts = read_texts(directory_);
    if (!texts) return tl::unexpected(texts.error());
    texts_ = *std::move(texts);
    auto config = read_postfix(directory_);
    if (!config) return tl::unexpected(config.error());
    config_ = *std::move(config);
    wish_ = postfix_wish(settings_, config_);
    std::error_code error;
    if (!fs::exists(record_path(), error) && !error) return {};
    const auto file = config::read_file(record_path());
    if (!file) return tl::unexpected(file.error());
    record_ = record_in(file->text);
    if (!record_) return tl::unexpected(fmt::format("{} is damaged: remove it, and what it did stays", record_path()));
    wish_.former = record_->addresses;
    return {};
  }

  /// The texts after some edits; and the configuration then, where it is asked for.
  OrReason<Texts> edited(const std::vector<PostfixEdit>& edits, PostfixConfig* after) const {
    const auto scratch = ScratchDirectory::make();
    if (!scratch) return tl::unexpected(scratch.error());
    for (const auto& [name, text] : texts_)
      if (const auto written = write_file(scratch->path() + "/" + name, text); !written)
        return tl::unexpected(written.error());
    for (const auto& edit : edits)
      if (const auto made = make_edit(scratch->path(), edit); !made) return tl::unexpected(made.error());
    if (after != nullptr) {
      auto config = read_postfix(scratch->path());
      if (!config) return tl::unexpected(config.error());
      *after = *std::move(config);
    }
    return read_texts(scratch->path());
  }

  std::vector<FileChange> changes_to(const Texts& after) const {
    std::vector<FileChange> changes;
    for (const auto& [name, text] : texts_)
      if (after.at(name) != text) changes.push_back({path_of(name), text, after.at(name)});
    return changes;
  }

  OrReason<Proposal> propose_filter() {
    auto plan = plan_postfix(config_, wish_);
    Proposal proposal{wish_.address, {}, std::move(plan.notes), std::move(plan.refusals)};
    if (!proposal.refusals.empty() || plan.edits.empty()) return proposal;
    PostfixConfig after;
    const auto texts = edited(plan.edits, &after);
    if (!texts) return tl::unexpected(texts.error());
    auto wish = wish_;
    wish.former.clear();
    proposal.refusals = find_flaws(after, wish);
    if (!proposal.refusals.empty()) return proposal;
    if (auto remembered = prepare_record(plan.edits, *texts); !remembered) return tl::unexpected(remembered.error());
    proposal.changes = changes_to(*texts);
    return proposal;
  }

  std::optional<std::string> written_value(const PostfixEdit& edit) const {
    if (edit.service.empty())
      return config_.set.contains(edit.name) ? std::optional(config_.value(edit.name).raw) : std::nullopt;
    const auto* own = config_.find_override(edit.service, edit.name);
    return own != nullptr ? std::optional(own->raw) : std::nullopt;
  }

  /// What --remove will go back to: what was there before the first setup, with what was changed since by others.
  OrReason<void> prepare_record(const std::vector<PostfixEdit>& edits, const Texts& after) {
    auto before = texts_without_us();
    if (!before) return tl::unexpected(before.error());
    next_record_ = Record{*std::move(before), after, {}, {wish_.address}};
    if (record_) {
      next_record_.changes = record_->changes;
      next_record_.addresses.insert(next_record_.addresses.end(), record_->addresses.begin(), record_->addresses.end());
    }
    for (const auto& edit : edits) {
      const auto same = [&](const Change& change) {
        return change.edit.service == edit.service && change.edit.name == edit.name;
      };
      const auto found = std::find_if(next_record_.changes.begin(), next_record_.changes.end(), same);
      if (found == next_record_.changes.end())
        next_record_.changes.push_back({edit, written_value(edit)});
      else
        found->edit = edit;
    }
    return {};
  }

  bool untouched_since(const std::string& name) const {
    return record_ && record_->after.contains(name) && record_->after.at(name) == texts_.at(name);
  }

  /// Where others changed a file since: single values go back where they are still ours, and elsewhere our filter is
  /// taken out of the lists.
  OrReason<Texts> texts_without_us() const {
    std::vector<PostfixEdit> edits;
    const auto known = [&](const PostfixEdit& edit) {
      return std::any_of(edits.begin(), edits.end(), [&](const PostfixEdit& other) {
        return other.service == edit.service && other.name == edit.name;
      });
    };
    if (record_)
      for (const auto& change : record_->changes)
        if (written_value(change.edit) == change.edit.value)
          edits.push_back({change.edit.service, change.edit.name, change.before});
    const auto plan = plan_postfix_removal(config_, wish_);
    for (const auto& edit : plan.edits)
      if (!known(edit)) edits.push_back(edit);
    std::erase_if(edits, [&](const PostfixEdit& edit) {
      return untouched_since(edit.service.empty() ? "main.cf" : "master.cf");
    });
    auto texts = edited(edits, nullptr);
    if (!texts) return texts;
    for (auto& [name, text] : *texts)
      if (untouched_since(name)) text = record_->before.at(name);
    return texts;
  }

  OrReason<Proposal> propose_removal() {
    Proposal proposal{wish_.address, {}, {}, plan_postfix_removal(config_, wish_).refusals};
    if (!proposal.refusals.empty()) return proposal;
    const auto texts = texts_without_us();
    if (!texts) return tl::unexpected(texts.error());
    proposal.changes = changes_to(*texts);
    return proposal;
  }

  /// Postfix's own check, which only root may run.
  OrReason<void> check(std::string_view when) const {
    if (::geteuid() != 0) return {};
    const auto checked = service::run_program({postfix, "-c", directory_, "check"}, making_limits);
    if (checked) return {};
    return tl::unexpected(fmt::format("'postfix check' fails with the configuration {} (the mail log says why): {}",
                                      when, checked.error()));
  }

  const std::string directory_;
  const config::Settings& settings_;
  Texts texts_;
  PostfixConfig config_;
  PostfixWish wish_;
  std::optional<Record> record_;
  Record next_record_;
};

}  // namespace

OrReason<std::unique_ptr<Mta>> postfix_mta(const std::string& directory, const config::Settings& settings) {
  auto where = directory.empty() ? default_postfix_directory() : OrReason<std::string>(directory);
  if (!where) return tl::unexpected(where.error());
  std::error_code error;
  const auto absolute = fs::absolute(*where, error);
  return std::make_unique<PostfixSetup>(error ? *where : absolute.lexically_normal().string(), settings);
}

}  // namespace jeda::setup
