// Frames on demand (docs/decisions/0008): a wake asks the browser for one frame; frames follow each other until the picture
// was equal twice running; then none until the next wake: input, data, resize, or the application's own deadline.
// Hidden, without a canvas, or after a crash: none at all.
// Owned by Page.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/scheduler.hpp"
#include "ui/application.hpp"
#include "ui/frame_pacer.hpp"
#include "wasm/canvas.hpp"
#include "wasm/mirror.hpp"

namespace quern::wasm {

// Read by tests and benchmarks as window.quern.
struct FrameCounters {
  std::uint32_t run = 0;            // frames built
  std::uint32_t drawn = 0;          // of them sent to the screen
  std::uint32_t words = 0;          // sent to the mirror
  std::array<float, 120> cpu_ms{};  // of the last frames, a ring: frame n is at n % 120
};

class FrameLoop {
 public:
  FrameLoop(Scheduler& scheduler, Canvas& canvas, Mirror& mirror)
      : scheduler_(scheduler),
        canvas_(canvas),
        mirror_(mirror) {}

  void start(ui::Application& application);
  void request();           // a frame soon; cheap to call often
  void redraw();            // a frame soon, drawn even if its picture is the same
  void run(double now_ms);  // the browser's turn to draw
  void on_visible(bool is_visible);

  const FrameCounters& counters() const { return counters_; }

 private:
  void set_delta_time(double now_ms);
  void build();
  void sleep();
  void report_usable();

  Scheduler& scheduler_;
  Canvas& canvas_;
  Mirror& mirror_;
  ui::Application* application_ = nullptr;
  ui::FramePacer pacer_;
  FrameCounters counters_;
  Scheduler::TimerId alarm_ = Scheduler::TimerId::none;
  double last_frame_ms_ = 0;
  bool is_asked_for_ = false;  // requestAnimationFrame is under way
  bool is_visible_ = true;
  bool is_running_on_ = false;  // this frame follows another, or a timer: its time step is the real one
  bool is_usable_reported_ = false;
};

}  // namespace quern::wasm
