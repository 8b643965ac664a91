// A file of an older version is brought to the newest one with what is in it.
#include <gtest/gtest.h>

#include <memory>

#include "serve/store/sqlite_store.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {
namespace {

// A file as the program of that step left it, with these rows in it.
std::unique_ptr<serve::Database> file_of_step(std::size_t step, const char* rows) {
  auto opened = serve::Database::open(":memory:");
  EXPECT_TRUE(opened && serve::migrate(**opened, step));
  (*opened)->run_script(rows);
  EXPECT_EQ((*opened)->take_failure(), std::nullopt);
  return *std::move(opened);
}

TEST(Migration, FindsThePeopleAndProjectsOfAnOlderFile) {
  const auto database = file_of_step(2, R"sql(
INSERT INTO users (id, version, email, email_key, password_hash, display_name, created_at)
  VALUES ('u1', 1, 'a@example.org', 'a@example.org', 'x', 'Алёна', 1);
INSERT INTO projects (id, owner_id, client_id, version, name, description, search_text, created_at, updated_at)
  VALUES ('p1', 'u1', '0F8FAD5B-D9CB-469F-A165-70867728950E', 1, 'One', '', 'one', 1, 1);
)sql");

  ASSERT_TRUE(serve::migrate(*database));

  SeededRandom random{1};
  serve::SqliteStore store{*database, random};
  EXPECT_EQ(store.people.search(UserId{"u2"}, {.search = "АЛЕНА"}).total, 1);
  EXPECT_EQ(store.people.find(UserId{"u1"})->last_seen_at, std::nullopt);
  EXPECT_TRUE(store.projects.find_by_client_id(UserId{"u1"}, "0f8fad5b-d9cb-469f-a165-70867728950e"));
  EXPECT_EQ(store.chats.list(UserId{"u1"}, {}).total, 0);
}

TEST(Migration, KeepsTheMessagesOfAnOlderFileAndFindsThemByTheirWords) {
  const auto database = file_of_step(3, R"sql(
INSERT INTO users (id, version, email, email_key, password_hash, display_name, created_at)
  VALUES ('u1', 1, 'a@example.org', 'a@example.org', 'x', 'Anna', 1);
INSERT INTO chats VALUES ('c1', 1, 'Group', 1, NULL, 2, 1, 2);
INSERT INTO chat_members VALUES ('c1', 1, 'u1', 'owner', NULL, 1, 0);
INSERT INTO messages VALUES ('m1', 'c1', 1, 1, 'u1', 'text', 'Красные дома', NULL, NULL, NULL, 0, 1);
INSERT INTO messages VALUES ('m2', 'c1', 2, 2, 'u1', 'text', 'Later', 'm1', NULL, 2, 0, 2);
)sql");

  ASSERT_TRUE(serve::migrate(*database));

  SeededRandom random{1};
  serve::SqliteStore store{*database, random};
  const auto messages = store.messages.range(ChatId{"c1"}, 1, 2);
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].content, "Later");
  EXPECT_EQ(messages[0].reply_to_id, MessageId{"m1"});
  const auto found = store.messages.search(UserId{"u1"}, {.q = "красный дом"});
  ASSERT_EQ(found.total, 1);
  EXPECT_EQ(found.items[0].id, MessageId{"m1"});
}

}  // namespace
}  // namespace quern::test
