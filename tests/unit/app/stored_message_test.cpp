#include "core/app/stored_message.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/chat_messages.hpp"

namespace quern::app {
namespace {

using test::message;
using test::uuid_of;

TEST(StoredMessage, SaysWhatTheServerSaid) {
  const std::string author = "anna";
  auto told = message(17, 3);
  told.reply_to_id = MessageId{uuid_of(5)};

  const auto row = StoredMessage::make(told, &author);

  EXPECT_EQ(row->id(), told.id);
  EXPECT_EQ(row->number(), 17);
  EXPECT_EQ(row->version(), 3);
  EXPECT_EQ(row->author(), "anna");
  EXPECT_EQ(row->type(), MessageType::text);
  EXPECT_EQ(row->content(), "text 17 as of 3");
  EXPECT_EQ(row->client_id(), *told.client_id);
  EXPECT_EQ(row->reply_to(), told.reply_to_id);
  EXPECT_EQ(row->time(), told.ts);
  EXPECT_TRUE(row->is_edited());
  EXPECT_FALSE(row->is_deleted());
}

TEST(StoredMessage, KeepsIdsOfAnyKindAsTheyCame) {
  const std::string author = "7";
  for (const std::string id : {"1", "", "42", "not a uuid at all, and longer than one would be",
                               "AAAAAAAA-0000-4000-8000-000000000001", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
                               "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8fg", "0a1b2c3d_4e5f_6071_8293_a4b5c6d7e8f9"}) {
    auto told = message(1);
    told.id = MessageId{id};
    told.client_id = id;
    told.reply_to_id = MessageId{id};
    told.content = "привет";

    const auto row = StoredMessage::make(told, &author);

    EXPECT_EQ(row->id().text, id);
    EXPECT_EQ(row->client_id(), id);
    EXPECT_EQ(row->reply_to().value_or(MessageId{}).text, id);
    EXPECT_EQ(row->content(), "привет");
    EXPECT_TRUE(row->has_id(MessageId{id}));
    EXPECT_FALSE(row->has_id(MessageId{id + "0"}));
  }
}

TEST(StoredMessage, HasTheIdentityOfTheRowThatWaitedToBeSent) {
  const std::string author = "anna";
  auto told = message(1);
  const auto pending = row_identity(*told.client_id);

  EXPECT_EQ(StoredMessage::make(told, &author)->identity(), pending);
  EXPECT_NE(StoredMessage::make(message(2), &author)->identity(), pending);
  told.client_id.reset();
  EXPECT_EQ(StoredMessage::make(told, &author)->identity(), row_identity(told.id.text));
}

TEST(StoredMessage, LivesAsLongAsSomebodyPointsToIt) {
  const std::string author = "anna";
  MessageRef copy;
  {
    const auto row = StoredMessage::make(message(1), &author);
    copy = row;
  }
  EXPECT_EQ(copy->content(), "text 1");
}

}  // namespace
}  // namespace quern::app
