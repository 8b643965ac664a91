#include "wasm/canvas.hpp"

#include <imgui.h>

#include <algorithm>

#include "wasm/js.hpp"

namespace quern::wasm {

static_assert(sizeof(ImDrawVert) == 20 && sizeof(ImDrawIdx) == 2, "js/painter.js reads them");

void Canvas::open() {
  auto& io = ImGui::GetIO();
  io.BackendRendererName = "quern";
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset | ImGuiBackendFlags_RendererHasTextures;
  quern_js_prepare_painter();
}

void Canvas::on_resized(float width, float height, int pixel_width, int pixel_height, float density) {
  width_ = width;
  height_ = height;
  pixel_width_ = pixel_width;
  pixel_height_ = pixel_height;
  density_ = density;
}

// What was on the GPU is gone; the atlas's pixels are still in our memory, and go up again with the next frame.
void Canvas::on_restored() {
  is_lost_ = false;
  quern_js_prepare_painter();
  for (auto* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
}

void Canvas::begin_frame() {
  auto& io = ImGui::GetIO();
  io.DisplaySize = {width_, height_};
  io.DisplayFramebufferScale = {static_cast<float>(pixel_width_) / width_, static_cast<float>(pixel_height_) / height_};
}

bool Canvas::apply_size() {
  if (applied_width_ == pixel_width_ && applied_height_ == pixel_height_) return false;
  applied_width_ = pixel_width_;
  applied_height_ = pixel_height_;
  quern_js_set_canvas_size(pixel_width_, pixel_height_);
  return true;
}

void Canvas::draw(const ImDrawData& data) {
  if (data.Textures != nullptr) {
    for (auto* texture : *data.Textures) update_texture(*texture);
  }
  quern_js_begin_picture(data.DisplaySize.x, data.DisplaySize.y);
  for (const auto* list : data.CmdLists) draw_list(*list, data);
}

void Canvas::update_texture(ImTextureData& texture) {
  const auto id = static_cast<std::uint32_t>(texture.TexID);
  if (texture.Status == ImTextureStatus_WantCreate) {
    quern_js_make_texture(++last_texture_, texture.Width, texture.Height, texture.GetPixels());
    texture.SetTexID(last_texture_);
    texture.SetStatus(ImTextureStatus_OK);
  } else if (texture.Status == ImTextureStatus_WantUpdates) {
    for (const auto& part : texture.Updates) {
      quern_js_change_texture(id, part.x, part.y, part.w, part.h, texture.GetPixelsAt(part.x, part.y), texture.Width);
    }
    texture.SetStatus(ImTextureStatus_OK);
  } else if (texture.Status == ImTextureStatus_WantDestroy && texture.UnusedFrames > 0) {
    quern_js_drop_texture(id);
    texture.SetTexID(ImTextureID_Invalid);
    texture.SetStatus(ImTextureStatus_Destroyed);
  }
}

void Canvas::draw_list(const ImDrawList& list, const ImDrawData& data) {
  const auto pixels = [](float length, float scale, int limit) {
    return std::clamp(static_cast<int>(length * scale), 0, limit);
  };
  commands_.clear();
  for (const auto& command : list.CmdBuffer) {
    const auto scale = data.FramebufferScale;
    const auto left = pixels(command.ClipRect.x, scale.x, pixel_width_),
               right = pixels(command.ClipRect.z, scale.x, pixel_width_);
    const auto top = pixels(command.ClipRect.y, scale.y, pixel_height_),
               bottom = pixels(command.ClipRect.w, scale.y, pixel_height_);
    if (command.UserCallback != nullptr || right <= left || bottom <= top) continue;
    const auto word = [](auto value) { return static_cast<std::int32_t>(value); };
    commands_.insert(commands_.end(), {left, top, right - left, bottom - top, word(command.GetTexID()),
                                       word(command.VtxOffset), word(command.IdxOffset), word(command.ElemCount)});
  }
  constexpr std::size_t words_each = 8;
  if (commands_.empty()) return;
  quern_js_draw_list(list.VtxBuffer.Data, static_cast<std::size_t>(list.VtxBuffer.Size), list.IdxBuffer.Data,
                     static_cast<std::size_t>(list.IdxBuffer.Size), commands_.data(), commands_.size() / words_each);
}

}  // namespace quern::wasm
