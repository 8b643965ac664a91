// The WebGL 2 canvas, and Dear ImGui's renderer on it. Made after the ImGui context, destroyed never: the page goes first.
// Dear ImGui's own OpenGL backend is left out: it reads state back from the GPU, and each read waits for the GPU's process;
// and Emscripten's OpenGL costs more bytes than the few calls there are, which are in js/painter.js.
// Units   width and height are CSS pixels, `density` device pixels per CSS pixel.
#pragma once

#include <cstdint>
#include <vector>

struct ImDrawData;
struct ImDrawList;
struct ImTextureData;

namespace quern::wasm {

class Canvas {
 public:
  void open();

  void on_resized(float width, float height, int pixel_width, int pixel_height, float density);
  void on_lost() { is_lost_ = true; }
  void on_restored();

  bool can_draw() const { return !is_lost_ && pixel_width_ > 0 && pixel_height_ > 0; }
  float density() const { return density_; }

  void begin_frame();  // tells ImGuiIO the size; before Application::frame()
  // Setting a canvas's size clears it, so that waits for the frame that draws it again. True: this is that frame.
  bool apply_size();
  void draw(const ImDrawData& data);

 private:
  void update_texture(ImTextureData& texture);
  void draw_list(const ImDrawList& list, const ImDrawData& data);

  float width_ = 0, height_ = 0, density_ = 1;
  int pixel_width_ = 0, pixel_height_ = 0;
  int applied_width_ = 0, applied_height_ = 0;
  bool is_lost_ = false;
  std::uint32_t last_texture_ = 0;
  std::vector<std::int32_t> commands_;  // of one list, kept for its memory
};

}  // namespace quern::wasm
