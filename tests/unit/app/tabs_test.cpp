// Two tabs of one browser: they share the cookie, and hear of each other.
#include "core/app/tabs.hpp"

#include <gtest/gtest.h>

#include "tests/support/tab_hub.hpp"
#include "tests/unit/app/app_world.hpp"

namespace quern::app {
namespace {

using test::Names;
using test::ScriptedSockets;
using test::World;
using Status = Session::Status;
using namespace std::chrono_literals;

struct TwoTabs : testing::Test {
  struct Tab {
    explicit Tab(TwoTabs& test) : channel(test.hub), person(test.world.open()) {
      person->tabs = &channel;
      person->open();
    }
    test::TabHub::Channel channel;
    std::unique_ptr<test::Person> person;
  };

  TwoTabs() {
    log_in(a, "anna@praktika.ru", "correct horse");
    b.person->browser.cookie = a.person->browser.cookie;
    b.person->open();
  }
  void log_in(Tab& tab, std::string email, std::string password) {
    tab.person->log_in(std::move(email), std::move(password));
  }
  // The other tab's link is down, and its next try far.
  void cut_off(Tab& tab) {
    tab.person->sockets.break_down();
    tab.person->look();
    ASSERT_NE(tab.person->app->link().state, LinkState::live);
  }
  void look() {
    for (auto* tab : {&a, &b}) tab->person->look();
  }
  std::size_t lists() const { return world.server.count("GET", "/api/projects"); }
  Status status(const Tab& tab) const { return tab.person->app->session().status(); }

  World world;
  int boris = world.server.add_user("boris@praktika.ru", "battery staple", "Борис");
  test::TabHub hub{world.scheduler};
  Tab a{*this};
  Tab b{*this};
};

TEST_F(TwoTabs, OneWithoutALinkShowsWhatTheOtherWrote) {
  cut_off(b);

  a.person->create("Онбординг");
  look();
  EXPECT_EQ(b.person->names(), Names{"Онбординг"});

  a.person->rename("Онбординг", "Смены");
  look();
  EXPECT_EQ(b.person->names(), Names{"Смены"});

  a.person->remove("Смены");
  a.person->wait(6s);
  look();
  EXPECT_EQ(b.person->names(), Names{});
}

TEST_F(TwoTabs, OneWithALinkHearsItFromTheServerAndReadsNothingAnew) {
  const auto before = lists();

  a.person->create("Онбординг");
  look();

  EXPECT_EQ(hub.messages, 1);
  EXPECT_EQ(lists(), before + 1);  // of the tab that wrote
}

TEST_F(TwoTabs, LoggingOutOfOneEndsTheOtherAndKeepsWhatIsBeingTypedThere) {
  b.person->app->project_form() = ProjectForm::create();
  b.person->app->project_form()->text.name = "Half a na";

  a.person->app->log_out();
  look();

  EXPECT_EQ(status(b), Status::signed_out);
  EXPECT_TRUE(b.person->app->session().has_ended());
  EXPECT_EQ(b.person->path(), "/login");
  ASSERT_TRUE(b.person->app->project_form());
  EXPECT_EQ(b.person->app->project_form()->text.name, "Half a na");
}

TEST_F(TwoTabs, AnotherPersonInOneIsWhoIsHereInTheOther) {
  world.server.add_project(boris, "Бориса");
  a.person->browser.cookie = b.person->browser.cookie = world.server.begin_session(boris);

  a.person->app->session().see({.id = UserId{std::to_string(boris)}, .email = "boris@praktika.ru"});
  look();

  ASSERT_TRUE(b.person->user);
  EXPECT_EQ(b.person->user->display_name, "Борис");
  EXPECT_EQ(b.person->names(), Names{"Бориса"});
}

TEST_F(TwoTabs, OfTwoPeopleDoNotHearEachOther) {
  a.person->app->log_out();
  look();
  log_in(b, "anna@praktika.ru", "correct horse");
  log_in(a, "boris@praktika.ru", "battery staple");  // no browser does that: two cookies
  cut_off(b);
  const auto before = lists();

  hub.messages = 0;
  a.person->create("Бориса");
  look();

  EXPECT_EQ(hub.messages, 1);
  EXPECT_EQ(lists(), before + 1);
}

TEST_F(TwoTabs, BearAnyBytes) {
  cut_off(b);
  const auto before = world.server.seen.size();
  const auto id = b.person->app->session().user_id().text;

  for (const std::string& message : {std::string{}, std::string{"p"}, "p" + id + "0", "x" + id, std::string(9, '\0')}) {
    b.channel.hear(message);
    b.person->look();
  }

  EXPECT_EQ(world.server.seen.size(), before);
}

}  // namespace
}  // namespace quern::app
