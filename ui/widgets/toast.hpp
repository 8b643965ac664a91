// Short notices at the bottom of the window, the newest below. Who lives how long is core/app's to say (app::Toasts);
// this draws at most three, reads them aloud once, and reports what was done to them.
// Units   left is what remains of the life; without one the toast stays until it is closed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ui/ui.hpp"

namespace quern::ui {

struct ToastView {
  std::uint64_t id = 0;
  std::string_view text;
  Icon icon = Icon::none;
  bool is_error = false;    // has a cross
  std::string_view action;  // "" is none
  std::optional<Duration> left;
  Duration life{5'000};
  bool is_held = false;
};

struct ToastEvent {
  enum class Kind : std::uint8_t { act, close, hold, release };
  Kind kind;
  std::uint64_t id;
};

// `bottom` is what to keep free below: a phone's bar, a composer.
std::vector<ToastEvent> toasts(Ui& ui, std::span<const ToastView> shown, float bottom = 24);

}  // namespace quern::ui
