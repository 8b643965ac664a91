// Two people write to each other: one is at the desk, the other is the server's, and what happens to them comes by the socket.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/ui/app/desk.hpp"

namespace quern::test {
namespace {

class ChatDesk : public Desk {
 public:
  explicit ChatDesk(float width = 1280)
      : Desk({.language = ui::Language::english, .width = width, .height = 800, .has_chats = true}) {
    anna = add_anna();
    marat = server.add_user("marat@praktika.ru", "correct horse", "Marat Safiullin");
    server.chats.online[marat] = true;
    server.chats.tell = [this](int person, EventName event, const std::string& data) {
      if (person == anna) sockets.tell(EnumNames<EventName>::names[static_cast<std::size_t>(event)], data);
    };
  }

  FakeChat& chat() { return server.chats.between(anna, marat); }
  // There is a chat with so many of Marat's messages in it, read up to `read`.
  void begin_chat(int messages, int read) {
    for (int i = 1; i <= messages; ++i) say("message " + std::to_string(i));
    if (read > 0) server.chats.read(chat(), anna, read);
    chat();
  }
  void begin_chat(int messages = 0) { begin_chat(messages, messages); }
  void say(std::string text) {
    server.chats.write(chat(), marat, std::move(text));
    settle();
  }
  std::int64_t read_by_anna() { return chat().read[anna]; }
  std::vector<std::string> texts() { return server.chats.texts(anna, marat); }
  void open() {
    log_in();
    click(Role::link, "Chats");
    click(Role::link, "Marat Safiullin");
    EXPECT_EQ(path(), "/chats/" + chat().id);
  }
  void write(std::string_view text) {
    type("Message", text);
    enter("Message");
  }
  // The messages that are told, by name: “Marat Safiullin, message 1, 00:00”.
  std::vector<std::string> messages() const {
    std::vector<std::string> names;
    for (const auto& node : application->semantics().nodes())
      if (node.role == Role::list_item && node.name.contains(", ")) names.push_back(node.name);
    return names;
  }
  bool has_message(std::string_view name) const { return std::ranges::contains(messages(), name); }
  // The one whose name begins so, and its menu.
  void open_menu_of(std::string_view beginning) {
    const auto& nodes = application->semantics().nodes();
    const auto found = std::ranges::find_if(
        nodes, [&](const ui::Node& node) { return node.role == Role::list_item && node.name.starts_with(beginning); });
    ASSERT_NE(found, nodes.end()) << beginning;
    input({.kind = ui::Input::Kind::context, .id = found->id});
  }
  void refuse(int status) {
    server.next_answers.push_back({.status = status, .body = R"({"detail":"no"})", .headers = {}});
  }

  int anna = 0, marat = 0;
};

TEST(Chats, SayWhatAMessageIsThatHasNoWordsOfItsOwn) {
  ChatDesk desk;
  desk.begin_chat(4);
  auto& messages = desk.chat().messages;
  const std::pair<MessageType, const char*> kinds[] = {{MessageType::unknown, "A message that cannot be shown here"},
                                                       {MessageType::voice, "Voice message"},
                                                       {MessageType::system, "The group has changed"},
                                                       {MessageType::file, "File"}};
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    messages[i].type = kinds[i].first;
    messages[i].content.clear();
  }
  desk.open();
  for (const auto& [type, words] : kinds) {
    EXPECT_TRUE(std::ranges::any_of(desk.messages(), [&](const std::string& name) {
      return name.starts_with(std::string{"Marat Safiullin, "} + words + ", ");
    })) << words;
  }
}

TEST(Chats, AreNotThereWhereTheServerHasNone) {
  Desk desk({.language = ui::Language::english});
  desk.add_anna();
  desk.log_in();
  EXPECT_FALSE(desk.has(Role::link, "Chats"));
}

TEST(Chats, BeginWithAPersonFoundByName) {
  ChatDesk desk;
  desk.log_in();
  desk.click(Role::link, "Chats");
  EXPECT_TRUE(desk.has(Role::heading, "No chats yet"));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});

  desk.click(Role::button, "New chat");
  EXPECT_TRUE(desk.has(Role::button, "Marat Safiullin"));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.type("Name", "nobody");
  desk.advance(300ms);
  EXPECT_TRUE(desk.has_text("There is nobody called “nobody” here."));
  desk.type("Name", "Marat");
  desk.advance(300ms);
  desk.enter("Name");

  EXPECT_FALSE(desk.has(Role::dialog, "New chat"));
  EXPECT_TRUE(desk.path().starts_with("/chats/c"));  // the server has made it meanwhile
  EXPECT_TRUE(desk.has(Role::heading, "Marat Safiullin"));
  EXPECT_TRUE(desk.has(Role::heading, "No messages yet"));
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Message"));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
}

TEST(Chats, SendWhatIsWrittenAndShowHowFarItHasCome) {
  ChatDesk desk;
  desk.begin_chat(1);
  desk.open();
  EXPECT_TRUE(desk.has_message("Marat Safiullin, message 1, 00:00"));

  desk.server.delay = 1s;
  desk.write("on my way");
  EXPECT_TRUE(desk.has_message("You, on my way, 00:00, waiting to be sent"));
  EXPECT_EQ(desk.find(Role::textbox, "Message").field->value, "");
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Message"));
  desk.server.delay = 0s;
  desk.advance(1'100ms);
  EXPECT_TRUE(desk.has_message("You, on my way, 00:00, sent"));
  EXPECT_EQ(desk.messages().size(), 2u);
  EXPECT_EQ(desk.texts(), (std::vector<std::string>{"message 1", "on my way"}));

  desk.server.chats.read(desk.chat(), desk.marat, 2);
  desk.settle();
  EXPECT_TRUE(desk.has_message("You, on my way, 00:00, read"));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
}

TEST(Chats, ShowWhatTheOtherWritesAsItComes) {
  ChatDesk desk;
  desk.begin_chat(1);
  desk.open();

  desk.sockets.tell_loosely(
      "typing", R"({"chat_id":")" + desk.chat().id + R"(","user_id":")" + std::to_string(desk.marat) + "\"}");
  desk.settle();
  EXPECT_TRUE(desk.has(Role::status, "typing…"));
  desk.say("are you there?");
  EXPECT_FALSE(desk.has(Role::status, "typing…"));
  EXPECT_TRUE(desk.has_message("Marat Safiullin, are you there?, 00:00"));
  EXPECT_TRUE(std::ranges::contains(desk.announcements(), "Marat Safiullin: are you there?"));
  EXPECT_EQ(desk.read_by_anna(), 2);  // it was seen
}

TEST(Chats, AreReadOnlyWhileTheWindowIsInFront) {
  ChatDesk desk;
  desk.begin_chat(1);
  desk.open();
  desk.application->on_focus(false);
  desk.server.chats.write(desk.chat(), desk.marat, "are you there?");
  EXPECT_EQ(desk.platform.title, "(1) Marat Safiullin · Quern");  // without a frame
  desk.settle();
  EXPECT_EQ(desk.read_by_anna(), 1);

  desk.application->on_focus(true);
  desk.settle();
  EXPECT_EQ(desk.read_by_anna(), 2);
  EXPECT_EQ(desk.platform.title, "Marat Safiullin · Quern");
}

TEST(Chats, CountWhatIsUnreadInTheListTheRailAndTheTitle) {
  ChatDesk desk;
  desk.begin_chat(3, 1);
  desk.log_in();
  EXPECT_EQ(desk.platform.title, "(2) Projects · Quern");
  EXPECT_EQ(desk.find(Role::link, "Chats").description, "2");
  desk.click(Role::link, "Chats");
  EXPECT_EQ(desk.find(Role::link, "Marat Safiullin").description, "2 unread messages, online, message 3, 00:00");
  EXPECT_TRUE(desk.has(Role::button,
                       "Unread\u2002"
                       "1"));
}

TEST(Chats, OpenWhereReadingBegins) {
  ChatDesk desk;
  desk.begin_chat(40, 30);
  desk.open();
  EXPECT_TRUE(desk.has_text("New messages"));
  EXPECT_TRUE(desk.has_message("Marat Safiullin, message 31, 00:00"));
}

TEST(Chats, LoadOlderMessagesAsOneScrollsUp) {
  ChatDesk desk;
  desk.begin_chat(120);
  desk.open();
  const auto before = desk.messages().back();
  for (int i = 0; i < 12; ++i) {
    desk.move_to(800, 400);
    desk.wheel(20);
    desk.advance(200ms);
  }
  EXPECT_TRUE(desk.has_message("Marat Safiullin, message 1, 00:00"));
  EXPECT_EQ(desk.server.count("GET", "/api/messages"), 3u);
  desk.click(Role::button, "To the latest messages");
  EXPECT_EQ(desk.messages().back(), before);
}

TEST(Chats, ChangeAMessageAndTakeBackTheChange) {
  ChatDesk desk;
  desk.begin_chat();
  desk.open();
  desk.write("first");
  desk.advance(100ms);

  desk.focus(Role::textbox, "Message");
  desk.key(ImGuiKey_UpArrow);
  EXPECT_TRUE(desk.has(Role::status, "Editing the message"));
  EXPECT_EQ(desk.find(Role::textbox, "Message").field->value, "first");
  desk.escape();
  EXPECT_FALSE(desk.has(Role::status, "Editing the message"));

  desk.open_menu_of("You, first");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::menu_item, "Edit");
  EXPECT_TRUE(desk.is_focused(Role::textbox, "Message"));
  desk.write("second");
  desk.advance(100ms);
  EXPECT_TRUE(desk.has_message("You, second, 00:00, edited, sent"));
  EXPECT_EQ(desk.texts(), std::vector<std::string>{"second"});
}

TEST(Chats, DeleteAMessageAfterTheTimeToTakeItBack) {
  ChatDesk desk;
  desk.begin_chat();
  desk.open();
  desk.write("mistake");
  desk.advance(100ms);
  desk.open_menu_of("You, mistake");
  desk.click(Role::menu_item, "Delete");
  EXPECT_TRUE(desk.messages().front().starts_with("You, Message deleted"));
  desk.click(Role::button, "Undo");
  EXPECT_TRUE(desk.messages().front().starts_with("You, mistake"));

  desk.open_menu_of("You, mistake");
  desk.click(Role::menu_item, "Delete");
  desk.move_to(5, 5);  // a pointer on the toast would hold it
  desk.advance(5'200ms);
  EXPECT_EQ(desk.texts(), std::vector<std::string>{""});
}

TEST(Chats, CopyAMessage) {
  ChatDesk desk;
  desk.begin_chat(1, 1);
  desk.open();
  desk.open_menu_of("Marat Safiullin, message 1");
  desk.click(Role::menu_item, "Copy text");
  EXPECT_EQ(desk.platform.clipboard, "message 1");
}

TEST(Chats, KeepWhatWasRefusedWithItsReason) {
  ChatDesk desk;
  desk.begin_chat();
  desk.open();
  desk.refuse(403);
  desk.write("let me in");
  desk.advance(100ms);
  EXPECT_TRUE(desk.has_message("You, let me in, 00:00, Not sent: no permission."));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::button, "Retry");
  desk.advance(100ms);
  EXPECT_EQ(desk.texts(), std::vector<std::string>{"let me in"});

  desk.refuse(403);
  desk.write("again");
  desk.advance(100ms);
  desk.click(Role::button, "Delete");
  EXPECT_EQ(desk.messages().size(), 1u);
}

TEST(Chats, KeepADraftInEachChat) {
  ChatDesk desk;
  desk.begin_chat(1);
  desk.open();
  desk.type("Message", "half a thought");
  desk.click(Role::link, "Projects");
  desk.click(Role::link, "Chats");
  EXPECT_TRUE(desk.find(Role::link, "Marat Safiullin").description.contains("Draft: half a thought"));
  desk.click(Role::link, "Marat Safiullin");
  EXPECT_EQ(desk.find(Role::textbox, "Message").field->value, "half a thought");
}

TEST(Chats, SayThatThereIsNoConnectionAndGoOn) {
  ChatDesk desk;
  desk.begin_chat(1);
  desk.open();
  desk.server.is_down = true;
  desk.sockets.break_down();
  desk.advance(4s);
  EXPECT_TRUE(desk.has(Role::status, "You are offline. Keep writing: everything will be sent by itself."));
  EXPECT_TRUE(desk.has(Role::button, "Retry now"));
  EXPECT_EQ(desk.find(Role::textbox, "Message").field->placeholder, "Will be sent when you are back online");
  desk.write("later then");
  EXPECT_TRUE(desk.has_message("You, later then, 00:00, waiting to be sent"));
  EXPECT_TRUE(desk.has_text("1 message waiting to be sent"));

  desk.server.is_down = false;
  desk.sockets.mode = ScriptedSockets::Mode::well;
  desk.click(Role::button, "Retry now");
  desk.advance(10s);
  EXPECT_FALSE(desk.has(Role::button, "Retry now"));
  EXPECT_EQ(desk.texts(), (std::vector<std::string>{"message 1", "later then"}));
}

TEST(Chats, AskBeforeOneLeavesWithSomethingUnsent) {
  ChatDesk desk;
  desk.begin_chat(1, 1);
  desk.open();
  desk.server.is_down = true;
  desk.write("not yet");
  desk.click(Role::link, "Settings");
  desk.click(Role::button, "Log out");
  EXPECT_TRUE(desk.has_text("1 message has not been sent and will be lost."));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::button, "Stay");
  EXPECT_FALSE(desk.has(Role::dialog, "Log out without sending?"));
  EXPECT_EQ(desk.path(), "/settings");
}

TEST(Chats, ArePagesOfTheirOwnOnAPhone) {
  ChatDesk desk(390);
  desk.begin_chat(2);
  desk.open();
  EXPECT_FALSE(desk.has(Role::link, "Chats"));  // the bar gives way to the composer
  EXPECT_TRUE(desk.has(Role::heading, "Marat Safiullin"));
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
  desk.click(Role::button, "To the chats");
  EXPECT_EQ(desk.path(), "/chats");
  EXPECT_EQ(desk.complaints(), std::vector<std::string>{});
}

TEST(Chats, ThatAreNotThereSaySo) {
  ChatDesk desk;
  desk.log_in();
  desk.platform.history.emplace_back("/chats/c99");
  desk.application->on_location_changed();
  desk.advance(1s);
  EXPECT_TRUE(desk.has(Role::heading, "There is no such chat"));
}

TEST(Chats, DrawNothingWhileNothingHappens) {
  ChatDesk desk;
  desk.begin_chat(5, 5);
  desk.open();
  desk.advance(2s);
  EXPECT_FALSE(desk.application->wants_frame());
}

}  // namespace
}  // namespace quern::test
