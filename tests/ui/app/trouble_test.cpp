// What a person sees when the server is down, slow, refusing, or has forgotten them; and that nothing typed is lost.
#include <gtest/gtest.h>

#include "tests/ui/app/desk.hpp"

namespace quern::test {
namespace {

struct Trouble : testing::Test {
  Desk desk;
  int anna = desk.add_anna();

  void log_in_with(std::initializer_list<const char*> projects) {
    for (const auto* name : projects) desk.server.add_project(anna, name);
    desk.log_in();
  }
  static FakeAnswer refusal(int status, const std::string& type, const std::string& code) {
    return {status, R"({"detail":"no","error_type":")" + type + R"(","error_code":")" + code + R"("})", {}};
  }
};

TEST_F(Trouble, AWrongPasswordIsSaidUnderItsField) {
  desk.log_in("wrong");
  const auto field = desk.find(Role::textbox, "Пароль");
  EXPECT_TRUE(field.is_invalid);
  EXPECT_EQ(field.description, "Почта или пароль не подходят.");
  EXPECT_EQ(desk.find(Role::textbox, "Электронная почта").field->value, "anna@praktika.ru");
  EXPECT_EQ(field.field->value, "wrong");
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Пароль"));

  desk.type("Пароль", "correct horse");  // the words were about the old one
  EXPECT_FALSE(desk.find(Role::textbox, "Пароль").is_invalid);
}

TEST_F(Trouble, FieldsSayWhatIsMissing) {
  desk.click(Role::button, "Войти");
  EXPECT_EQ(desk.find(Role::textbox, "Электронная почта").description, "Введите электронную почту");
  EXPECT_EQ(desk.find(Role::textbox, "Пароль").description, "Введите пароль");
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Электронная почта"));
}

TEST_F(Trouble, TooManyTriesSayHowLongToWait) {
  desk.server.next_answers.push_back(
      {429, R"({"detail":"slow down","error_type":"rate_limited"})", {{"Retry-After", "21"}}});
  desk.log_in();
  EXPECT_TRUE(desk.has(Role::alert, "Слишком много попыток. Подождите 21 секунду."));
}

TEST_F(Trouble, AServerThatIsAwayIsSaidInWords) {
  desk.server.is_down = true;
  desk.log_in();
  EXPECT_TRUE(desk.has(Role::alert, "Нет связи с сервером. Проверьте сеть и повторите."));
  desk.server.is_down = false;
  desk.click(Role::button, "Войти");
  EXPECT_EQ(desk.path(), "/projects");
}

TEST_F(Trouble, ASlowAnswerKeepsTheButtonBusy) {
  desk.server.delay = 1s;
  desk.log_in();
  EXPECT_TRUE(desk.find(Role::button, "Войти").is_busy);
  desk.advance(2'100ms);
  EXPECT_EQ(desk.path(), "/projects");
}

TEST_F(Trouble, ASlowListShowsItsShapeAfterAMoment) {
  desk.server.delay = 1s;
  desk.log_in();
  desk.advance(1'050ms);
  EXPECT_TRUE(desk.find(Role::status, "Загрузка").is_busy);
}

TEST_F(Trouble, AListThatFailsCanBeTriedAgain) {
  desk.server.add_project(anna, "Онбординг");
  desk.log_in();
  desk.server.always = refusal(500, "server_error", "internal");
  desk.type("Поиск проектов", "Онб");
  desk.advance(300ms);
  desk.advance(3s);  // one repeat by itself
  EXPECT_TRUE(desk.has(Role::heading, "Проекты не загрузились") || desk.has(Role::button, "Повторить"));
  desk.server.always.reset();
  desk.click(Role::button, "Повторить");
  EXPECT_TRUE(desk.has(Role::link, "Онбординг"));
}

TEST_F(Trouble, OldRowsStayUnderAnErrorThatCanBeTriedAgain) {
  log_in_with({"Онбординг"});
  desk.server.always = refusal(500, "server_error", "internal");
  desk.advance(61s);
  desk.application->on_focus(false);
  desk.application->on_focus(true);
  desk.advance(3s);
  EXPECT_TRUE(desk.has(Role::link, "Онбординг"));
  EXPECT_TRUE(desk.has_text("Обновить не удалось: на сервере ошибка (500)."));
}

TEST_F(Trouble, ARefusedCreateSaysWhyAndKeepsTheText) {
  log_in_with({});
  desk.server.next_answers.push_back(refusal(403, "authorization_error", "forbidden"));
  desk.create("Новый", "с описанием");
  EXPECT_FALSE(desk.has(Role::link, "Новый"));
  EXPECT_TRUE(desk.has_text("Проект «Новый» не создан: нет прав"));

  desk.click(Role::button, "Исправить");
  EXPECT_EQ(desk.find(Role::textbox, "Название").field->value, "Новый");
  EXPECT_EQ(desk.find(Role::textbox, "Описание").field->value, "с описанием");
  EXPECT_TRUE(desk.has(Role::alert, "Нет прав на это действие."));
  desk.click(Role::button, "Создать проект");
  EXPECT_TRUE(desk.has(Role::link, "Новый"));
}

TEST_F(Trouble, ARefusedRenameKeepsTheTypedName) {
  log_in_with({});
  desk.click(Role::link, "Настройки");
  desk.type("Имя", "Анна К.");
  desk.server.delay = 1s;
  desk.server.next_answers.push_back(refusal(403, "authorization_error", "forbidden"));
  desk.click(Role::button, "Сохранить имя");
  EXPECT_TRUE(desk.has(Role::link, "Профиль: Анна К."));
  desk.advance(3s);
  EXPECT_TRUE(desk.has(Role::link, "Профиль: Анна Ковалёва"));
  EXPECT_EQ(desk.find(Role::textbox, "Имя").field->value, "Анна К.");
  EXPECT_TRUE(desk.has(Role::button, "Сохранить имя"));
}

TEST_F(Trouble, ATokenThatRanOutIsRefreshedUnnoticed) {
  log_in_with({"Онбординг"});
  desk.server.expire_access();
  desk.create("Новый");
  EXPECT_TRUE(desk.has(Role::link, "Новый"));
  EXPECT_EQ(desk.path(), "/projects");
  EXPECT_EQ(desk.server.count("POST", "/api/projects"), 2u);
}

TEST_F(Trouble, ASessionThatEndedLeadsToTheLoginPageWithTheTextKept) {
  log_in_with({"Онбординг"});
  desk.server.forget_sessions();
  desk.create("Новый", "длинное описание");
  EXPECT_EQ(desk.path(), "/login");
  EXPECT_TRUE(desk.has_text("Сеанс закончился. Набранное сохранено: войдите, чтобы продолжить."));
  EXPECT_FALSE(desk.has(Role::link, "Онбординг"));

  desk.log_in();
  EXPECT_EQ(desk.find(Role::textbox, "Название").field->value, "Новый");
  EXPECT_EQ(desk.find(Role::textbox, "Описание").field->value, "длинное описание");
  desk.click(Role::button, "Создать проект");
  EXPECT_TRUE(desk.server.find_project("Новый"));
}

TEST_F(Trouble, ClosingADialogAsksOnlyIfTextWouldBeLost) {
  log_in_with({});
  desk.click(Role::button, "Новый проект");
  desk.escape();
  EXPECT_FALSE(desk.has(Role::dialog, "Новый проект"));

  desk.click(Role::button, "Новый проект");
  desk.type("Название", "набрано");
  desk.escape();
  EXPECT_TRUE(desk.has_text("Закрыть и потерять набранное?"));
  desk.click(Role::button, "Вернуться к тексту");
  EXPECT_EQ(desk.find(Role::textbox, "Название").field->value, "набрано");
  desk.click(Role::button, "Отмена");
  desk.click(Role::button, "Закрыть без сохранения");
  EXPECT_FALSE(desk.has(Role::dialog, "Новый проект"));
  EXPECT_EQ(desk.server.count("POST", "/api/projects"), 0u);
}

TEST_F(Trouble, ADialogSaysWhatIsWrongBeforeItSends) {
  log_in_with({});
  desk.click(Role::button, "Новый проект");
  desk.click(Role::button, "Создать проект");
  EXPECT_EQ(desk.find(Role::textbox, "Название").description, "Без названия проект не найти");
  EXPECT_TRUE(desk.has(Role::dialog, "Новый проект"));
  desk.type("Описание", std::string(5003, 'a'));
  EXPECT_TRUE(desk.has_text("3 лишних знака"));
}

TEST_F(Trouble, AProjectThatIsGoneSaysSo) {
  desk.platform.history = {"/projects/777"};
  desk.application->on_location_changed();
  desk.log_in();
  EXPECT_TRUE(desk.has(Role::heading, "Такого проекта нет"));
  desk.click(Role::button, "К проектам");
  EXPECT_EQ(desk.path(), "/projects");
}

TEST_F(Trouble, AnUnknownAddressLeadsToThePojects) {
  log_in_with({});
  desk.platform.history.push_back("/nowhere");
  desk.application->on_location_changed();
  desk.settle();
  EXPECT_TRUE(desk.has(Role::heading, "Здесь ничего нет"));
  desk.click(Role::button, "К проектам");
  EXPECT_EQ(desk.path(), "/projects");
}

TEST_F(Trouble, BeingOfflineIsSaid) {
  log_in_with({"Онбординг"});
  desk.application->on_online(false);
  desk.settle();
  EXPECT_TRUE(desk.has(Role::status, "Нет связи. Пишите как обычно: всё отправится само."));
  desk.application->on_online(true);
  desk.settle();
  EXPECT_FALSE(desk.has(Role::status, "Нет связи. Пишите как обычно: всё отправится само."));
}

TEST(TroubleAtTheStart, CanBeTriedAgain) {
  Desk desk{{.is_server_down = true}};
  EXPECT_TRUE(desk.has(Role::heading, "Не получается открыть Quern"));
  EXPECT_TRUE(desk.has_text("Нет связи с сервером. Проверьте сеть и повторите."));
  desk.server.is_down = false;
  desk.click(Role::button, "Повторить");
  EXPECT_TRUE(desk.has(Role::heading, "Вход в Quern"));
}

}  // namespace
}  // namespace quern::test
