// Every file that may be served, read once at start. A request's path is looked up here and never reaches the file
// system, so there is nothing to traverse.
// Shape   "/app.1a2b3c4d.wasm" with its Brotli and gzip variants: siblings "….br" and "….gz" in the folder, or made here
//         for types that shrink. A name with a hash in it ("name.<8 or more hex digits>.ext") never changes.
// Units   whole files in memory: a web folder is some megabytes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "serve/http/message.hpp"

namespace quern::serve {

struct FileVariant {
  Body body;
  std::string etag;  // strong, one per encoding
};

struct StaticFile {
  std::string content_type;
  bool is_immutable = false;
  FileVariant identity;
  std::optional<FileVariant> brotli;
  std::optional<FileVariant> gzip;
};

class FileTable {
 public:
  // Errors: not_found when the folder or its index.html is missing, server when a file cannot be read.
  static Result<FileTable> load(const std::string& folder);

  const StaticFile* find(std::string_view path) const;  // decoded: "/index.html"
  std::size_t size() const { return files_.size(); }

 private:
  std::map<std::string, StaticFile, std::less<>> files_;
};

std::string_view content_type_of(std::string_view path);
bool has_hashed_name(std::string_view path);

}  // namespace quern::serve
