// Small files, and putting whole files into place.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace jeda {

/// What a file of at most 4 KiB holds; a link is not followed, and nothing but a file is read. The error is a sentence
/// without the path.
tl::expected<std::string, std::string> read_small_file(const std::string& path);

enum class Replace { no, yes };

/// Makes a file with the mode 0600 that is there whole or not at all, on disk when this returns. `before`, where given,
/// is called with the open file before it has its name. The error is a sentence.
tl::expected<void, std::string> write_whole_file(const std::string& path, std::string_view bytes, Replace replace,
                                                 const std::function<void(int file)>& before = {});

/// Gives a file that is complete its name: on disk with it when this returns. The error is a sentence; then nothing is
/// under that name that was not before.
tl::expected<void, std::string> put_into_place(const std::string& from, const std::string& to, Replace replace);

/// A name beside `path` that nobody else has.
std::string name_beside(const std::string& path);

}  // namespace jeda
