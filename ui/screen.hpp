// The surface the application draws on: Dear ImGui's context, the Ui that views carry, and the answer to "another frame?".
// Owned by Application; one at a time. The platform fills ImGuiIO (size, density, time, pointer, keys) before each frame.
//
//   Ui& ui = screen.begin_frame();
//   …views…
//   screen.end_frame();
#pragma once

#include <optional>

#include "core/base/scheduler.hpp"
#include "ui/glyphs.hpp"
#include "ui/platform.hpp"
#include "ui/semantics.hpp"
#include "ui/text.hpp"
#include "ui/ui.hpp"

struct ImGuiContext;

namespace quern::ui {

class Screen {
 public:
  Screen(Scheduler& scheduler, Platform& platform, Glyphs& glyphs);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  Ui& begin_frame();
  void end_frame();

  // Does something move, or wait to be taken? Whether the picture is equal twice running is the platform's to see, which
  // has to know it anyway to leave the canvas alone.
  bool wants_frame() const;
  std::optional<Duration> next_frame_in() const;  // something is due then, though nothing moves

  void set_theme(ColourScheme scheme);
  void set_language(Language language) { ui_.language = language; }
  void on_fonts_changed() { text_.forget(); }

  Ui& ui() { return ui_; }
  Semantics& semantics() { return semantics_; }

 private:
  struct Context {  // made before Text, which puts its fonts in it
    Context();
    ~Context();
    ImGuiContext* imgui;
  };

  Scheduler& scheduler_;
  Platform& platform_;
  Context context_;
  Semantics semantics_;
  Text text_;
  Ui ui_;
};

}  // namespace quern::ui
