// Anna and Boris, in front of their browsers, and a server that tells each of them what happens.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/api/event.hpp"
#include "tests/unit/app/app_world.hpp"

namespace quern::test {

struct ChatWorld : World {
  ChatWorld() {
    server.chats.tell = [this](int user, EventName event, const std::string& data) {
      const auto name = OpenEnum<EventName>{event}.text();
      if (!are_events_lost)
        scheduler.after(event_delay, [this, user, name, data] {
          if (auto* person = user == anna_id ? anna.get() : boris.get()) person->sockets.tell(name, data);
        });
    };
  }
  ~ChatWorld() { server.chats.tell = nullptr; }

  void both_come() {
    anna = open_as_anna("/chats");
    boris = open("/chats");
    boris->log_in("boris@praktika.ru", "another one");
  }
  // Both are in their chat, which is `hello` old.
  void both_talk(std::vector<std::string> hello = {"привет"}) {
    auto& made = server.chats.between(anna_id, boris_id);
    for (auto& text : hello) server.chats.write(made, boris_id, std::move(text));
    both_come();
    go(*anna);
    go(*boris);
  }
  void go(Person& person) {
    person.app->router().go(app::ChatPage{chat().text});
    person.look();
  }
  FakeChat& room() { return server.chats.between(anna_id, boris_id); }
  ChatId chat() { return ChatId{room().id}; }
  Names texts() { return server.chats.texts(anna_id, boris_id); }
  quern::Person boris_as_found() const { return {.id = UserId{std::to_string(boris_id)}, .display_name = "Борис"}; }
  void settle(Duration time = 1min) {
    for (int i = 0; i < 3; ++i) {
      if (anna) anna->wait(time);
      if (boris) boris->wait(time);
    }
  }

  // What somebody has on screen: "text", "text …" on its way, "text !" refused, "(deleted)".
  static Names rows(const Person& person) {
    Names rows;
    if (!person.history) return rows;
    const auto talk = conversation(person);
    for (std::size_t i = 0; i < talk.count(); ++i) {
      const auto row = talk.at(i);
      auto text = row.is_hole ? "(hole)" : row.is_deleted ? "(deleted)" : std::string{row.content};
      if (row.delivery == app::Delivery::failed) {
        text += " !";
      } else if (row.delivery != app::Delivery::confirmed) {
        text += " …";
      }
      rows.push_back(std::move(text));
    }
    return rows;
  }
  static app::Conversation conversation(const Person& person) {
    return person.app->chats().conversation(here(person), *person.history);
  }
  static ChatId here(const Person& person) { return ChatId{std::get<app::ChatPage>(person.app->router().route()).id}; }
  static app::ConversationItem row(const Person& person, std::size_t index) { return conversation(person).at(index); }
  static void say(Person& person, std::string text) {
    person.app->chats().send(here(person), std::move(text));
    person.look();
  }
  static std::uint64_t identity(const Person& person, std::size_t index) { return row(person, index).identity; }

  Duration event_delay{0};
  bool are_events_lost = false;
  int boris_id = server.add_user("boris@praktika.ru", "another one", "Борис");
  std::unique_ptr<Person> anna, boris;
};

}  // namespace quern::test
