// The FileStore in memory, for simulations and tests: the same rules, and a disk that is as full as the test likes.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "serve/backend/file_store.hpp"

namespace quern::serve {

class MemoryFiles final : public FileStore {
 public:
  Result<std::unique_ptr<FileWriter>> create(const std::string& id) override;
  Result<std::unique_ptr<FileWriter>> append(const std::string& id) override;
  Result<std::shared_ptr<const ByteSource>> open(const std::string& id) override;
  void remove(const std::string& id) override;
  std::string path(const std::string&) const override { return {}; }
  void sweep(const std::function<bool(const std::string& id)>& is_known) override;

  void set_room(std::uint64_t bytes);  // for what is written from now on; without a limit at first
  std::vector<std::string> ids() const;

 private:
  class Writer;
  struct State {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<const std::string>, std::less<>> files;
    std::set<std::string, std::less<>> appended;  // now
    std::uint64_t room = UINT64_MAX;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();  // writers may outlive the store
};

}  // namespace quern::serve
