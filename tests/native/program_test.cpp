// The desktop's program itself, as a person starts and ends it: what it says, what it shows, its exit code.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/native/picture_file.hpp"
#include "tests/native/screen.hpp"
#include "tests/native/temporary_folder.hpp"
#include "tests/native/window_stage.hpp"

namespace quern::test {
namespace {

constexpr std::uint32_t mark_colour = 0x3a56de;

class DesktopProgram : public testing::Test {
 protected:
  void SetUp() override { setenv("LANGUAGE", "en", 1); }

  std::vector<std::string> words(std::vector<std::string> more) const {
    std::vector<std::string> all{QUERN_DESKTOP, "--data", folder.path() / "data", "--config", folder.path() / "config"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  // The program draws by itself; we only look, 20 s at most.
  static bool wait_until(const std::function<bool()>& is_so) {
    for (int looks = 0; looks < 400; ++looks) {
      if (is_so()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds{50});  // between two looks
    }
    return is_so();
  }

  void shows_the_login_page(Screen& screen) {
    EXPECT_TRUE(wait_until([&] { return screen.title() == "Sign in to Quern · Quern"; })) << screen.title();
    EXPECT_TRUE(wait_until([&] { return share_of(screen.picture(), mark_colour) > 0.005; }));
    EXPECT_GT(count_colours(screen.picture()), 50U);
  }

  TemporaryFolder folder;
};

TEST_F(DesktopProgram, SaysWhatItTakesWithoutADisplay) {
  ChildProcess program{words({"--help"})};

  EXPECT_EQ(program.wait_for_exit(), 0);
  EXPECT_TRUE(program.output().starts_with("quern-desktop [options]")) << program.output();
  EXPECT_NE(program.output().find("--url"), std::string::npos);
}

TEST_F(DesktopProgram, RefusesWhatItDoesNotKnow) {
  ChildProcess program{words({"--colour", "red"})};

  EXPECT_EQ(program.wait_for_exit(), 2);
  EXPECT_EQ(program.read_errors(), "quern-desktop: no such option: --colour\n");
}

TEST_F(DesktopProgram, SaysThatThereIsNoDisplay) {
  const std::string display = std::getenv("DISPLAY");
  unsetenv("DISPLAY");
  ChildProcess program{words({})};
  setenv("DISPLAY", display.c_str(), 1);

  EXPECT_EQ(program.wait_for_exit(), 1);
  EXPECT_NE(program.read_errors().find("there is no window to draw in"), std::string::npos);
}

TEST_F(DesktopProgram, StartsDrawsAndEndsWhenItIsToldTo) {
  const Server server;
  Screen screen;
  ChildProcess program{words({"--url", server.url()})};
  shows_the_login_page(screen);

  program.signal(SIGTERM);

  EXPECT_EQ(program.wait_for_exit(), 0) << program.read_errors();
  EXPECT_EQ(screen.title(), "");
}

TEST_F(DesktopProgram, EndsByItsCloseButton) {
  const Server server;
  Screen screen;
  ChildProcess program{words({"--url", server.url()})};
  shows_the_login_page(screen);

  screen.press_close_button();

  EXPECT_EQ(program.wait_for_exit(), 0) << program.read_errors();
}

TEST_F(DesktopProgram, DrawsAlsoWhereNobodyAnswers) {
  Screen screen;
  ChildProcess program{words({"--url", "http://127.0.0.1:9"})};

  EXPECT_TRUE(wait_until([&] { return count_colours(screen.picture()) > 50; })) << screen.title();
  program.signal(SIGINT);

  EXPECT_EQ(program.wait_for_exit(), 0) << program.read_errors();
}

}  // namespace
}  // namespace quern::test
