// The program in the page: it knows the application on one side and the browser on the other.
#include <emscripten/emscripten.h>

#include "wasm/page.hpp"

namespace quern::wasm {

Page* page = nullptr;

void Page::open() {
  application.emplace(ui::Environment{.scheduler = scheduler,
                                      .random = random,
                                      .transport = transport,
                                      .sockets = sockets,
                                      .platform = platform,
                                      .glyphs = glyphs,
                                      .tabs = &tabs});
  canvas.open();
  loop.start(*application);
}

void Page::input(ui::Input input) {
  mirror.on_input(input);
  application->semantics().input(std::move(input));
  loop.request();
}

}  // namespace quern::wasm

// Called once, when the module is loaded.
extern "C" EMSCRIPTEN_KEEPALIVE void quern_start() {
  quern::wasm::page = new quern::wasm::Page;
  quern::wasm::page->open();
}
