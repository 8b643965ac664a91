#include "ui/draw_hash.hpp"

#include <imgui.h>

#include "ui/hash.hpp"

namespace quern::ui {

std::uint64_t hash_draw_data(const ImDrawData& data) {
  Hash hash;
  hash.value(data.DisplaySize.x)
      .value(data.DisplaySize.y)
      .value(data.FramebufferScale.x)
      .value(data.FramebufferScale.y);
  for (const auto* list : data.CmdLists) {
    hash.bytes(list->VtxBuffer.Data, static_cast<std::size_t>(list->VtxBuffer.size_in_bytes()));
    hash.bytes(list->IdxBuffer.Data, static_cast<std::size_t>(list->IdxBuffer.size_in_bytes()));
    for (const auto& command : list->CmdBuffer) {
      hash.bytes(&command.ClipRect, sizeof command.ClipRect).value(command.ElemCount).value(command.VtxOffset);
      // Its number: GetTexID() asserts before the first upload.
      const auto* texture = command.TexRef._TexData;
      hash.value(texture != nullptr ? static_cast<ImU64>(texture->UniqueID)
                                    : static_cast<ImU64>(command.TexRef._TexID));
    }
  }
  return hash.get();
}

bool has_texture_work(const ImDrawData& data) {
  if (data.Textures == nullptr) return false;
  for (const auto* texture : *data.Textures) {
    if (texture->Status != ImTextureStatus_OK) return true;
  }
  return false;
}

}  // namespace quern::ui
