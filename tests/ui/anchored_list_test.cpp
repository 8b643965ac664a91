// The "Scroll" line of RELIABILITY: where the row one reads is, before and after. Allowed shift: 0.
#include "ui/widgets/anchored_list.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/seeded_random.hpp"
#include "tests/ui/stage.hpp"
#include "ui/scroll_window.hpp"

namespace quern::ui {
namespace {

struct Message {
  std::uint64_t identity = 0;
  int lines = 1;  // at 400 px; twice as many at 200
};

// Rows as a conversation would give them: heights by text and width, and a count of what was asked.
class Messages final : public AnchoredRows {
 public:
  std::vector<Message> all;
  int measured = 0;
  mutable int asked = 0;

  std::size_t count() const override { return all.size(); }
  std::uint64_t identity(std::size_t row) const override {
    ++asked;
    return all[row].identity;
  }
  std::uint64_t revision(std::size_t row) const override { return static_cast<std::uint64_t>(all[row].lines); }
  float height(std::size_t row, float width) override {
    ++measured;
    return 16 + 20 * std::ceil(static_cast<float>(all[row].lines) * 400 / width);
  }

  void append(int n) {
    for (int i = 0; i < n; ++i) all.push_back(made(next_new++));
  }
  void prepend(int n) {
    for (int i = 0; i < n; ++i) all.insert(all.begin(), made(next_old--));
  }
  void insert(std::size_t at, int n) {
    for (int i = 0; i < n; ++i) all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), made(next_between++));
  }
  void erase(std::size_t at, std::size_t n = 1) {
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(at);
    all.erase(from, from + static_cast<std::ptrdiff_t>(n));
  }
  std::size_t index_of(std::uint64_t identity) const {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].identity == identity) return i;
    }
    return all.size();
  }

 private:
  static Message made(std::uint64_t identity) { return {identity, 1 + static_cast<int>(hash_with(identity, 3) % 7)}; }

  std::uint64_t next_new = 1'000'000, next_old = 999'999, next_between = 5'000'000;
};

class Chat : public testing::Test {
 protected:
  void open(int count) {
    rows.append(count);
    stage.show([this](Ui& ui) {
      AnchoredList list(ui, "Messages", area, rows, options);
      for (const AnchoredList::Place& place : list.places()) {
        const AnchoredRow row(list, place);
        button(ui, "Message " + std::to_string(place.identity));
        if (row.is_visible()) seen[place.identity] = row.rect();
        if (row.wants_menu()) menu_for = place.identity;
      }
      at_end = list.is_at_end();
      below = list.rows_below();
      near_start = list.is_near_start();
      if (act) std::exchange(act, nullptr)(list);
    });
  }

  // What is on screen, settled: the top of each row that can be seen in part, by identity.
  std::map<std::uint64_t, Rect> screen() {
    stage.settle();
    seen.clear();
    stage.settle();
    return seen;
  }
  std::uint64_t top_row() {  // the first that begins in view
    std::uint64_t found = 0;
    float y = 1e9f;
    for (const auto& [identity, rect] : screen()) {
      if (rect.y >= area.y && rect.y < y) {
        y = rect.y;
        found = identity;
      }
    }
    return found;
  }
  std::uint64_t covering_row() {
    for (const auto& [identity, rect] : screen()) {
      if (rect.y <= area.y && rect.bottom() > area.y) return identity;
    }
    return 0;
  }
  float y_of(std::uint64_t identity) {
    const auto there = screen();
    const auto found = there.find(identity);
    EXPECT_NE(found, there.end()) << identity << " is not on screen";
    return found == there.end() ? -1e9f : found->second.y;
  }
  float end_of_last() {
    const auto there = screen();
    const auto found = there.find(rows.all.back().identity);
    return found == there.end() ? -1e9f : found->second.bottom();
  }
  Node container() { return stage.find(Role::scroll, "Messages"); }
  void scroll_by(float distance) { stage.scroll("Messages", container().scroll_y + distance); }
  void rest() { stage.advance(Duration{400}); }
  // Up into history, by steps as of a wheel, then at rest.
  void read_history(int steps = 30) {
    for (int i = 0; i < steps; ++i) scroll_by(-120);
    rest();
  }

  test::Stage stage;
  Messages rows;
  Rect area{100, 50, 400, 500};
  AnchoredList::Options options;
  std::map<std::uint64_t, Rect> seen;
  std::function<void(AnchoredList&)> act;
  std::uint64_t menu_for = 0;
  bool at_end = false, near_start = false;
  std::size_t below = 0;
};

TEST_F(Chat, OpensAtItsEnd) {
  open(200);
  EXPECT_EQ(end_of_last(), area.bottom());
  EXPECT_TRUE(at_end);
  EXPECT_EQ(below, 0u);
}

TEST_F(Chat, PutsFewRowsAtTheBottom) {
  open(2);
  EXPECT_EQ(end_of_last(), area.bottom());
  EXPECT_EQ(container().content_height, area.height);
  rows.append(1);
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, PutsFewRowsAtTheTopWhereAskedTo) {
  options.sits_at_end = false;
  open(2);
  EXPECT_EQ(y_of(rows.all.front().identity), area.y);
}

TEST_F(Chat, StaysAtItsEndAsRowsCome) {
  open(200);
  for (int i = 0; i < 20; ++i) {
    rows.append(1 + i % 3);
    EXPECT_EQ(end_of_last(), area.bottom());
  }
  EXPECT_TRUE(at_end);
}

TEST_F(Chat, StaysAtItsEndAsTheLastRowGrows) {
  open(200);
  rows.all.back().lines = 9;
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, StaysAtItsEndWhenTheViewIsResized) {
  open(200);
  area.height = 300;
  EXPECT_EQ(end_of_last(), area.bottom());
  area.width = 250;
  EXPECT_EQ(end_of_last(), area.bottom());
  area.height = 600;
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, KeepsWhatIsReadWhenOlderRowsArePutBefore) {
  open(200);
  read_history();
  const auto before = screen();
  rows.prepend(50);
  EXPECT_EQ(screen(), before);
}

TEST_F(Chat, KeepsWhatIsReadWhenOlderRowsArePutBeforeAtTheVeryStart) {
  open(200);
  stage.scroll("Messages", 0);
  rest();
  EXPECT_TRUE(near_start);
  EXPECT_EQ(y_of(rows.all.front().identity), area.y);
  const auto before = screen();
  rows.prepend(50);
  const auto after = screen();
  for (const auto& [identity, rect] : before) EXPECT_EQ(after.at(identity), rect);
  EXPECT_GT(container().scroll_y, 1000);
}

TEST_F(Chat, KeepsWhatIsReadWhenRowsComeAtTheEnd) {
  open(200);
  read_history();
  EXPECT_FALSE(at_end);
  const auto below_before = below;
  const auto before = screen();
  rows.append(7);
  EXPECT_EQ(screen(), before);
  EXPECT_EQ(below, below_before + 7);
}

TEST_F(Chat, KeepsWhatIsReadWhenARowAboveGrows) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  rows.all[rows.index_of(reading) - 1].lines += 5;  // just above, perhaps covering the top edge
  EXPECT_EQ(y_of(reading), y);
  rows.all[rows.index_of(reading) - 20].lines += 5;  // far above
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenARowBelowGrows) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  rows.all[rows.index_of(reading) + 2].lines += 5;
  EXPECT_EQ(y_of(reading), y);
  rows.all.back().lines += 5;
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsTheTopOfTheRowThatGrowsItself) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  rows.all[rows.index_of(reading)].lines += 5;
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenRowsAboveAreDeleted) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  rows.erase(rows.index_of(reading) - 1);
  EXPECT_EQ(y_of(reading), y);
  rows.erase(0, 30);
  EXPECT_EQ(y_of(reading), y);
  rows.erase(20, 30);
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsTheNextRowWhenTheOneReadIsDeleted) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto next = rows.all[rows.index_of(reading) + 1].identity;
  const auto y = y_of(next);
  rows.erase(rows.index_of(reading));
  EXPECT_EQ(y_of(next), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenAHoleAboveIsFilled) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  const auto hole = rows.index_of(reading) - 3;
  rows.erase(hole);
  rows.insert(hole, 50);
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenTheHoleInViewIsFilled) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto hole = rows.index_of(reading) + 1;
  const auto y = y_of(reading);
  rows.erase(hole);
  rows.insert(hole, 50);
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenADividerComesBetween) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  rows.insert(rows.index_of(reading), 1);
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenTheWidthChanges) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  area.width = 230;
  EXPECT_EQ(y_of(reading), y);
  area.width = 520;
  EXPECT_EQ(y_of(reading), y);
  EXPECT_FALSE(at_end);
}

TEST_F(Chat, KeepsWhatIsReadWhenSeveralThingsHappenAtOnce) {
  open(200);
  read_history();
  const auto reading = top_row();
  const auto y = y_of(reading);
  rows.prepend(50);
  rows.erase(rows.index_of(reading) - 4, 3);
  rows.erase(rows.index_of(reading) + 4, 3);
  rows.append(90);
  rows.all[rows.index_of(reading) - 1].lines = 12;
  EXPECT_EQ(y_of(reading), y);
}

TEST_F(Chat, KeepsWhatIsReadWhenHeightsWereGuessedWrong) {
  open(3000);
  stage.scroll("Messages", 40'000);  // where no row was measured
  rest();
  for (int step = 0; step < 60; ++step) {
    const auto before = screen();
    scroll_by(-90);
    const auto after = screen();
    int both = 0;
    for (const auto& [identity, rect] : before) {
      const auto found = after.find(identity);
      if (found == after.end()) continue;
      EXPECT_EQ(found->second.y, rect.y + 90);
      ++both;
    }
    EXPECT_GT(both, 0);
    if (step % 7 == 0) rest();
  }
}

TEST_F(Chat, LetsGoOfTheEndWhenScrolledUpAndTakesItAgain) {
  open(200);
  scroll_by(-300);
  EXPECT_FALSE(at_end);
  rows.append(1);
  stage.settle();
  EXPECT_FALSE(at_end);
  EXPECT_GT(below, 0u);
  scroll_by(1e6f);
  EXPECT_TRUE(at_end);
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, GoesToItsEndWhenAsked) {
  open(2000);
  read_history(100);
  act = [](AnchoredList& list) { list.go_to_end(); };
  EXPECT_EQ(end_of_last(), area.bottom());
  EXPECT_TRUE(at_end);
}

TEST_F(Chat, GoesToARowWhereverItIs) {
  open(2000);
  const auto wanted = rows.all[137].identity;
  act = [&](AnchoredList& list) { list.go_to(wanted); };
  EXPECT_EQ(y_of(wanted), area.y + 125);
  act = [&](AnchoredList& list) { list.go_to(rows.all.back().identity); };
  EXPECT_EQ(end_of_last(), area.bottom());
  act = [&](AnchoredList& list) { list.go_to(424242); };  // not there
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, StartsAtARowWhenAsked) {
  options.starts_at = 1'000'100;
  open(2000);
  EXPECT_EQ(y_of(1'000'100), area.y + 125);
}

TEST_F(Chat, ScrollsToItsEndsByTheKeysOfTheContainer) {
  open(3000);
  stage.scroll("Messages", 0);  // Home
  EXPECT_EQ(y_of(rows.all.front().identity), area.y);
  stage.scroll("Messages", container().content_height - area.height);  // End
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, IsMovedByTheWheelWhereThereIsNoContainer) {
  open(200);
  const auto last = rows.all.back().identity;
  const auto y = y_of(last);
  stage.move_to(300, 300);
  stage.wheel(1);
  EXPECT_EQ(y_of(last), y + 60);
  stage.wheel(-9);
  EXPECT_EQ(y_of(last), y);
}

TEST_F(Chat, IsDraggedByItsBar) {
  open(2000);
  stage.move_to(495, 545);
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  stage.settle();
  stage.move_to(495, 300);
  EXPECT_FALSE(at_end);
  stage.move_to(495, -900);
  EXPECT_EQ(y_of(rows.all.front().identity), area.y);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  stage.settle();
}

TEST_F(Chat, LeavesTheContainerAloneWhileItMovesAndSetsItRightAtRest) {
  open(2000);
  read_history(100);
  scroll_by(-60);
  const auto position = container().scroll_y;
  const auto before = screen();
  rows.prepend(50);
  EXPECT_EQ(screen(), before);
  EXPECT_EQ(container().scroll_y, position);  // a fling goes on
  rest();
  EXPECT_GT(container().scroll_y, position + 1000);
  EXPECT_EQ(screen(), before);
}

TEST_F(Chat, LeavesTheContainerAloneWhileAFingerLiesOnIt) {
  open(2000);
  read_history(100);
  const auto position = container().scroll_y;
  const auto id = container().id;
  stage.input({.kind = Input::Kind::scroll, .id = id, .scroll_y = position, .is_held = true});
  rows.prepend(50);
  stage.advance(Duration{2000});
  EXPECT_EQ(container().scroll_y, position);
  const auto before = screen();
  stage.input({.kind = Input::Kind::scroll, .id = id, .scroll_y = position});
  rest();
  EXPECT_GT(container().scroll_y, position + 1000);
  EXPECT_EQ(screen(), before);
}

TEST_F(Chat, OpensAMenuForARowByTheRightButtonAndByALongPressOnWhatIsInIt) {
  open(200);
  const auto last = rows.all.back().identity;
  stage.right_click(Role::button, "Message " + std::to_string(last));
  EXPECT_EQ(menu_for, last);
  const auto above = rows.all[198].identity;
  stage.input({.kind = Input::Kind::context, .id = stage.find(Role::button, "Message " + std::to_string(above)).id});
  EXPECT_EQ(menu_for, above);
}

TEST_F(Chat, TellsRowsAsItemsOfAListWithTheirPlace) {
  open(200);
  const Node list = stage.find(Role::list, "Messages");
  const auto identity = std::to_string(rows.all.back().identity);
  const Node item = *stage.Screen::semantics().find(stage.find(Role::button, "Message " + identity).parent);
  EXPECT_EQ(item.role, Role::list_item);
  EXPECT_EQ(item.parent, list.id);
  EXPECT_EQ(item.level, 200);
  EXPECT_EQ(item.set_size, 200);
  EXPECT_TRUE(stage.complaints().empty());
}

TEST_F(Chat, GivesARowTheSameIdWhateverComesBeforeIt) {
  open(200);
  const auto name = "Message " + std::to_string(rows.all.back().identity);
  const auto id = stage.find(Role::button, name).id;
  rows.prepend(20);
  stage.settle();
  EXPECT_EQ(stage.find(Role::button, name).id, id);
}

TEST_F(Chat, TellsTheFocusedRowAlsoOutOfView) {
  open(2000);
  const auto name = "Message " + std::to_string(rows.all.back().identity);
  stage.focus(Role::button, name);
  read_history(100);
  EXPECT_TRUE(stage.has(Role::button, name));
  EXPECT_FALSE(screen().contains(rows.all.back().identity));
  rows.append(40);
  rest();
  EXPECT_TRUE(stage.has(Role::button, name));
  EXPECT_TRUE(stage.complaints().empty());
  stage.blur();
  EXPECT_FALSE(stage.has(Role::button, name));
}

TEST_F(Chat, AsksForFewRowsOfVeryMany) {
  open(100'000);
  rows.asked = rows.measured = 0;
  stage.settle();
  EXPECT_EQ(rows.measured, 0);
  const int frames = stage.frames_drawn();
  read_history(20);
  rows.prepend(50);
  stage.settle();
  rows.append(3);
  stage.settle();
  EXPECT_LT(rows.asked / (stage.frames_drawn() - frames), 400);
  EXPECT_LT(rows.measured, 200);
}

TEST_F(Chat, HoldsMorePixelsThanABrowserDoes) {
  open(200'000);
  for (Message& message : rows.all) message.lines = 7;
  EXPECT_EQ(container().content_height, ScrollWindow::most);
  EXPECT_EQ(end_of_last(), area.bottom());
  const auto top = top_row();
  const auto y = y_of(top);
  rows.prepend(50);
  EXPECT_EQ(y_of(top), y);
  stage.scroll("Messages", 0);  // Home: the first row, though the container's start was none
  EXPECT_EQ(y_of(rows.all.front().identity), area.y);
  stage.scroll("Messages", ScrollWindow::most - area.height);
  EXPECT_EQ(end_of_last(), area.bottom());
}

TEST_F(Chat, GoesOnFromWhereItWasWhenItComesBack) {
  open(2000);
  read_history(50);
  const auto before = screen();
  stage.show([](Ui&) {});
  rows.append(30);
  std::map<std::uint64_t, Rect> after;
  stage.show([&](Ui& ui) {
    AnchoredList list(ui, "Messages", area, rows, options);
    for (const auto& place : list.places()) {
      const AnchoredRow row(list, place);
      if (row.is_visible()) after[place.identity] = row.rect();
    }
  });
  EXPECT_EQ(after, before);
}

TEST_F(Chat, CanBecomeEmptyAndFillAgain) {
  open(50);
  rows.all.clear();
  stage.settle();
  EXPECT_TRUE(at_end);
  rows.append(100);
  EXPECT_EQ(end_of_last(), area.bottom());
}

// Anything at all, in any order: a row that was in view and still is there is where it was.
TEST_F(Chat, NeverMovesWhatIsReadUnderRandomChanges) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    test::SeededRandom random(seed);
    const auto below_n = [&](std::size_t n) { return static_cast<std::size_t>(random.next() % n); };
    rows = {};
    open(300);
    stage.advance(Duration{200});
    for (int step = 0; step < 60; ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      if (below_n(3) == 0) scroll_by(static_cast<float>(below_n(900)) - 500);
      if (below_n(4) == 0) rest();
      if (at_end) scroll_by(-700);
      if (rows.all.size() < 60) rows.prepend(200);
      const auto reading = top_row();
      if (reading == 0) continue;
      const auto y = y_of(reading);
      for (std::size_t n = below_n(4); n-- > 0;) {
        switch (below_n(7)) {
          case 0: rows.prepend(static_cast<int>(1 + below_n(50))); break;
          case 1: rows.append(static_cast<int>(1 + below_n(50))); break;
          case 2: rows.insert(below_n(rows.all.size()), static_cast<int>(1 + below_n(50))); break;
          case 3: rows.all[below_n(rows.all.size())].lines = static_cast<int>(1 + below_n(12)); break;
          case 4: area.width = static_cast<float>(200 + below_n(300)); break;
          case 5: rows.erase(0, std::min(below_n(20), rows.index_of(reading))); break;
          case 6: {
            const auto from = rows.index_of(reading) + 1;
            const auto left = rows.all.size() - from;
            if (left > 40) rows.erase(from + below_n(left - 30), 1 + below_n(8));
            break;
          }
        }
      }
      EXPECT_EQ(y_of(reading), y);
      if (at_end) rows.append(50);  // deletions brought the end into view
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace quern::ui
