#include "serve/store/memory_files.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace quern::serve {
namespace {

class StringSource final : public ByteSource {
 public:
  explicit StringSource(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_->size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const override {
    if (offset >= bytes_->size()) return std::size_t{0};
    const auto part = std::string_view{*bytes_}.substr(offset, into.size());
    std::ranges::copy(part, into.begin());
    return part.size();
  }

 private:
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace

class MemoryFiles::Writer final : public FileWriter {
 public:
  Writer(std::shared_ptr<State> state, std::string id, std::string bytes, bool is_new)
      : state_(std::move(state)),
        id_(std::move(id)),
        bytes_(std::move(bytes)),
        is_new_(is_new) {}
  ~Writer() override {
    if (is_new_) return;
    const std::scoped_lock lock{state_->mutex};
    state_->appended.erase(id_);
  }

  Result<void> write(std::string_view bytes) override {
    const std::scoped_lock lock{state_->mutex};
    const auto taken = std::min<std::uint64_t>(bytes.size(), state_->room);
    bytes_.append(bytes.substr(0, taken));
    state_->room -= taken;
    if (!is_new_) publish();
    if (taken == bytes.size()) return {};
    return fail(Error{.kind = ErrorKind::server,
                      .status = 507,
                      .code = "storage_full",
                      .message = "the server has no room for this file now"});
  }
  Result<void> finish() override {
    const std::scoped_lock lock{state_->mutex};
    publish();
    return {};
  }
  std::uint64_t size() const override { return bytes_.size(); }

 private:
  void publish() { state_->files[id_] = std::make_shared<const std::string>(bytes_); }
  std::shared_ptr<State> state_;
  std::string id_;
  std::string bytes_;
  bool is_new_;
};

Result<std::unique_ptr<FileWriter>> MemoryFiles::create(const std::string& id) {
  return std::make_unique<Writer>(state_, id, std::string{}, true);
}

Result<std::unique_ptr<FileWriter>> MemoryFiles::append(const std::string& id) {
  const std::scoped_lock lock{state_->mutex};
  if (!state_->appended.insert(id).second) {
    return fail(Error{.kind = ErrorKind::conflict,
                      .status = 409,
                      .code = "conflict",
                      .message = "another piece of this upload is on its way",
                      .retry_after = std::chrono::seconds{5}});
  }
  auto& bytes = state_->files[id];
  if (!bytes) bytes = std::make_shared<const std::string>();
  return std::make_unique<Writer>(state_, id, *bytes, false);
}

Result<std::shared_ptr<const ByteSource>> MemoryFiles::open(const std::string& id) {
  const std::scoped_lock lock{state_->mutex};
  const auto found = state_->files.find(id);
  if (found == state_->files.end()) {
    return fail(
        Error{.kind = ErrorKind::not_found, .status = 404, .code = "not_found", .message = "there is no such file"});
  }
  return std::make_shared<StringSource>(found->second);
}

void MemoryFiles::remove(const std::string& id) {
  const std::scoped_lock lock{state_->mutex};
  state_->files.erase(id);
}

void MemoryFiles::sweep(const std::function<bool(const std::string& id)>& is_known) {
  for (const auto& id : ids()) {
    if (!is_known(id)) remove(id);
  }
}

void MemoryFiles::set_room(std::uint64_t bytes) {
  const std::scoped_lock lock{state_->mutex};
  state_->room = bytes;
}

std::vector<std::string> MemoryFiles::ids() const {
  const std::scoped_lock lock{state_->mutex};
  std::vector<std::string> ids;
  for (const auto& [id, bytes] : state_->files) ids.push_back(id);
  return ids;
}

}  // namespace quern::serve
