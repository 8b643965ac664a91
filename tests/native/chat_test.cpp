// Two people write to each other: one in a desktop window, the other by HTTP; the server between them is killed, and comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/native/window_stage.hpp"
#include "tests/serve/browser.hpp"

namespace quern::test {
namespace {

class DesktopChat : public testing::Test {
 protected:
  void SetUp() override {
    setenv("LANGUAGE", "en", 1);
    const auto answer =
        marat.post("/api/auth/register",
                   R"({"email":"marat@example.org","password":"a long password","display_name":"Marat Safiullin"})");
    ASSERT_EQ(answer.status, 201) << answer.body;
    anna.emplace(server);
    anna->register_as("Anna", "anna@example.org");
    anna->click(Role::link, "Chats");
    anna->click(Role::button, "New chat");
    anna->fill("Name", "Marat");
    anna->click(Role::button, "Marat Safiullin");
    ASSERT_TRUE(anna->wait_for(Role::heading, "Marat Safiullin")) << anna->everything();
    anna_writes("hello");  // until there is a message, the chat is hers alone
    ASSERT_TRUE(anna->wait_until([&] { return marat.get("/api/chats").member("total") == "1"; })) << anna->everything();
    chat = marat.get("/api/chats").member("items.0.id");
  }

  void anna_writes(std::string_view text) {
    anna->fill("Message", text);
    anna->key("Return");
  }
  // Each write of his has a number of its own in its ids.
  void marat_writes(std::string_view text) {
    const auto number = std::to_string(++writes);
    const auto id = "00000000-0000-4000-8000-" + std::string(12 - number.size(), '0') + number;
    const auto answer = marat.post("/api/messages",
                                   R"({"chat_id":")" + chat + R"(","type":"text","content":")" + std::string(text) +
                                       R"(","client_id":")" + id + "\"}",
                                   {{"Idempotency-Key", id}});
    EXPECT_EQ(answer.status, 201) << answer.body;
  }

  // How many rows of the window are this message: “Marat Safiullin, hello, 12:30”; of her own also how far it has come.
  std::ptrdiff_t rows(std::string_view author, std::string_view text, std::string_view end = {}) {
    const auto beginning = std::string(author) + ", " + std::string(text) + ", ";
    return std::ranges::count_if(anna->desktop().semantics().nodes(), [&](const ui::Node& node) {
      return node.role == Role::list_item && node.name.starts_with(beginning) && node.name.ends_with(end);
    });
  }
  bool shows(std::string_view author, std::string_view text, std::string_view end = {}) {
    return anna->wait_until([&] { return rows(author, text, end) == 1; });
  }

  // What Marat reads, the oldest first.
  std::vector<std::string> texts() {
    const auto answer = marat.get("/api/messages?chat_id=" + chat);
    std::vector<std::string> found;
    for (int i = 0;; ++i) {
      auto text = answer.member("items." + std::to_string(i) + ".content");
      if (text.empty()) break;
      found.insert(found.begin(), std::move(text));
    }
    return found;
  }
  // The texts of the window's rows, from the top.
  std::vector<std::string> shown() {
    std::vector<std::string> found;
    for (const auto& node : anna->desktop().semantics().nodes()) {
      const auto comma = node.name.find(", ");
      if (node.role != Role::list_item || comma == std::string::npos) continue;
      found.push_back(node.name.substr(comma + 2, node.name.find(", ", comma + 2) - comma - 2));
    }
    return found;
  }
  // Both have these, in one order.
  bool have(std::vector<std::string> all) {
    std::ranges::sort(all);
    return anna->wait_until([&] {
      auto read = texts();
      const bool is_same = shown() == read;
      std::ranges::sort(read);
      return is_same && read == all;
    });
  }

  Server server;
  Browser marat{server.port()};
  std::optional<Person> anna;
  std::string chat;
  int writes = 0;
};

TEST_F(DesktopChat, CarriesAMessageEachWay) {
  EXPECT_TRUE(shows("You", "hello", ", sent")) << anna->everything();

  marat_writes("I am here");

  EXPECT_TRUE(shows("Marat Safiullin", "I am here")) << anna->everything();
  EXPECT_TRUE(have({"hello", "I am here"})) << testing::PrintToString(texts()) << anna->everything();
  anna->look("chat");
}

TEST_F(DesktopChat, CarriesEachMessageOnceOverAServerThatWasKilled) {
  marat_writes("heard");
  ASSERT_TRUE(shows("Marat Safiullin", "heard")) << anna->everything();

  server.stop();
  anna_writes("into the dark");
  EXPECT_TRUE(shows("You", "into the dark")) << anna->everything();
  EXPECT_EQ(rows("You", "into the dark", ", sent"), 0);
  anna->look("chat-offline");
  server.start();
  marat_writes("back again");

  EXPECT_TRUE(shows("Marat Safiullin", "back again")) << anna->everything();
  EXPECT_TRUE(shows("You", "into the dark", ", sent")) << anna->everything();
  EXPECT_TRUE(have({"hello", "heard", "into the dark", "back again"}))
      << testing::PrintToString(texts()) << anna->everything();
}

}  // namespace
}  // namespace quern::test
