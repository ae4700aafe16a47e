#include "store/sqlite/mark.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "base/files.h"
#include "base/random.h"
#include "store/sqlite/forgotten.h"

namespace jeda::store {
namespace {

constexpr std::string_view mark_begin = "jeda store ";
constexpr std::size_t id_bytes = 16;
constexpr std::size_t id_digits = 2 * id_bytes;
constexpr std::size_t count_digits = 19;  // of the largest number, so that the line always has the same length
constexpr std::size_t line_length = mark_begin.size() + id_digits + 1 + count_digits + 1;

std::string line_of(const Mark& mark) {
  return fmt::format("{}{} {:0{}}\n", mark_begin, mark.id, mark.commits, count_digits);
}

std::optional<Mark> mark_of(std::string_view line) {
  if (line.size() < line_length || !line.starts_with(mark_begin)) return std::nullopt;
  line.remove_prefix(mark_begin.size());
  Mark mark{std::string(line.substr(0, id_digits)), 0};
  const std::string_view count = line.substr(id_digits + 1, count_digits);
  const auto read = std::from_chars(count.data(), count.data() + count.size(), mark.commits);
  if (!is_random_hex(mark.id, id_bytes) || read.ec != std::errc() || read.ptr != count.data() + count.size())
    return std::nullopt;
  return mark;
}

/// Whoever makes it may be root; whoever may write to the store must be able to write here.
void make_like(const std::string& store_path, int file) {
  struct stat status {};
  if (::stat(store_path.c_str(), &status) != 0) return;
  [[maybe_unused]] int done = ::fchmod(file, status.st_mode & 0666);
  if (::geteuid() == 0) done = ::fchown(file, status.st_uid, status.st_gid);
}

}  // namespace

std::string mark_file_of(const std::string& store_path) {
  const std::size_t name = store_path.rfind('/') + 1;  // 0 where there is no '/'
  return fmt::format("{}.{}.mark", store_path.substr(0, name), store_path.substr(name));
}

bool was_here(const std::string& store_path) {
  for (const auto& file : {mark_file_of(store_path), store_path + "-wal", key_file_of(store_path)})
    if (identify(file)) return true;
  return false;
}

Result<std::optional<Mark>> read_mark(const std::string& store_path) {
  const std::string path = mark_file_of(store_path);
  if (!identify(path) || ::access(path.c_str(), R_OK) != 0) return std::nullopt;
  const auto text = read_small_file(path);
  const auto mark = text ? mark_of(*text) : std::nullopt;
  if (mark) return mark;
  const std::string why = text ? "it is not a mark of jeda's" : text.error();
  return tl::unexpected(Error{Error::Cause::failed, fmt::format("{}: {}", path, why)});
}

std::optional<Error> write_mark(const std::string& store_path, const Mark& mark) {
  const auto written = write_whole_file(mark_file_of(store_path), line_of(mark), Replace::yes,
                                        [&](int file) { make_like(store_path, file); });
  if (written) return std::nullopt;
  return Error{Error::Cause::failed, written.error()};
}

MarkWriter::MarkWriter(const std::string& store_path, const std::string& id)
    : file_(::open(mark_file_of(store_path).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)), id_(id) {}

void MarkWriter::note(std::int64_t commits) {
  if (!file_.open()) return;
  std::array<char, line_length> bytes{};
  const ssize_t count = ::pread(file_.get(), bytes.data(), bytes.size(), 0);
  const auto there = mark_of({bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0});
  if (!there || there->id != id_ || there->commits >= commits) return;
  const std::string line = line_of({id_, commits});
  [[maybe_unused]] const ssize_t written = ::pwrite(file_.get(), line.data(), line.size(), 0);
}

Identity read_identity(Connection& connection) {
  Identity identity;
  Statement select(connection, "SELECT id, commits, copied_at FROM identity");
  Rows rows = select.query();
  if (rows.next()) {
    identity.mark = {std::string(rows.text(0)), rows.number(1)};
    identity.copied_at = rows.time(2);
  } else if (connection.ok()) {
    connection.fail(Error::Cause::corrupt, "it does not say which store it is");
  }
  return identity;
}

std::string difference(const std::optional<Mark>& mark, const Identity& identity) {
  if (!mark) return "";
  if (mark->id != identity.mark.id) return "it is another store than the one that was here";
  const std::int64_t missing = mark->commits - identity.mark.commits;
  if (missing <= 0) return "";
  return fmt::format(
      "what was recorded last is not in it ({} transaction{}): it is an older copy, or its write-ahead "
      "log was lost",
      missing, missing == 1 ? "" : "s");
}

Mark become_another(Connection& connection) {
  const auto id = random_token();
  if (!id) connection.fail(Error::Cause::failed, "the system gives no random bytes");
  Statement update(connection, "UPDATE identity SET id = ?1, commits = commits + 1, copied_at = NULL");
  update.run(id.value_or(""));
  return read_identity(connection).mark;
}

}  // namespace jeda::store
