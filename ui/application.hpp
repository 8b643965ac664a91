// The whole application as a platform drives it: give it a frame when it asks for one, tell it what happened in between.
// Owned by the platform's main; everything it is given outlives it.
#pragma once

#include <memory>
#include <optional>

#include "core/base/random.hpp"
#include "core/base/scheduler.hpp"
#include "core/net/http_transport.hpp"
#include "core/net/socket_transport.hpp"
#include "core/query/tab_sync.hpp"
#include "ui/glyphs.hpp"
#include "ui/platform.hpp"
#include "ui/semantics.hpp"

namespace quern::ui {

struct Environment {
  Scheduler& scheduler;
  Random& random;
  HttpTransport& transport;
  SocketTransport& sockets;
  Platform& platform;
  Glyphs& glyphs;
  query::TabChannel* tabs = nullptr;  // none: there is only this window
};

class Application {
 public:
  explicit Application(Environment environment);  // makes the ImGui context, fonts and styles; sends the first requests
  ~Application();

  // Draws one frame into ImGui's draw data. The platform has filled ImGuiIO (size, density, time, pointer, keys) before.
  void frame();
  // Must there be another frame although nothing was put in since? After its picture was equal twice running, no
  // (docs/decisions: frames on demand).
  bool wants_frame() const;
  // When it wants one by itself (a toast's clock, an animation, a hover delay), though nothing happens: from now.
  std::optional<Duration> next_frame_in() const;

  Semantics& semantics();

  void on_focus(bool is_focused);  // the page or window came to the front, or left it: queries refetch
  void on_online(bool is_online);
  void on_hide();              // the page is hidden or left: what waits to be sent is sent now
  void on_location_changed();  // back, forward: Platform::location() is another
  void on_colour_scheme_changed();
  void on_fonts_changed();  // metrics are to be asked again, glyphs redrawn (fonts loaded, density changed)

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace quern::ui
