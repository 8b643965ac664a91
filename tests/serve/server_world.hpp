// The whole server in this process, over real sockets, on folders of its own, with browsers that talk to it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/runtime/program.hpp"
#include "tests/serve/browser.hpp"
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
  bool has(std::string_view part) const { return text().find(part) != std::string::npos; }
  // A line is written once its answer is out, so a test that read the answer waits a moment for it.
  bool wait_for(std::string_view part) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> lines_;
};

class ServerWorld {
 public:
  explicit ServerWorld(std::vector<std::string> options = {});

  Browser browser() const { return Browser{port()}; }
  std::uint16_t port() const { return program_->port(); }
  Answer get(std::string_view target, const Fields& fields = {}) const;
  Answer send(std::string_view method, std::string_view target, const Fields& fields, std::string_view body = {}) const;
  Answer metrics(std::string_view target) const;  // of the port for them

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
