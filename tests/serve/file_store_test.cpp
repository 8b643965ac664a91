// One contract for files of people, on disk and in memory.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "serve/runtime/disk_files.hpp"
#include "serve/store/memory_files.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

std::string read_all(serve::FileStore& files, const std::string& id) {
  const auto source = files.open(id);
  if (!source) return source.error().is(ErrorKind::not_found) ? "(none)" : "(error)";
  std::string bytes((*source)->size() + 10, '\0');
  const auto count = (*source)->read(0, bytes);
  bytes.resize(count.value_or(0));
  return bytes;
}

class FileStores : public testing::TestWithParam<bool> {
 protected:
  serve::FileStore& files() { return GetParam() ? static_cast<serve::FileStore&>(disk_) : memory_; }
  TemporaryFolder folder_;
  serve::DiskFiles disk_{folder_.path("files")};
  serve::MemoryFiles memory_;
};

TEST_P(FileStores, KeepAFileOnceItIsWhole) {
  auto writer = *files().create("abcd-1");
  EXPECT_TRUE(writer->write("hello, "));
  EXPECT_TRUE(writer->write("world"));
  EXPECT_EQ(writer->size(), 12U);
  EXPECT_EQ(read_all(files(), "abcd-1"), "(none)");

  EXPECT_TRUE(writer->finish());
  writer = nullptr;

  EXPECT_EQ(read_all(files(), "abcd-1"), "hello, world");
  std::string piece(3, '\0');
  EXPECT_EQ((*files().open("abcd-1"))->read(7, piece), 3U);
  EXPECT_EQ(piece, "wor");
  EXPECT_EQ((*files().open("abcd-1"))->read(100, piece), 0U);
}

TEST_P(FileStores, ForgetAFileThatWasNotFinishedOrIsRemoved) {
  EXPECT_TRUE((*files().create("abcd-1"))->write("half"));
  EXPECT_EQ(read_all(files(), "abcd-1"), "(none)");

  EXPECT_TRUE((*files().create("abcd-1"))->finish());
  const auto held = *files().open("abcd-1");
  files().remove("abcd-1");
  files().remove("abcd-1");

  EXPECT_EQ(read_all(files(), "abcd-1"), "(none)");
  EXPECT_EQ(held->size(), 0U);  // who reads it goes on
}

TEST_P(FileStores, GoOnWithAFileInPiecesOneWriterAtATime) {
  {
    auto writer = *files().append("tus-1");
    EXPECT_TRUE(writer->write("hello"));
    const auto second = files().append("tus-1");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().status, 409);
  }
  auto writer = *files().append("tus-1");
  EXPECT_EQ(writer->size(), 5U);
  EXPECT_TRUE(writer->write(", world"));
  EXPECT_TRUE(writer->finish());

  EXPECT_EQ(read_all(files(), "tus-1"), "hello, world");
}

TEST_P(FileStores, SweepWhatNobodyKnowsOf) {
  for (const auto* id : {"known-1", "stray-1", "stray-2"}) EXPECT_TRUE((*files().create(id))->finish());

  files().sweep([](const std::string& id) { return id.starts_with("known"); });

  EXPECT_EQ(read_all(files(), "known-1"), "");
  EXPECT_EQ(read_all(files(), "stray-1"), "(none)");
  EXPECT_EQ(read_all(files(), "stray-2"), "(none)");
}

INSTANTIATE_TEST_SUITE_P(, FileStores, testing::Bool(),
                         [](const auto& suite) { return suite.param ? "Disk" : "Memory"; });

TEST(DiskFiles, SweepWhatACrashLeftHalfWritten) {
  TemporaryFolder folder;
  serve::DiskFiles files{folder.path("files")};
  EXPECT_TRUE((*files.create("known-1"))->finish());
  folder.write("files/kn/known-2.part", "half");
  folder.write("files/kn/README", "not ours");

  files.sweep([](const std::string&) { return true; });

  EXPECT_FALSE(std::filesystem::exists(folder.path("files/kn/known-2.part")));
  EXPECT_TRUE(std::filesystem::exists(folder.path("files/kn/known-1")));
}

TEST(DiskFiles, TouchNothingOutsideTheirFolderWhateverTheId) {
  TemporaryFolder folder;
  folder.write("secret", "secret");
  serve::DiskFiles files{folder.path("files")};
  EXPECT_TRUE((*files.create("abcd-1"))->finish());
  for (const auto& id :
       std::vector<std::string>{"../secret", "..", "", "a", "ab/../../../secret", "/etc/passwd", "abcd-1.part",
                                std::string{"abcd\0x", 6}, std::string(65, 'a'), "абвг"}) {
    SCOPED_TRACE(id);
    EXPECT_FALSE(files.create(id));
    EXPECT_FALSE(files.append(id));
    EXPECT_EQ(read_all(files, id), "(none)");
    files.remove(id);
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path("secret")));
  EXPECT_EQ(read_all(files, "abcd-1"), "");
}

TEST(DiskFiles, AreTheirOwnersAlone) {
  TemporaryFolder folder;
  serve::DiskFiles files{folder.path("files")};
  EXPECT_TRUE((*files.create("abcd-1"))->finish());

  using std::filesystem::perms;
  const auto rights = std::filesystem::status(files.path("abcd-1")).permissions();
  EXPECT_EQ(rights & (perms::group_all | perms::others_all), perms::none);
}

// A limit on the size of files fails as a full disk does, after some of a piece was written.
TEST(DiskFiles, SayThatTheDiskIsFullAndLeaveNothing) {
  TemporaryFolder folder;
  serve::DiskFiles files{folder.path("files")};
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{.rlim_cur = 10'000, .rlim_max = before.rlim_max};
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);

  auto writer = *files.create("abcd-1");
  auto piecewise = *files.append("tus-1");
  const auto written = writer->write(std::string(20'000, 'x'));
  const auto appended = piecewise->write(std::string(20'000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().status, 507);
  EXPECT_EQ(written.error().code, "storage_full");
  writer = nullptr;
  EXPECT_FALSE(std::filesystem::exists(files.path("abcd-1") + ".part"));
  ASSERT_FALSE(appended);
  EXPECT_EQ(piecewise->size(), 10'000U);  // what came of it stays, and is counted
  EXPECT_TRUE(piecewise->write("more"));
  EXPECT_EQ(read_all(files, "tus-1").size(), 10'004U);
}

}  // namespace
}  // namespace quern::test
