#include "ui/widgets/tooltip.hpp"

#include <algorithm>
#include <cmath>

#include "imgui.h"
#include "ui/draw.hpp"
#include "ui/widgets/overlay.hpp"

namespace quern::ui {

void draw_tooltip(Ui& ui) {
  if (!ui.tooltip()) return;
  constexpr float margin = 8;
  const Ui::Tooltip& tooltip = *ui.tooltip();
  const TextStyle style = type::caption.semibold();
  const float width = std::min(ui.text.width(tooltip.text, style) + 16, ui.screen.width - 2 * margin);
  constexpr float height = 24;
  Rect rect{std::round(tooltip.anchor.x + (tooltip.anchor.width - width) / 2), tooltip.anchor.bottom() + 6, width,
            height};
  rect.x = std::clamp(rect.x, margin, std::max(margin, ui.screen.right() - margin - width));
  if (rect.bottom() > ui.screen.bottom() - margin) rect.y = tooltip.anchor.y - 6 - height;

  begin_layer("tooltip", ui.screen, false);
  const float share = ui.motion.glide(hash_with(tooltip.owner, 0x71c), 1, motion::menu, 0.f);
  fill(rect, faded(ui.theme.tooltip, share), radius::small_button);
  line_of_text(ui, tooltip.text, style, inset(rect, 8, 0), faded(ui.theme.on_tooltip, share), Align::centre);
  end_layer();
}

}  // namespace quern::ui
