// A window of the system with an OpenGL 3 context, and what happens to it, told to one listener.
// Owned by Desktop; used on the program's first thread.
// Units   what is told is in CSS pixels: the window's divided by the screen's scale.
#pragma once

#include <string>

struct GLFWwindow;
struct GLFWcursor;

namespace quern::native {

enum class PointerShape : unsigned char { arrow, hand, text };

class WindowEvents {
 public:
  virtual void on_pointer(float x, float y) = 0;
  virtual void on_pointer_gone() = 0;
  virtual void on_button(int button, bool is_down) = 0;
  virtual void on_wheel(float x, float y) = 0;
  virtual void on_key(int key, int scancode, int action, int modifiers) = 0;  // in GLFW's words
  virtual void on_letter(char32_t code_point) = 0;
  virtual void on_size() = 0;
  virtual void on_damage() = 0;  // the system lost what was drawn
  virtual void on_window_focus(bool is_focused) = 0;

 protected:
  ~WindowEvents() = default;
};

class Window {
 public:
  struct Size {
    int pixel_width = 0, pixel_height = 0;
    float density = 1;
    float width() const { return static_cast<float>(pixel_width) / density; }
    float height() const { return static_cast<float>(pixel_height) / density; }
  };

  Window(int width, int height, WindowEvents& events);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  bool is_open() const { return window_ != nullptr; }  // false: there is no display, or no OpenGL 3; the log says which
  bool should_close() const;
  void close();              // asks for it: should_close() says so from now on
  bool can_be_seen() const;  // not while it is an icon
  Size size() const;

  void make_current();
  void show_picture();
  void set_title(const std::string& title);
  void set_pointer(PointerShape shape);

  std::string clipboard() const;
  void set_clipboard(const std::string& text);

  // Ends a wait(); from any thread.
  static void wake();
  static void poll();
  static void wait(double seconds);  // negative: until something happens

 private:
  void listen();

  WindowEvents& events_;
  GLFWwindow* window_ = nullptr;
  GLFWcursor* cursors_[3] = {};
  PointerShape shape_ = PointerShape::arrow;
};

}  // namespace quern::native
