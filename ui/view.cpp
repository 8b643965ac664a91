#include "ui/view.hpp"

#include "imgui_internal.h"
#include "ui/flat_map.hpp"

namespace quern::ui {

bool View::takes_shortcuts() const {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl || io.KeyAlt || io.KeySuper || ui.is_under_modal() || ui.menu || app.project_form()) return false;
  const Node* focused = ui.semantics.focused() ? ui.semantics.find(ui.semantics.focused()) : nullptr;
  return !focused || focused->role != Role::textbox;
}

std::uint64_t call_site(std::source_location where) {
  const std::uint64_t line = std::uint64_t{where.line()} << 16 | where.column();
  return hash_with(hash_of(where.file_name(), ImGui::GetCurrentWindow()->IDStack.back() + hash_start), line);
}

}  // namespace quern::ui
