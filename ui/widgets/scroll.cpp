#include "ui/widgets/scroll.hpp"

#include <algorithm>
#include <cmath>

#include "imgui.h"
#include "ui/widgets/scroll_bar.hpp"

namespace quern::ui {

struct ScrollArea::State : Remembered {
  static constexpr std::uint64_t tag = 0x5c;
  float offset = 0;
  float content_height = 0;
  ScrollBar bar;
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
  if (const auto told = ui_.semantics.take_scroll(id_)) offset = told->y;
  offset += wheel_distance(ui_, rect_);
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
  const auto dragged_to =
      state_->bar.draw(ui_, rect_, std::llround(state_->offset), std::llround(state_->content_height));
  if (dragged_to) scroll_to(static_cast<float>(*dragged_to));
}

float ScrollArea::offset() const { return state_->offset; }

void ScrollArea::scroll_to(float offset) {
  offset = std::round(std::clamp(offset, 0.f, state_->most(rect_.height)));
  if (offset == state_->offset) return;
  state_->offset = offset;
  ui_.want_frame();
}

}  // namespace quern::ui
