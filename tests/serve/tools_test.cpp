// Child processes: what they are given, what ends them, and what they cannot do. Real ones, on a real thread.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "serve/runtime/loop_thread.hpp"
#include "serve/runtime/tool_pool.hpp"
#include "tests/serve/server_world.hpp"

namespace quern::test {
namespace {

using namespace std::chrono_literals;
using serve::Confinement;
using serve::ToolCommand;
using serve::ToolOutput;

// One answer, waited for on another thread than the one it comes on.
class Waiter {
 public:
  void give(Result<ToolOutput> answer) {
    const std::scoped_lock lock{mutex_};
    answer_ = std::move(answer);
    changed_.notify_all();
  }
  Result<ToolOutput> get() {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, 60s, [this] { return answer_.has_value(); })) {
      return fail(ErrorKind::network, "the test waited for nothing");
    }
    return *answer_;
  }
  bool has_answer() {
    const std::scoped_lock lock{mutex_};
    return answer_.has_value();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Result<ToolOutput>> answer_;
};

Task<void> wait_for(serve::ToolRunner* runner, ToolCommand command, StopToken stop, std::shared_ptr<Waiter> waiter) {
  waiter->give(co_await runner->run(std::move(command), std::move(stop)));
}

class Tools : public testing::Test {
 protected:
  explicit Tools(unsigned at_once = 3)
      : pool{std::make_unique<serve::ToolPool>(
            loop, serve::ToolPoolOptions{.at_once = at_once, .self = QUERN_SERVE, .folder = folder.path()})} {}
  ~Tools() override {
    pool->stop();
    loop.stop();
    pool->abandon();
  }

  std::shared_ptr<Waiter> begin(ToolCommand command, StopToken stop = {}) {
    auto waiter = std::make_shared<Waiter>();
    loop.post([this, command = std::move(command), stop = std::move(stop), waiter]() mutable {
      wait_for(pool.get(), std::move(command), std::move(stop), waiter).detach();
    });
    return waiter;
  }
  Result<ToolOutput> run(ToolCommand command) { return begin(std::move(command))->get(); }
  // A shell that may do what an operator's program may, for what a reader's sandbox would not let it try.
  static ToolCommand shell(const std::string& script) {
    return {.arguments = {"sh", "-c", script}, .confinement = Confinement::operators_own};
  }
  static ToolCommand confined_shell(const std::string& script) { return {.arguments = {"sh", "-c", script}}; }
  std::string output_of(ToolCommand command) {
    const auto answer = run(std::move(command));
    return answer ? answer->output : "failed: " + answer.error().message;
  }
  // The number a child writes into a file of the test's folder, once it is there.
  pid_t process_in(const std::string& name) const {
    for (int i = 0; i < 2000; ++i) {
      pid_t process = 0;
      if (std::ifstream{folder.path(name)} >> process) return process;
      usleep(5'000);  // between two looks
    }
    return -1;
  }
  static bool is_gone(pid_t process) {
    for (int i = 0; i < 2000; ++i) {
      std::ifstream status{"/proc/" + std::to_string(process) + "/status"};
      std::string all{std::istreambuf_iterator<char>{status}, {}};
      if (all.empty() || all.contains("State:\tZ")) return true;
      usleep(5'000);
    }
    return false;
  }

  TemporaryFolder folder;
  serve::LoopThread loop;
  std::unique_ptr<serve::ToolPool> pool;
};

TEST_F(Tools, AnswerWhatTheyWroteAndHowTheyEnded) {
  const auto answer = run(shell("cat; echo oops >&2; exit 3"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 3);
  EXPECT_EQ(answer->output, "");
  EXPECT_EQ(answer->error_text, "oops\n");
}

TEST_F(Tools, AreGivenTheirInputWhole) {
  std::string big;
  for (int i = 0; i < 200'000; ++i) big += std::to_string(i) + ' ';
  EXPECT_TRUE(output_of({.arguments = {"cat"}, .input = big}) == big);
  const auto own = run({.arguments = {"serve", "tool", "echo"}, .input = big});
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_TRUE(own->output == big) << own->status << ' ' << own->error_text;
  EXPECT_EQ(output_of({.arguments = {"head", "-c", "3"}, .input = big}), "0 1");  // that does not want it
}

TEST_F(Tools, ReadTheirFileAsDescriptorThree) {
  folder.write("private/story", "once upon a time");
  const auto file = folder.path("private/story");
  EXPECT_EQ(output_of({.arguments = {"cat", "/dev/fd/3"}, .read_file = file}), "once upon a time");
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "read -r line <&3; echo $line"}, .read_file = file}),
            "once upon a time\n");
  EXPECT_EQ(run({.arguments = {"cat"}, .read_file = folder.path("none")}).error().kind, ErrorKind::server);
}

TEST_F(Tools, CannotBeStartedWhenThereIsNone) {
  const auto answer = run({.arguments = {"no-such-program"}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::server);
  EXPECT_EQ(run({.arguments = {folder.path()}}).error().kind, ErrorKind::server);
}

TEST_F(Tools, TellTheirLinesAsTheyCome) {
  auto command = shell("printf 'one\\ntwo\\rthr' >&2; printf 'ee\\n\\nlast' >&2");
  std::vector<std::string> lines;
  command.on_line = [&lines](std::string_view line) { lines.emplace_back(line); };
  ASSERT_TRUE(run(std::move(command)));
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three", "last"}));
}

TEST_F(Tools, InheritNothing) {
  const int open_file = open("/dev/null", O_RDONLY);  // without CLOEXEC, as somebody's library may
  ASSERT_GE(open_file, 3);
  setenv("QUERN_SECRET", "hunter2", 1);

  EXPECT_EQ(output_of(shell("echo /proc/self/fd/* | tr ' ' '\\n' | sed 's:.*/::' | tr '\\n' ' '")), "0 1 2 3 ")
      << "3 is the folder being listed";
  const auto environment = output_of({.arguments = {"env"}});
  EXPECT_EQ(environment.find("QUERN_SECRET"), std::string::npos);
  EXPECT_NE(environment.find("LANG=C.UTF-8\n"), std::string::npos);
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "cd; echo *; kill -l >/dev/null; trap"}}), "*\n") << "an empty home";

  close(open_file);
  unsetenv("QUERN_SECRET");
}

TEST_F(Tools, HaveALimitOfTime) {
  auto sleeping = ToolCommand{.arguments = {"sleep", "100"}};
  sleeping.limits.wall = 200ms;
  EXPECT_EQ(run(sleeping).error().kind, ErrorKind::timeout);
}

TEST_F(Tools, HaveALimitOfCpu) {
  auto busy = confined_shell("while :; do :; done");
  busy.limits.cpu = 1s;
  EXPECT_EQ(run(busy).error().kind, ErrorKind::timeout);
}

TEST_F(Tools, HaveALimitOfMemory) {
  auto hungry = confined_shell("x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done");
  hungry.limits.memory_bytes = 64ULL * 1024 * 1024;
  const auto answer = run(hungry);
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->status, 0);
}

TEST_F(Tools, HaveALimitOfOutput) {
  auto chatty = ToolCommand{.arguments = {"yes"}};
  chatty.limits.output_bytes = 1'000'000;
  const auto answer = run(chatty);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::validation);
  EXPECT_EQ(answer.error().code, "too_large");
}

TEST_F(Tools, WriteNoFileUnlessTheyMay) {
  EXPECT_EQ(output_of({.arguments = {"sh", "-c", "echo hello > made; echo *"}}), "*\n");

  auto writer = confined_shell("echo hello > made; echo hello > " + folder.path("elsewhere") + "; echo *");
  writer.limits.file_bytes = 1000;
  EXPECT_EQ(output_of(writer), "made\n");
  EXPECT_FALSE(std::filesystem::exists(folder.path("elsewhere")));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.path()}, {}), 1) << "its folder went with it";

  auto big =
      confined_shell("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done > big");
  big.limits.file_bytes = 100'000;
  const auto answer = run(big);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "too_large");
}

TEST_F(Tools, WhenReadersReadNoOtherFile) {
  folder.write("secret", "hunter2");
  EXPECT_EQ(output_of({.arguments = {"cat", folder.path("secret")}}), "");
  EXPECT_EQ(output_of({.arguments = {"cat", "/etc/passwd"}}), "");
  EXPECT_EQ(output_of({.arguments = {"ls", folder.path()}}), "");
}

TEST_F(Tools, WhenReadersStartNoOtherProgram) {
  EXPECT_EQ(output_of(confined_shell("/bin/ls / && echo made it")), "");
  EXPECT_EQ(output_of(confined_shell("exec /bin/echo made it")), "");
}

TEST_F(Tools, WhenReadersHaveNoNetwork) {
  // The server of this test is there to be reached; only the reader's way is closed.
  const ServerWorld world;
  const auto url = "tcp://127.0.0.1:" + std::to_string(world.port());
  const auto answer =
      run({.arguments = {"ffmpeg", "-v", "error", "-nostdin", "-f", "data", "-i", url, "-f", "null", "-"}});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_NE(answer->status, 0);
  EXPECT_NE(answer->error_text.find("Operation not permitted"), std::string::npos) << answer->error_text;
}

TEST_F(Tools, EndWithTheirGrandchildren) {
  auto family = shell("sleep 100 & echo $! > " + folder.path("grandchild") + "; wait");
  family.limits = {.wall = 60s, .file_bytes = 100};
  StopSource source;
  const auto waiter = begin(family, source.token());
  const auto grandchild = process_in("grandchild");
  ASSERT_GT(grandchild, 0);

  loop.post([&source] { source.request_stop(); });

  EXPECT_EQ(waiter->get().error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(is_gone(grandchild));
}

TEST_F(Tools, AreNotWaitedForByTheirGrandchildren) {
  auto family = shell("sleep 100 & echo $! > " + folder.path("grandchild") + "; echo done");
  family.limits.file_bytes = 100;
  EXPECT_EQ(output_of(family), "done\n");
  EXPECT_TRUE(is_gone(process_in("grandchild")));
}

TEST_F(Tools, EndWithTheProgram) {
  auto sleeping = shell("echo $$ > " + folder.path("child") + "; sleep 100");
  sleeping.limits.file_bytes = 100;
  const auto waiter = begin(sleeping);
  const auto child = process_in("child");
  ASSERT_GT(child, 0);

  pool->stop();

  EXPECT_TRUE(is_gone(child));
  EXPECT_EQ(waiter->get().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(run({.arguments = {"true"}}).error().kind, ErrorKind::cancelled);
}

class OneTool : public Tools {
 protected:
  OneTool() : Tools(1) {}
};

TEST_F(OneTool, AtATimeAndTheOthersInOrder) {
  std::vector<std::shared_ptr<Waiter>> waiters;
  for (const char* name : {"a", "b", "c"}) {
    auto command = shell(std::string{"echo "} + name + " >> " + folder.path("order") + "; sleep 0.05; echo " + name +
                         " >> " + folder.path("order"));
    command.limits.file_bytes = 100;
    waiters.push_back(begin(command));
  }
  for (const auto& waiter : waiters) ASSERT_TRUE(waiter->get());
  std::ifstream order{folder.path("order")};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{order}, {}}), "a\na\nb\nb\nc\nc\n");
}

TEST_F(OneTool, ThatWaitsIsDroppedWhenItIsNotWanted) {
  auto first = shell("echo $$ > " + folder.path("first") + "; sleep 100");
  first.limits.file_bytes = 100;
  StopSource first_stop;
  StopSource second_stop;
  const auto one = begin(first, first_stop.token());
  const auto two = begin(shell("echo x > " + folder.path("second")), second_stop.token());
  ASSERT_GT(process_in("first"), 0);

  loop.post([&] { second_stop.request_stop(); });

  EXPECT_EQ(two->get().error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(one->has_answer());
  loop.post([&] { first_stop.request_stop(); });
  EXPECT_EQ(one->get().error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(std::filesystem::exists(folder.path("second")));
}

}  // namespace
}  // namespace quern::test
