#include "wasm/mirror.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <format>
#include <vector>

namespace quern::wasm {
namespace {

using ui::Input;
using ui::Node;
using ui::Rect;
using ui::Role;

constexpr Rect window{0, 0, 1000, 700};

Node node(ui::NodeId id, Role role, std::string name = "", Rect rect = {0, 0, 100, 20}) {
  return {.id = id, .role = role, .name = std::move(name), .rect = rect, .clip = window};
}

// What a batch says, a line an operation: "create 1", "place 1 in 0 after 0".
std::vector<std::string> read(const MirrorBatch& batch) {
  std::vector<std::string> lines;
  const auto& words = batch.words();
  for (std::size_t at = 0; at < words.size();) {
    const auto op = static_cast<MirrorOp>(words[at]);
    const auto* w = &words[at + 1];
    const auto text = [&](std::size_t i) { return batch.arena().substr(w[i], w[i + 1]); };
    const auto number = [&](std::size_t i) { return std::bit_cast<float>(w[i]); };
    switch (op) {
      case MirrorOp::remove:
        lines.push_back(std::format("remove {}", w[0]));
        at += 2;
        break;
      case MirrorOp::create:
        lines.push_back(std::format("create {}", w[0]));
        at += 4;
        break;
      case MirrorOp::place:
        lines.push_back(std::format("place {} in {} after {}", w[0], w[1], w[2]));
        at += 4;
        break;
      case MirrorOp::rect:
        lines.push_back(std::format("rect {} at {},{} cut {},{},{},{}", w[0], number(1), number(2), number(5),
                                    number(6), number(7), number(8)));
        at += 10;
        break;
      case MirrorOp::content:
        lines.push_back(std::format("content {} '{}'", w[0], text(4)));
        at += 11;
        break;
      case MirrorOp::field:
        lines.push_back(std::format("field {} '{}'", w[0], text(2)));
        at += 22;
        break;
      case MirrorOp::scroll:
        lines.push_back(std::format("scroll {} of {} to {}", w[0], number(1), number(2)));
        at += 4;
        break;
      case MirrorOp::focus:
        lines.push_back(std::format("focus {}", w[0]));
        at += 2;
        break;
      case MirrorOp::modal:
        lines.push_back(std::format("modal {}", w[0]));
        at += 2;
        break;
      case MirrorOp::announce:
        lines.push_back(std::format("announce '{}'", text(0)));
        at += 3;
        break;
    }
  }
  return lines;
}

struct Screen {
  ui::Semantics semantics;
  Mirror mirror;

  std::vector<std::string> frame(const std::vector<Node>& nodes) {
    semantics.begin_frame();
    for (const auto& each : nodes) {
      while (semantics.parent() != each.parent) semantics.pop();
      semantics.push(each);
    }
    return read(mirror.sync(semantics));
  }
  void person(Input input) {
    mirror.on_input(input);
    semantics.input(std::move(input));
  }
};

using Lines = std::vector<std::string>;

TEST(Mirror, SendsANewNodeWhole) {
  Screen screen;

  EXPECT_EQ(screen.frame({node(1, Role::button, "Save", {10, 20, 100, 30})}),
            (Lines{"create 1", "place 1 in 0 after 0", "rect 1 at 10,20 cut 0,0,0,0", "content 1 'Save'"}));
}

TEST(Mirror, SendsNothingWhenNothingChanged) {
  Screen screen;
  const std::vector nodes{node(1, Role::button, "Save"), node(2, Role::text, "Hello")};
  screen.frame(nodes);

  EXPECT_EQ(screen.frame(nodes), Lines{});
}

TEST(Mirror, SendsOnlyWhatChanged) {
  Screen screen;
  screen.frame({node(1, Role::button, "Save"), node(2, Role::text, "0")});

  EXPECT_EQ(screen.frame({node(1, Role::button, "Save"), node(2, Role::text, "1")}), Lines{"content 2 '1'"});
  EXPECT_EQ(screen.frame({node(1, Role::button, "Save"), node(2, Role::text, "1", {0, 40, 100, 20})}),
            Lines{"rect 2 at 0,40 cut 0,0,0,0"});
}

TEST(Mirror, RemovesFirstSoThatNeighboursNeedNotMove) {
  Screen screen;
  screen.frame({node(1, Role::text), node(2, Role::text), node(3, Role::text)});

  EXPECT_EQ(screen.frame({node(1, Role::text), node(3, Role::text)}), (Lines{"remove 2", "place 3 in 0 after 1"}));
}

TEST(Mirror, MakesAnotherElementForAnotherRole) {
  Screen screen;
  screen.frame({node(1, Role::text, "Save")});

  const auto lines = screen.frame({node(1, Role::button, "Save")});

  EXPECT_EQ((Lines{lines.begin(), lines.begin() + 2}), (Lines{"remove 1", "create 1"}));
}

TEST(Mirror, KeepsTheElementWhenAPasswordIsShown) {
  auto field = node(1, Role::textbox, "Password");
  field.field = ui::Field{.type = ui::FieldType::password, .value = "secret"};
  Screen screen;
  screen.frame({field});

  field.field->type = ui::FieldType::text;

  EXPECT_EQ(screen.frame({field}), Lines{"field 1 'secret'"});
}

TEST(Mirror, MovesADialogWithOneOperation) {
  const auto dialog = [](float x) {
    auto inside = node(2, Role::button, "OK", {x + 10, 110, 50, 30});
    inside.parent = 1;
    return std::vector{node(1, Role::dialog, "Rename", {x, 100, 300, 200}), inside};
  };
  Screen screen;
  screen.frame(dialog(100));

  EXPECT_EQ(screen.frame(dialog(150)), Lines{"rect 1 at 150,100 cut 0,0,0,0"});
}

TEST(Mirror, CutsOffWhatAnItemsWindowHides) {
  Screen screen;
  auto half = node(1, Role::button, "Save", {0, 0, 100, 20});
  half.clip = {0, 5, 90, 500};

  EXPECT_EQ(screen.frame({half})[2], "rect 1 at 0,0 cut 5,10,0,0");
}

// A list of 100 rows of 20 px, 60 px of it seen; rows out of sight are not in the frame.
std::vector<Node> list(float scroll_y, std::vector<int> without = {}) {
  auto scroll = node(1, Role::scroll, "Rows", {0, 0, 100, 60});
  scroll.content_height = 2000;
  scroll.scroll_y = scroll_y;
  std::vector<Node> nodes{scroll};
  for (int row = 0; row < 100; ++row) {
    const auto top = static_cast<float>(row) * 20;
    if (top + 20 <= scroll_y || top >= scroll_y + 60 || std::ranges::contains(without, row)) continue;
    auto item = node(static_cast<ui::NodeId>(100 + row), Role::button, "", {0, top, 100, 20});
    item.parent = 1;
    item.clip = {0, scroll_y, 100, 60};
    nodes.push_back(item);
  }
  return nodes;
}

TEST(Mirror, ScrollingMovesNoRectangles) {
  Screen screen;
  screen.frame(list(0));

  EXPECT_EQ(screen.frame(list(5)), (Lines{"scroll 1 of 2000 to 5", "create 103", "place 103 in 1 after 102",
                                          "rect 103 at 0,60 cut 0,0,0,0", "content 103 ''"}));
  EXPECT_EQ(screen.frame(list(10)), Lines{"scroll 1 of 2000 to 10"});
}

TEST(Mirror, DoesNotTellTheBrowserWhereItHasItselfScrolled) {
  Screen screen;
  screen.frame(list(5));

  screen.person({.kind = Input::Kind::scroll, .id = 1, .scroll_y = 10});

  EXPECT_EQ(screen.frame(list(10)), Lines{});
}

TEST(Mirror, KeepsTheFocusedRowThatWasScrolledAway) {
  Screen screen;
  screen.frame(list(0));
  screen.person({.kind = Input::Kind::focus, .id = 100});

  const auto away = screen.frame(list(200));
  EXPECT_FALSE(std::ranges::contains(away, "remove 100"));
  EXPECT_TRUE(std::ranges::contains(away, "remove 101"));

  screen.person({.kind = Input::Kind::blur, .id = 100});
  EXPECT_TRUE(std::ranges::contains(screen.frame(list(200)), "remove 100"));
}

TEST(Mirror, RemovesAFocusedRowThatIsGoneForGood) {
  Screen screen;
  screen.frame(list(0));
  screen.person({.kind = Input::Kind::focus, .id = 101});

  EXPECT_TRUE(std::ranges::contains(screen.frame(list(0, {1})), "remove 101"));
}

TEST(Mirror, AnswersAnEditWithTheModelsValue) {
  auto field = node(1, Role::textbox, "Name");
  field.field = ui::Field{.value = "kept"};
  Screen screen;
  screen.frame({field});

  screen.person({.kind = Input::Kind::change, .id = 1, .text = "refused"});

  EXPECT_TRUE(std::ranges::contains(screen.frame({field}), "field 1 'kept'"));
  EXPECT_EQ(screen.frame({field}), Lines{});
}

TEST(Mirror, WaitsSomeFramesForTheElementThatShallHaveTheFocus) {
  Screen screen;
  screen.semantics.request_focus(1);
  EXPECT_EQ(screen.frame({}), Lines{});

  EXPECT_EQ(screen.frame({node(1, Role::button)}).back(), "focus 1");
  EXPECT_EQ(screen.frame({node(1, Role::button)}), Lines{});
}

TEST(Mirror, PutsTheLastModalDialogAloneOnStage) {
  auto dialog = node(2, Role::dialog);
  dialog.is_modal = true;
  Screen screen;

  EXPECT_TRUE(std::ranges::contains(screen.frame({node(1, Role::main), dialog}), "modal 2"));
  EXPECT_EQ(screen.frame({node(1, Role::main), dialog}), Lines{});
  EXPECT_TRUE(std::ranges::contains(screen.frame({node(1, Role::main)}), "modal 0"));
}

TEST(Mirror, MovesTheFocusOutOfADialogOnceThePageIsNoLongerInert) {
  Screen screen;
  auto dialog = node(2, Role::dialog, "New project");
  dialog.is_modal = true;
  screen.frame({node(1, Role::button), dialog});
  screen.semantics.request_focus(1);
  EXPECT_EQ(screen.frame({node(1, Role::button), dialog}), Lines{});
  EXPECT_EQ(screen.frame({node(1, Role::button)}), (Lines{"remove 2", "modal 0", "focus 1"}));
}

TEST(Mirror, AnnouncesOnce) {
  Screen screen;
  screen.semantics.announce("Saved");

  EXPECT_EQ(screen.frame({}), Lines{"announce 'Saved'"});
  EXPECT_EQ(screen.frame({}), Lines{});
}

TEST(Mirror, TakesAnIdThatComesTwiceForOne) {
  Screen screen;
  screen.frame({node(1, Role::text, "a"), node(1, Role::text, "b")});

  EXPECT_EQ(screen.frame({node(1, Role::text, "a"), node(1, Role::text, "b")}), Lines{});
}

}  // namespace
}  // namespace quern::wasm
