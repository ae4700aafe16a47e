#include "store/sqlite/forgotten.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/files.h"
#include "base/random.h"
#include "base/text.h"

namespace jeda::store {
namespace {

constexpr std::size_t key_bytes = 32;

/// No address is empty: the hash of this one tells the key from others. Its moment is zero, and no other's is.
const std::string of_the_key;

std::optional<std::string> key_of(std::string_view hex) {
  if (hex.size() != 2 * key_bytes || hex.find_first_not_of("0123456789abcdef") != std::string_view::npos) return {};
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes.push_back(*hex_byte(hex.substr(i)));
  return bytes;
}

/// Whoever erases may be root; those who write to the store must be able to read what it makes.
void give_to_writers_of(const std::string& store_path, int file) {
  struct stat status {};
  if (::stat(store_path.c_str(), &status) != 0) return;
  const uid_t owner = ::geteuid() == 0 ? status.st_uid : static_cast<uid_t>(-1);
  if (::fchown(file, owner, status.st_gid) == 0 && (status.st_mode & S_IWGRP) != 0) [[maybe_unused]]
    const int done = ::fchmod(file, 0640);
}

}  // namespace

std::string key_file_of(const std::string& store_path) { return store_path + ".key"; }

Forgotten::Forgotten(Connection& connection)
    : connection_(connection),
      any_(connection, "SELECT 1 FROM forgotten WHERE at > 0 LIMIT 1"),
      find_(connection, "SELECT at FROM forgotten WHERE digest = ?1"),
      add_(connection, "INSERT INTO forgotten (digest, at) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING"),
      remove_(connection, "DELETE FROM forgotten WHERE digest = ?1") {}

std::string Forgotten::digest(const std::string& address) const { return to_hex(hmac_sha256(key_, address)); }

bool Forgotten::is_right_key() { return !key_.empty() && find_.query(digest(of_the_key)).next(); }

/// False: there are none, or the error is in the connection. One that is not there now is looked for again the next
/// time.
bool Forgotten::look() {
  if (looked_) return any_there_;
  any_there_ = any_.query().next();
  if (!connection_.ok()) return false;
  looked_ = !any_there_ || is_right_key();
  if (looked_) return any_there_;
  const std::string path = key_file_of(connection_.path());
  const auto text = read_small_file(path);
  key_ = text ? key_of(text->substr(0, 2 * key_bytes)).value_or("") : "";
  looked_ = is_right_key();
  if (looked_ || !connection_.ok()) return looked_;
  const std::string why = !text ? text.error() : "it is not the key they were erased under";
  connection_.fail(Error::Cause::missing,
                   fmt::format("{}: {}; without it nobody can tell which addresses were erased and must not be "
                               "written to",
                               path, why));
  return false;
}

std::optional<Time> Forgotten::since(const std::string& address) {
  if (!look()) return std::nullopt;
  const std::string hash = digest(address);
  Rows rows = find_.query(hash);
  return rows.next() ? rows.time(0) : std::nullopt;
}

bool Forgotten::put_into(policy::History& history, const std::string& address) {
  const auto stands = since(address);
  if (!stands || history.do_not_contact) return false;
  history.do_not_contact = policy::DoNotContact{policy::TouchKind::blocked, *stands};
  return true;
}

void Forgotten::make_key() {
  const std::string path = key_file_of(connection_.path());
  if (const auto text = read_small_file(path)) {
    key_ = key_of(text->substr(0, 2 * key_bytes)).value_or("");
    if (key_.empty()) connection_.fail(Error::Cause::failed, path + ": there is something else than a key in it");
    return;
  }
  const auto hex = random_hex(key_bytes);
  if (!hex) return connection_.fail(Error::Cause::failed, "the system gives no random bytes");
  const auto written = write_whole_file(path, *hex + "\n", Replace::no,
                                        [this](int file) { give_to_writers_of(connection_.path(), file); });
  if (!written) return connection_.fail(Error::Cause::failed, written.error());
  key_ = *key_of(*hex);
}

void Forgotten::add(const std::string& address, Time since) {
  if (!look()) {
    if (!connection_.ok()) return;
    make_key();
    if (!connection_.ok()) return;
    add_.run(digest(of_the_key), 0);
  }
  add_.run(digest(address), since);
  looked_ = false;
}

void Forgotten::remove(const std::string& address) {
  if (!look()) return;
  remove_.run(digest(address));
  looked_ = false;
}

std::optional<Error> check_key(Connection& connection) {
  Forgotten(connection).since("nobody@invalid");
  if (connection.ok()) return std::nullopt;
  const Error error = *connection.error();
  connection.clear();
  return error;
}

}  // namespace jeda::store
