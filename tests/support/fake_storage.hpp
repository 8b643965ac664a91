// A storage in memory whose failures, slowness and size the test says.
#pragma once

#include <map>

#include "core/base/sleep.hpp"
#include "core/base/storage.hpp"
#include "tests/support/fake_scheduler.hpp"

namespace quern::test {

class FakeStorage final : public Storage {
 public:
  explicit FakeStorage(FakeScheduler& scheduler) : scheduler_(scheduler) {}

  Task<Result<std::optional<std::string>>> get(std::string key) override {
    (void)co_await sleep(scheduler_, delay, StopToken{});
    if (is_broken) co_return fail(broken());
    const auto at = values.find(key);
    co_return at == values.end() ? std::nullopt : std::optional(at->second);
  }
  Task<Result<void>> put(std::string key, std::string value) override {
    ++puts;
    most_at_once = std::max(most_at_once, ++at_once_);
    (void)co_await sleep(scheduler_, delay, StopToken{});
    --at_once_;
    if (is_broken) co_return fail(broken());
    std::size_t size = value.size();
    for (const auto& [other, kept] : values) size += other == key ? 0 : kept.size();
    if (size > quota) co_return fail(Error{.kind = ErrorKind::server, .code = "storage_full", .message = "full"});
    values.insert_or_assign(std::move(key), std::move(value));
    co_return Result<void>{};
  }
  Task<Result<void>> remove(std::string key) override {
    (void)co_await sleep(scheduler_, delay, StopToken{});
    if (is_broken) co_return fail(broken());
    values.erase(key);
    co_return Result<void>{};
  }
  Task<Result<std::vector<std::string>>> keys(std::string prefix) override {
    (void)co_await sleep(scheduler_, delay, StopToken{});
    if (is_broken) co_return fail(broken());
    std::vector<std::string> found;
    for (const auto& [key, value] : values) {
      if (key.starts_with(prefix)) found.push_back(key);
    }
    co_return found;
  }

  std::map<std::string, std::string> values;
  Duration delay{1};
  std::size_t quota = 1'000'000;
  bool is_broken = false;
  int puts = 0;
  int most_at_once = 0;

 private:
  static Error broken() { return {.kind = ErrorKind::server, .code = "storage_broken", .message = "broken"}; }
  FakeScheduler& scheduler_;
  int at_once_ = 0;
};

}  // namespace quern::test
