// What is pressed: buttons with words, buttons with an icon alone, links.
//   if (button(ui, ui.tr("projects.create"), {.kind = ButtonKind::primary, .icon = Icon::plus})) …
#pragma once

#include "ui/draw.hpp"

namespace quern::ui {

enum class ButtonKind : std::uint8_t { primary, secondary, quiet, text, danger, danger_text };
enum class ButtonSize : std::uint8_t { small, normal, large };  // 28, 36, 44; on a phone 36, 44, 44

struct ButtonOptions {
  ButtonKind kind = ButtonKind::secondary;
  ButtonSize size = ButtonSize::normal;
  Icon icon = Icon::none;
  bool is_disabled = false;  // say why in `tooltip`
  bool is_busy = false;      // keeps its width; after 300 ms a spinner takes the words' place
  bool is_submit = false;    // Enter in its form presses it
  bool stretches = false;    // over the whole width
  std::string_view note;     // a few light words after the label: "4 s"
  std::string_view tooltip;
  std::string_view name;            // read instead of the label, where that is not enough by itself
  std::optional<bool> is_expanded;  // it opens a menu
  std::optional<Colour> colour;     // of words and icon, for quiet ones on a coloured bar
};

Control button(Ui& ui, std::string_view label, ButtonOptions options = {});
float button_width(Ui& ui, std::string_view label, const ButtonOptions& options = {});
float button_height(const Ui& ui, ButtonSize size = ButtonSize::normal);

struct IconButtonOptions {
  bool is_small = false;  // 28 inside dense toolbars, else 36; 44 on a phone
  bool is_on = false;     // chosen, as a toggle or an open menu
  bool is_primary = false;
  bool is_round = false;
  bool is_disabled = false;
  float icon_size = 0;  // 0: 20, small 16
  std::optional<bool> is_expanded, is_checked;
  std::optional<Colour> colour;
};

// `name` is its tooltip too.
Control icon_button(Ui& ui, Icon icon, std::string_view name, IconButtonOptions options = {});
float icon_button_size(const Ui& ui, bool is_small = false);

struct LinkOptions {
  TextStyle style = type::body;
  Colour colour = 0;  // 0: accent_text
};

// Underlined under the pointer. The caller goes there when it is pressed; `href` is for the browser's own means.
Control link(Ui& ui, std::string_view text, std::string_view href, LinkOptions options = {});

}  // namespace quern::ui
