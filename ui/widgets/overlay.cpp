#include "ui/widgets/overlay.hpp"

#include "imgui_internal.h"
#include "ui/draw.hpp"

namespace quern::ui {

void begin_layer(std::string_view name, Rect rect, bool takes_pointer) {
  ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                           ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav |
                           ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoBringToFrontOnFocus |
                           ImGuiWindowFlags_NoScrollWithMouse;
  if (!takes_pointer) flags |= ImGuiWindowFlags_NoMouseInputs;
  ImGui::SetNextWindowPos({rect.x, rect.y});
  ImGui::SetNextWindowSize({rect.width, rect.height});
  ImGui::Begin(std::string(name).c_str(), nullptr, flags);
  ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
}

void end_layer() { ImGui::End(); }

int layer_mark() { return draw_list().VtxBuffer.Size; }

void fade_layer(int first, float share, float offset_y) {
  if (share >= 1) return;
  ImDrawList& list = draw_list();
  for (int i = first; i < list.VtxBuffer.Size; ++i) {
    ImDrawVert& vertex = list.VtxBuffer[i];
    vertex.col = faded(vertex.col, share);
    vertex.pos.y += offset_y * (1 - share);
  }
}

Overlay::Overlay(Ui& ui, Node node, Duration fade, float offset_y, Colour scrim) : ui_(ui), id_(node.id) {
  char name[] = "overlay 00000000";
  for (unsigned i = 0; i < 8; ++i) name[8 + i] = "0123456789abcdef"[id_ >> (28 - i * 4) & 15];
  begin_layer(name, ui.screen, true);
  ui.enter_overlay(id_, node.is_modal);
  was_escaped_ = ui.take_escape(id_);
  share_ = ui.motion.glide(hash_with(id_, 0x0f), 1, ui.can_move() ? fade : motion::press, 0.f);
  if (ui.can_move()) offset_y_ = offset_y;
  fill(ui.screen, faded(scrim, share_));
  mark_ = layer_mark();
  take_pointer(node.rect);
  ui.open_at_root(std::move(node));
}

// The whole layer is an item under the overlay's own, so that a click beside it goes nowhere else.
void Overlay::take_pointer(Rect rect) {
  const ImRect whole{ui_.screen.x, ui_.screen.y, ui_.screen.right(), ui_.screen.bottom()};
  const ImGuiID backdrop = ImGui::GetID("backdrop");
  if (!ImGui::ItemAdd(whole, backdrop, nullptr, ImGuiItemFlags_NoNav)) return;
  const ImGuiButtonFlags flags = int{ImGuiButtonFlags_AllowOverlap} | int{ImGuiButtonFlags_PressedOnClick} |
                                 int{ImGuiButtonFlags_MouseButtonLeft} | int{ImGuiButtonFlags_MouseButtonRight};
  bool is_hovered = false;
  bool is_held = false;
  const bool is_pressed = ImGui::ButtonBehavior(whole, backdrop, &is_hovered, &is_held, flags);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  was_clicked_outside_ = is_pressed && !contains(rect, mouse.x, mouse.y);
}

Overlay::~Overlay() {
  fade_layer(mark_, share_, offset_y_);
  ui_.close();
  ui_.leave_overlay();
  end_layer();
}

}  // namespace quern::ui
