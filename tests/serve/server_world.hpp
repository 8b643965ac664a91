// The whole server in this process, over real sockets, on folders of its own, with browsers that talk to it.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/runtime/program.hpp"
#include "tests/serve/http_client.hpp"

namespace quern::test {

// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(std::string_view below = {}) const;
  void write(std::string_view name, std::string_view bytes) const;  // makes the folders on the way

 private:
  std::string path_;
};

// Keeps the lines as they would have been written.
class MemoryLog final : public serve::RequestLog {
 public:
  void write(const serve::RequestRecord& record) override;
  std::string text() const;
  // A line is written once its answer is out, so a test that read the answer waits a moment for it.
  bool wait_for(std::string_view part) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> lines_;
};

// Sends what a page of ours would send, and keeps cookies as a browser does.
class Browser {
 public:
  explicit Browser(std::uint16_t port) : port_(port) {}

  Answer get(std::string_view target) { return send("GET", target, {}); }
  Answer post(std::string_view target, std::string_view json = {}, const Fields& more = {}) {
    return send("POST", target, json, more);
  }
  Answer patch(std::string_view target, std::string_view json, const Fields& more = {}) {
    return send("PATCH", target, json, more);
  }
  Answer remove(std::string_view target, const Fields& more = {}) { return send("DELETE", target, {}, more); }
  Answer send(std::string_view method, std::string_view target, std::string_view json, const Fields& more = {});

  Answer sign_up(std::string_view email, std::string_view password = "correct horse");
  Answer sign_in(std::string_view email, std::string_view password = "correct horse");
  std::string create_project(std::string_view name);  // answers its id

  std::string cookie(const std::string& name = "quern_session") const;
  void set_cookie(const std::string& value) { cookies_["quern_session"] = value; }
  Fields headers(std::string_view method) const;  // what goes with a call of this method
  std::uint16_t port() const { return port_; }

 private:
  void keep_cookies(const Answer& answer);
  std::uint16_t port_;
  std::map<std::string, std::string> cookies_;
};

class ServerWorld {
 public:
  explicit ServerWorld(std::vector<std::string> options = {});

  Browser browser() const { return Browser{port()}; }
  std::uint16_t port() const { return program_->port(); }
  Answer get(std::string_view target, const Fields& fields = {}) const;
  Answer send(std::string_view method, std::string_view target, const Fields& fields, std::string_view body = {}) const;

  void stop() { program_->stop(); }
  void restart();  // on the same data, at another port

  TemporaryFolder folder;
  MemoryLog log;

 private:
  void start();
  std::vector<std::string> options_;
  std::unique_ptr<serve::Program> program_;
};

}  // namespace quern::test
