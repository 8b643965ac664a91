#include "ui/widgets/overlay.hpp"

#include "imgui_internal.h"

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

Overlay::Overlay(Ui& ui, Node node) : ui_(ui), id_(node.id) {
  const Rect rect = node.rect;
  const bool is_modal = node.is_modal;
  char name[] = "overlay 00000000";
  for (int i = 0; i < 8; ++i) name[8 + i] = "0123456789abcdef"[id_ >> (28 - i * 4) & 15];
  begin_layer(name, ui.screen, true);
  ui.enter_overlay(id_, is_modal);
  was_escaped_ = ui.take_escape(id_);
  // The whole layer is an item under the overlay's own, so that a click beside it goes nowhere else.
  const ImRect whole{ui.screen.x, ui.screen.y, ui.screen.right(), ui.screen.bottom()};
  const ImGuiID backdrop = ImGui::GetID("backdrop");
  if (ImGui::ItemAdd(whole, backdrop, nullptr, ImGuiItemFlags_NoNav)) {
    bool is_hovered = false;
    bool is_held = false;
    const ImGuiButtonFlags flags = ImGuiButtonFlags_AllowOverlap | ImGuiButtonFlags_PressedOnClick |
                                   ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight;
    const bool is_pressed = ImGui::ButtonBehavior(whole, backdrop, &is_hovered, &is_held, flags);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    was_clicked_outside_ = is_pressed && !contains(rect, mouse.x, mouse.y);
  }
  ui.open_at_root(std::move(node));
}

Overlay::~Overlay() {
  ui_.close();
  ui_.leave_overlay();
  end_layer();
}

}  // namespace quern::ui
