// The whole story of a person, in both languages, on a wide window and on a phone.
#include <gtest/gtest.h>

#include "tests/ui/app/desk.hpp"

namespace quern::test {
namespace {

class Story : public testing::TestWithParam<std::tuple<ui::Language, float>> {
 protected:
  Desk desk{{.language = std::get<0>(GetParam()), .width = std::get<1>(GetParam()), .height = 844}};
};

TEST_P(Story, FromRegistrationToLogout) {
  // registers
  desk.click(Role::link, desk.tr("login.create_account"));
  desk.type(desk.tr("register.name"), "Борис");
  desk.type(desk.tr("login.email"), "boris@praktika.ru");
  desk.type(desk.tr("login.password"), "a long password");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::button, desk.tr("register.submit"));
  EXPECT_EQ(desk.path(), "/projects");
  EXPECT_EQ(desk.platform.title, desk.tr("projects.title") + " · Quern");
  EXPECT_TRUE(desk.has(Role::heading, desk.tr("projects.empty_title")));

  // makes two projects
  desk.create("Онбординг", "Первые 90 дней");
  desk.create("Складские смены");
  EXPECT_TRUE(desk.has(Role::link, "Онбординг"));
  EXPECT_EQ(desk.server.project_names(), (std::vector<std::string>{"Складские смены", "Онбординг"}));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});

  // renames one from its menu
  desk.open_menu("Онбординг");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::menu_item, desk.tr("projects.edit"));
  desk.type(desk.tr("project_dialog.name"), "Онбординг наставников");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.enter(desk.tr("project_dialog.name"));
  EXPECT_FALSE(desk.has(Role::dialog, desk.tr("project_dialog.edit_title")));
  EXPECT_TRUE(desk.has(Role::link, "Онбординг наставников"));
  EXPECT_TRUE(desk.server.find_project("Онбординг наставников"));

  // deletes one, takes it back, deletes it for good
  desk.open_menu("Складские смены");
  desk.click(Role::menu_item, desk.tr("projects.delete"));
  EXPECT_FALSE(desk.has(Role::link, "Складские смены"));
  EXPECT_TRUE(desk.has_text(desk.tr("notice.project_deleted", {{"name", "Складские смены"}})));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::button, desk.tr("undo"));
  EXPECT_TRUE(desk.has(Role::link, "Складские смены"));
  desk.open_menu("Складские смены");
  desk.click(Role::menu_item, desk.tr("projects.delete"));
  desk.move_to(5, 5);  // a pointer on the toast would hold it
  desk.advance(5'100ms);
  EXPECT_EQ(desk.server.project_names(), std::vector<std::string>{"Онбординг наставников"});

  // searches
  desk.type(desk.tr("projects.search_label"), "нет такого");
  desk.advance(300ms);
  EXPECT_TRUE(desk.has(Role::heading, desk.tr("projects.nothing_title")));
  EXPECT_TRUE(desk.path().starts_with("/projects?search=%D0%BD"));
  desk.click(Role::button, desk.tr("projects.clear_search"));
  EXPECT_TRUE(desk.has(Role::link, "Онбординг наставников"));

  // reads one
  desk.click(Role::link, "Онбординг наставников");
  EXPECT_TRUE(desk.has(Role::heading, "Онбординг наставников"));
  EXPECT_TRUE(desk.has_text("Первые 90 дней"));
  EXPECT_TRUE(desk.has_text(desk.tr("project.no_uploads")));
  EXPECT_EQ(desk.platform.title, "Онбординг наставников · Quern");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});

  // leaves
  desk.click(Role::link, desk.is_phone() ? desk.tr("shell.profile") : desk.tr("shell.settings"));
  EXPECT_EQ(desk.path(), "/settings");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::button, desk.tr("settings.logout"));
  EXPECT_EQ(desk.path(), "/login");
  EXPECT_FALSE(desk.has_text("Онбординг наставников"));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});

  // and comes back
  desk.type(desk.tr("login.email"), "boris@praktika.ru");
  desk.type(desk.tr("login.password"), "a long password");
  desk.enter(desk.tr("login.password"));
  EXPECT_TRUE(desk.has(Role::link, "Онбординг наставников"));
}

INSTANTIATE_TEST_SUITE_P(EveryDesk, Story,
                         testing::Combine(testing::Values(ui::Language::russian, ui::Language::english),
                                          testing::Values(390.f, 1280.f)),
                         [](const auto& place) {
                           const bool is_russian = std::get<0>(place.param) == ui::Language::russian;
                           return std::string(is_russian ? "Russian" : "English") +
                                  (std::get<1>(place.param) < 640 ? "OnAPhone" : "OnAWideWindow");
                         });

}  // namespace
}  // namespace quern::test
