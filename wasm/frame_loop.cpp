#include "wasm/frame_loop.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "ui/draw_hash.hpp"
#include "wasm/js.hpp"

namespace quern::wasm {
namespace {

constexpr float wake_step = 1.0F / 60.0F;  // after sleep the real step would make fades and delays jump

// ImGui spreads a press and a release that came together over two frames, and follows a button that is held.
bool is_input_pending() {
  const auto& context = *ImGui::GetCurrentContext();
  return !context.InputEventsQueue.empty() || (context.ActiveId != 0 && ImGui::IsAnyMouseDown());
}

// Is there something on screen that a person can act on?
bool is_usable(const ui::Semantics& semantics) {
  return std::ranges::any_of(semantics.nodes(), [](const ui::Node& node) {
    return (node.role == ui::Role::button || node.role == ui::Role::textbox || node.role == ui::Role::link) &&
           !node.is_disabled;
  });
}

}  // namespace

void FrameLoop::start(ui::Application& application) {
  application_ = &application;
  request();
}

void FrameLoop::request() {
  pacer_.wake();
  if (is_asked_for_ || !is_visible_ || application_ == nullptr || !canvas_.can_draw()) return;
  is_asked_for_ = true;
  quern_js_request_frame();
}

void FrameLoop::redraw() {
  pacer_.invalidate();
  request();
}

void FrameLoop::on_visible(bool is_visible) {
  is_visible_ = is_visible;
  if (is_visible) redraw();
}

void FrameLoop::run(double now_ms) {
  is_asked_for_ = false;
  if (!is_visible_ || application_ == nullptr || !canvas_.can_draw()) return;
  scheduler_.cancel(std::exchange(alarm_, Scheduler::TimerId::none));
  const auto began_ms = quern_js_now();
  set_delta_time(now_ms);
  build();
  const auto& picture = *ImGui::GetDrawData();
  if (canvas_.apply_size() || ui::has_texture_work(picture)) pacer_.invalidate();
  const bool is_restless = application_->wants_frame() || application_->semantics().has_input() || is_input_pending();
  const auto verdict = pacer_.frame(ui::hash_draw_data(picture), is_restless);
  if (verdict.draw) {
    canvas_.draw(picture);
    ++counters_.drawn;
  }
  counters_.cpu_ms[counters_.run++ % counters_.cpu_ms.size()] = static_cast<float>(quern_js_now() - began_ms);
  report_usable();
  is_running_on_ = verdict.again;
  if (verdict.again) {
    if (!std::exchange(is_asked_for_, true)) quern_js_request_frame();
  } else {
    sleep();
  }
}

void FrameLoop::set_delta_time(double now_ms) {
  const auto real = static_cast<float>((now_ms - last_frame_ms_) / 1000.0);
  ImGui::GetIO().DeltaTime = is_running_on_ ? std::max(real, 0.001F) : wake_step;
  last_frame_ms_ = now_ms;
}

void FrameLoop::build() {
  canvas_.begin_frame();
  application_->frame();
  const auto& changes = mirror_.sync(application_->semantics());
  if (changes.words().empty()) return;
  quern_js_mirror(changes.words().data(), changes.words().size(), changes.arena().data());
  counters_.words += static_cast<std::uint32_t>(changes.words().size());
}

void FrameLoop::sleep() {
  const auto next = application_->next_frame_in();
  if (!next) return;
  alarm_ = scheduler_.after(*next, [this] {
    alarm_ = Scheduler::TimerId::none;
    is_running_on_ = true;
    request();
  });
}

void FrameLoop::report_usable() {
  if (is_usable_reported_ || !is_usable(application_->semantics())) return;
  is_usable_reported_ = true;
  quern_js_usable();
}

}  // namespace quern::wasm
