#include "core/app/project_form.hpp"

#include <gtest/gtest.h>

namespace quern::app {
namespace {

Project project(std::string name, std::string description, int version = 1) {
  return {.id = ProjectId{"7"}, .version = version, .name = std::move(name), .description = std::move(description)};
}

TEST(ProjectForm, SaysWhatIsWrongOnceAFieldWasLeft) {
  auto form = ProjectForm::create();
  EXPECT_EQ(form.name_problem(), Problem::none);
  EXPECT_FALSE(form.is_valid());

  form.is_name_checked = true;
  form.text.name = "   ";
  EXPECT_EQ(form.name_problem(), Problem::missing);
  form.text.name = "a";
  EXPECT_EQ(form.name_problem(), Problem::none);
}

TEST(ProjectForm, CountsCharactersNotBytes) {
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += "ж";
  EXPECT_EQ(check_project_name("  " + longest + " "), Problem::none);
  EXPECT_EQ(check_project_name(longest + "ж"), Problem::too_long);
  EXPECT_EQ(check_project_description(std::string(5000, 'a')), Problem::none);
  EXPECT_EQ(check_project_description(std::string(5001, 'a')), Problem::too_long);
}

TEST(ProjectForm, SendsTextWithoutTheSpacesAroundIt) {
  auto form = ProjectForm::create();
  form.text = {" a b ", "\nline\n"};
  EXPECT_EQ(form.trimmed_text(), (ProjectText{"a b", "line"}));
}

TEST(ProjectForm, WouldLoseTextOnlyIfSomethingWasTyped) {
  auto form = ProjectForm::edit(project("a", "b"));
  EXPECT_FALSE(form.would_lose_text());
  form.text.description = "c";
  EXPECT_TRUE(form.would_lose_text());
}

TEST(ProjectForm, FollowsTheServerWhereNothingWasTyped) {
  auto form = ProjectForm::edit(project("a", "b"));
  form.text.description = "typed";
  form.see(project("renamed", "b", 2));
  EXPECT_EQ(form.text, (ProjectText{"renamed", "typed"}));
  EXPECT_FALSE(form.theirs);
}

TEST(ProjectForm, ShowsBothWhereBothChanged) {
  auto form = ProjectForm::edit(project("a", "b"));
  form.text.name = "mine";
  form.see(project("theirs", "b", 2));
  EXPECT_EQ(form.text.name, "mine");
  EXPECT_EQ(form.theirs, (TheirText{.name = "theirs", .description = std::nullopt}));

  form.take_theirs();
  EXPECT_EQ(form.text.name, "theirs");
  EXPECT_FALSE(form.theirs);
  EXPECT_FALSE(form.would_lose_text());
}

TEST(ProjectForm, TakesTheirsOnlyWhereBothChanged) {
  auto form = ProjectForm::edit(project("a", "b"));
  form.text = {"mine", "my long description"};
  form.see(project("theirs", "b", 2));
  form.take_theirs();
  EXPECT_EQ(form.text, (ProjectText{"theirs", "my long description"}));
}

TEST(ProjectForm, ShowsAnotherDescriptionToo) {
  auto form = ProjectForm::edit(project("a", "b"));
  form.text.description = "mine";
  form.see(project("renamed", "theirs", 2));
  EXPECT_EQ(form.text, (ProjectText{"renamed", "mine"}));
  EXPECT_EQ(form.theirs, (TheirText{.name = std::nullopt, .description = "theirs"}));
}

TEST(ProjectForm, TakesOlderNewsForNone) {
  auto form = ProjectForm::edit(project("a", "b", 3));
  form.see(project("old", "old", 2));
  EXPECT_EQ(form.text, (ProjectText{"a", "b"}));
}

TEST(FormCheck, KnowsAnEmailAndAPassword) {
  EXPECT_EQ(check_email(""), Problem::missing);
  EXPECT_EQ(check_email("anna"), Problem::no_email);
  EXPECT_EQ(check_email(" anna@praktika.ru "), Problem::none);
  EXPECT_EQ(check_password(""), Problem::missing);
  EXPECT_EQ(check_password("x"), Problem::none);
  EXPECT_EQ(check_new_password("пароль"), Problem::too_short);
  EXPECT_EQ(check_new_password("парольки"), Problem::none);
  EXPECT_EQ(check_display_name(" "), Problem::missing);
}

}  // namespace
}  // namespace quern::app
