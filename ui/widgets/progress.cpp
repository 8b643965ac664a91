#include "ui/widgets/progress.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace quern::ui {
namespace {

Colour tone_colour(const Theme& theme, Tone tone) {
  switch (tone) {
    case Tone::neutral: return theme.text_faint;
    case Tone::accent: return theme.accent_text;
    case Tone::success: return theme.success_text;
    case Tone::warning: return theme.warning_text;
    case Tone::danger: return theme.danger_text;
  }
  return theme.accent_text;
}

// 0..1 and back, once in `period`.
float pulse(const Ui& ui, int period) {
  const auto at = static_cast<float>(ui.now.time_since_epoch().count() % period) / static_cast<float>(period);
  return 0.5f - 0.5f * std::cos(at * 2 * std::numbers::pi_v<float>);
}

Colour skeleton_colour(Ui& ui) {
  if (!ui.can_move()) return ui.theme.skeleton;
  ui.want_frame();
  return mixed(ui.theme.skeleton, ui.theme.skeleton_shine, pulse(ui, 1600));
}

}  // namespace

Rect progress_bar(Ui& ui, std::string_view name, float share, Tone tone) {
  const Rect rect = ui.place(ui.available_width(), 4, Fit::stretch);
  fill(rect, ui.theme.fill_pressed, 2);
  const bool is_known = share >= 0;
  std::string description;
  Rect done = rect;
  if (is_known) {
    share = std::min(share, 1.f);
    done.width = std::max(4.f, rect.width * share);
    description = format_percent(ui.language, static_cast<int>(share * 100 + 0.5f));
  } else {
    done.width = rect.width * 0.28f;
    done.x += (rect.width - done.width) * (ui.can_move() ? pulse(ui, 2400) : 0.5f);
    if (ui.can_move()) ui.want_frame();
  }
  if (share != 0) fill(done, tone_colour(ui.theme, tone), 2);
  ui.tell({.role = Role::progress,
           .name = std::string(name),
           .description = std::move(description),
           .rect = rect,
           .is_busy = !is_known});
  return rect;
}

bool shows_skeleton(Ui& ui, std::string_view place) {
  const Duration age = ui.motion.age(hash_of(place));
  if (age >= motion::skeleton_delay) return true;
  ui.want_frame_in(motion::skeleton_delay - age);
  return false;
}

void skeleton(Ui& ui, Rect rect, float radius) { fill(rect, skeleton_colour(ui), radius); }
void skeleton_disc(Ui& ui, Rect rect) { skeleton(ui, rect, rect.width / 2); }

void skeleton_rows(Ui& ui, int count, float row_height, float avatar_size, bool is_square) {
  constexpr float widths[][2] = {{.62f, .88f}, {.48f, .74f}, {.56f, .80f}, {.40f, .66f}};
  const float width = ui.available_width();
  const Rect all = ui.place(width, row_height * static_cast<float>(count), Fit::stretch);
  ui.tell({.id = ui.id("skeleton"),
           .role = Role::status,
           .name = std::string(ui.tr("loading")),
           .rect = all,
           .is_busy = true});
  if (!shows_skeleton(ui, "rows")) return;
  Rect rest = all;
  for (int i = 0; i < count; ++i) {
    Rect row = inset(cut_top(rest, row_height), 12, 0);
    const Rect face = centred(cut_left(row, avatar_size, 12), avatar_size, avatar_size);
    skeleton(ui, face, is_square ? radius::row : avatar_size / 2);
    const auto& [first, second] = widths[i % 4];
    const float top = row.y + (row_height - 32) / 2;
    const float lane = std::min(row.width, 480.f);
    skeleton(ui, {row.x, top, lane * first, 12});
    fill({row.x, top + 20, lane * second, 12}, faded(skeleton_colour(ui), 0.7f), radius::tag);
  }
}

}  // namespace quern::ui
