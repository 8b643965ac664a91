#include "ui/widgets/toast.hpp"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "ui/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/label.hpp"
#include "ui/widgets/overlay.hpp"

namespace quern::ui {
namespace {

constexpr float line_height = 48;  // of a toast of one line; each further line adds its own
constexpr int most_lines = 4;
constexpr float between = 8;
constexpr float margin = 16;
constexpr std::size_t most_shown = 3;

struct ToastState : Remembered {
  static constexpr std::uint64_t tag = 0x70;
};

ButtonOptions action_options(std::string_view note) {
  return {.kind = ButtonKind::text, .size = ButtonSize::small, .note = note};
}

std::string seconds_left(const Ui& ui, const ToastView& toast) {
  if (!toast.left) return {};
  const auto seconds = std::max<std::int64_t>(0, (toast.left->count() + 999) / 1000);
  return ui.tr("seconds", {{"n", format_number(ui.language, seconds)}});
}

struct ToastSize {
  float width = 0, height = 0;
};

// As wide as its words; where the window is narrower they take further lines, since the reason comes last in them.
ToastSize toast_size(Ui& ui, const ToastView& toast, std::string_view note) {
  float around = 14 + 6;
  if (toast.icon != Icon::none) around += 28;
  if (!toast.action.empty()) around += 10 + button_width(ui, toast.action, action_options(note));
  if (toast.is_error) around += 10 + icon_button_size(ui, true);
  if (toast.action.empty() && !toast.is_error) around += 8;
  const float words = std::min(std::ceil(ui.text.width(toast.text, type::body)), ui.screen.width - 2 * margin - around);
  const float text_height = ui.text.wrapped_height(toast.text, type::body, words, most_lines);
  return {around + words, line_height + text_height - type::body.line_height};
}

// What is left of its life, as a line along the bottom; it begins where the corner's curve leaves two pixels.
void draw_life(Ui& ui, Rect rect, const ToastView& toast) {
  if (!toast.left) return;
  const float share =
      static_cast<float>(toast.left->count()) / static_cast<float>(std::max<std::int64_t>(1, toast.life.count()));
  constexpr float corner = 5;
  const float length = (rect.width - 2 * corner) * std::clamp(share, 0.f, 1.f);
  fill({rect.x + corner, rect.bottom() - 2, length, 2}, ui.theme.accent_text);
  if (toast.is_held) return;
  if (ui.can_move()) {
    ui.want_frame();
  } else {
    ui.want_frame_in(Duration{toast.left->count() % 1000 + 1});
  }
}

void draw_toast(Ui& ui, Rect rect, const ToastView& toast, std::string_view note, std::vector<ToastEvent>& events) {
  const Theme& theme = ui.theme;
  shadow(ui, rect, radius::card, Elevation::menu);
  fill(rect, theme.surface_overlay, radius::card);
  stroke(rect, theme.border_strong, radius::card);
  draw_life(ui, rect, toast);
  Rect inner = inset(rect, 14, 0, 6, 0);
  if (toast.icon != Icon::none) {
    icon(ui, toast.icon, cut_left(inner, 18, 10), 18, toast.is_error ? theme.danger_text : theme.text_muted);
  }
  const auto middle = [&](Rect place, float side) {
    return Rect{place.x, rect.y + (rect.height - side) / 2, place.width, side};
  };
  Rect cross;
  Rect action;
  if (toast.is_error) cross = middle(cut_right(inner, icon_button_size(ui, true), 10), icon_button_size(ui, true));
  const ButtonOptions options = action_options(note);
  if (!toast.action.empty()) {
    action =
        middle(cut_right(inner, button_width(ui, toast.action, options), 10), button_height(ui, ButtonSize::small));
  }
  inner = inset(inner, 0, (line_height - type::body.line_height) / 2, 0, 0);
  paragraph(ui.at(inner), toast.text, {.max_lines = most_lines});
  if (!toast.action.empty() && button(ui.at(action), toast.action, options)) {
    events.push_back({ToastEvent::Kind::act, toast.id});
  }
  if (toast.is_error && icon_button(ui.at(cross), Icon::close, ui.tr("close"), {.is_small = true})) {
    events.push_back({ToastEvent::Kind::close, toast.id});
  }
}

bool has_focus_inside(const Semantics& semantics, NodeId container) {
  const Node* node = semantics.focused() ? semantics.find(semantics.focused()) : nullptr;
  return node && node->parent == container;
}

void one_toast(Ui& ui, Rect rect, const ToastView& toast, std::string_view note, std::vector<ToastEvent>& events) {
  const auto id = static_cast<NodeId>(hash_with(toast.id + 1, 0x70a57));
  char name[] = "toast 00000000";
  for (unsigned i = 0; i < 8; ++i) name[6 + i] = "0123456789abcdef"[id >> (28 - i * 4) & 15];
  begin_layer(name, rect, true);
  ImGui::PushClipRect({ui.screen.x, ui.screen.y}, {ui.screen.right(), ui.screen.bottom()},
                      false);  // its shadow is wider
  ui.push_space({});
  const int mark = layer_mark();
  if (ui.state<ToastState>(id).is_new) ui.semantics.announce(std::string(toast.text));
  // A group, not a status or an alert: it was announced above, and is not to be read twice.
  ui.open_at_root({.id = id, .role = Role::group, .name = std::string(toast.text), .rect = rect});
  draw_toast(ui, rect, toast, note, events);
  ui.close();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool is_over = !ui.is_touch && ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
                       contains(rect, mouse.x, mouse.y);
  const bool is_held = is_over || has_focus_inside(ui.semantics, id);
  if (is_held != toast.is_held) {
    events.push_back({is_held ? ToastEvent::Kind::hold : ToastEvent::Kind::release, toast.id});
  }
  const float share = ui.motion.glide(hash_with(id, 0x0f), 1, ui.can_move() ? motion::menu : motion::press, 0.f);
  fade_layer(mark, share, ui.can_move() ? 4.f : 0.f);
  ui.pop_space();
  ui.pop_clip();
  end_layer();
}

}  // namespace

std::vector<ToastEvent> toasts(Ui& ui, std::span<const ToastView> shown, float bottom) {
  std::vector<ToastEvent> events;
  if (shown.size() > most_shown) shown = shown.last(most_shown);
  float y = ui.screen.bottom() - bottom + between;
  for (const ToastView& toast : shown) y -= toast_size(ui, toast, seconds_left(ui, toast)).height + between;
  for (const ToastView& toast : shown) {
    const std::string note = seconds_left(ui, toast);
    const auto [width, height] = toast_size(ui, toast, note);
    one_toast(ui, {std::round((ui.screen.width - width) / 2), y, width, height}, toast, note, events);
    y += height + between;
  }
  return events;
}

}  // namespace quern::ui
