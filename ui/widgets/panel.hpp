// Grounds and messages that take the place of content: card, divider, empty state, error panel, bar.
#pragma once

#include "ui/draw.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/mark.hpp"

namespace quern::ui {

void card(Ui& ui, Rect rect);  // drawn; its content is laid over it
void divider(Ui& ui);          // 1 high over the whole width

// A glyph, a title, a sentence, and one action if `action` says something. At most 400 wide, in the middle of its place.
// True when the action was pressed.
struct EmptyState {
  Icon icon = Icon::none;
  std::string_view title;
  std::string_view sentence;
  std::string_view action;
  Icon action_icon = Icon::none;
  ButtonKind action_kind = ButtonKind::primary;  // secondary where the screen has a primary button already
};
bool empty_state(Ui& ui, const EmptyState& state);

// What did not load, why, and Retry; with a `code`, a second button that copies it.
struct ErrorPanel {
  std::string_view title;
  std::string_view reason;
  std::string_view code;
};
bool error_panel(Ui& ui, const ErrorPanel& panel);  // true: try again

// A bar of 40 under the header: offline, out of space, a new version. True when its action was pressed.
struct Banner {
  Tone tone = Tone::warning;
  Icon icon = Icon::none;
  std::string_view lead;  // in 600
  std::string_view text;
  std::string_view note;  // after the text; not read aloud each time it changes: a countdown
  std::string_view action;
  Icon action_icon = Icon::none;
};
bool banner(Ui& ui, const Banner& banner);

}  // namespace quern::ui
