#include "core/app/chat_rows.hpp"

#include <gtest/gtest.h>

namespace quern::app {
namespace {

const UserId me{"1"}, other{"2"};

Message message(std::int64_t number, std::int64_t version = 1, const UserId& author = other) {
  return {.id = MessageId{"m" + std::to_string(number)},
          .number = number,
          .version = version,
          .chat_id = ChatId{"c"},
          .author_id = author,
          .type = MessageType::text,
          .content = std::to_string(number) + "." + std::to_string(version)};
}

Chat chat(std::int64_t last, std::int64_t unread, std::int64_t mine = 0, std::int64_t version = 1) {
  Chat chat{.id = ChatId{"c"}, .version = version, .title = "v" + std::to_string(version), .unread_count = unread};
  chat.members = {{.id = me}, {.id = other}};
  if (last > 0) chat.last_message = message(last);
  chat.read_marks.entries = {{"1", mine}, {"2", 0}};
  return chat;
}

TEST(ChatRows, CountAMessageOnceHoweverOftenItComes) {
  auto seen = with_message(chat(3, 1), message(4), me);
  seen = with_message(seen, message(4), me);
  EXPECT_EQ(seen.unread_count, 2);
  EXPECT_EQ(with_message(seen, message(2), me), seen);
}

TEST(ChatRows, DoNotCountOnesOwnOrWhatIsRead) {
  EXPECT_EQ(with_message(chat(3, 0), message(4, 1, me), me).unread_count, 0);
  EXPECT_EQ(with_message(chat(3, 0, 9), message(4), me).unread_count, 0);
}

TEST(ChatRows, KnowWhenTheyCannotCount) {
  EXPECT_FALSE(is_count_unsure(chat(3, 1), message(4), me));         // the next
  EXPECT_TRUE(is_count_unsure(chat(3, 1), message(5), me));          // some are missing before it
  EXPECT_TRUE(is_count_unsure(chat(3, 1), message(2), me));          // counted, or overtaken by one's own
  EXPECT_FALSE(is_count_unsure(chat(3, 1), message(2, 2), me));      // an edit
  EXPECT_FALSE(is_count_unsure(chat(3, 1, 2), message(2), me));      // read
  EXPECT_FALSE(is_count_unsure(chat(3, 1), message(2, 1, me), me));  // one's own
  auto deleted = message(3, 2);
  deleted.deleted = true;
  EXPECT_TRUE(is_count_unsure(chat(3, 1), deleted, me));
}

TEST(ChatRows, ShowAnEditOfTheLastMessageAndNoOlderOne) {
  const auto edited = with_message(chat(3, 1), message(3, 2), me);
  EXPECT_EQ(edited.last_message->content, "3.2");
  EXPECT_EQ(edited.unread_count, 1);
  EXPECT_EQ(with_message(edited, message(3, 1), me), edited);
}

// The answer to a delete says nothing: what was made of it lacks what the event knows.
TEST(ChatRows, TakeTheEventInPlaceOfWhatWasMadeOfTheAnswer) {
  auto made = message(3, 2, me), event = made;
  made.deleted = event.deleted = true;
  event.edited_at = WallTime{};
  EXPECT_TRUE(with_message(with_message(chat(3, 1), made, me), event, me).last_message->edited_at);
}

TEST(ChatRows, MoveReadMarksForwardOnly) {
  const auto read = with_read(chat(5, 3, 2), me, 5, me);
  EXPECT_EQ(read.unread_count, 0);
  EXPECT_EQ(read_mark_of(read, me), 5);
  EXPECT_EQ(with_read(read, me, 3, me), read);
  EXPECT_EQ(with_read(read, other, 4, me).unread_count, 0);
  EXPECT_EQ(read_mark_of(with_read(read, other, 4, me), other), 4);
}

TEST(ChatRows, BelieveTheNewerOfTwoStates) {
  // An answer that was made before the event that is here already.
  const auto known = with_message(chat(3, 1, 2), message(4), me);
  EXPECT_EQ(newer_chat(known, chat(3, 1, 2), me), known);
  // An answer that has more.
  EXPECT_EQ(newer_chat(known, chat(6, 4, 2), me), chat(6, 4, 2));
  // An answer that does not know yet that it was read.
  EXPECT_EQ(newer_chat(chat(3, 0, 3), chat(3, 1, 2), me), chat(3, 0, 3));
  EXPECT_EQ(newer_chat(chat(3, 0, 3), chat(5, 3, 2), me).unread_count, 2);
  // Its title by version, whatever else.
  EXPECT_EQ(newer_chat(chat(4, 1, 2, 5), chat(6, 3, 2, 4), me).title, "v5");
  EXPECT_EQ(newer_chat(chat(4, 1, 2, 5), chat(6, 3, 2, 4), me).last_message->number, 6);
}

TEST(ChatRows, ForgetTheMarkOfWhoLeft) {
  auto after = chat(3, 0, 3, 2);
  after.members.pop_back();
  after.read_marks.entries.pop_back();
  EXPECT_EQ(newer_chat(chat(3, 0, 3), after, me), after);
  EXPECT_EQ(newer_chat(after, chat(3, 0, 3), me), after);
}

TEST(ChatRows, ShowAWaitingMessageUntilItIsThere) {
  const OutboxWrite write{.kind = OutboxWrite::Kind::send, .chat_id = ChatId{"c"}, .client_id = "x", .text = "жду"};
  auto shown = with_write(chat(3, 0), write, me);
  EXPECT_EQ(shown.last_message->content, "жду");
  EXPECT_EQ(with_write(shown, write, me), shown);

  auto confirmed = message(4, 1, me);
  confirmed.client_id = "x";
  const auto server = with_message(chat(3, 0), confirmed, me);
  EXPECT_EQ(with_write(server, write, me), server);
}

TEST(ChatRows, AreInTheOrderOfTheirActivity) {
  Page<Chat> page;
  for (const int at : {1, 3, 2}) {
    auto row = chat(at, 0);
    row.id = ChatId{std::to_string(at)};
    row.last_message->ts = WallTime{Duration{at}};
    page.items.push_back(row);
  }
  page.items[0].last_message->number = 0;  // waits to be sent
  sort_by_activity(page);
  EXPECT_EQ(page.items[0].id.text + page.items[1].id.text + page.items[2].id.text, "132");
}

}  // namespace
}  // namespace quern::app
