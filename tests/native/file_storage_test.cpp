#include "native/file_storage.hpp"

#include <fstream>

#include "native/whole_file.hpp"
#include "tests/native/loop.hpp"
#include "tests/native/temporary_folder.hpp"
#include "tests/support/storage_contract.hpp"

namespace quern::test {
namespace {

class FileWorld {
 public:
  FileWorld() { reopen(); }
  Storage& storage() { return *storage_; }
  // What is asked last is answered last.
  void settle() { static_cast<void>(loop_.wait(storage_->get("no such key"))); }
  void reopen() { storage_.emplace(folder_.path() / "store", worker_, loop_.scheduler); }
  std::filesystem::path folder() const { return folder_.path() / "store"; }

 private:
  TemporaryFolder folder_;
  Loop loop_;
  native::Worker worker_;
  std::optional<native::FileStorage> storage_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Files, StorageContract, FileWorld);

class FileStorageTest : public StorageContract<FileWorld> {};

TEST_F(FileStorageTest, LeavesNothingOfAWriteThatACrashCutShort) {
  write("a", "whole");
  std::ofstream(world.folder() / ".new-abcdef") << "half of anot";

  world.reopen();

  EXPECT_EQ(keys(""), std::vector<std::string>{"a"});
  EXPECT_EQ(read("a"), "whole");
}

TEST_F(FileStorageTest, IsReadByItsOwnerAlone) {
  write("a", "secret");

  const auto mode = std::filesystem::status(world.folder() / "a").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(FileStorageTest, SaysWhenItCannotWrite) {
  std::ofstream(world.folder()) << "a file where the folder should be";

  const auto written = wait(world.storage().put("a", "1"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::server);
  EXPECT_TRUE(written.error().code.starts_with("storage_")) << written.error().code;
}

TEST_F(FileStorageTest, RefusesAKeyThatNoFileCanBeNamedBy) {
  const auto written = wait(world.storage().put(std::string(300, 'a'), "1"));

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "storage_broken");
}

TEST_F(FileStorageTest, ThatEndedWithAWriteUnderWayHasNoSayInTheNext) {
  const auto written = world.storage().put("a", "1");

  world.reopen();

  EXPECT_EQ(read("a"), "1") << "done all the same, and answered to nobody else";
}

}  // namespace
}  // namespace quern::test
