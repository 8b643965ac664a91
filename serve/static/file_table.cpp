#include "serve/static/file_table.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "serve/crypto/crypto.hpp"
#include "serve/static/compression.hpp"

namespace quern::serve {
namespace {

namespace fs = std::filesystem;

struct Type {
  std::string_view extension;
  std::string_view content_type;
  bool shrinks;
};

constexpr std::array types = {
    Type{".html", "text/html; charset=utf-8", true},
    Type{".css", "text/css; charset=utf-8", true},
    Type{".js", "text/javascript; charset=utf-8", true},
    Type{".mjs", "text/javascript; charset=utf-8", true},
    Type{".wasm", "application/wasm", true},
    Type{".json", "application/json", true},
    Type{".map", "application/json", true},
    Type{".webmanifest", "application/manifest+json", true},
    Type{".svg", "image/svg+xml", true},
    Type{".txt", "text/plain; charset=utf-8", true},
    Type{".ico", "image/x-icon", true},
    Type{".png", "image/png", false},
    Type{".jpg", "image/jpeg", false},
    Type{".webp", "image/webp", false},
    Type{".woff2", "font/woff2", false},
};

const Type* find_type(std::string_view path) {
  const auto found = std::ranges::find_if(types, [&](const Type& type) { return path.ends_with(type.extension); });
  return found == types.end() ? nullptr : &*found;
}

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (in.bad()) return std::nullopt;
  return bytes;
}

FileVariant variant_of(std::string bytes, std::string_view suffix) {
  auto etag = '"' + base64url(sha256(bytes)).substr(0, 22) + std::string{suffix} + '"';
  return {.body = std::move(bytes), .etag = std::move(etag)};
}

// The sibling if there is one, else made here; none when it is no smaller.
std::optional<FileVariant> packed(const fs::path& path, std::string_view suffix, std::string_view plain,
                                  std::string (*compress)(std::string_view)) {
  auto sibling = path;
  sibling += suffix;
  auto bytes = read_file(sibling);
  if (!bytes) bytes = compress(plain);
  if (bytes->empty() || bytes->size() >= plain.size()) return std::nullopt;
  return variant_of(*std::move(bytes), suffix == ".br" ? "-br" : "-gz");
}

// Hidden files are not for the world; packed siblings go with their file.
bool is_served(const fs::path& relative) {
  const auto name = relative.filename().string();
  if (name.ends_with(".br") || name.ends_with(".gz")) return false;
  return std::ranges::none_of(relative, [](const fs::path& part) { return part.string().starts_with('.'); });
}

Result<StaticFile> read_static_file(const fs::path& path, const std::string& name) {
  auto bytes = read_file(path);
  if (!bytes) return fail(ErrorKind::server, "cannot read " + path.string());
  const auto* type = find_type(name);
  StaticFile file{.content_type = std::string{content_type_of(name)}, .is_immutable = has_hashed_name(name)};
  if (type && type->shrinks) {
    file.brotli = packed(path, ".br", *bytes, compress_brotli);
    file.gzip = packed(path, ".gz", *bytes, compress_gzip);
  }
  file.identity = variant_of(*std::move(bytes), "");
  return file;
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  const auto* type = find_type(path);
  return type ? type->content_type : "application/octet-stream";
}

bool has_hashed_name(std::string_view path) {
  const auto extension = path.rfind('.');
  if (extension == std::string_view::npos || extension == 0) return false;
  const auto before = path.rfind('.', extension - 1);
  if (before == std::string_view::npos) return false;
  const auto hash = path.substr(before + 1, extension - before - 1);
  return hash.size() >= 8 &&
         std::ranges::all_of(hash, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<FileTable> FileTable::load(const std::string& folder) {
  std::error_code error;
  FileTable table;
  const fs::path root{folder};
  if (!fs::is_directory(root, error)) return fail(ErrorKind::not_found, "there is no folder " + folder);
  for (auto entry = fs::recursive_directory_iterator{root, error};
       !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    const auto relative = entry->path().lexically_relative(root);
    if (!entry->is_regular_file(error) || !is_served(relative)) continue;
    const auto name = '/' + relative.generic_string();
    auto file = read_static_file(entry->path(), name);
    if (!file) return fail(file.error());
    table.files_.emplace(name, *std::move(file));
  }
  if (error) return fail(ErrorKind::server, "cannot read " + folder + ": " + error.message());
  if (!table.find("/index.html")) return fail(ErrorKind::not_found, "there is no index.html in " + folder);
  return table;
}

const StaticFile* FileTable::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace quern::serve
