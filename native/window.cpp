#include "native/window.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace quern::native {
namespace {

// GLFW is the process's; the last window ends it.
int open_windows = 0;

bool open_glfw() {
  if (open_windows == 0) {
    glfwSetErrorCallback([](int, const char* why) { std::fprintf(stderr, "quern: window: %s\n", why); });
    if (glfwInit() != GLFW_TRUE) return false;
  }
  ++open_windows;
  return true;
}

WindowEvents& events_of(GLFWwindow* window) { return *static_cast<WindowEvents*>(glfwGetWindowUserPointer(window)); }

// What the system counts in, as CSS pixels.
std::pair<float, float> css_scale(GLFWwindow* window) {
  int width = 0, height = 0, pixel_width = 0, pixel_height = 0;
  float density = 1, same = 1;
  glfwGetWindowSize(window, &width, &height);
  glfwGetFramebufferSize(window, &pixel_width, &pixel_height);
  glfwGetWindowContentScale(window, &density, &same);
  const auto ratio = [&](int pixels, int units) {
    return units > 0 ? static_cast<float>(pixels) / static_cast<float>(units) / density : 1;
  };
  return {ratio(pixel_width, width), ratio(pixel_height, height)};
}

}  // namespace

Window::Window(int width, int height, WindowEvents& events) : events_(events) {
  if (!open_glfw()) return;
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "quern-desktop");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "quern-desktop");
  glfwWindowHintString(GLFW_WAYLAND_APP_ID, "quern-desktop");
  window_ = glfwCreateWindow(width, height, "Quern", nullptr, nullptr);
  if (window_ == nullptr) return;
  glfwSetWindowSizeLimits(window_, 320, 400, GLFW_DONT_CARE, GLFW_DONT_CARE);
  make_current();
  glfwSwapInterval(1);
  constexpr int shapes[] = {GLFW_ARROW_CURSOR, GLFW_POINTING_HAND_CURSOR, GLFW_IBEAM_CURSOR};
  for (std::size_t i = 0; i < 3; ++i) cursors_[i] = glfwCreateStandardCursor(shapes[i]);
  listen();
}

Window::~Window() {
  for (auto* cursor : cursors_) {
    if (cursor != nullptr) glfwDestroyCursor(cursor);
  }
  if (window_ != nullptr) glfwDestroyWindow(window_);
  if (open_windows > 0 && --open_windows == 0) glfwTerminate();
}

void Window::listen() {
  glfwSetWindowUserPointer(window_, &events_);
  glfwSetCursorPosCallback(window_, [](GLFWwindow* window, double x, double y) {
    const auto [across, down] = css_scale(window);
    events_of(window).on_pointer(static_cast<float>(x) * across, static_cast<float>(y) * down);
  });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* window, int is_in) {
    if (is_in == GLFW_FALSE) events_of(window).on_pointer_gone();
  });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* window, int button, int action, int) {
    events_of(window).on_button(button, action == GLFW_PRESS);
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* window, double x, double y) {
    events_of(window).on_wheel(static_cast<float>(x), static_cast<float>(y));
  });
  glfwSetKeyCallback(window_, [](GLFWwindow* window, int key, int scancode, int action, int modifiers) {
    events_of(window).on_key(key, scancode, action, modifiers);
  });
  glfwSetCharCallback(window_, [](GLFWwindow* window, unsigned code_point) {
    events_of(window).on_letter(static_cast<char32_t>(code_point));
  });
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* window, int, int) { events_of(window).on_size(); });
  glfwSetWindowContentScaleCallback(window_, [](GLFWwindow* window, float, float) { events_of(window).on_size(); });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* window) { events_of(window).on_damage(); });
  glfwSetWindowIconifyCallback(window_, [](GLFWwindow* window, int) { events_of(window).on_damage(); });
  glfwSetWindowFocusCallback(
      window_, [](GLFWwindow* window, int is_focused) { events_of(window).on_window_focus(is_focused == GLFW_TRUE); });
}

bool Window::should_close() const { return window_ == nullptr || glfwWindowShouldClose(window_) != GLFW_FALSE; }

void Window::close() { glfwSetWindowShouldClose(window_, GLFW_TRUE); }

bool Window::can_be_seen() const {
  const auto [width, height, density] = size();
  return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) == GLFW_FALSE && width > 0 && height > 0;
}

Window::Size Window::size() const {
  Size size;
  float same = 1;
  glfwGetFramebufferSize(window_, &size.pixel_width, &size.pixel_height);
  glfwGetWindowContentScale(window_, &size.density, &same);
  if (size.density <= 0) size.density = 1;
  return size;
}

void Window::make_current() { glfwMakeContextCurrent(window_); }
void Window::show_picture() { glfwSwapBuffers(window_); }
void Window::set_title(const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }

void Window::set_pointer(PointerShape shape) {
  if (std::exchange(shape_, shape) == shape) return;
  glfwSetCursor(window_, cursors_[static_cast<std::size_t>(shape)]);
}

std::string Window::clipboard() const {
  const char* text = glfwGetClipboardString(window_);
  return text != nullptr ? text : "";
}

void Window::set_clipboard(const std::string& text) { glfwSetClipboardString(window_, text.c_str()); }

void Window::wake() { glfwPostEmptyEvent(); }
void Window::poll() { glfwPollEvents(); }

void Window::wait(double seconds) {
  if (seconds < 0) {
    glfwWaitEvents();
  } else {
    glfwWaitEventsTimeout(seconds);
  }
}

}  // namespace quern::native
