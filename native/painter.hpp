// Dear ImGui's picture on the window, by its own OpenGL 3 backend. Needs a current ImGui and a current GL context at its
// construction and its end, and in each call.
// The backend takes nothing that ui/imconfig.h leaves out: its two uses of sscanf read the version of an OpenGL 2, and of
// the shading language, where 0 means its default (1.30), which is the one we ask for.
#pragma once

#include <cstdint>
#include <vector>

#include "native/window.hpp"

struct ImDrawData;

namespace quern::native {

// Rows from the top, RGBA.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
};

class Painter {
 public:
  Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;
  ~Painter();

  bool can_draw() const { return is_open_; }
  static void begin_frame(const Window::Size& size);  // tells ImGuiIO the size
  void draw(ImDrawData& data, const Window::Size& size);
  static Picture read(const Window::Size& size);  // what was drawn last, before it is shown

 private:
  bool is_open_;
};

}  // namespace quern::native
