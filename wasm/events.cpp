// What the page's JavaScript tells us: every function it may call, and nothing else is exported (but quern_inbox).
// Text comes by the inbox. Each event asks for a frame, where it can change one.
#include <emscripten/emscripten.h>
#include <imgui.h>

#include <cfloat>

#include "wasm/inbox.hpp"
#include "wasm/keyboard.hpp"
#include "wasm/page.hpp"

using quern::wasm::BrowserTransport;
using quern::wasm::Inbox;
using quern::wasm::page;
using InputKind = quern::ui::Input::Kind;

extern "C" {

EMSCRIPTEN_KEEPALIVE void quern_on_timer() { page->scheduler.on_timer(); }
EMSCRIPTEN_KEEPALIVE void quern_on_turn() { page->scheduler.on_turn(); }
EMSCRIPTEN_KEEPALIVE void quern_on_frame(double now_ms) { page->loop.run(now_ms); }

EMSCRIPTEN_KEEPALIVE void quern_on_fetch(std::uint32_t id, int outcome, int status, std::size_t headers_size,
                                         std::size_t body_size) {
  page->transport.on_fetch(id, static_cast<BrowserTransport::Outcome>(outcome), status, headers_size, body_size);
}

EMSCRIPTEN_KEEPALIVE void quern_on_socket_open(std::uint32_t id) { page->sockets.on_open(id); }
EMSCRIPTEN_KEEPALIVE void quern_on_socket_text(std::uint32_t id, std::size_t size) { page->sockets.on_text(id, size); }
EMSCRIPTEN_KEEPALIVE void quern_on_socket_close(std::uint32_t id, int code) { page->sockets.on_close(id, code); }

EMSCRIPTEN_KEEPALIVE void quern_on_tab_message(std::size_t size) { page->tabs.on_message(size); }

// --- the window

EMSCRIPTEN_KEEPALIVE void quern_on_resize(float width, float height, int pixel_width, int pixel_height, float density) {
  const bool is_density_new = density != page->canvas.density();
  page->canvas.on_resized(width, height, pixel_width, pixel_height, density);
  if (is_density_new) page->application->on_fonts_changed();
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_focus(int is_focused) {
  ImGui::GetIO().AddFocusEvent(is_focused != 0);
  page->application->on_focus(is_focused != 0);
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_visible(int is_visible) { page->loop.on_visible(is_visible != 0); }
EMSCRIPTEN_KEEPALIVE void quern_on_hide() { page->application->on_hide(); }  // may be the last call there is

EMSCRIPTEN_KEEPALIVE void quern_on_online(int is_online) {
  page->application->on_online(is_online != 0);
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_location() {
  page->application->on_location_changed();
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_preferences() {  // colour scheme or reduced motion
  page->application->on_colour_scheme_changed();
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_fonts() {
  page->glyphs.forget();
  page->application->on_fonts_changed();
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_context(int is_lost) {
  if (is_lost != 0) return page->canvas.on_lost();
  page->canvas.on_restored();
  page->loop.redraw();
}

// --- pointer and keys, by position: to Dear ImGui

EMSCRIPTEN_KEEPALIVE void quern_on_pointer(float x, float y, int is_touch) {
  auto& io = ImGui::GetIO();
  io.AddMouseSourceEvent(is_touch != 0 ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(x, y);
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_pointer_gone() {
  ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_button(int button, int is_down) {
  ImGui::GetIO().AddMouseButtonEvent(button, is_down != 0);
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_wheel(float x, float y) {
  ImGui::GetIO().AddMouseWheelEvent(x, y);
  page->loop.request();
}

EMSCRIPTEN_KEEPALIVE void quern_on_modifiers(int is_ctrl, int is_shift, int is_alt, int is_meta) {
  auto& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, is_ctrl != 0);
  io.AddKeyEvent(ImGuiMod_Shift, is_shift != 0);
  io.AddKeyEvent(ImGuiMod_Alt, is_alt != 0);
  io.AddKeyEvent(ImGuiMod_Super, is_meta != 0);
}

EMSCRIPTEN_KEEPALIVE void quern_on_key(std::size_t code_size, int is_down) {
  const auto key = quern::wasm::key_of(Inbox::text(code_size));
  if (key == ImGuiKey_None) return;
  ImGui::GetIO().AddKeyEvent(key, is_down != 0);
  page->loop.request();
}

// --- the mirror: to the widgets

EMSCRIPTEN_KEEPALIVE void quern_on_input(int kind, std::uint32_t id, std::size_t text_size, float scroll_y, int flag) {
  page->input({.kind = static_cast<InputKind>(kind),
               .id = id,
               .text = std::string(Inbox::text(text_size)),
               .scroll_y = scroll_y,
               .is_keyboard = flag != 0,
               .is_held = flag != 0});
}

// The element shows what a person did, and ImGui hears of it by its position: say the model's state again.
EMSCRIPTEN_KEEPALIVE void quern_on_touched(std::uint32_t id) { page->mirror.touch(id); }

// --- what tests may read

EMSCRIPTEN_KEEPALIVE std::uint32_t quern_frames_run() { return page->loop.counters().run; }
EMSCRIPTEN_KEEPALIVE std::uint32_t quern_frames_drawn() { return page->loop.counters().drawn; }
EMSCRIPTEN_KEEPALIVE std::uint32_t quern_mirror_words() { return page->loop.counters().words; }
EMSCRIPTEN_KEEPALIVE const float* quern_frame_times() { return page->loop.counters().cpu_ms.data(); }
}
