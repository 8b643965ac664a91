#include "tests/native/screen.hpp"

#include <X11/Xlib.h>
#include <X11/Xutil.h>

#include <span>
#include <stdexcept>
#include <string_view>

namespace quern::test {

struct Screen::Display {
  ::Display* x = XOpenDisplay(nullptr);

  Window root() const { return DefaultRootWindow(x); }
  Atom atom(const char* name) const { return XInternAtom(x, name, 0); }

  std::optional<Window> our_window() const {
    Window same = 0, above = 0, *windows = nullptr;
    unsigned count = 0;
    std::optional<Window> found;
    if (XQueryTree(x, root(), &same, &above, &windows, &count) == 0) return found;
    for (const auto window : std::span(windows, count)) {
      XClassHint hint{};
      if (XGetClassHint(x, window, &hint) == 0) continue;
      if (std::string_view(hint.res_class) == "quern-desktop") found = window;
      XFree(hint.res_name);
      XFree(hint.res_class);
    }
    if (windows != nullptr) XFree(windows);
    return found;
  }
};

Screen::Screen() : display_(new Display) {
  if (display_->x == nullptr) throw std::runtime_error("there is no display");
  XSetErrorHandler([](::Display*, XErrorEvent*) { return 0; });  // a window may go while we ask it
}

Screen::~Screen() {
  XCloseDisplay(display_->x);
  delete display_;
}

std::string Screen::title() {
  const auto window = display_->our_window();
  if (!window) return {};
  Atom type = 0;
  int bits = 0;
  unsigned long count = 0, left = 0;
  unsigned char* text = nullptr;
  XGetWindowProperty(display_->x, *window, display_->atom("_NET_WM_NAME"), 0, 1000, 0, AnyPropertyType, &type, &bits,
                     &count, &left, &text);
  if (text == nullptr) return {};
  std::string title(reinterpret_cast<const char*>(text), count);
  XFree(text);
  return title;
}

native::Picture Screen::picture() {
  XWindowAttributes screen{};
  XGetWindowAttributes(display_->x, display_->root(), &screen);
  native::Picture picture{.width = screen.width, .height = screen.height, .rgba = {}};
  XImage* image = XGetImage(display_->x, display_->root(), 0, 0, static_cast<unsigned>(screen.width),
                            static_cast<unsigned>(screen.height), AllPlanes, ZPixmap);
  if (image == nullptr) return {};
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const auto pixel = XGetPixel(image, x, y);
      for (const unsigned shift : {16U, 8U, 0U}) picture.rgba.push_back(static_cast<std::uint8_t>(pixel >> shift));
      picture.rgba.push_back(255);
    }
  }
  XDestroyImage(image);
  return picture;
}

void Screen::press_close_button() {
  const auto window = display_->our_window();
  if (!window) throw std::runtime_error("there is no window");
  XEvent event{};
  event.xclient.type = ClientMessage;
  event.xclient.window = *window;
  event.xclient.message_type = display_->atom("WM_PROTOCOLS");
  event.xclient.format = 32;
  event.xclient.data.l[0] = static_cast<long>(display_->atom("WM_DELETE_WINDOW"));
  XSendEvent(display_->x, *window, 0, NoEventMask, &event);
  XFlush(display_->x);
}

}  // namespace quern::test
