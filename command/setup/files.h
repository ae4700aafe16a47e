// Changing files that belong to an MTA: worked out on copies, put in place whole, or not at all.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace jeda::setup {

/// Errors are one line that names the file.
template <typename T>
using OrReason = tl::expected<T, std::string>;

/// A directory of our own under $TMPDIR or /tmp, gone with its owner.
class ScratchDirectory {
 public:
  static OrReason<ScratchDirectory> make();
  ScratchDirectory(ScratchDirectory&& other) noexcept;
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  ~ScratchDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit ScratchDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: moved from
};

/// What a file is to become.
struct FileChange {
  std::string path;
  std::string before;
  std::string after;
};

/// Puts all changes in place, each by a new file that is renamed over the old one, with its owner and rights. Where one
/// of them cannot be, or a file is no longer as it was in `before`, those that were made are taken back.
OrReason<void> put(const std::vector<FileChange>& changes);

/// Writes a file anew, for its owner alone where it is not there yet.
OrReason<void> write_file(const std::string& path, const std::string& text);

}  // namespace jeda::setup
