// A person in front of the application, without a browser: finds what is on screen by role and name, as a test in Chromium
// does with getByRole, and uses pointer and keys on it. The pointer goes through Dear ImGui by position, so what lies
// over a control gets the click; typing and the keyboard's presses come through the semantics tree, as from the mirror.
// Owned by the test; `frame` draws one frame of an ImGui context that exists.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "tests/support/fake_scheduler.hpp"
#include "ui/semantics.hpp"

namespace quern::test {

class Driver {
 public:
  Driver(std::function<void()> frame, ui::Semantics& semantics, FakeScheduler& scheduler);

  void resize(float width, float height, float density = 1);
  // Frames until the picture was equal twice running and nothing waits. Time stands still.
  void settle();
  // Time goes on, a frame every 16 ms of it.
  void advance(Duration by);
  int frames_drawn() const { return frames_; }

  // --- what is there
  std::vector<ui::Node> all(ui::Role role, std::string_view name) const;
  bool has(ui::Role role, std::string_view name) const { return !all(role, name).empty(); }
  bool has_text(std::string_view text) const;                 // in a text, heading, alert or status
  ui::Node find(ui::Role role, std::string_view name) const;  // fails the test unless there is exactly one
  ui::Rect rect_on_screen(const ui::Node& node) const;
  bool is_focused(ui::Role role, std::string_view name) const;
  const std::vector<std::string>& announcements() const { return announcements_; }

  // --- what a person does
  void hover(ui::Role role, std::string_view name);
  void click(ui::Role role, std::string_view name);
  void right_click(ui::Role role, std::string_view name);
  void click_at(float x, float y);
  void move_to(float x, float y);
  void wheel(float notches);
  void press(ui::Role role, std::string_view name);          // Enter on it, from the keyboard
  void type(std::string_view field, std::string_view text);  // what the field holds afterwards
  void enter(std::string_view field);
  void focus(ui::Role role, std::string_view name);
  void blur();
  void key(ImGuiKey key);
  void escape();
  void scroll(std::string_view name, float to);  // as the browser's container does
  void input(ui::Input input);

  // Everything a tree must be: unique ids, parents first, names where they are owed. Empty when all is well.
  std::vector<std::string> complaints() const;

 private:
  void frame();
  void serve_textures();
  std::uint64_t picture() const;
  void button(int button);

  std::function<void()> frame_;
  ui::Semantics& semantics_;
  FakeScheduler& scheduler_;
  std::vector<std::string> announcements_;
  bool is_by_keyboard_ = false;
  int frames_ = 0;
};

}  // namespace quern::test
