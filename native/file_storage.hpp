// core/base's Storage as files: one a key, in one folder, named by the key percent-encoded. A write is whole or not at all
// (whole_file.hpp), and durable when it answers; the loop does not wait for it. Answers come in the order of the calls.
// Owned by Desktop; what it is given outlives it. A write under way at its end is still done, and answers `cancelled`.
// Errors  as core/base/storage.hpp says; a key whose name no file can have (longer than 255 bytes) is "storage_broken".
#pragma once

#include <filesystem>
#include <memory>
#include <unordered_map>

#include "core/base/storage.hpp"
#include "native/native_scheduler.hpp"
#include "native/worker.hpp"

namespace quern::native {

class FileStorage final : public Storage {
 public:
  FileStorage(std::filesystem::path folder, Worker& worker, NativeScheduler& scheduler)
      : folder_(std::move(folder)),
        worker_(worker),
        scheduler_(scheduler) {}

  Task<Result<std::optional<std::string>>> get(std::string key) override;
  Task<Result<void>> put(std::string key, std::string value) override;
  Task<Result<void>> remove(std::string key) override;
  Task<Result<std::vector<std::string>>> keys(std::string prefix) override;

 private:
  // Runs `work` on the worker, and answers with what it says, on the loop.
  template <class Answer>
  Future<Answer> on_worker(UniqueFunction<Result<Answer>()> work);
  std::filesystem::path file_of(const std::string& key) const;

  std::filesystem::path folder_;
  Worker& worker_;
  NativeScheduler& scheduler_;
  // Promises stay on the loop's thread; what goes to the worker and back holds only their number.
  using Waiting = std::unordered_map<std::uint64_t, UniqueFunction<void(void*)>>;
  std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();  // what comes back after our end finds it gone
  std::uint64_t last_call_ = 0;
};

}  // namespace quern::native
