// What a chat's page is made of, one part at a time: bubbles, rows of the list, the composer, the connection's bar.
#include <gtest/gtest.h>

#include "tests/ui/stage.hpp"
#include "ui/chat/chat_row.hpp"
#include "ui/chat/composer.hpp"
#include "ui/chat/message_bubble.hpp"
#include "ui/shell/connection_bar.hpp"

namespace quern::ui {
namespace {

using namespace std::chrono_literals;

class Bubbles : public testing::Test {
 protected:
  BubbleShape shape_of(const Bubble& bubble, float lane = 752) {
    BubbleShape shape;
    stage.show([&](Ui& ui) {
      shape = bubble_shape(ui, bubble, lane);
      draw_bubble(ui, bubble, shape, ui.place(shape.width, shape.height));
    });
    return shape;
  }
  test::Stage stage;
};

TEST_F(Bubbles, HaveTheirTimeBesideTheLastWordsWhereThereIsRoom) {
  const auto shape = shape_of({.text = "Добрый день", .time = "14:20"});
  EXPECT_FALSE(shape.is_time_below);
  EXPECT_EQ(shape.height, 7 + 20 + 7);
}

TEST_F(Bubbles, HaveTheirTimeBelowWhereThereIsNone) {
  std::string text = "длинно";
  while (shape_of({.text = text, .time = "14:20"}).lines.size() == 1 &&
         !shape_of({.text = text, .time = "14:20"}).is_time_below)
    text += " о";
  const auto shape = shape_of({.text = text, .time = "14:20"});
  EXPECT_EQ(shape.lines.size(), 1u);
  EXPECT_EQ(shape.height, 7 + 20 + 16 + 7);
  EXPECT_EQ(shape.width, 520);
}

TEST_F(Bubbles, AreNoWiderThanTheirMeasureAndNarrowerThanTheirLane) {
  const std::string word(400, 'w');  // one word, with no place to break it
  EXPECT_EQ(shape_of({.text = word, .time = "14:20"}).width, 520);
  EXPECT_EQ(shape_of({.text = word, .time = "14:20"}, 300).width, 300);
  EXPECT_LT(shape_of({.text = "нет", .time = "14:20"}).width, 120);
}

TEST_F(Bubbles, OfSeveralShortLinesAreAsWideAsTheLongest) {
  const auto shape = shape_of({.text = "один\nдва и ещё немного\nтри", .time = "14:20"});
  EXPECT_EQ(shape.lines.size(), 3u);
  EXPECT_LT(shape.width, 260);
}

TEST_F(Bubbles, TakeTheSameRoomPendingAsSent) {  // so that nothing moves when one is confirmed
  const auto pending = shape_of({.text = "Уже иду", .time = "14:20", .ticks = Ticks::pending, .is_own = true});
  const auto read = shape_of({.text = "Уже иду", .time = "14:20", .ticks = Ticks::read, .is_own = true});
  EXPECT_EQ(pending.width, read.width);
  EXPECT_EQ(pending.height, read.height);
}

class Rows : public testing::Test {
 protected:
  void show(ChatRow row) {
    stage.show([this, row](Ui& ui) {
      const List list(ui, "Chats");
      pressed += chat_row(ui, row, 0, 1);
    });
  }
  std::string description() { return stage.find(Role::link, "Марат").description; }
  test::Stage stage;
  int pressed = 0;
};

TEST_F(Rows, AreLinksThatSayEverythingTheyShow) {
  show({.name = "Марат",
        .href = "/chats/1",
        .lead = "Черновик:",
        .words = "по срокам",
        .time = "13:05",
        .is_draft = true,
        .is_online = true,
        .unread = 2});
  EXPECT_EQ(description(), "2 непрочитанных сообщения, в сети, Черновик: по срокам, 13:05");
  EXPECT_EQ(stage.complaints(), std::vector<std::string>{});
  stage.click(Role::link, "Марат");
  EXPECT_EQ(pressed, 1);
}

TEST_F(Rows, SayHowFarTheLastMessageHasCome) {
  show({.name = "Марат", .href = "/chats/1", .words = "Вы: да", .ticks = Ticks::pending});
  EXPECT_TRUE(description().ends_with("ждёт отправки"));
  show({.name = "Марат", .href = "/chats/1", .words = "Вы: да", .ticks = Ticks::read});
  EXPECT_TRUE(description().ends_with("прочитано"));
}

class Composers : public testing::Test {
 protected:
  void show(Composer options = {}) {
    stage.show([this, options](Ui& ui) {
      height = composer_height(ui, 880, text, options);
      const auto result = composer(ui, {0, 400, 880, height}, text, options);
      sends += result.is_sent;
      cancels += result.is_cancelled;
      wishes += result.wants_last;
    });
  }
  test::Stage stage;
  std::string text;
  float height = 0;
  int sends = 0, cancels = 0, wishes = 0;
};

TEST_F(Composers, GrowWithTheirTextUpToEightLines) {
  show();
  const float one = height;
  stage.type("Сообщение", "раз\nдва\nтри");
  EXPECT_EQ(height, one + 40);
  stage.type("Сообщение", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11");
  EXPECT_EQ(height, one + 140);
}

TEST_F(Composers, SendByEnterAndByTheirButton) {
  show();
  stage.type("Сообщение", "готово");
  stage.enter("Сообщение");
  EXPECT_EQ(sends, 1);
  stage.click(Role::button, "Отправить");
  EXPECT_EQ(sends, 2);
  EXPECT_TRUE(stage.is_focused(Role::textbox, "Сообщение"));  // one goes on writing
  EXPECT_EQ(text, "готово");                                  // taken by who sends it
}

TEST_F(Composers, SendNothingWhereThereIsNothing) {
  show();
  stage.type("Сообщение", " \n ");
  stage.enter("Сообщение");
  EXPECT_EQ(sends, 0);
  EXPECT_FALSE(stage.has(Role::button, "Отправить"));
}

TEST_F(Composers, RefuseWhatIsTooLongWithAWord) {
  show();
  std::string most;
  for (int i = 0; i < 9'999; ++i) most += "ы";
  stage.type("Сообщение", most);
  EXPECT_TRUE(stage.has_text("1 знак остался"));
  stage.type("Сообщение", most + "ыыы");
  EXPECT_TRUE(stage.has(Role::alert, "Слишком длинно: 2 лишних знака"));
  stage.enter("Сообщение");
  stage.click(Role::button, "Отправить");
  EXPECT_EQ(sends, 0);
  EXPECT_EQ(text, most + "ыыы");
}

TEST_F(Composers, ShowWhatIsChangedAndLetOneOut) {
  text = "как есть";
  show({.is_editing = true, .edited = "как было"});
  EXPECT_TRUE(stage.has(Role::status, "Изменение сообщения"));
  stage.focus(Role::textbox, "Сообщение");
  stage.escape();
  EXPECT_EQ(cancels, 1);
  stage.click(Role::button, "Не изменять");
  EXPECT_EQ(cancels, 2);
  EXPECT_EQ(stage.complaints(), std::vector<std::string>{});
}

TEST_F(Composers, AskForTheLastMessageByUpInAnEmptyField) {
  show();
  stage.focus(Role::textbox, "Сообщение");
  stage.key(ImGuiKey_UpArrow);
  EXPECT_EQ(wishes, 1);
  stage.type("Сообщение", "x");
  stage.key(ImGuiKey_UpArrow);
  EXPECT_EQ(wishes, 1);
}

class ConnectionBar : public testing::Test {
 protected:
  void show() {
    stage.show([this](Ui& ui) {
      Rect page{0, 0, 880, 600};
      presses += connection_bar(ui, page, notice);
      room = page.height;
    });
  }
  test::Stage stage;
  app::ConnectionNotice notice;
  float room = 0;
  int presses = 0;
};

TEST_F(ConnectionBar, TakesNoRoomAndNoFrameWhileAllIsWell) {
  show();
  EXPECT_EQ(room, 600);
  EXPECT_FALSE(stage.next_frame_in());
}

TEST_F(ConnectionBar, CountsDownAndLetsOneTryNow) {
  notice = {.kind = app::ConnectionNotice::Kind::waiting, .next_try_in = 7'400ms};
  show();
  EXPECT_EQ(room, 560);
  EXPECT_EQ(stage.all(Role::status, "Нет связи. Пишите как обычно: всё отправится само.").front().description,
            "Следующая попытка через 8 с.");
  stage.click(Role::button, "Сейчас");
  EXPECT_EQ(presses, 1);
}

TEST_F(ConnectionBar, SaysThatTheServerIsSilentAfterManyTries) {
  notice = {.kind = app::ConnectionNotice::Kind::waiting, .next_try_in = 30s, .is_lasting = true};
  show();
  EXPECT_TRUE(stage.has_text("Сервер не отвечает. Пишите как обычно: всё отправится само."));
}

TEST_F(ConnectionBar, HasNothingToPressWithoutANetwork) {
  notice = {.kind = app::ConnectionNotice::Kind::offline};
  show();
  EXPECT_FALSE(stage.has(Role::button, "Сейчас"));
  EXPECT_FALSE(stage.next_frame_in());
}

}  // namespace
}  // namespace quern::ui
