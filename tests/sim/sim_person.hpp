// One person in front of one browser: the whole of core/app over a bad network, and what they would see on the page.
// What they wrote is noted, so that it can be looked for at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/app/app.hpp"
#include "core/query/frame.hpp"
#include "tests/sim/wire.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/app/fakes.hpp"

namespace quern::test {

struct Written {
  std::string text;          // as it was last
  bool was_deleted = false;  // or meant to be
};

class SimPerson {
 public:
  SimPerson(RulesWorld& server, std::uint64_t seed, int number);
  ~SimPerson();

  void sign_up();  // over the clean wire
  UserId id() const { return app->session().user_id(); }

  // ---- what they do; each leaves the page as on screen
  void open_chat_with(const SimPerson& other);
  void go_to_list();
  void open_some_chat();
  void send();
  void edit_own();
  void delete_own();
  void scroll_up();
  void create_project();
  void change_project();
  void delete_project();
  void reload();  // the page is gone, and opened anew

  std::string unsent() const;  // what waits, for a complaint

  // ---- what they see
  std::shared_ptr<const Page<Chat>> chats;
  std::shared_ptr<const Page<Project>> projects;
  std::optional<app::Conversation> conversation;
  ChatId chat;             // the one that is open
  bool is_looking = true;  // in front, at the bottom

  // ---- their means
 private:
  SeededRandom random_;  // before what is given it

 public:
  Wire wire;
  std::vector<Written> written;
  std::unique_ptr<app::App> app;
  std::string name;

 private:
  void open();
  void draw();
  void request_frame();
  std::string next_text();
  void draw_chat(ChatId id);
  std::optional<app::ConversationItem> some_own_row();
  Written* find_written(std::string_view text);

  RulesWorld& server_;
  FakeAddressBar bar_;
  FakeSettings settings_;
  app::MemoryOutboxStorage outbox_;  // outlives the pages
  std::optional<query::Frame> frame_;
  bool has_frame_coming_ = false;
  int texts_ = 0;
};

}  // namespace quern::test
