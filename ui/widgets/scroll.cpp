#include "ui/widgets/scroll.hpp"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "ui/draw.hpp"

namespace quern::ui {
namespace {

constexpr float wheel_step = 60;  // CSS pixels a notch
constexpr float bar_width = 6;
constexpr float bar_margin = 3;
constexpr float least_thumb = 32;

}  // namespace

struct ScrollArea::State : Remembered {
  static constexpr std::uint64_t tag = 0x5c;
  float offset = 0;
  float content_height = 0;
  float drag_start = 0;  // the offset when the thumb was taken
  bool wants_end = false;

  float most(float height) const { return std::max(0.f, content_height - height); }
};

ScrollArea::ScrollArea(Ui& ui, std::string_view name, Rect rect, Options options)
    : ui_(ui),
      id_(ui.id(name)),
      rect_(rect),
      state_(&ui.state<State>(id_)) {
  if (state_->is_new) state_->wants_end = options.starts_at_end;
  follow();
  ui.open({.id = id_,
           .role = Role::scroll,
           .name = std::string(name),
           .rect = rect,
           .content_height = state_->content_height,
           .scroll_y = state_->offset});
  ImGui::PushID(static_cast<int>(id_));
  ui.push_clip(rect);
  ui.push_space({.x = rect.x, .y = rect.y - state_->offset, .is_scrolled = true});
  ui.push_flow(
      {.area = {rect.x + options.padding, rect.y - state_->offset, rect.width - 2 * options.padding, unbounded},
       .gap = options.gap});
}

// Where the browser's container, the wheel, or the end says it stands.
void ScrollArea::follow() {
  float offset = state_->offset;
  if (const auto told = ui_.semantics.take_scroll(id_)) offset = *told;
  const ImGuiIO& io = ImGui::GetIO();
  const bool is_over = contains(intersection(rect_, ui_.clip()), io.MousePos.x, io.MousePos.y) &&
                       ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  if (is_over && io.MouseWheel != 0) offset -= io.MouseWheel * wheel_step;
  if (state_->content_height > 0) offset = std::min(offset, state_->most(rect_.height));
  state_->offset = std::round(std::max(0.f, offset));
}

ScrollArea::~ScrollArea() {
  const Ui::Flow flow = ui_.pop_flow();
  ui_.pop_space();
  ui_.pop_clip();
  state_->content_height = flow.used;
  if (Node* node = ui_.semantics.told(id_)) node->content_height = flow.used;
  const float most = state_->most(rect_.height);
  const float wanted = state_->wants_end ? most : std::min(state_->offset, most);
  state_->wants_end = false;
  if (wanted != state_->offset) {
    state_->offset = wanted;
    ui_.want_frame();
  }
  draw_bar();
  ImGui::PopID();
  ui_.close();
}

void ScrollArea::draw_bar() {
  const float most = state_->most(rect_.height);
  if (most < 1 || ui_.is_touch) return;
  const float track = rect_.height - 2 * bar_margin;
  const float length = std::max(least_thumb, track * rect_.height / state_->content_height);
  const float travel = track - length;
  const float y = rect_.y + bar_margin + travel * state_->offset / most;
  const Rect thumb{rect_.right() - bar_margin - bar_width, y, bar_width, length};
  // A pointer's handle alone: keyboards and assistive technology scroll the container itself.
  const ImGuiID id = ImGui::GetID("thumb");
  const ImRect hit{thumb.x - bar_margin, thumb.y, rect_.right(), thumb.bottom()};
  bool is_hovered = false;
  bool is_held = false;
  if (ImGui::ItemAdd(hit, id, nullptr, ImGuiItemFlags_NoNav)) ImGui::ButtonBehavior(hit, id, &is_hovered, &is_held);
  if (ImGui::IsItemActivated()) state_->drag_start = state_->offset;
  if (is_held && travel > 0) {
    const float moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0).y * most / travel;
    scroll_to(state_->drag_start + moved);
  }
  const float strength = ui_.fade(id, 1, is_hovered || is_held);
  fill(thumb, mixed(ui_.theme.border_strong, ui_.theme.text_faint, strength), bar_width / 2);
}

float ScrollArea::offset() const { return state_->offset; }

void ScrollArea::scroll_to(float offset) {
  offset = std::round(std::clamp(offset, 0.f, state_->most(rect_.height)));
  if (offset == state_->offset) return;
  state_->offset = offset;
  ui_.want_frame();
}

}  // namespace quern::ui
