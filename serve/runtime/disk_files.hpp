// The FileStore on disk: <folder>/ab/abcd…, where "ab" are the id's first two letters. A file that is being written is called
// <id>.part until it is whole.
// Durable finish() syncs the file, gives it its name and syncs the folder. An appended file has its name from the start; it
//         is synced when its writer finishes, and cut at what was synced or written, whichever the disk kept.
// Errors  507 storage_full for no room, quota and limits of size; else server. An id that is none of ours is not_found.
#pragma once

#include "serve/backend/file_store.hpp"

namespace quern::serve {

class DiskFiles final : public FileStore {
 public:
  explicit DiskFiles(std::string folder) : folder_(std::move(folder)) {}  // made when the first file comes

  Result<std::unique_ptr<FileWriter>> create(const std::string& id) override;
  Result<std::unique_ptr<FileWriter>> append(const std::string& id) override;
  Result<std::shared_ptr<const ByteSource>> open(const std::string& id) override;
  void remove(const std::string& id) override;
  std::string path(const std::string& id) const override;
  // Before the first upload of a run: a .part of one that runs now would go too.
  void sweep(const std::function<bool(const std::string& id)>& is_known) override;

 private:
  Result<std::string> make_place(const std::string& id) const;  // the path, in a folder that is there
  const std::string folder_;
};

}  // namespace quern::serve
