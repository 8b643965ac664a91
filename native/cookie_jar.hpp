// The cookies of one server, in memory and in a file that only its owner may read, so that one stays signed in.
// Belongs to the thread that works with libcurl.
#pragma once

#include <curl/curl.h>

#include <filesystem>
#include <string>

namespace quern::native {

class CookieJar {
 public:
  explicit CookieJar(std::filesystem::path file);
  CookieJar(const CookieJar&) = delete;
  CookieJar& operator=(const CookieJar&) = delete;
  ~CookieJar();

  void serve(CURL* handle);  // it reads and writes these cookies; on its end, call save()
  void save(CURL* handle);   // to the file, if they changed

 private:
  static std::string list_of(CURL* handle);

  std::filesystem::path file_;
  CURLSH* share_;
  std::string saved_;  // the file's text
  bool is_loaded_ = false;
};

}  // namespace quern::native
