#include "native/painter.hpp"

#include <GL/gl.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>

namespace quern::native {

Painter::Painter() : is_open_(ImGui_ImplOpenGL3_Init("#version 130")) {}

Painter::~Painter() {
  if (is_open_) ImGui_ImplOpenGL3_Shutdown();
}

void Painter::begin_frame(const Window::Size& size) {
  ImGui_ImplOpenGL3_NewFrame();
  auto& io = ImGui::GetIO();
  io.DisplaySize = {size.width(), size.height()};
  io.DisplayFramebufferScale = {size.density, size.density};
}

void Painter::draw(ImDrawData& data, const Window::Size& size) {
  glViewport(0, 0, size.pixel_width, size.pixel_height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(&data);
}

Picture Painter::read(const Window::Size& size) {
  Picture picture{.width = size.pixel_width, .height = size.pixel_height, .rgba = {}};
  const auto row = static_cast<std::size_t>(picture.width) * 4;
  picture.rgba.resize(row * static_cast<std::size_t>(picture.height));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, picture.width, picture.height, GL_RGBA, GL_UNSIGNED_BYTE, picture.rgba.data());
  for (std::size_t top = 0, bottom = static_cast<std::size_t>(picture.height); top + 1 < bottom; ++top) {
    --bottom;  // OpenGL counts from below
    const auto at = [&](std::size_t y) { return picture.rgba.begin() + static_cast<std::ptrdiff_t>(y * row); };
    std::swap_ranges(at(top), at(top + 1), at(bottom));
  }
  return picture;
}

}  // namespace quern::native
