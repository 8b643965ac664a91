#include "tests/ui/driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "imgui_internal.h"
#include "ui/flat_map.hpp"

namespace quern::test {
namespace {

using ui::Node;
using ui::Role;
using Kind = ui::Input::Kind;

constexpr int most_frames = 60;

bool is_control(Role role) {
  switch (role) {
    case Role::link:
    case Role::button:
    case Role::textbox:
    case Role::checkbox:
    case Role::radio:
    case Role::tab:
    case Role::menu_item: return true;
    default: return false;
  }
}

bool needs_name(Role role) { return role != Role::group && role != Role::list_item; }

bool is_container(Role role) {
  return role <= Role::scroll || role == Role::menu || role == Role::status || role == Role::alert;
}

}  // namespace

Driver::Driver(std::function<void()> frame, ui::Semantics& semantics, FakeScheduler& scheduler)
    : frame_(std::move(frame)),
      semantics_(semantics),
      scheduler_(scheduler) {
  ImGuiIO& io = ImGui::GetIO();
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
  io.DeltaTime = 1.f / 60;
  resize(1280, 800);
}

void Driver::resize(float width, float height, float density) {
  ImGui::GetIO().DisplaySize = {width, height};
  ImGui::GetIO().DisplayFramebufferScale = {density, density};
}

void Driver::frame() {
  scheduler_.settle();
  frame_();
  ++frames_;
  serve_textures();
  for (auto& text : semantics_.take_announcements()) announcements_.push_back(std::move(text));
  if (const auto wanted = semantics_.take_focus_request()) {
    semantics_.input({.kind = Kind::focus, .id = *wanted, .is_keyboard = is_by_keyboard_});
  }
}

// What a renderer does with textures, without one.
void Driver::serve_textures() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(static_cast<ImTextureID>(texture->UniqueID + 1));
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

std::uint64_t Driver::picture() const {
  const auto bytes = [](std::uint64_t hash, const void* data, std::size_t size) {
    return ui::hash_of({static_cast<const char*>(data), size}, hash);
  };
  std::uint64_t hash = ui::hash_start;
  for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
    hash = bytes(hash, list->VtxBuffer.Data, static_cast<std::size_t>(list->VtxBuffer.size_in_bytes()));
    hash = bytes(hash, list->IdxBuffer.Data, static_cast<std::size_t>(list->IdxBuffer.size_in_bytes()));
    for (const ImDrawCmd& command : list->CmdBuffer) hash = bytes(hash, &command.ClipRect, sizeof command.ClipRect);
  }
  return hash;
}

void Driver::settle() {
  std::uint64_t last = 0;
  int equal = 0;
  for (int i = 0; i < most_frames; ++i) {
    frame();
    const std::uint64_t now = picture();
    equal = now == last ? equal + 1 : 0;
    last = now;
    const bool waits = semantics_.has_input() || ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;
    if (equal >= 2 && !waits) return;
  }
  ADD_FAILURE() << "the picture still changed after " << most_frames << " frames";
}

void Driver::advance(Duration by) {
  constexpr Duration step{16};
  while (by > Duration{0}) {
    const Duration now = std::min(by, step);
    scheduler_.advance(now);
    frame();
    by -= now;
  }
  settle();
}

std::vector<Node> Driver::all(Role role, std::string_view name) const {
  std::vector<Node> found;
  for (const Node& node : semantics_.nodes()) {
    if (node.role == role && node.name == name) found.push_back(node);
  }
  return found;
}

bool Driver::has_text(std::string_view text) const {
  return has(Role::text, text) || has(Role::heading, text) || has(Role::alert, text) || has(Role::status, text);
}

Node Driver::find(Role role, std::string_view name) const {
  const auto found = all(role, name);
  EXPECT_EQ(found.size(), 1u) << "of role " << static_cast<int>(role) << " and name \"" << name << '"';
  return found.empty() ? Node{} : found.front();
}

ui::Rect Driver::rect_on_screen(const Node& node) const {
  ui::Rect rect = node.rect;
  for (const Node* at = semantics_.find(node.parent); at; at = semantics_.find(at->parent)) {
    if (at->role != Role::scroll) continue;
    rect.x += at->rect.x;
    rect.y += at->rect.y - at->scroll_y;
  }
  return rect;
}

bool Driver::is_focused(Role role, std::string_view name) const {
  const auto found = all(role, name);
  return found.size() == 1 && found.front().id == semantics_.focused();
}

void Driver::move_to(float x, float y) {
  ImGui::GetIO().AddMousePosEvent(x, y);
  settle();
}

void Driver::hover(Role role, std::string_view name) {
  const ui::Rect rect = rect_on_screen(find(role, name));
  move_to(rect.x + rect.width / 2, rect.y + rect.height / 2);
}

void Driver::button(int button) {
  is_by_keyboard_ = false;
  ImGui::GetIO().AddMouseButtonEvent(button, true);
  settle();
  ImGui::GetIO().AddMouseButtonEvent(button, false);
  settle();
}

void Driver::click(Role role, std::string_view name) {
  const Node node = find(role, name);
  hover(role, name);
  if (is_control(role)) input({.kind = Kind::focus, .id = node.id});
  button(ImGuiMouseButton_Left);
}

void Driver::right_click(Role role, std::string_view name) {
  hover(role, name);
  button(ImGuiMouseButton_Right);
}

void Driver::click_at(float x, float y) {
  move_to(x, y);
  button(ImGuiMouseButton_Left);
}

void Driver::wheel(float notches) {
  ImGui::GetIO().AddMouseWheelEvent(0, notches);
  settle();
}

void Driver::focus(Role role, std::string_view name) {
  input({.kind = Kind::focus, .id = find(role, name).id, .is_keyboard = true});
}

void Driver::blur() { input({.kind = Kind::blur, .id = semantics_.focused()}); }

void Driver::press(Role role, std::string_view name) {
  is_by_keyboard_ = true;
  const Node node = find(role, name);
  semantics_.input({.kind = Kind::focus, .id = node.id, .is_keyboard = true});
  input({.kind = Kind::press, .id = node.id});
}

void Driver::type(std::string_view field, std::string_view text) {
  const Node node = find(Role::textbox, field);
  semantics_.input({.kind = Kind::focus, .id = node.id});
  input({.kind = Kind::change, .id = node.id, .text = std::string(text)});
}

// As a browser does: the form's submit button is pressed, and where there is none the field itself hears of it.
void Driver::enter(std::string_view field) {
  const Node node = find(Role::textbox, field);
  ui::NodeId form = node.parent;
  while (form != 0 && semantics_.find(form)->role != Role::form) form = semantics_.find(form)->parent;
  for (const Node& other : semantics_.nodes()) {
    ui::NodeId at = other.is_submit && form != 0 ? other.parent : 0;
    while (at != 0 && at != form) at = semantics_.find(at)->parent;
    if (at != form || at == 0) continue;
    return input({.kind = Kind::press, .id = other.id});
  }
  input({.kind = Kind::submit, .id = node.id});
}

void Driver::key(ImGuiKey key) {
  is_by_keyboard_ = true;
  ImGui::GetIO().AddKeyEvent(key, true);
  settle();
  ImGui::GetIO().AddKeyEvent(key, false);
  settle();
}

void Driver::escape() { input({.kind = Kind::escape, .id = semantics_.focused()}); }

void Driver::scroll(std::string_view name, float to) {
  input({.kind = Kind::scroll, .id = find(Role::scroll, name).id, .scroll_y = to});
}

void Driver::input(ui::Input given) {
  semantics_.input(std::move(given));
  settle();
}

std::vector<std::string> Driver::complaints() const {
  std::vector<std::string> result;
  std::set<ui::NodeId> seen;
  for (const Node& node : semantics_.nodes()) {
    const std::string who = "role " + std::to_string(static_cast<int>(node.role)) + " \"" + node.name + "\"";
    if (node.id == 0) result.push_back(who + " has no id");
    if (!seen.insert(node.id).second) result.push_back(who + " has an id that was there already");
    if (node.name.empty() && needs_name(node.role)) result.push_back(who + " has no name");
    if (node.parent != 0 && !seen.contains(node.parent)) result.push_back(who + " comes before its parent");
    const Node* parent = semantics_.find(node.parent);
    if (parent && !is_container(parent->role)) result.push_back(who + " is inside something that holds nothing");
    if (is_control(node.role) && (node.rect.width <= 0 || node.rect.height <= 0))
      result.push_back(who + " has no size");
    if (node.role == Role::textbox && !node.field) result.push_back(who + " has no field");
  }
  return result;
}

}  // namespace quern::test
