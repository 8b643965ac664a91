// Everything of the browser's side, in the order it is made; the application is the last. Made once by main(), never
// destroyed: the page goes away with it.
#pragma once

#include <optional>

#include "ui/application.hpp"
#include "wasm/browser_glyphs.hpp"
#include "wasm/browser_platform.hpp"
#include "wasm/browser_random.hpp"
#include "wasm/browser_scheduler.hpp"
#include "wasm/browser_sockets.hpp"
#include "wasm/browser_transport.hpp"
#include "wasm/canvas.hpp"
#include "wasm/frame_loop.hpp"
#include "wasm/mirror.hpp"
#include "wasm/tab_channel.hpp"

namespace quern::wasm {

struct Page {
  BrowserScheduler scheduler;
  BrowserRandom random;
  BrowserTransport transport;
  BrowserSockets sockets;
  TabChannel tabs{"quern"};
  BrowserPlatform platform{[this] { loop.request(); }};
  BrowserGlyphs glyphs;
  Canvas canvas;
  Mirror mirror;
  FrameLoop loop{scheduler, canvas, mirror};
  std::optional<ui::Application> application;

  void open();
  void input(ui::Input input);
};

extern Page* page;

}  // namespace quern::wasm
