// What was typed is never lost with a refusal: it is in the open form, or behind a toast.
#include <gtest/gtest.h>

#include "tests/unit/app/app_world.hpp"

namespace quern::app {
namespace {

using test::World;
using namespace std::chrono_literals;

// Given a create on its way and an edit being typed, when the session ends, then the one typed stays open and the other
// waits behind a toast.
TEST(RefusedForm, WaitsBehindAToastWhenTheSessionEndsUnderAnother) {
  World world;
  world.server.add_project(world.anna_id, "a");
  const auto anna = world.open_as_anna();
  world.server.forget_sessions();
  world.server.delay = 1s;
  anna->app->project_form() = ProjectForm::create();
  anna->app->project_form()->text = {"long", "a long description"};
  anna->app->submit_project_form();
  anna->app->project_form() = ProjectForm::edit(anna->row("a"));
  anna->app->project_form()->text.description = "being typed";
  anna->wait(10s);
  EXPECT_EQ(anna->app->session().status(), Session::Status::signed_out);
  ASSERT_TRUE(anna->app->project_form());
  EXPECT_EQ(anna->app->project_form()->text.description, "being typed");

  ASSERT_EQ(anna->notices().size(), 1u);
  anna->app->project_form().reset();
  anna->app->toasts().act(anna->toast());
  ASSERT_TRUE(anna->app->project_form());
  EXPECT_EQ(anna->app->project_form()->text, (ProjectText{"long", "a long description"}));
}

// Given a refused create, when its toast is chosen while another form is open, then the toast stays until it can open.
TEST(RefusedForm, KeepsItsToastWhileAnotherFormIsOpen) {
  World world;
  const auto anna = world.open_as_anna();
  world.server.next_answers.push_back({500, "{}", {}});
  anna->create("refused", "typed");
  ASSERT_EQ(anna->notices().size(), 1u);
  anna->app->project_form() = ProjectForm::create();
  anna->app->toasts().act(anna->toast());
  EXPECT_EQ(anna->app->project_form()->text, ProjectText{});

  anna->app->project_form().reset();
  ASSERT_EQ(anna->notices().size(), 1u);
  anna->app->toasts().act(anna->toast());
  ASSERT_TRUE(anna->app->project_form());
  EXPECT_EQ(anna->app->project_form()->text, (ProjectText{"refused", "typed"}));
  EXPECT_TRUE(anna->notices().empty());
}

// Given an edit of a project that was deleted elsewhere, when it is refused, then its text is offered as a new project.
TEST(RefusedForm, OfAProjectThatIsGoneBecomesANewOne) {
  World world;
  world.server.add_project(world.anna_id, "a");
  const auto anna = world.open_as_anna();
  const auto other = world.open_as_anna();
  other->remove("a");
  other->app->on_hide();
  other->look();
  anna->app->project_form() = ProjectForm::edit(anna->row("a"));
  anna->app->project_form()->text.description = "five minutes of typing";
  anna->app->submit_project_form();
  anna->look();
  ASSERT_EQ(anna->notices().size(), 1u);
  anna->app->toasts().act(anna->toast());
  ASSERT_TRUE(anna->app->project_form());
  EXPECT_EQ(anna->app->project_form()->kind, ProjectForm::Kind::create);
  EXPECT_EQ(anna->app->project_form()->text, (ProjectText{"a", "five minutes of typing"}));

  anna->app->submit_project_form();
  anna->look();
  EXPECT_EQ(anna->names(), test::Names{"a"});
  EXPECT_TRUE(world.server.find_project("a"));
}

// Given an edit opened over a rename on its way, when that is refused, then the edit saves all that it shows.
TEST(RefusedForm, BeneathAnOpenEditLeavesItSavingWhatItShows) {
  World world;
  world.server.add_project(world.anna_id, "a");
  const auto anna = world.open_as_anna();
  world.server.delay = 1s;
  world.server.next_answers.push_back({500, "{}", {}});
  anna->rename("a", "b");
  anna->app->project_form() = ProjectForm::edit(anna->row("b"));
  anna->wait(10s);
  anna->app->project_form()->see(anna->row("a"));  // as the dialog does
  EXPECT_EQ(anna->app->project_form()->text.name, "b");
  EXPECT_TRUE(anna->app->project_form()->would_lose_text());
  anna->app->project_form()->text.description = "more";
  anna->app->submit_project_form();
  anna->wait(10s);
  EXPECT_TRUE(world.server.find_project("b"));
}

}  // namespace
}  // namespace quern::app
