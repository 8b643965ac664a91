// The thread on which libcurl works: one multi handle, and the cookies that all exchanges share.
// Owned by Desktop. An exchange is made on the loop's thread, given over by start(), and from then on lives on this one:
// its calls below come from it alone, and it is destroyed there.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/unique_function.hpp"
#include "native/cookie_jar.hpp"

namespace quern::native {

class Exchange {
 public:
  Exchange();
  virtual ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // libcurl is through with it: the answer is there, or the connection stands. False: it is over, destroy it.
  virtual bool on_done(CURLcode code) = 0;
  // Its connection has something to read, or may be written. False: it is over.
  virtual bool on_ready() { return true; }
  virtual short awaited_events() const { return 0; }  // of poll(); 0: none, libcurl waits by itself

  CURL* handle() const { return handle_; }
  void set_url(const std::string& url);
  void add_header(const std::string& line);

 private:
  CURL* handle_;
  curl_slist* headers_ = nullptr;
};

class NetworkThread {
 public:
  using Id = std::uint64_t;
  explicit NetworkThread(std::filesystem::path cookie_file);
  NetworkThread(const NetworkThread&) = delete;
  NetworkThread& operator=(const NetworkThread&) = delete;
  ~NetworkThread();  // ends what runs, without a word

  Id start(std::unique_ptr<Exchange> exchange);
  void end(Id id);  // nothing is heard of it any more
  // On the thread, if it still lives. False: it is over.
  void visit(Id id, UniqueFunction<bool(Exchange&)> act);

 private:
  void hand_over(UniqueFunction<void()> job);
  void run();
  void run_jobs();
  void finish_done();
  void poll();
  void begin(Id id, std::unique_ptr<Exchange> exchange);
  void drop(Id id);

  CookieJar cookies_;
  CURLM* multi_;
  std::map<Id, std::unique_ptr<Exchange>> exchanges_;  // the thread's
  Id last_id_ = 0;                                     // the loop's
  std::mutex mutex_;
  std::vector<UniqueFunction<void()>> jobs_;  // under mutex_
  bool is_ending_ = false;                    // under mutex_
  std::thread thread_;                        // last: it begins with all the others there
};

}  // namespace quern::native
