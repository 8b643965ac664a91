// Moving about: addresses, back, keys, focus, pages of a list; how it looks and speaks.
#include <gtest/gtest.h>

#include "tests/ui/app/desk.hpp"

namespace quern::test {
namespace {

struct Navigation : testing::Test {
  Desk desk;
  int anna = desk.add_anna();

  void log_in_with(int projects) {
    for (int i = projects; i > 0; --i) desk.server.add_project(anna, "Проект " + std::to_string(i));
    desk.log_in();
  }
};

TEST_F(Navigation, ShowsTwentyRowsAPageAndKeepsThePageInTheAddress) {
  log_in_with(45);
  EXPECT_TRUE(desk.has_text("1–20 из 45"));
  EXPECT_FALSE(desk.has(Role::link, "Проект 21"));
  desk.scroll("Проекты", 10'000);
  desk.click(Role::button, "Следующая страница");
  EXPECT_EQ(desk.path(), "/projects?offset=20");
  EXPECT_TRUE(desk.has(Role::link, "Проект 21"));
  desk.back();
  EXPECT_EQ(desk.path(), "/projects");
  EXPECT_TRUE(desk.has_text("1–20 из 45"));
}

TEST_F(Navigation, SearchesAsOneTypesOnceThereIsAPause) {
  log_in_with(3);
  const auto before = desk.server.count("GET", "/api/projects");
  for (const auto* typed : {"Про", "Прое", "Проект 2"}) {
    desk.type("Поиск проектов", typed);
    desk.advance(100ms);
  }
  EXPECT_EQ(desk.server.count("GET", "/api/projects"), before);
  desk.advance(150ms);
  EXPECT_EQ(desk.server.count("GET", "/api/projects"), before + 1);
  EXPECT_TRUE(desk.has(Role::link, "Проект 2"));
  EXPECT_FALSE(desk.has(Role::link, "Проект 1"));
  EXPECT_EQ(desk.announcements().back(), "Найден 1 проект");
  EXPECT_EQ(desk.platform.history.size(), 1u);  // the same entry of the history
}

TEST_F(Navigation, KeepsThePreviousRowsWhileASearchIsOnItsWay) {
  log_in_with(3);
  desk.server.delay = 1s;
  desk.type("Поиск проектов", "Проект 2");
  desk.advance(300ms);
  EXPECT_TRUE(desk.has(Role::link, "Проект 1"));
  desk.advance(1s);
  EXPECT_FALSE(desk.has(Role::link, "Проект 1"));
}

TEST_F(Navigation, TakesTheSearchFromTheAddress) {
  for (const auto* name : {"один", "два"}) desk.server.add_project(anna, name);
  desk.platform.history = {"/projects?search=%D0%B4%D0%B2%D0%B0"};
  desk.application->on_location_changed();
  desk.log_in();
  EXPECT_EQ(desk.find(Role::textbox, "Поиск проектов").field->value, "два");
  EXPECT_FALSE(desk.has(Role::link, "один"));
}

TEST_F(Navigation, HasKeysForSearchAndNew) {
  log_in_with(1);
  desk.key(ImGuiKey_Slash);
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Поиск проектов"));
  desk.key(ImGuiKey_N);  // typed, not a shortcut
  EXPECT_FALSE(desk.has(Role::dialog, "Новый проект"));
  desk.blur();
  desk.key(ImGuiKey_N);
  EXPECT_TRUE(desk.has(Role::dialog, "Новый проект"));
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Название"));
}

TEST_F(Navigation, MovesTheFocusToTheNewPagesName) {
  log_in_with(1);
  desk.click(Role::link, "Проект 1");
  EXPECT_TRUE(desk.is_focused(Role::heading, "Проект 1"));
  desk.back();
  EXPECT_TRUE(desk.is_focused(Role::heading, "Проекты"));
}

TEST(FirstPage, LeavesTheFocusWhereItIsAndTheNextPageTakesIt) {
  Desk desk({.path = "/projects", .is_signed_in = true});
  EXPECT_TRUE(desk.has(Role::heading, "Проекты"));
  EXPECT_FALSE(desk.is_focused(Role::heading, "Проекты"));
  desk.click(Role::link, "Настройки");
  EXPECT_TRUE(desk.is_focused(Role::heading, "Настройки"));
}

TEST_F(Navigation, GivesTheLoginPagesFirstFieldTheFocus) {
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Электронная почта"));
}

TEST_F(Navigation, ReturnsToWhereAListStood) {
  log_in_with(45);
  desk.scroll("Проекты", 300);
  desk.click(Role::link, "Проект 9");
  desk.back();
  EXPECT_EQ(desk.find(Role::scroll, "Проекты").scroll_y, 300);
}

TEST_F(Navigation, DeletesFromAProjectsOwnPage) {
  log_in_with(2);
  desk.click(Role::link, "Проект 1");
  desk.click(Role::button, "Ещё");
  desk.click(Role::menu_item, "Удалить");
  EXPECT_EQ(desk.path(), "/projects");
  EXPECT_FALSE(desk.has(Role::link, "Проект 1"));
  EXPECT_TRUE(desk.has(Role::button, "Вернуть"));
}

TEST_F(Navigation, ShowsOnlyWhatTheServerCanDo) {
  log_in_with(1);
  for (const auto* absent : {"Чаты", "Сессии", "Резюме"}) EXPECT_FALSE(desk.has(Role::link, absent)) << absent;
  desk.click(Role::link, "Проект 1");
  EXPECT_FALSE(desk.has(Role::button, "Загрузить"));
}

TEST_F(Navigation, SwitchesTheLanguageAtOnceAndKeepsIt) {
  desk.click(Role::radio, "English");
  EXPECT_TRUE(desk.has(Role::heading, "Sign in to Quern"));
  EXPECT_EQ(desk.platform.language, "en");
  EXPECT_EQ(desk.platform.settings["language"], "en");
  EXPECT_EQ(desk.platform.title, "Sign in to Quern · Quern");
}

TEST_F(Navigation, SwitchesTheThemeAtOnceAndFollowsTheSystemUntilThen) {
  EXPECT_EQ(desk.platform.shown_scheme, ui::ColourScheme::dark);
  desk.platform.system_scheme = ui::ColourScheme::light;
  desk.application->on_colour_scheme_changed();
  desk.settle();
  EXPECT_EQ(desk.platform.shown_scheme, ui::ColourScheme::light);

  desk.click(Role::button, "Тёмное оформление");
  EXPECT_EQ(desk.platform.shown_scheme, ui::ColourScheme::dark);
  EXPECT_EQ(desk.platform.settings["theme"], "dark");
}

TEST_F(Navigation, RenamesThePersonAtOnce) {
  log_in_with(0);
  desk.click(Role::link, "Настройки");
  desk.server.delay = 1s;
  desk.type("Имя", "Анна К.");
  desk.click(Role::button, "Сохранить имя");
  EXPECT_TRUE(desk.has(Role::link, "Профиль: Анна К."));
  desk.advance(3s);
  EXPECT_TRUE(desk.has(Role::link, "Профиль: Анна К."));
}

TEST_F(Navigation, LeavingForgetsWhatWasTyped) {
  log_in_with(0);
  desk.click(Role::link, "Настройки");
  desk.type("Имя", "Не сохранено");
  desk.click(Role::button, "Выйти");
  EXPECT_EQ(desk.path(), "/login");
  desk.log_in();
  desk.click(Role::link, "Настройки");
  EXPECT_EQ(desk.find(Role::textbox, "Имя").field->value, "Анна Ковалёва");
}

TEST_F(Navigation, PressesWhatThePointerJumpedToNotWhatLiesUnderIt) {
  log_in_with(2);
  desk.hover(Role::link, "Проект 2");
  desk.jump_and_click(Role::button, "Действия: Проект 2");
  EXPECT_TRUE(desk.has(Role::menu_item, "Открыть"));
  desk.escape();
  desk.click(Role::button, "Новый проект");
  desk.type("Название", "Третий");
  desk.hover(Role::heading, "Новый проект");
  desk.jump_and_click(Role::button, "Создать проект");
  EXPECT_FALSE(desk.has(Role::dialog, "Новый проект"));
  EXPECT_TRUE(desk.has(Role::link, "Третий"));
}

TEST_F(Navigation, DrawsNoFrameWhenNothingMoves) {
  log_in_with(3);
  desk.settle();
  EXPECT_FALSE(desk.application->wants_frame());
}

TEST_F(Navigation, SendsAWaitingDeleteWhenThePageIsHidden) {
  log_in_with(2);
  desk.open_menu("Проект 1");
  desk.click(Role::menu_item, "Удалить");
  desk.application->on_hide();
  desk.settle();
  EXPECT_EQ(desk.server.project_names(), std::vector<std::string>{"Проект 2"});
}

}  // namespace
}  // namespace quern::test
