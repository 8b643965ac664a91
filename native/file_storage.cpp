#include "native/file_storage.hpp"

#include <algorithm>
#include <variant>

#include "core/net/path.hpp"
#include "native/percent.hpp"
#include "native/whole_file.hpp"

namespace quern::native {
namespace {

namespace fs = std::filesystem;
using Nothing = std::monostate;

// No name of ours begins with a dot, which keeps temporary files, "." and ".." apart from keys; nor is one empty.
std::string name_of(std::string_view key) {
  auto name = percent_encode(key);
  if (name.starts_with('.')) name.replace(0, 1, "%2E");
  return name.empty() ? "%" : name;
}

std::optional<std::string> key_of_name(const std::string& name) {
  if (name.starts_with('.')) return std::nullopt;
  if (name == "%") return "";
  return percent_decode(name);
}

Result<std::vector<std::string>> list_keys(const fs::path& folder, const std::string& prefix) {
  std::vector<std::string> keys;
  std::error_code error;
  auto entry = fs::directory_iterator(folder, error);
  if (error == std::errc::no_such_file_or_directory) return keys;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    auto key = key_of_name(entry->path().filename().string());
    if (key && key->starts_with(prefix)) keys.push_back(std::move(*key));
  }
  if (error) {
    return fail(
        {.kind = ErrorKind::server, .code = "storage_broken", .message = folder.string() + ": " + error.message()});
  }
  std::ranges::sort(keys);
  return keys;
}

}  // namespace

fs::path FileStorage::file_of(const std::string& key) const { return folder_ / name_of(key); }

template <class Answer>
Future<Answer> FileStorage::on_worker(UniqueFunction<Result<Answer>()> work) {
  const auto call = ++last_call_;
  Promise<Answer> promise;
  auto future = promise.future();
  waiting_->emplace(call, [promise = std::move(promise)](void* answer) mutable {
    promise.resolve(std::move(*static_cast<Result<Answer>*>(answer)));
  });
  worker_.run([weak = std::weak_ptr(waiting_), call, scheduler = &scheduler_, work = std::move(work)]() mutable {
    scheduler->post_from_thread([weak = std::move(weak), call, answer = work()]() mutable {
      const auto waiting = weak.lock();
      if (!waiting) return;
      auto waiter = waiting->extract(call);  // taken out first: it may call again
      if (waiter) waiter.mapped()(&answer);
    });
  });
  return future;
}

Task<Result<std::optional<std::string>>> FileStorage::get(std::string key) {
  auto answer = on_worker<std::optional<std::string>>([file = file_of(key)] { return read_whole_file(file); });
  co_return co_await answer;
}

Task<Result<void>> FileStorage::put(std::string key, std::string value) {
  auto answer = on_worker<Nothing>([file = file_of(key), value = std::move(value)]() -> Result<Nothing> {
    return write_whole_file(file, value).transform([] { return Nothing{}; });
  });
  const auto written = co_await answer;
  if (!written) co_return fail(written.error());
  co_return Result<void>{};
}

Task<Result<void>> FileStorage::remove(std::string key) {
  auto answer = on_worker<Nothing>([file = file_of(key)]() -> Result<Nothing> {
    return remove_whole_file(file).transform([] { return Nothing{}; });
  });
  const auto removed = co_await answer;
  if (!removed) co_return fail(removed.error());
  co_return Result<void>{};
}

Task<Result<std::vector<std::string>>> FileStorage::keys(std::string prefix) {
  auto answer = on_worker<std::vector<std::string>>(
      [folder = folder_, prefix = std::move(prefix)] { return list_keys(folder, prefix); });
  co_return co_await answer;
}

}  // namespace quern::native
