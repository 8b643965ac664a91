#include "ui/widgets/scroll_bar.hpp"

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

float wheel_distance(const Ui& ui, Rect rect) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.MouseWheel == 0 || !contains(intersection(rect, ui.clip()), io.MousePos.x, io.MousePos.y)) return 0;
  if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return 0;
  return -io.MouseWheel * wheel_step;
}

std::optional<std::int64_t> ScrollBar::draw(Ui& ui, Rect rect, std::int64_t offset, std::int64_t length) {
  const float most = static_cast<float>(length) - rect.height;
  if (most < 1 || ui.is_touch) return std::nullopt;
  const float track = rect.height - 2 * bar_margin;
  const float thumb_length = std::max(least_thumb, track * rect.height / static_cast<float>(length));
  const float travel = track - thumb_length;
  const float y = rect.y + bar_margin + travel * static_cast<float>(offset) / most;
  const Rect thumb{rect.right() - bar_margin - bar_width, y, bar_width, thumb_length};
  // A pointer's handle alone: keyboards and assistive technology scroll the container itself.
  const ImGuiID id = ImGui::GetID("thumb");
  const ImRect hit{thumb.x - bar_margin, thumb.y, rect.right(), thumb.bottom()};
  bool is_hovered = false;
  bool is_held = false;
  if (ImGui::ItemAdd(hit, id, nullptr, ImGuiItemFlags_NoNav)) ImGui::ButtonBehavior(hit, id, &is_hovered, &is_held);
  if (ImGui::IsItemActivated()) drag_start = offset;
  const float strength = ui.fade(id, 1, is_hovered || is_held);
  fill(thumb, mixed(ui.theme.border_strong, ui.theme.text_faint, strength), bar_width / 2);
  if (!is_held || travel <= 0) return std::nullopt;
  const float moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0).y * most / travel;
  return drag_start + std::llround(moved);
}

}  // namespace quern::ui
