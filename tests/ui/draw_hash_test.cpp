#include "ui/draw_hash.hpp"

#include <gtest/gtest.h>
#include <imgui.h>

namespace quern::ui {
namespace {

// A picture of one rectangle, built without a frame.
struct Rectangle {
  ImDrawList list{nullptr};
  ImDrawData data;

  explicit Rectangle(float x) {
    list.VtxBuffer.resize(4);
    list.IdxBuffer.resize(6);
    for (int i = 0; i < 4; ++i)
      list.VtxBuffer[i] = {.pos = {x, static_cast<float>(i)}, .uv = {0, 0}, .col = 0xffffffff};
    for (int i = 0; i < 6; ++i) list.IdxBuffer[i] = static_cast<ImDrawIdx>(i % 4);
    ImDrawCmd command;
    command.ElemCount = 6;
    command.ClipRect = {0, 0, 100, 100};
    list.CmdBuffer.push_back(command);
    data.CmdLists.push_back(&list);
    data.DisplaySize = {100, 100};
  }
};

TEST(DrawHash, IsEqualForEqualPictures) {
  const Rectangle one(1), same(1);

  EXPECT_EQ(hash_draw_data(one.data), hash_draw_data(same.data));
}

TEST(DrawHash, DiffersWhenAVertexMoved) {
  const Rectangle one(1), moved(1.5F);

  EXPECT_NE(hash_draw_data(one.data), hash_draw_data(moved.data));
}

TEST(DrawHash, DiffersWhenOnlyTheClipRectangleOrTheSizeChanged) {
  const Rectangle one(1);
  Rectangle clipped(1), larger(1);
  clipped.list.CmdBuffer[0].ClipRect.w = 50;
  larger.data.DisplaySize.x = 101;

  EXPECT_NE(hash_draw_data(one.data), hash_draw_data(clipped.data));
  EXPECT_NE(hash_draw_data(one.data), hash_draw_data(larger.data));
}

TEST(DrawHash, SeesATextureThatWaits) {
  Rectangle picture(1);
  ImVector<ImTextureData*> textures;
  ImTextureData texture;
  textures.push_back(&texture);
  picture.data.Textures = &textures;

  texture.Status = ImTextureStatus_WantUpdates;
  EXPECT_TRUE(has_texture_work(picture.data));

  texture.Status = ImTextureStatus_OK;
  EXPECT_FALSE(has_texture_work(picture.data));
}

}  // namespace
}  // namespace quern::ui
