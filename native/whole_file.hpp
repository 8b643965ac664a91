// Files that are written whole or not at all: to a temporary one beside it, synced, renamed over the old one, the folder
// synced. A reader, or a crash at any moment, finds the old bytes or the new.
// Errors  Result<T>: `server` with the codes of core/base/storage.hpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace quern::native {

Result<std::optional<std::string>> read_whole_file(const std::filesystem::path& path);  // nullopt: there is none
// Only its owner may read it. Missing folders are made.
Result<void> write_whole_file(const std::filesystem::path& path, std::string_view bytes);
Result<void> remove_whole_file(const std::filesystem::path& path);  // one that is not there is removed already

}  // namespace quern::native
