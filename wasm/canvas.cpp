#include "wasm/canvas.hpp"

#include <GLES3/gl3.h>
#include <emscripten/html5_webgl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include "wasm/js.hpp"

namespace quern::wasm {
namespace {

// Only what is drawn: no depth, no stencil; edges are smoothed by ImGui's own triangles.
EmscriptenWebGLContextAttributes attributes() {
  EmscriptenWebGLContextAttributes wanted;
  emscripten_webgl_init_context_attributes(&wanted);
  wanted.alpha = wanted.depth = wanted.stencil = wanted.antialias = false;
  wanted.majorVersion = 2;
  wanted.enableExtensionsByDefault = false;
  return wanted;
}

}  // namespace

bool Canvas::open() {
  const auto wanted = attributes();
  const auto context = emscripten_webgl_create_context("#canvas", &wanted);
  if (context <= 0 || emscripten_webgl_make_context_current(context) != EMSCRIPTEN_RESULT_SUCCESS) return false;
  return ImGui_ImplOpenGL3_Init("#version 300 es");
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
  ImGui_ImplOpenGL3_DestroyDeviceObjects();
}

void Canvas::begin_frame() {
  auto& io = ImGui::GetIO();
  io.DisplaySize = {width_, height_};
  io.DisplayFramebufferScale = {static_cast<float>(pixel_width_) / width_, static_cast<float>(pixel_height_) / height_};
  ImGui_ImplOpenGL3_NewFrame();
}

bool Canvas::apply_size() {
  if (applied_width_ == pixel_width_ && applied_height_ == pixel_height_) return false;
  applied_width_ = pixel_width_;
  applied_height_ = pixel_height_;
  quern_js_set_canvas_size(pixel_width_, pixel_height_);
  return true;
}

void Canvas::draw() {
  glViewport(0, 0, pixel_width_, pixel_height_);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace quern::wasm
