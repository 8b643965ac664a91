// Answers GET and HEAD from a FileTable: the best encoding the client takes, 304 by ETag, one byte range of the plain
// bytes. A path that is no file is the application's own address: a browser's navigation gets index.html.
// Source  RFC 9110, sections 12.5.3 (Accept-Encoding), 13.1 (If-None-Match, If-Range), 14 (Range).
#pragma once

#include "serve/static/file_table.hpp"

namespace quern::serve {

class StaticSite {
 public:
  explicit StaticSite(FileTable files) : files_(std::move(files)) {}
  Response handle(const Request& request) const;  // from any thread

 private:
  FileTable files_;
};

}  // namespace quern::serve
