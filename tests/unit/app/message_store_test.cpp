#include "core/app/message_store.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/chat_messages.hpp"

namespace quern::app {
namespace {

using test::deleted;
using test::describe;
using test::message;
using test::page;

// A store that has had its newest page.
struct Chat {
  explicit Chat(std::int64_t first = 1, std::int64_t last = 5) { take_page(first, last); }
  void take_page(std::int64_t first, std::int64_t last) { store.take_page(page(first, last), store.request(last + 1)); }
  std::string shown() const { return describe(store.snapshot()); }
  MessageStore store;
};

// ---- order and holes

TEST(MessageStore, ShowsThePagesMessagesOldestFirst) {
  Chat chat{3, 6};

  EXPECT_EQ(chat.shown(), "… 3 4 5 6");
  EXPECT_EQ(chat.store.snapshot().newest_number(), 6);
}

TEST(MessageStore, AppendsWhatFollows) {
  Chat chat{1, 3};

  EXPECT_TRUE(chat.store.take(message(4)));

  EXPECT_EQ(chat.shown(), "1 2 3 4");
}

TEST(MessageStore, LeavesAHoleBeforeAMessageThatIsAhead) {
  Chat chat{1, 3};

  chat.store.take(message(7));

  EXPECT_EQ(chat.shown(), "1 2 3 [4-6] 7");
}

TEST(MessageStore, ClosesAHoleWhenAPageMeetsBothSides) {
  Chat chat{1, 3};
  chat.store.take(message(7));

  chat.take_page(3, 7);

  EXPECT_EQ(chat.shown(), "1 2 3 4 5 6 7");
}

TEST(MessageStore, NarrowsAHoleFromEitherSide) {
  Chat chat{1, 3};
  chat.store.take(message(9));

  chat.take_page(7, 8);
  chat.store.take(message(4));

  EXPECT_EQ(chat.shown(), "1 2 3 4 [5-6] 7 8 9");
}

TEST(MessageStore, ClosesAHoleWithStragglersInAnyOrder) {
  Chat chat{1, 3};

  for (const auto number : {9, 6, 7, 5, 8, 4}) chat.store.take(message(number));

  EXPECT_EQ(chat.shown(), "1 2 3 4 5 6 7 8 9");
}

TEST(MessageStore, HasNoOlderOnceTheBeginningIsMet) {
  Chat chat{51, 60};
  EXPECT_TRUE(chat.store.has_older());

  chat.take_page(1, 50);

  EXPECT_FALSE(chat.store.has_older());
}

TEST(MessageStore, TakesTheServersWordThatNothingIsOlder) {
  Chat chat{51, 60};
  auto newest_only = page(51, 60);
  newest_only.has_older = false;

  EXPECT_TRUE(chat.store.take_page(newest_only, chat.store.request()));

  EXPECT_FALSE(chat.store.has_older());
}

TEST(MessageStore, ShowsNothingOfAnEmptyChatAndThenItsFirstMessage) {
  MessageStore store;
  store.take_page({}, store.request());
  EXPECT_EQ(describe(store.snapshot()), "");
  EXPECT_FALSE(store.has_older());

  store.take(message(1));

  EXPECT_EQ(describe(store.snapshot()), "1");
}

TEST(MessageStore, RefusesNumbersThatCanBeNone) {
  Chat chat{1, 3};

  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 62}) {
    auto odd = message(4);
    odd.number = number;
    EXPECT_FALSE(chat.store.take(odd));
  }

  EXPECT_EQ(chat.shown(), "1 2 3");
}

// ---- versions

TEST(MessageStore, ShowsTheNewerVersionAndDropsTheOlder) {
  Chat chat{1, 3};

  EXPECT_TRUE(chat.store.take(message(2, 3)));
  EXPECT_FALSE(chat.store.take(message(2, 2)));
  EXPECT_FALSE(chat.store.take(message(2, 3)));

  EXPECT_EQ(chat.store.find(2)->content(), "text 2 as of 3");
  EXPECT_EQ(chat.shown(), "1 2* 3");
}

TEST(MessageStore, KeepsTheNewerVersionWhenAnOlderPageComes) {
  Chat chat{1, 3};
  chat.store.take(deleted(2, 2));

  chat.take_page(1, 3);

  EXPECT_EQ(chat.shown(), "1 2x 3");
}

TEST(MessageStore, RemembersAnEditOfAMessageThatIsNotHere) {
  Chat chat{51, 53};
  EXPECT_FALSE(chat.store.take(message(48, 2)));
  EXPECT_EQ(chat.shown(), "… 51 52 53");

  chat.take_page(47, 50);  // asked for before the edit

  EXPECT_EQ(chat.shown(), "… 47 48* 49 50 51 52 53");
}

TEST(MessageStore, RemembersADeleteOfAMessageInAHole) {
  Chat chat{1, 3};
  chat.store.take(message(9));
  chat.store.take(deleted(6, 2));
  chat.store.take(message(6, 1));

  chat.take_page(4, 8);

  EXPECT_EQ(chat.shown(), "1 2 3 4 5 6x 7 8 9");
}

TEST(MessageStore, RemembersTheNewestOfSeveralEdits) {
  Chat chat{51, 53};
  for (const auto version : {2, 4, 3}) chat.store.take(message(40, version));

  chat.take_page(40, 50);

  EXPECT_EQ(chat.store.find(40)->version(), 4);
}

TEST(MessageStore, RemembersNoMoreThanItMay) {
  Chat chat{1001, 1003};
  for (std::int64_t number = 1; number <= 300; ++number) chat.store.take(message(number, 2));

  chat.take_page(1, 1000);

  EXPECT_FALSE(chat.store.find(44)->is_edited());
  EXPECT_TRUE(chat.store.find(45)->is_edited());
}

TEST(MessageStore, KeepsWhatCameBeforeTheFirstPage) {
  MessageStore store;
  store.take(message(61));
  store.take(message(5, 2));
  EXPECT_EQ(describe(store.snapshot()), "");

  store.take_page(page(58, 60), store.request());

  EXPECT_EQ(describe(store.snapshot()), "… 58 59 60 61");
}

TEST(MessageStore, TakesAnotherMessageUnderAHeldNumberForTheTruth) {
  Chat chat{1, 3};
  auto other = message(2);
  other.id = MessageId{"another"};
  other.content = "after a restore";

  EXPECT_TRUE(chat.store.take(other));

  EXPECT_EQ(chat.store.find(2)->content(), "after a restore");
}

// ---- snapshots

TEST(MessageStore, LeavesASnapshotAsItWas) {
  Chat chat{1, 40};
  const auto before = chat.store.snapshot();

  chat.store.take(message(41));
  chat.store.take(message(7, 2));
  chat.store.clear();

  EXPECT_EQ(before.count(), 40u);
  EXPECT_EQ(before.find(7)->content(), "text 7");
  EXPECT_EQ(before.find(7)->author(), "boris");
  EXPECT_EQ(chat.shown(), "");
}

TEST(MessageStore, GivesTheSameSnapshotUntilSomethingChanges) {
  Chat chat{1, 3};
  const auto before = chat.store.snapshot();
  chat.store.take(message(3));
  EXPECT_EQ(chat.store.snapshot(), before);

  chat.store.take(message(4));

  EXPECT_NE(chat.store.snapshot(), before);
}

TEST(History, FindsPlacesByNumberAndBack) {
  Chat chat{1, 3};
  chat.store.take(message(7));
  const auto history = chat.store.snapshot();

  EXPECT_EQ(history.index_of(3), 2u);
  EXPECT_EQ(history.index_of(7), 4u);
  EXPECT_EQ(history.index_of(5), std::nullopt);
  EXPECT_EQ(history.index_of(8), std::nullopt);
  EXPECT_EQ(history.index_of(0), std::nullopt);
  EXPECT_EQ(history.find(5), nullptr);
  EXPECT_EQ(history.at(4).message, history.find(7));
}

TEST(History, OfNothingIsEmpty) {
  const History history;

  EXPECT_EQ(history.count(), 0u);
  EXPECT_EQ(history.newest_number(), 0);
  EXPECT_FALSE(history.has_older());
  EXPECT_EQ(history.find(1), nullptr);
  EXPECT_EQ(history.index_of(1), std::nullopt);
}

// ---- what may have changed unheard

TEST(MessageStore, KnowsWhatIsStaleUntilAPageSaysIt) {
  Chat chat{1, 20};
  EXPECT_EQ(chat.store.stale_within({1, 20}), std::nullopt);

  chat.store.mark_stale();
  chat.store.take(message(21));
  chat.take_page(11, 15);

  EXPECT_EQ(chat.store.stale_within({1, 21}), (NumberRange{16, 20}));
  EXPECT_EQ(chat.store.stale_within({5, 15}), (NumberRange{5, 10}));
  EXPECT_EQ(chat.store.stale_within({11, 15}), std::nullopt);
}

TEST(MessageStore, DoesNotTrustAPageThatWasAskedForBeforeTheGap) {
  Chat chat{1, 20};
  const auto request = chat.store.request();
  chat.store.mark_stale();

  chat.store.take_page(page(1, 20), request);

  EXPECT_EQ(chat.store.stale_within({1, 20}), (NumberRange{1, 20}));
}

TEST(MessageStore, TakesWhatSuchAPageBringsForStale) {
  Chat chat{11, 20};
  const auto request = chat.store.request(11);
  chat.store.mark_stale();

  chat.store.take_page(page(1, 10), request);

  EXPECT_EQ(chat.store.stale_within({1, 20}), (NumberRange{1, 20}));
}

TEST(MessageStore, ForgetsNewsFromBeforeTheGapThatHaveNoPlaceYet) {
  Chat chat{11, 13};
  chat.store.take(message(9, 2));
  chat.store.mark_stale();

  chat.store.take(message(10, 2));

  EXPECT_EQ(chat.shown(), "… 10* 11 12 13");
}

}  // namespace
}  // namespace quern::app
