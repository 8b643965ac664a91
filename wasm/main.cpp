// The program in the page: it knows the application on one side and the browser on the other.
#include <emscripten/emscripten.h>

#include "wasm/page.hpp"

namespace quern::wasm {

Page* page = nullptr;

bool Page::open() {
  application.emplace(ui::Environment{
      .scheduler = scheduler, .random = random, .transport = transport, .platform = platform, .glyphs = glyphs});
  if (!canvas.open()) return false;
  loop.start(*application);
  return true;
}

void Page::input(ui::Input input) {
  mirror.on_input(input);
  application->semantics().input(std::move(input));
  loop.request();
}

}  // namespace quern::wasm

// Called once, when the module is loaded. Answers 0 when the page is open.
extern "C" EMSCRIPTEN_KEEPALIVE int quern_start() {
  quern::wasm::page = new quern::wasm::Page;
  return quern::wasm::page->open() ? 0 : 1;
}
