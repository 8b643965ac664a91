// The WebGL 2 canvas, and Dear ImGui's backend on it. Made after the ImGui context, destroyed never: the page goes first.
// Units   width and height are CSS pixels, `density` device pixels per CSS pixel.
#pragma once

namespace quern::wasm {

class Canvas {
 public:
  bool open();  // false: no WebGL 2

  void on_resized(float width, float height, int pixel_width, int pixel_height, float density);
  void on_lost() { is_lost_ = true; }
  void on_restored();

  bool can_draw() const { return !is_lost_ && pixel_width_ > 0 && pixel_height_ > 0; }
  float density() const { return density_; }

  void begin_frame();  // tells ImGuiIO the size; before Application::frame()
  // Setting a canvas's size clears it, so that waits for the frame that draws it again. True: this is that frame.
  bool apply_size();
  void draw();  // ImGui's draw data

 private:
  float width_ = 0, height_ = 0, density_ = 1;
  int pixel_width_ = 0, pixel_height_ = 0;
  int applied_width_ = 0, applied_height_ = 0;
  bool is_lost_ = false;
};

}  // namespace quern::wasm
