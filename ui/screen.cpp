#include "ui/screen.hpp"

#include <cstring>

#include "imgui_internal.h"
#include "ui/draw.hpp"
#include "ui/widgets/tooltip.hpp"

namespace quern::ui {
namespace {

std::uint64_t hash_bytes(std::uint64_t hash, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t word = 0;
  for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word) {
    std::memcpy(&word, bytes, sizeof word);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }
  word = 0;
  std::memcpy(&word, bytes, size);
  return hash_with(hash, word);
}

template <class T>
std::uint64_t hash_vector(std::uint64_t hash, const ImVector<T>& vector) {
  return hash_bytes(hash, vector.Data, static_cast<std::size_t>(vector.Size) * sizeof(T));
}

std::uint64_t hash_picture(const ImDrawData& data) {
  std::uint64_t hash = hash_bytes(hash_start, &data.DisplaySize, sizeof data.DisplaySize);
  hash = hash_bytes(hash, &data.FramebufferScale, sizeof data.FramebufferScale);
  for (const ImDrawList* list : data.CmdLists) {
    hash = hash_vector(hash, list->VtxBuffer);
    hash = hash_vector(hash, list->IdxBuffer);
    for (const ImDrawCmd& command : list->CmdBuffer) {
      hash = hash_bytes(hash, &command.ClipRect, sizeof command.ClipRect);
      hash = hash_with(hash, command.ElemCount);
      const ImTextureData* texture = command.TexRef._TexData;
      hash = hash_with(hash, texture ? static_cast<std::uint64_t>(texture->UniqueID) : command.TexRef._TexID);
    }
  }
  return hash;
}

bool has_texture_to_send(const ImDrawData& data) {
  if (!data.Textures) return false;
  for (const ImTextureData* texture : *data.Textures) {
    if (texture->Status == ImTextureStatus_WantCreate || texture->Status == ImTextureStatus_WantUpdates) return true;
  }
  return false;
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
  style.WindowPadding = style.ItemSpacing = style.FramePadding = style.WindowMinSize = {0, 0};
  style.WindowBorderSize = 0;
}

Screen::Context::~Context() { ImGui::DestroyContext(imgui); }

Screen::Screen(Scheduler& scheduler, Platform& platform, Glyphs& glyphs)
    : scheduler_(scheduler), platform_(platform), text_(glyphs), ui_(semantics_, text_, platform) {
  set_theme(platform.system_colour_scheme());
}

Screen::~Screen() = default;

void Screen::set_theme(ColourScheme scheme) { ui_.theme = theme_of(scheme); }

Ui& Screen::begin_frame() {
  ImGui::SetCurrentContext(context_.imgui);
  if (is_still_) equal_frames_ = 0;  // a wake
  is_still_ = false;

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
  const ImDrawData& data = *ImGui::GetDrawData();
  const std::uint64_t picture = hash_picture(data);
  equal_frames_ = picture == picture_ && !has_texture_to_send(data) ? equal_frames_ + 1 : 0;
  picture_ = picture;
  const bool has_events = ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;
  is_still_ = equal_frames_ >= 2 && !ui_.wants_frame_ && !ui_.motion.is_moving() && !has_events;
}

bool Screen::wants_frame() const { return !is_still_ || semantics_.has_input(); }

std::optional<Duration> Screen::next_frame_in() const { return ui_.frame_in_; }

}  // namespace quern::ui
