#include "core/app/history_loader.hpp"

#include <gtest/gtest.h>

#include "tests/unit/app/history_world.hpp"

namespace quern::app {
namespace {

using namespace std::chrono_literals;
using test::message;
using World = test::HistoryWorld;
using Asked = std::vector<std::string>;

TEST(HistoryLoader, BringsTheNewestPageFirst) {
  World world;

  world.wait();

  EXPECT_EQ(world.first_and_last(), "71…120");
  EXPECT_TRUE(world.shown->has_older());
  EXPECT_EQ(world.server.asked, (Asked{"newest"}));
}

TEST(HistoryLoader, ShowsAnEventInTheNextFrame) {
  World world;
  world.open();

  world.hear_of_new();
  world.loader.take(world.server.edit(100));
  world.draw();

  EXPECT_EQ(world.first_and_last(), "71…121");
  EXPECT_EQ(world.shown->find(100)->version(), 2);
  EXPECT_TRUE(world.server.asked.empty());
}

TEST(HistoryLoader, AsksForAFrameWhenAnEventChangesWhatIsShown) {
  World world;
  world.open();
  int frames = 0;
  const auto changes = world.client.on_change([&] { ++frames; });

  world.hear_of_new();
  EXPECT_EQ(frames, 1);
  world.loader.take(world.server.messages.back());  // again: nothing new

  EXPECT_EQ(frames, 1);
}

TEST(HistoryLoader, MergesWhatCameWhileTheFirstPageWasUnderWay) {
  World world;
  world.draw();
  world.scheduler.advance(5ms);  // the page is read at the server

  world.hear_of_new();
  world.loader.take(world.server.edit(110));
  world.draw();
  EXPECT_FALSE(world.shown.has_value());
  world.wait();

  EXPECT_EQ(world.first_and_last(), "71…121");
  EXPECT_EQ(world.shown->find(110)->version(), 2);
}

TEST(HistoryLoader, LetsGoOfAMessageOfAChatThatNobodyReads) {
  World world;

  world.loader.take(message(5));

  EXPECT_EQ(world.loader.history(world.chat).count(), 0u);
  EXPECT_EQ(world.client.size(), 0u);
}

// ---- older messages

TEST(HistoryLoader, LoadsOlderPagesUntilTheBeginningIsMet) {
  World world;
  world.open();

  world.loader.load_older(world.chat);
  world.loader.load_older(world.chat);  // the next frame, while it is under way
  EXPECT_EQ(world.loader.older_state(world.chat), LoadState::loading);
  world.wait();
  EXPECT_EQ(world.first_and_last(), "21…120");
  world.loader.load_older(world.chat);
  world.wait();
  world.loader.load_older(world.chat);
  world.wait();

  EXPECT_EQ(world.first_and_last(), "1…120");
  EXPECT_FALSE(world.shown->has_older());
  EXPECT_EQ(world.server.asked, (Asked{"before 71", "before 21"}));
}

TEST(HistoryLoader, RestsAfterAFailureAndTriesAgainWhenAsked) {
  World world;
  world.open();
  world.server.is_down = true;
  world.loader.load_older(world.chat);
  world.wait(10s);  // its repeats are over
  EXPECT_EQ(world.loader.older_state(world.chat), LoadState::failed);
  EXPECT_FALSE(world.is_error);
  const auto asked = world.server.asked.size();

  world.server.is_down = false;
  world.loader.load_older(world.chat);
  EXPECT_EQ(world.server.asked.size(), asked);
  const auto changes = world.changes;
  world.wait(5s);
  EXPECT_GT(world.changes, changes);  // a frame is asked for
  world.loader.load_older(world.chat);
  world.wait();

  EXPECT_EQ(world.first_and_last(), "21…120");
}

TEST(HistoryLoader, EndsThePagingWhereAPageRepeats) {
  World world;
  world.server.ignores_cursors = true;
  world.open();
  EXPECT_TRUE(world.shown->has_older());

  world.loader.load_older(world.chat);
  world.wait();

  EXPECT_EQ(world.first_and_last(), "71…120");
  EXPECT_FALSE(world.shown->has_older());
}

// ---- gaps

TEST(HistoryLoader, ClosesAGapByOverlap) {
  World world;
  world.open();
  world.server.write_up_to(260);  // unheard

  world.loader.on_reset();
  world.wait();

  EXPECT_EQ(world.first_and_last(), "71…260");
  EXPECT_EQ(world.holes(), 0u);
  EXPECT_EQ(world.server.asked, (Asked{"newest", "before 211", "before 161"}));
}

TEST(HistoryLoader, DoesNotTakeALiveMessageForTheEndOfTheGap) {
  World world;
  world.open();
  world.server.write_up_to(259);  // unheard
  world.hear_of_new();

  world.loader.on_reset();
  world.wait();

  EXPECT_EQ(world.holes(), 0u);
  EXPECT_EQ(world.first_and_last(), "71…260");
}

TEST(HistoryLoader, LeavesAHoleAfterTenPages) {
  World world;
  world.open();
  world.server.write_up_to(1000);

  world.loader.on_reset();
  world.wait(1s);

  EXPECT_EQ(world.server.asked.size(), 10u);
  EXPECT_EQ(world.holes(), 1u);
  const auto hole = world.shown->at(50);
  EXPECT_EQ(hole.first, 121);
  EXPECT_EQ(hole.last, 500);
}

TEST(HistoryLoader, ClosesANewGapAndLeavesAnOldHoleToWhoeverSeesIt) {
  World world;
  world.open();
  world.server.write_up_to(1000);
  world.loader.on_reset();
  world.wait(1s);
  world.server.write_up_to(1080);
  world.server.asked.clear();

  world.loader.on_reset();
  world.wait(1s);

  EXPECT_EQ(world.server.asked, (Asked{"newest", "before 1031"}));
  EXPECT_EQ(world.holes(), 1u);
}

TEST(HistoryLoader, FillsAHoleFromItsNewerEndWhenItIsSeen) {
  World world;
  world.open();
  world.server.write_up_to(700);
  world.loader.on_reset();
  world.wait(1s);
  world.server.asked.clear();
  const auto hole = world.shown->at(50);

  world.loader.fill_hole(world.chat, {hole.first, hole.last});
  world.loader.fill_hole(world.chat, {hole.first, hole.last});
  EXPECT_EQ(world.loader.hole_state(world.chat), LoadState::loading);
  world.wait();
  EXPECT_EQ(world.shown->at(50).last, 150);
  world.loader.fill_hole(world.chat, {hole.first, 150});
  world.wait();

  EXPECT_EQ(world.holes(), 0u);
  EXPECT_EQ(world.server.asked, (Asked{"before 201", "before 151"}));
}

TEST(HistoryLoader, GoesOnClosingAGapThatFailedHalfWay) {
  World world;
  world.open();
  world.server.write_up_to(300);
  world.loader.on_reset();
  world.draw();
  world.scheduler.advance(15ms);  // the newest page is here
  world.server.is_down = true;
  world.wait(5s);
  EXPECT_EQ(world.holes(), 1u);
  EXPECT_TRUE(world.is_error);

  world.server.is_down = false;
  world.loader.on_resumed();
  world.wait();

  EXPECT_EQ(world.holes(), 0u);
  EXPECT_EQ(world.first_and_last(), "71…300");
  EXPECT_FALSE(world.is_error);
}

TEST(HistoryLoader, FetchesNothingWhenAllEventsWereHad) {
  World world;
  world.open();

  world.loader.on_resumed();
  world.wait();

  EXPECT_TRUE(world.server.asked.empty());
}

// ---- what may have changed unheard

TEST(HistoryLoader, ReadsTheVisibleWindowAnewAfterAReset) {
  World world;
  world.open();
  world.loader.load_older(world.chat);
  world.wait();
  world.server.edit(30);
  world.server.remove(115);
  world.server.asked.clear();

  world.loader.on_reset();
  world.loader.see(world.chat, {25, 45});
  world.wait();

  EXPECT_EQ(world.shown->find(30)->version(), 2);
  EXPECT_TRUE(world.shown->find(115)->is_deleted());
  EXPECT_EQ(world.server.asked, (Asked{"newest", "around 35"}));
}

TEST(HistoryLoader, ReadsOtherStaleMessagesWhenTheyAreSeen) {
  World world;
  world.open();
  world.loader.load_older(world.chat);
  world.wait();
  world.server.edit(30);
  world.loader.on_reset();
  world.wait();
  EXPECT_EQ(world.shown->find(30)->version(), 1);
  world.server.asked.clear();

  for (int frame = 0; frame < 3; ++frame) {
    world.loader.see(world.chat, {25, 45});
    world.wait();
  }

  EXPECT_EQ(world.shown->find(30)->version(), 2);
  EXPECT_EQ(world.server.asked, (Asked{"around 35"}));
}

TEST(HistoryLoader, ReadsAWindowLargerThanAPage) {
  World world;
  world.open();
  world.loader.load_older(world.chat);
  world.wait();
  world.server.edit(22);
  world.server.edit(109);
  world.loader.on_reset();
  world.wait();

  world.loader.see(world.chat, {21, 120});
  world.wait();

  EXPECT_EQ(world.shown->find(22)->version(), 2);
  EXPECT_EQ(world.shown->find(109)->version(), 2);
}

TEST(HistoryLoader, ReadsTheStaleEndOfASegmentBeforeAHole) {
  World world;
  world.open();
  world.server.write_up_to(1000);
  world.server.edit(118);
  world.loader.on_reset();
  world.wait(1s);
  world.server.asked.clear();

  world.loader.see(world.chat, {110, 120});
  world.wait();

  EXPECT_EQ(world.server.asked, (Asked{"around 115"}));
  EXPECT_EQ(world.shown->find(118)->version(), 2);
  EXPECT_EQ(world.shown->index_of(139), 68u);  // and some of the hole
}

TEST(HistoryLoader, ReadsTheNewestPageAnewOnlyOnce) {
  World world;
  world.open();

  world.loader.on_reset();
  world.loader.see(world.chat, {100, 120});
  world.wait();
  world.loader.see(world.chat, {100, 120});
  world.wait();

  EXPECT_EQ(world.server.asked, (Asked{"newest"}));
}

// ---- the query

TEST(HistoryLoader, KeepsTheChatWhileItIsNotLookedAtAndForgetsItInTheEnd) {
  World world;
  world.open();
  world.draw(false);
  world.scheduler.advance(9min);
  world.hear_of_new();
  EXPECT_EQ(world.loader.history(world.chat).newest_number(), 121);

  world.scheduler.advance(2min);

  EXPECT_EQ(world.loader.history(world.chat).count(), 0u);
  EXPECT_TRUE(world.server.asked.empty());
  world.wait();
  EXPECT_EQ(world.first_and_last(), "72…121");
}

TEST(HistoryLoader, StopsWhatIsUnderWayForAChatThatIsCollected) {
  World world;
  world.open();
  world.draw(false);
  world.scheduler.advance(10min - 5ms);
  world.loader.load_older(world.chat);

  world.scheduler.advance(5ms);

  EXPECT_EQ(world.client.size(), 0u);
  EXPECT_EQ(world.server.stopped, 1);
}

TEST(HistoryLoader, DoesNotFetchAgainWhatEventsKeepUpToDate) {
  World world;
  world.open();
  world.draw(false);
  world.scheduler.advance(5min);
  world.client.on_focus(false);
  world.client.on_focus(true);

  world.wait();

  EXPECT_TRUE(world.server.asked.empty());
}

TEST(HistoryLoader, FetchesAnUnwatchedChatAnewWhenItIsOpenedAfterAReset) {
  World world;
  world.open();
  world.draw(false);
  world.loader.on_reset();
  world.scheduler.advance(1s);
  EXPECT_TRUE(world.server.asked.empty());

  world.wait();

  EXPECT_EQ(world.server.asked, (Asked{"newest"}));
}

TEST(HistoryLoader, StopsWhatIsUnderWayWhenThePersonLeaves) {
  World world;
  world.open();
  world.loader.load_older(world.chat);
  world.scheduler.advance(5ms);

  world.loader.forget();
  world.client.clear();
  world.scheduler.advance(1min);

  EXPECT_EQ(world.loader.history(world.chat).count(), 0u);
}

TEST(HistoryLoader, MayEndWhileItWaits) {
  auto world = std::make_unique<World>();
  world->open();
  world->loader.load_older(world->chat);
  world->loader.on_reset();
  world->loader.see(world->chat, {71, 80});

  world.reset();  // the sanitizers look on
}

}  // namespace
}  // namespace quern::app
