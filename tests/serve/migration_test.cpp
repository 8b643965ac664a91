// A file of an older version is brought to the newest one with what is in it.
#include <gtest/gtest.h>

#include "serve/store/sqlite_store.hpp"
#include "tests/support/seeded_random.hpp"

namespace quern::test {
namespace {

// What later steps made is taken away again, and two rows are as step 2 left them.
constexpr const char* as_of_step_2 = R"sql(
DROP TABLE resumes; DROP TABLE attachments; DROP TABLE session_messages; DROP TABLE interview_sessions; DROP TABLE messages; DROP TABLE message_words; DROP TABLE avatars; DROP VIEW searched_messages; DROP TABLE chat_members; DROP TABLE chats; DROP TABLE events; DROP TABLE event_logs;
DROP INDEX projects_in_order; DROP INDEX users_by_name; ALTER TABLE users DROP COLUMN search_text; ALTER TABLE users DROP COLUMN last_seen_at;
INSERT INTO users (id, version, email, email_key, password_hash, display_name, created_at)
  VALUES ('u1', 1, 'a@example.org', 'a@example.org', 'x', 'Алёна', 1);
INSERT INTO projects (id, owner_id, client_id, version, name, description, search_text, created_at, updated_at)
  VALUES ('p1', 'u1', '0F8FAD5B-D9CB-469F-A165-70867728950E', 1, 'One', '', 'one', 1, 1);
PRAGMA user_version = 2;
)sql";

TEST(Migration, FindsThePeopleAndProjectsOfAnOlderFile) {
  auto opened = serve::Database::open(":memory:");
  ASSERT_TRUE(opened && serve::migrate(**opened));
  auto& database = **opened;
  database.run_script(as_of_step_2);
  ASSERT_EQ(database.take_failure(), std::nullopt);

  ASSERT_TRUE(serve::migrate(database));

  SeededRandom random{1};
  serve::SqliteStore store{database, random};
  EXPECT_EQ(store.people.search(UserId{"u2"}, {.search = "АЛЕНА"}).total, 1);
  EXPECT_EQ(store.people.find(UserId{"u1"})->last_seen_at, std::nullopt);
  EXPECT_TRUE(store.projects.find_by_client_id(UserId{"u1"}, "0f8fad5b-d9cb-469f-a165-70867728950e"));
  EXPECT_EQ(store.chats.list(UserId{"u1"}, {}).total, 0);
}

}  // namespace
}  // namespace quern::test
