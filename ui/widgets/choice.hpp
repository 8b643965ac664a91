// What is chosen: checkbox, radio, switch, segmented control, tabs.
#pragma once

#include <span>

#include "ui/draw.hpp"

namespace quern::ui {

struct ChoiceOptions {
  bool is_disabled = false;
  std::string_view tooltip;  // why it is disabled
};

// Each is pressed when it changed; `value` is changed already.
Control checkbox(Ui& ui, std::string_view label, bool& value, ChoiceOptions options = {});
Control toggle(Ui& ui, std::string_view label, bool& value, ChoiceOptions options = {});  // a switch
Control radio(Ui& ui, std::string_view label, bool is_chosen, ChoiceOptions options = {});

struct Segment {
  std::string_view label;
  Icon icon = Icon::none;
};
// `name` is read for the whole. True when another was chosen.
bool segmented(Ui& ui, std::string_view name, std::span<const Segment> segments, std::size_t& chosen);
float segmented_width(Ui& ui, std::span<const Segment> segments);

struct Tab {
  std::string_view label;
  std::int64_t count = 0;  // beside it, if not 0
};
bool tabs(Ui& ui, std::string_view name, std::span<const Tab> tabs, std::size_t& chosen);

}  // namespace quern::ui
