#include "core/app/session.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/app_world.hpp"

namespace quern::app {
namespace {

using test::Names;
using test::World;
using Status = Session::Status;
using namespace std::chrono_literals;

TEST(Session, LeadsAGuestToTheLoginPageAndBackToWhereTheyWantedToBe) {
  World world;
  const auto id = world.server.add_project(world.anna_id, "Онбординг");
  const auto anna = world.open("/projects/" + std::to_string(id));
  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
  EXPECT_FALSE(anna->app->session().has_ended());
  EXPECT_EQ(anna->path(), "/login?return=/projects/" + std::to_string(id));

  anna->log_in(" anna@praktika.ru ", "correct horse");
  EXPECT_EQ(anna->path(), "/projects/" + std::to_string(id));
  ASSERT_TRUE(anna->project);
  EXPECT_EQ(anna->project->name, "Онбординг");
  EXPECT_EQ(anna->app->session().form().password, "");
}

TEST(Session, GreetsWithoutAPlaceToReturnToAtTheStart) {
  World world;
  EXPECT_EQ(world.open("/")->path(), "/login");
}

TEST(Session, SurvivesAReload) {
  World world;
  const auto anna = world.open_as_anna();
  anna->open();
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
  EXPECT_EQ(anna->path(), "/projects");
  ASSERT_TRUE(anna->user);
  EXPECT_EQ(anna->user->display_name, "Анна Ковалёва");
}

TEST(Session, KeepsWhatWasTypedWhenThePasswordIsWrong) {
  World world;
  const auto anna = world.open();
  anna->log_in("anna@praktika.ru", "wrong");
  const auto& form = anna->app->session().form();
  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
  ASSERT_TRUE(form.refusal);
  EXPECT_EQ(form.refusal->code, "invalid_credentials");
  EXPECT_EQ(form.email, "anna@praktika.ru");
  EXPECT_EQ(form.password, "wrong");
  EXPECT_EQ(world.server.count("POST", "/api/auth/refresh"), 1u);  // of the start; a wrong password asks for none
}

TEST(Session, SendsNothingThatCannotBeRight) {
  World world;
  const auto anna = world.open();
  anna->log_in("anna", "");
  EXPECT_EQ(world.server.count("POST", "/api/auth/login"), 0u);
  EXPECT_EQ(anna->app->session().form().email_problem(), Problem::no_email);
  EXPECT_EQ(anna->app->session().form().login_password_problem(), Problem::missing);
}

TEST(Session, SaysHowLongToWaitWhenTriesAreLimited) {
  World world;
  const auto anna = world.open();
  world.server.next_answers.push_back(
      {429, R"({"detail":"slow down","error_type":"rate_limited"})", {{"Retry-After", "7"}}});
  anna->log_in("anna@praktika.ru", "correct horse");
  ASSERT_TRUE(anna->app->session().form().refusal);
  EXPECT_EQ(anna->app->session().form().refusal->kind, ErrorKind::rate_limited);
  EXPECT_EQ(anna->app->session().form().refusal->retry_after, Duration{7s});
}

TEST(Session, RegistersAndIsSignedIn) {
  World world;
  const auto boris = world.open("/register");
  auto& form = boris->app->session().form();
  form.email = "boris@praktika.ru";
  form.password = "a long password";
  form.display_name = "Борис";
  boris->app->session().register_user();
  boris->look();
  EXPECT_EQ(boris->app->session().status(), Status::signed_in);
  EXPECT_EQ(boris->path(), "/projects");
}

TEST(Session, SaysThatAnEmailIsTaken) {
  World world;
  const auto boris = world.open("/register");
  auto& form = boris->app->session().form();
  form.email = "anna@praktika.ru";
  form.password = "a long password";
  form.display_name = "Борис";
  boris->app->session().register_user();
  boris->look();
  ASSERT_TRUE(form.refusal);
  EXPECT_EQ(form.refusal->code, "email_taken");
  EXPECT_EQ(form.display_name, "Борис");
}

TEST(Session, IsRefreshedUnnoticedWhenTheTokenRanOut) {
  World world;
  world.server.add_project(world.anna_id, "Онбординг");
  const auto anna = world.open_as_anna();
  world.server.expire_access();
  anna->wait(2min);
  anna->focus();
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
  EXPECT_EQ(anna->names(), Names{"Онбординг"});
  EXPECT_EQ(anna->error, std::nullopt);
}

TEST(Session, EndsWithNothingTypedLost) {
  World world;
  const auto anna = world.open_as_anna("/projects?search=a");
  world.server.forget_sessions();
  anna->create("Новый проект", "с описанием");

  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
  EXPECT_TRUE(anna->app->session().has_ended());
  EXPECT_EQ(anna->path(), "/login");
  ASSERT_TRUE(anna->app->project_form());
  EXPECT_EQ(anna->app->project_form()->text, (ProjectText{"Новый проект", "с описанием"}));

  anna->log_in("anna@praktika.ru", "correct horse");
  anna->app->submit_project_form();
  anna->look();
  EXPECT_EQ(anna->names(), Names{"Новый проект"});
  EXPECT_TRUE(world.server.find_project("Новый проект"));
}

TEST(Session, ShowsNothingOfOnePersonToAnother) {
  World world;
  world.server.add_user("boris@praktika.ru", "another one", "Борис");
  world.server.add_project(world.anna_id, "Тайна Анны");
  const auto browser = world.open_as_anna();
  ASSERT_EQ(browser->names(), Names{"Тайна Анны"});
  world.server.forget_sessions();
  browser->wait(2min);
  browser->focus();
  ASSERT_EQ(browser->app->session().status(), Status::signed_out);

  world.server.is_down = false;
  browser->app->session().form() = {.email = "boris@praktika.ru", .password = "another one"};
  browser->app->session().log_in();
  world.server.delay = 1s;  // his list has not come yet
  browser->look();
  EXPECT_EQ(browser->names(), Names{});
  EXPECT_EQ(browser->app->client().get_data<Page<Project>>(keys::project_list({})), nullptr);
}

TEST(Session, LeavesNothingBehindAtLogout) {
  World world;
  world.server.add_project(world.anna_id, "Онбординг");
  const auto anna = world.open_as_anna();
  anna->app->project_form() = ProjectForm::create();
  anna->app->project_form()->text.name = "typed";
  anna->app->log_out();
  anna->look();

  EXPECT_EQ(anna->path(), "/login");
  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
  EXPECT_FALSE(anna->app->session().has_ended());
  EXPECT_EQ(anna->app->client().get_data<User>(keys::user_current()), nullptr);
  EXPECT_TRUE(anna->app->client().find_queries({.key = keys::projects()}).empty());
  EXPECT_FALSE(anna->app->project_form());
  EXPECT_EQ(anna->browser.cookie, "");
}

TEST(Session, SendsADeleteThatCouldStillBeTakenBackBeforeItLogsOut) {
  World world;
  world.server.add_project(world.anna_id, "Черновик");
  const auto anna = world.open_as_anna();
  world.server.delay = 100ms;
  anna->remove("Черновик");
  anna->app->log_out();
  anna->wait(1s);
  EXPECT_FALSE(world.server.find_project("Черновик"));
  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
}

TEST(Session, StaysWhenTheServerCannotBeToldOfALogout) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.is_down = true;
  anna->app->log_out();
  anna->look();
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
  ASSERT_EQ(anna->notices().size(), 1u);
  EXPECT_EQ(anna->notices()[0].id, Notice::Id::not_logged_out);
}

TEST(Session, AsksAgainWhenTheServerWasAway) {
  World world;
  world.server.is_down = true;
  const auto anna = world.open();
  EXPECT_EQ(anna->app->session().status(), Status::unknown);
  ASSERT_TRUE(anna->app->session().problem());
  EXPECT_EQ(anna->app->session().problem()->kind, ErrorKind::network);

  world.server.is_down = false;
  anna->focus();
  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
}

TEST(Session, AsksAgainByItselfWhileTheServerIsAway) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.is_down = true;
  anna->open();
  ASSERT_TRUE(anna->app->session().problem());
  anna->wait(10min);
  EXPECT_LT(world.server.count("GET", "/api/auth/me"), 40u);  // ever more rarely
  world.server.is_down = false;
  anna->wait(30s);
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
}

TEST(Session, NoticesThatAnotherTabSignedInAsAnother) {
  World world;
  world.server.add_user("boris@praktika.ru", "another one", "Борис");
  world.server.add_project(world.anna_id, "Тайна Анны");
  const auto tab = world.open_as_anna();
  const auto other = world.open();
  other->log_in("boris@praktika.ru", "another one");
  tab->browser.cookie = other->browser.cookie;  // one browser, one cookie

  tab->wait(6min);
  tab->focus();
  EXPECT_EQ(tab->names(), Names{});
  ASSERT_TRUE(tab->user);
  EXPECT_EQ(tab->user->display_name, "Борис");
}

TEST(Session, ShowsAnotherPersonNothingOfTheFirstOnesAlsoWhenTheListWasFresh) {
  World world;
  world.server.add_user("boris@praktika.ru", "another one", "Борис");
  world.server.add_project(world.anna_id, "Тайна Анны");
  const auto tab = world.open_as_anna();
  const auto other = world.open();
  other->log_in("boris@praktika.ru", "another one");
  tab->wait(4min + 50s);
  tab->focus();  // the list is read again, who is here is not
  ASSERT_EQ(tab->names(), Names{"Тайна Анны"});

  tab->browser.cookie = other->browser.cookie;
  tab->wait(20s);
  tab->focus();  // now the other way round

  ASSERT_TRUE(tab->user);
  EXPECT_EQ(tab->user->display_name, "Борис");
  EXPECT_EQ(tab->names(), Names{});
}

TEST(Session, EndsWithTheAppWhileALogoutWaitsForAWrite) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.delay = 10s;
  anna->create("slow");
  anna->app->log_out();
  anna->look();

  anna->frame.reset();
  anna->app.reset();  // the sanitizer is the judge
}

TEST(Session, ReportsASecondEndAlsoBeforeAnythingElseWasAnswered) {
  World world;
  world.server.add_project(world.anna_id, "a");
  const auto anna = world.open();  // the first question, who is here, was answered 401
  anna->app->session().form().email = "anna@praktika.ru";
  anna->app->session().form().password = "correct horse";
  world.server.delay = 1s;
  anna->app->session().log_in();
  anna->wait(1s);
  ASSERT_EQ(anna->app->session().status(), Status::signed_in);

  world.server.forget_sessions();  // before the list was answered
  anna->wait(20s);

  EXPECT_EQ(anna->app->session().status(), Status::signed_out);
}

TEST(Session, ALogoutThatWaitsIsOffWhenAnotherPersonSignedIn) {
  World world;
  world.server.add_user("boris@praktika.ru", "another one", "Борис");
  const auto anna = world.open_as_anna();
  const auto other = world.open();
  other->log_in("boris@praktika.ru", "another one");
  anna->app->on_online(false);
  anna->create("waits");
  anna->app->on_online(true);
  world.server.delay = 10s;
  anna->app->log_out();
  anna->look();

  anna->browser.cookie = other->browser.cookie;
  anna->app->session().see(*other->user);
  anna->wait(60s);

  EXPECT_FALSE(anna->app->is_logging_out());
  anna->create("Boris's own");
  anna->wait(60s);
  EXPECT_EQ(anna->app->session().status(), Status::signed_in);
}

}  // namespace
}  // namespace quern::app
