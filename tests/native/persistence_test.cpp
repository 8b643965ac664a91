// A query client's data and paused writes in real files: there again after the program ended, whatever became of a file.
#include "core/query/persistence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "native/file_storage.hpp"
#include "tests/native/loop.hpp"
#include "tests/native/temporary_folder.hpp"

namespace quern::test {
namespace {

using namespace query;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

Codecs text_codec() {
  Codecs codecs;
  codecs.add<std::string>(
      "text", 1, [](const std::string& text) { return text; },
      [](std::string_view bytes) -> Result<std::string> { return std::string{bytes}; });
  return codecs;
}

// One run of the program, from its start to its end: storage, client and persister are its own, the folder is not.
struct ProgramRun {
  ProgramRun(const fs::path& folder, Loop& own_loop, PersistOptions options)
      : loop(own_loop),
        storage(folder, worker, loop.scheduler),
        client(loop.scheduler, {.log = [this](LogLevel, std::string_view line) { log.emplace_back(line); }}) {
    client.set_mutation_defaults(Key{"send"}, send());
    persister.emplace(client, codecs, storage, std::move(options));
    finish(persister->restore());
  }
  MutationOptions<std::string, std::string> send() {
    return {.fetch = [this](std::string note, MutationContext) -> Task<Result<std::string>> {
              sent.push_back(note);
              co_return note;
            },
            .key = {"send"}};
  }
  void finish(Task<void> task) {
    bool is_done = false;
    const auto kept = keep(std::move(task), &is_done);
    loop.run_until([&] { return is_done; });
  }
  static Task<void> keep(Task<void> task, bool* is_done) {
    co_await task;
    *is_done = true;
  }

  void set(const Key& key, std::string data, Duration age = 0ms) {
    client.set_data<std::string>(key, std::move(data), loop.scheduler.now() - age);
  }
  void save() { finish(persister->flush()); }
  std::string get(const Key& key) {
    const auto data = client.get_data<std::string>(key);
    return data ? *data : "(none)";
  }

  Loop& loop;
  native::Worker worker;
  native::FileStorage storage;
  Codecs codecs = text_codec();
  std::vector<std::string> log, sent;
  QueryClient client;
  std::optional<Persister> persister;
};

struct PersistenceInFiles : testing::Test {
  ProgramRun& start() {
    run.reset();
    run = std::make_unique<ProgramRun>(folder(), loop, options);
    return *run;
  }
  fs::path folder() const { return temporary.path() / "cache"; }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder())) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
  }
  fs::path only_file() const {
    EXPECT_EQ(files().size(), 1U);
    return files().front();
  }
  static std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void write(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  // How it ended: nothing was taken, one line says why, and the file is gone.
  void expect_discarded(std::string_view why) {
    EXPECT_EQ(run->get({"k"}), "(none)");
    ASSERT_EQ(run->log.size(), 1U);
    EXPECT_TRUE(run->log.front().starts_with("stored record ")) << run->log.front();
    EXPECT_TRUE(run->log.front().ends_with(why)) << run->log.front();
    EXPECT_EQ(files(), std::vector<fs::path>{});
    EXPECT_TRUE(run->persister->status().is_restored);
  }

  TemporaryFolder temporary;
  Loop loop;
  PersistOptions options;
  std::unique_ptr<ProgramRun> run;
};

TEST_F(PersistenceInFiles, DataIsThereAfterARestartWithItsAge) {
  start();
  run->set({"k", KeyObject{{"search", "Ночь/смены"}}}, "data", 1h);
  run->save();

  start();

  EXPECT_EQ(run->get({"k", KeyObject{{"search", "Ночь/смены"}}}), "data");
  const auto query = run->client.find_query({"k", KeyObject{{"search", "Ночь/смены"}}});
  const auto age = loop.scheduler.now() - query->state().updated_at;
  EXPECT_GE(age, 1h);
  EXPECT_LT(age, 1h + 1min);
  EXPECT_EQ(run->log, std::vector<std::string>{});
}

TEST_F(PersistenceInFiles, APausedWriteIsSentByTheNextRunOnce) {
  start();
  run->client.on_online(false);
  run->client.mutate(run->send(), "a").detach();
  run->save();
  EXPECT_EQ(run->sent, std::vector<std::string>{});

  start();
  run->client.resume_paused_mutations();
  loop.run_until([this] { return run->client.mutating() == 0; });
  EXPECT_EQ(run->sent, std::vector<std::string>{"a"});
  run->save();

  start();
  run->client.resume_paused_mutations();
  EXPECT_EQ(run->client.mutating(), 0U);
  EXPECT_EQ(files(), std::vector<fs::path>{});
}

TEST_F(PersistenceInFiles, ARecordTornAnywhereIsDiscardedWithALine) {
  start().set({"k"}, "data");
  run->save();
  const auto file = only_file();
  const auto whole = read(file);

  for (std::size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE("torn after " + std::to_string(size) + " bytes");
    run.reset();
    write(file, std::string_view{whole}.substr(0, size));
    start();
    expect_discarded(size < 15 ? "not a record" : "broken");
    if (HasFailure()) return;
  }
}

TEST_F(PersistenceInFiles, ARecordWithAFlippedBitIsDiscardedWithALine) {
  start().set({"k"}, "data");
  run->save();
  const auto file = only_file();
  const auto whole = read(file);

  for (std::size_t at = 0; at < whole.size(); ++at) {
    SCOPED_TRACE("byte " + std::to_string(at));
    run.reset();
    auto harmed = whole;
    harmed[at] = static_cast<char>(harmed[at] ^ 1 << at % 8);
    write(file, harmed);
    start();
    expect_discarded(at < 5 ? "not a record" : "broken");
    if (HasFailure()) return;
  }
}

TEST_F(PersistenceInFiles, OneHarmedRecordCostsNoOther) {
  start();
  for (const auto* name : {"a", "b", "c"}) run->set({name}, name);
  run->save();
  run.reset();
  const auto stored = files();
  ASSERT_EQ(stored.size(), 3U);
  write(stored[1], "a page of another program");
  fs::copy_file(stored[0], folder() / "query%2Fof-another-name");
  write(folder() / ".new-abcdef", "half of a wri");  // a crash left it
  write(folder() / "unrelated", "kept");

  start();

  const int found =
      static_cast<int>(std::ranges::count_if(std::initializer_list<const char*>{"a", "b", "c"},
                                             [this](const char* name) { return run->get({name}) == name; }));
  EXPECT_EQ(found, 2);
  EXPECT_EQ(run->log.size(), 2U);
  EXPECT_FALSE(fs::exists(folder() / "query%2Fof-another-name"));
  EXPECT_EQ(read(folder() / "unrelated"), "kept");
}

TEST_F(PersistenceInFiles, WhatExpiredIsDiscarded) {
  start().set({"k"}, "data", 2h);
  run->save();

  options.max_age = 1h;
  start();

  expect_discarded("expired");
}

TEST_F(PersistenceInFiles, WhatIsOfAnotherReleaseIsDiscarded) {
  options.buster = "release 12";
  start().set({"k"}, "data");
  run->save();
  EXPECT_EQ(start().get({"k"}), "data");

  options.buster = "release 13";
  start();

  expect_discarded("of another buster");
}

TEST_F(PersistenceInFiles, ClearLeavesNoFileOfAPerson) {
  start();
  for (int n = 0; n < 20; ++n) run->set({"k", n}, "data");
  run->save();
  EXPECT_EQ(files().size(), 20U);

  start();
  run->client.clear();
  run->save();

  EXPECT_EQ(files(), std::vector<fs::path>{});
}

TEST_F(PersistenceInFiles, AFolderThatCannotBeHadIsSaidAndTheClientGoesOn) {
  write(folder(), "a file where the folder should be");
  start();

  run->set({"k"}, "data");
  run->save();

  EXPECT_EQ(run->get({"k"}), "data");
  ASSERT_TRUE(run->persister->status().error);
  EXPECT_TRUE(run->persister->status().error->code.starts_with("storage_"));
  EXPECT_FALSE(run->log.empty());
  run.reset();
}

}  // namespace
}  // namespace quern::test
