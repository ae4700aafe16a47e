// Addresses of ours that lead outside: mail to one is internal to the filter, which sees it before aliases are opened.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "command/doctor/doctor.h"
#include "command/setup/postfix_config.h"
#include "command/setup/sendmail_config.h"
#include "policy/identity.h"

namespace jeda::doctor {
namespace {

constexpr std::size_t named_aliases = 3;

/// Maps that are made of a text of the same name. Of others (LDAP, SQL) nothing is said.
constexpr std::array<std::string_view, 8> of_files = {"hash", "btree", "dbm",      "lmdb",
                                                      "cdb",  "sdbm",  "texthash", "file"};

bool is_outside(const policy::Policy& policy, std::string_view target) {
  const auto address =
      target.find('@') == std::string_view::npos ? std::nullopt : policy::delivered_to(policy, "", target);
  return address && !policy::is_internal(policy, *address) && !policy::is_no_prospect(policy, address->key);
}

/// The files behind "hash:/etc/aliases, ldap:/etc/x.cf" or "/etc/mail/aliases".
std::vector<std::string> files_of(std::string_view maps) {
  std::vector<std::string> files;
  for (const std::string& map : setup::split_words(maps)) {
    const std::size_t colon = map.find(':');
    const std::string kind = colon == std::string::npos ? "file" : map.substr(0, colon);
    if (std::find(of_files.begin(), of_files.end(), kind) == of_files.end()) continue;
    std::string path = colon == std::string::npos ? map : map.substr(colon + 1);
    if (path.starts_with('/')) files.push_back(std::move(path));
  }
  return files;
}

/// Lines as aliases(5) and virtual(5) know them: those that begin with white space go on with the one before.
std::vector<std::string> entries_of(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('#') || is_blank(line)) continue;
    if (is_space(line.front()) && !entries.empty())
      entries.back().append(line);
    else
      entries.emplace_back(line);
  }
  return entries;
}

struct Entry {
  std::string name;
  std::string targets;
};

/// "name: targets" of aliases(5), "name targets" of virtual(5).
Entry entry_of(const std::string& line) {
  const std::size_t quoted = line.starts_with('"') ? line.find('"', 1) : 0;
  const std::size_t end = std::min(line.find_first_of(": \t", quoted == std::string::npos ? 0 : quoted), line.size());
  return {line.substr(0, end), std::string(trim(std::string_view(line).substr(std::min(end + 1, line.size()))))};
}

class AliasSearch {
 public:
  explicit AliasSearch(const policy::Policy& policy) : policy_(policy) {}

  void look_into(const std::string& path) {
    const auto file = config::read_file(path);
    if (!file) return;
    for (const std::string& line : entries_of(file->text)) {
      const Entry entry = entry_of(line);
      const std::string domain = entry.name.substr(std::min(entry.name.find('@'), entry.name.size() - 1) + 1);
      const bool ours =
          entry.name.find('@') == std::string::npos || policy::is_our_domain(policy_, lower_ascii(domain));
      if (ours && leads_outside(entry.targets)) found_.insert(entry.name);
    }
  }

  Findings findings() const {
    if (found_.empty()) return {};
    std::string names;
    std::size_t named = 0;
    for (const std::string& name : found_)
      if (named++ < named_aliases) names += (names.empty() ? "" : ", ") + name;
    if (found_.size() > named_aliases) names += fmt::format(" and {} more", found_.size() - named_aliases);
    return {{Level::warning, "aliases",
             fmt::format("aliases lead outside: {}: mail to them is one of ours to jeda, and is not judged", names),
             "let salespeople write to the address outside itself; or name it in organisation.no_prospects"}};
  }

 private:
  bool leads_outside(std::string_view targets) const {
    for (const std::string& target : setup::split_words(targets)) {
      const std::string_view include = ":include:";
      if (target.starts_with(include) ? list_leads_outside(target.substr(include.size())) : is_outside(policy_, target))
        return true;
    }
    return false;
  }

  bool list_leads_outside(const std::string& path) const {
    const auto file = config::read_file(path);
    if (!file) return false;
    const auto lines = entries_of(file->text);
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      const auto words = setup::split_words(line);
      return std::any_of(words.begin(), words.end(), [&](const auto& word) { return is_outside(policy_, word); });
    });
  }

  const policy::Policy& policy_;
  std::set<std::string> found_;
};

std::vector<std::string> postfix_files(const Patient& patient) {
  const auto directory = patient.mta_config.empty() ? setup::default_postfix_directory()
                                                    : setup::OrReason<std::string>(patient.mta_config);
  const auto config = directory ? setup::read_postfix(*directory) : tl::unexpected(directory.error());
  std::vector<std::string> files;
  if (!config) return files;  // check_postfix() says so
  for (const char* name : {"alias_maps", "virtual_alias_maps"}) {
    const auto more = files_of(config->value(name).expanded);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

std::vector<std::string> sendmail_files(const Patient& patient) {
  std::filesystem::path path = patient.mta_config.empty() ? "/etc/mail/sendmail.cf" : patient.mta_config;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) path /= "sendmail.cf";
  const auto file = config::read_file(path.string());
  return file ? files_of(setup::parse_sendmail_cf(file->text).options["AliasFile"]) : std::vector<std::string>();
}

}  // namespace

Findings check_aliases(const Patient& patient) {
  const auto loaded = policy::load_policy(patient.rules);
  if (!loaded) return {};  // check_policy() says so
  AliasSearch search(*loaded->policy);
  const bool postfix = patient.settings.agent.mta == config::AgentSettings::Mta::postfix;
  for (const std::string& file : postfix ? postfix_files(patient) : sendmail_files(patient)) search.look_into(file);
  return search.findings();
}

}  // namespace jeda::doctor
