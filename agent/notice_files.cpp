// An admin's own texts of notices: DIRECTORY/KIND.LANGUAGE.txt and .html.
#include <filesystem>

#include <fmt/format.h>

#include "agent/notice.h"
#include "config/settings.h"

namespace jeda::agent {
namespace {

namespace fs = std::filesystem;

// A file that is there and good replaces `text`.
void load_one(const std::string& path, bool html, std::string& text, config::Diagnostics& errors) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return;
  auto file = config::read_file(path);
  if (!file) {
    errors.push_back({path, {}, file.error(), {}});
    return;
  }
  const auto wrong = check_notice_template(*file, html);
  errors.insert(errors.end(), wrong.begin(), wrong.end());
  if (wrong.empty()) text = std::move(file->text);
}

}  // namespace

tl::expected<NoticeTexts, config::Diagnostics> NoticeTexts::load(const std::string& directory) {
  NoticeTexts texts;
  if (directory.empty()) return texts;
  config::Diagnostics errors;
  std::error_code reason;
  if (!fs::is_directory(directory, reason))
    errors.push_back({directory, {}, "the directory of the notices' templates is not there", {}});
  for (auto& [key, text] : texts.texts_) {
    const std::string stem = fmt::format("{}/{}.{}.", directory, store::to_string(key.first), key.second.name());
    load_one(stem + "txt", false, text.text, errors);
    load_one(stem + "html", true, text.html, errors);
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return texts;
}

}  // namespace jeda::agent
