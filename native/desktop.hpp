// Everything of the desktop's side, in the order it is made; the application is the last of what it is made of, and then
// come those that reach into its ImGui context. One window; several may live in one process, on its first thread.
// Frames on demand, as in the page (docs/decisions/0008): any wake draws until the picture was equal twice running, then
// the loop sleeps in the window system until an event, a timer, or another thread ends it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "native/curl_sockets.hpp"
#include "native/curl_transport.hpp"
#include "native/desktop_platform.hpp"
#include "native/field_editor.hpp"
#include "native/focus.hpp"
#include "native/font_glyphs.hpp"
#include "native/native_scheduler.hpp"
#include "native/network_thread.hpp"
#include "native/options.hpp"
#include "native/os_random.hpp"
#include "native/painter.hpp"
#include "native/window.hpp"
#include "ui/application.hpp"
#include "ui/frame_pacer.hpp"

namespace quern::native {

class Desktop final : private WindowEvents {
 public:
  struct Counters {
    std::uint32_t run = 0;    // frames built
    std::uint32_t drawn = 0;  // of them sent to the screen
  };

  explicit Desktop(const Options& options);
  ~Desktop();

  bool is_open() const { return window_.is_open() && painter_ && painter_->can_draw(); }
  void run();                // until the window is closed
  void close_from_thread();  // as its close button does; from any thread
  void turn(
      double
          wait_for_s);  // what is due, a frame if one is wanted; waits for more at most that long, negative: for ever

  // For tests, which look and act through the same doors as a person's reader.
  ui::Semantics& semantics() { return application_->semantics(); }
  Focus& focus() { return *focus_; }
  const Counters& counters() const { return counters_; }
  std::string location() const { return history_.location(); }
  bool is_asleep() const { return !wants_frame_now(); }
  Picture picture();  // draws it anew, and reads it

 private:
  void on_pointer(float x, float y) override;
  void on_pointer_gone() override;
  void on_button(int button, bool is_down) override;
  void on_wheel(float x, float y) override;
  void on_key(int key, int scancode, int action, int modifiers) override;
  void on_letter(char32_t code_point) override;
  void on_size() override;
  void on_damage() override;
  void on_window_focus(bool is_focused) override;

  void open();
  void use_context();
  void request() { is_awake_ = true, pacer_.wake(); }
  bool wants_frame_now() const { return is_awake_ || platform_.is_frame_wanted(); }
  bool on_own_key(int key, int modifiers, bool is_first);  // true: it goes no further
  void travel(bool is_back);
  double seconds_to_wait(double at_most);
  void frame();
  void set_delta_time(TimePoint now);
  void set_pointer_shape();
  void finish_sending();

  NativeScheduler scheduler_{&Window::wake};
  OsRandom random_;
  std::string origin_;
  History history_;
  SettingsFile settings_;
  Window window_;
  NetworkThread network_;
  CurlTransport transport_;
  CurlSockets sockets_;
  DesktopPlatform platform_;
  FontGlyphs glyphs_;
  std::optional<ui::Application> application_;
  ImGuiContext* context_ = nullptr;  // the application's
  std::optional<Painter> painter_;
  std::optional<Focus> focus_;
  std::optional<FieldEditor> editor_;

  ui::FramePacer pacer_;
  Counters counters_;
  std::set<int> held_keys_;  // that ImGui repeats by itself while it is told real time
  bool is_awake_ = true;
  bool is_running_on_ = false;  // the next frame follows another, or a timer: its time step is the real one
  TimePoint last_frame_{};
  std::optional<TimePoint> alarm_;  // the application's own next frame
  float density_ = 1;
};

}  // namespace quern::native
