#include "native/cookie_jar.hpp"

#include <cstdio>

#include "native/whole_file.hpp"

namespace quern::native {

CookieJar::CookieJar(std::filesystem::path file) : file_(std::move(file)), share_(curl_share_init()) {
  curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);  // no locks: one thread
  if (auto text = read_whole_file(file_); text && *text) saved_ = std::move(**text);
}

CookieJar::~CookieJar() { curl_share_cleanup(share_); }

// libcurl takes and gives cookies as lines of Netscape's old file.
void CookieJar::serve(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_SHARE, share_);
  curl_easy_setopt(handle, CURLOPT_COOKIEFILE, "");
  if (std::exchange(is_loaded_, true)) return;
  for (std::string_view rest = saved_; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    curl_easy_setopt(handle, CURLOPT_COOKIELIST, std::string(line).c_str());
  }
}

std::string CookieJar::list_of(CURL* handle) {
  curl_slist* lines = nullptr;
  curl_easy_getinfo(handle, CURLINFO_COOKIELIST, &lines);
  std::string text;
  for (const auto* line = lines; line != nullptr; line = line->next) text.append(line->data).append("\n");
  curl_slist_free_all(lines);
  return text;
}

void CookieJar::save(CURL* handle) {
  auto text = list_of(handle);
  if (text == saved_) return;
  const auto written = write_whole_file(file_, text);
  if (!written) std::fprintf(stderr, "quern: the session is not kept: %s\n", written.error().message.c_str());
  saved_ = std::move(text);
}

}  // namespace quern::native
