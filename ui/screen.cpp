#include "ui/screen.hpp"

#include "imgui_internal.h"
#include "ui/draw.hpp"
#include "ui/widgets/tooltip.hpp"

namespace quern::ui {
namespace {

// A press belongs to what the pointer is over now, also where it came there in one jump: it waits for the frame after.
// Dear ImGui does so for a finger alone, and would give it to whatever lies under (a row under its button, the page
// under a dialog's).
void wait_for_hover() {
  for (ImGuiInputEvent& event : ImGui::GetCurrentContext()->InputEventsQueue) {
    if (event.Type == ImGuiInputEventType_MouseButton) event.MouseButton.MouseSource = ImGuiMouseSource_TouchScreen;
  }
}

}  // namespace
Screen::Context::Context() : imgui(ImGui::CreateContext()) {
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = style.ItemSpacing = style.FramePadding = {0, 0};
  style.WindowMinSize = {1, 1};
  style.WindowBorderSize = 0;
}

Screen::Context::~Context() { ImGui::DestroyContext(imgui); }

Screen::Screen(Scheduler& scheduler, Platform& platform, Glyphs& glyphs)
    : scheduler_(scheduler),
      platform_(platform),
      text_(glyphs),
      ui_(semantics_, text_, platform) {
  set_theme(platform.system_colour_scheme());
}

Screen::~Screen() = default;

void Screen::set_theme(ColourScheme scheme) { ui_.theme = theme_of(scheme); }

Ui& Screen::begin_frame() {
  ImGui::SetCurrentContext(context_.imgui);
  ImGuiIO& io = ImGui::GetIO();
  ui_.now = scheduler_.now();
  ui_.wall_now = scheduler_.wall_now();
  ui_.utc_offset = platform_.utc_offset_minutes();
  ui_.is_touch = platform_.is_touch();
  ui_.has_reduced_motion = platform_.prefers_reduced_motion();
  ui_.screen = {0, 0, io.DisplaySize.x, io.DisplaySize.y};
  const float density = io.DisplayFramebufferScale.x > 0 ? io.DisplayFramebufferScale.x : 1;
  text_.begin_frame(density);
  ImGui::GetStyle().CircleTessellationMaxError = 0.3f / density;

  wait_for_hover();
  ImGui::NewFrame();
  ImGui::GetDrawListSharedData()->InitialFringeScale = 1 / density;  // soft edges are a device pixel wide
  semantics_.begin_frame();
  ui_.begin_frame();

  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(io.DisplaySize);
  constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                     ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBringToFrontOnFocus |
                                     ImGuiWindowFlags_NoScrollWithMouse;
  ImGui::Begin("page", nullptr, flags);
  fill(ui_.screen, ui_.theme.surface);
  return ui_;
}

void Screen::end_frame() {
  ImGui::End();
  draw_tooltip(ui_);
  ImGui::Render();
}

bool Screen::wants_frame() const { return ui_.wants_frame_ || ui_.motion.is_moving() || semantics_.has_input(); }

std::optional<Duration> Screen::next_frame_in() const { return ui_.frame_in_; }

}  // namespace quern::ui
