#include "ui/semantics.hpp"

#include <gtest/gtest.h>

namespace quern::ui {
namespace {

using Kind = Input::Kind;

TEST(Semantics, TellsNodesInOrderInsideWhatIsOpen) {
  Semantics tree;
  tree.begin_frame();
  tree.push({.id = 1, .role = Role::form, .name = "Sign in"});
  tree.add({.id = 2, .role = Role::textbox, .name = "Email"});
  tree.push_at_root({.id = 3, .role = Role::menu, .name = "More"});
  tree.add({.id = 4, .role = Role::menu_item, .name = "Rename"});
  tree.pop();
  tree.add({.id = 5, .role = Role::button, .name = "Send"});
  tree.pop();
  tree.add({.id = 6, .role = Role::text, .name = "After"});

  ASSERT_EQ(tree.nodes().size(), 6u);
  EXPECT_EQ(tree.find(2)->parent, 1u);
  EXPECT_EQ(tree.find(3)->parent, 0u);
  EXPECT_EQ(tree.find(4)->parent, 3u);
  EXPECT_EQ(tree.find(5)->parent, 1u);
  EXPECT_EQ(tree.find(6)->parent, 0u);
  EXPECT_EQ(tree.find(7), nullptr);
}

TEST(Semantics, OffersAnInputForOneFrame) {
  Semantics tree;
  tree.input({.kind = Kind::press, .id = 7});
  EXPECT_TRUE(tree.has_input());

  tree.begin_frame();
  EXPECT_FALSE(tree.take_press(8));
  EXPECT_TRUE(tree.take_press(7));
  EXPECT_FALSE(tree.take_press(7));

  tree.input({.kind = Kind::press, .id = 9});
  tree.begin_frame();  // nobody took it
  tree.begin_frame();
  EXPECT_FALSE(tree.take_press(9));
  EXPECT_FALSE(tree.has_input());
}

TEST(Semantics, DoesNotOfferWhatComesWhileAFrameIsDrawn) {
  Semantics tree;
  tree.begin_frame();
  tree.input({.kind = Kind::press, .id = 7});
  EXPECT_FALSE(tree.take_press(7));
  tree.begin_frame();
  EXPECT_TRUE(tree.take_press(7));
}

TEST(Semantics, GivesTheLastOfSeveralChanges) {
  Semantics tree;
  tree.input({.kind = Kind::change, .id = 1, .text = "a"});
  tree.input({.kind = Kind::change, .id = 1, .text = "ab"});
  tree.begin_frame();
  EXPECT_EQ(tree.take_change(1), "ab");
  EXPECT_EQ(tree.take_change(1), std::nullopt);
}

TEST(Semantics, LetsAPressWaitForTheChangeBeforeIt) {
  Semantics tree;
  tree.input({.kind = Kind::change, .id = 1, .text = "typed"});
  tree.input({.kind = Kind::press, .id = 2});

  tree.begin_frame();
  EXPECT_FALSE(tree.take_press(2));  // the button may be drawn before the field
  EXPECT_EQ(tree.take_change(1), "typed");
  EXPECT_TRUE(tree.has_input());
  tree.begin_frame();
  EXPECT_TRUE(tree.take_press(2));
}

// It is told against what is in the container now, and is wrong once that has changed.
TEST(Semantics, LetsWhatIsTypedAfterEnterWaitForIt) {
  Semantics tree;
  const auto enter = [&](std::string text) {
    tree.input({.kind = Input::Kind::change, .id = 1, .text = std::move(text)});
    tree.input({.kind = Input::Kind::submit, .id = 1});
  };
  enter("first");  // two messages within one slow frame
  enter("second");
  std::vector<std::string> sent;
  std::string field;
  for (int frame = 0; frame < 5; ++frame) {
    tree.begin_frame();
    if (const auto change = tree.take_change(1)) field = *change;
    if (tree.take_submit(1)) sent.push_back(field);
  }
  EXPECT_EQ(sent, (std::vector<std::string>{"first", "second"}));
}

TEST(Semantics, LetsNoScrollWaitBehindAPress) {
  Semantics tree;
  tree.input({.kind = Kind::change, .id = 1, .text = "a"});
  tree.input({.kind = Kind::press, .id = 2});
  tree.input({.kind = Kind::scroll, .id = 3, .scroll_y = 10});
  tree.input({.kind = Kind::scroll, .id = 3, .scroll_y = 20, .is_held = true});
  tree.begin_frame();
  const auto scrolled = tree.take_scroll(3);
  ASSERT_TRUE(scrolled);
  EXPECT_EQ(scrolled->y, 20);
  EXPECT_TRUE(scrolled->is_held);
  EXPECT_FALSE(tree.take_press(2));
  tree.begin_frame();
  EXPECT_TRUE(tree.take_press(2));
}

TEST(Semantics, CountsTwoPressesOfOneButton) {
  Semantics tree;
  tree.input({.kind = Kind::press, .id = 2});
  tree.input({.kind = Kind::press, .id = 2});
  tree.begin_frame();
  EXPECT_TRUE(tree.take_press(2));
  EXPECT_FALSE(tree.take_press(2));
  tree.begin_frame();
  EXPECT_TRUE(tree.take_press(2));
}

TEST(Semantics, FollowsTheFocus) {
  Semantics tree;
  tree.input({.kind = Kind::focus, .id = 3, .is_keyboard = true});
  tree.begin_frame();
  EXPECT_EQ(tree.focused(), 3u);
  EXPECT_TRUE(tree.is_focus_visible());

  tree.input({.kind = Kind::focus, .id = 4});
  tree.input({.kind = Kind::blur, .id = 3});  // late: the focus has moved on
  tree.begin_frame();
  EXPECT_EQ(tree.focused(), 4u);
  EXPECT_FALSE(tree.is_focus_visible());

  tree.input({.kind = Kind::blur, .id = 4});
  tree.begin_frame();
  EXPECT_EQ(tree.focused(), 0u);
}

}  // namespace
}  // namespace quern::ui
