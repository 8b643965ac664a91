#include "ui/widgets/field.hpp"

#include <algorithm>
#include <cmath>

#include "ui/utf8.hpp"
#include "ui/widgets/button.hpp"
#include "ui/widgets/mark.hpp"

namespace quern::ui {
namespace {

constexpr float label_gap = 6;

struct FieldState : Remembered {
  static constexpr std::uint64_t tag = 0xf1;
  bool shows_password = false;
  bool was_focused = false;
};

// The frame as it is drawn, and as the DOM editor must lie over it.
struct Frame {
  Rect rect;
  TextStyle style = type::body;
  float left = 12, right = 12, top = 8, bottom = 8;  // from the frame's edge to the text
  float corner = radius::control;
};

struct FrameColours {
  Colour ground, border;
};

std::string bullets(std::string_view value) {
  std::string result;
  for (std::size_t at = 0; at < value.size(); at += code_point_at(value, at).length) result += "•";
  return result;
}

Field field_of(const Theme& theme, const Frame& frame, const std::string& value, const FieldOptions& options,
               FieldType type) {
  return {.type = type,
          .value = value,
          .placeholder = std::string(options.placeholder),
          .autocomplete = std::string(options.autocomplete),
          .enter_key_hint = std::string(options.enter_key_hint),
          .max_length = options.max_length,
          .style = {.font_size = frame.style.size,
                    .line_height = frame.style.line_height,
                    .padding_left = frame.left,
                    .padding_right = frame.right,
                    .padding_top = frame.top,
                    .padding_bottom = frame.bottom,
                    .colour = theme.text,
                    .placeholder_colour = theme.text_faint,
                    .selection_colour = theme.selection}};
}

void draw_value(Ui& ui, const Frame& frame, std::string_view value, std::string_view placeholder, FieldType type,
                bool is_disabled) {
  const Rect inner = inset(frame.rect, frame.left, frame.top, frame.right, frame.bottom);
  const bool is_empty = value.empty();
  std::string hidden;
  std::string_view shown = is_empty ? placeholder : value;
  if (type == FieldType::password && !is_empty) shown = hidden = bullets(value);
  const Colour colour = is_disabled ? ui.theme.text_disabled : is_empty ? ui.theme.text_faint : ui.theme.text;
  ui.push_clip(intersection(ui.clip(), inner));
  if (type == FieldType::multiline) {
    block_of_text(ui, shown, frame.style, inner, colour);
  } else if (is_empty) {
    line_of_text(ui, shown, frame.style, inner, colour);
  } else {  // as an input does: what does not fit is out of sight, without "…"
    const float top = inner.y + std::floor((inner.height - frame.style.line_height) / 2);
    ui.text.draw(draw_list(), shown, frame.style, inner.x, top, colour);
  }
  ui.pop_clip();
}

void draw_frame(const Frame& frame, FrameColours colours, Colour focus_colour, bool is_focused) {
  fill(frame.rect, colours.ground, frame.corner);
  stroke(frame.rect, is_focused ? focus_colour : colours.border, frame.corner, is_focused ? 2 : 1);
}

// The node, what came back through it, and the text. The caller draws the frame first, by what `control` says.
template <class DrawFrame>
FieldResult edit(Ui& ui, std::string_view name, const Frame& frame, std::string& value, const FieldOptions& options,
                 FieldType type, DrawFrame draw) {
  FieldResult result{.id = ui.id(name), .rect = frame.rect};
  auto& state = ui.state<FieldState>(result.id);
  if (auto changed = ui.semantics.take_change(result.id); changed && !options.is_disabled && !ui.is_under_modal()) {
    result.is_changed = *changed != value;
    value = std::move(*changed);
  }
  result.is_submitted = ui.semantics.take_submit(result.id);
  const Control control = ui.control({.id = result.id,
                                      .role = Role::textbox,
                                      .name = std::string(name),
                                      .description = std::string(options.error.empty() ? options.help : options.error),
                                      .rect = frame.rect,
                                      .is_disabled = options.is_disabled,
                                      .is_invalid = !options.error.empty(),
                                      .is_required = options.is_required,
                                      .field = field_of(ui.theme, frame, value, options, type)},
                                     {.lets_others_over = true});
  if (control.is_pressed && !control.is_focused) ui.semantics.request_focus(result.id);
  result.is_left = state.was_focused && !control.is_focused;
  state.was_focused = control.is_focused;
  if (!control.is_visible) return result;
  draw(control);
  if (!control.is_focused) draw_value(ui, frame, value, options.placeholder, type, options.is_disabled);
  return result;
}

void draw_label(Ui& ui, std::string_view text, const FieldOptions& options) {
  const Rect line = ui.place(ui.available_width(), type::small.line_height, Fit::stretch);
  Rect left = line;
  if (!options.note.empty()) {
    const TextStyle style = type::small.tabular();
    const Rect note = cut_right(left, ui.text.width(options.note, style) + 1, 8);
    line_of_text(ui, options.note, style, note, ui.theme.text_faint, Align::end);
    ui.tell({.role = Role::text, .name = std::string(options.note), .rect = note});
  }
  line_of_text(ui, text, type::small.semibold(), left, ui.theme.text);
  ui.space(label_gap);
}

void draw_message(Ui& ui, const FieldOptions& options) {
  const bool is_error = !options.error.empty();
  const std::string_view message = is_error ? options.error : options.help;
  if (message.empty()) return;
  ui.space(label_gap);
  constexpr float icon_column = 22;
  const float indent = is_error ? icon_column : 0;
  const float width = ui.available_width();
  const float height = ui.text.wrapped_height(message, type::small, width - indent);
  Rect rect = ui.place(width, height, Fit::stretch);
  const Colour colour = is_error ? ui.theme.danger_text : ui.theme.text_muted;
  if (is_error) icon(ui, Icon::alert, {rect.x, rect.y + 1, 16, 16}, 16, colour);
  const Rect words = inset(rect, indent, 0, 0, 0);
  block_of_text(ui, message, type::small, words, colour);
  ui.tell({.role = is_error ? Role::alert : Role::text, .name = std::string(message), .rect = words});
}

Frame frame_of(Ui& ui, const FieldOptions& options, FieldType type) {
  Frame frame;
  float height = ui.is_phone() ? 44 : 36;
  if (ui.is_phone() || options.is_large) frame.style = type::field_phone;
  if (options.is_large) {
    height = 44;
    frame.corner = radius::row;
    frame.left = frame.right = 14;
  }
  if (type == FieldType::multiline) {
    height = options.height > 0 ? options.height : 3 * frame.style.line_height + 16;
  } else {
    frame.top = frame.bottom = (height - frame.style.line_height) / 2;
  }
  if (options.type == FieldType::password) frame.right = 44;
  frame.rect = ui.place(ui.available_width(), height, Fit::stretch);
  return frame;
}

// The eye at the end of a password. True while what is typed may be seen.
void password_eye(Ui& ui, const Frame& frame, FieldState& state, bool is_disabled) {
  const Rect place{frame.rect.right() - 38, frame.rect.y + (frame.rect.height - 32) / 2, 32, 32};
  const auto name = state.shows_password ? ui.tr("hide_password") : ui.tr("show_password");
  const Control eye = icon_button(ui.at(place), Icon::eye, name,
                                  {.is_disabled = is_disabled, .icon_size = 18, .is_checked = state.shows_password});
  if (eye) state.shows_password = !state.shows_password;
}

// Everything under the label row.
FieldResult field_below_label(Ui& ui, std::string_view label, std::string& value, const FieldOptions& options) {
  auto& eye_state = ui.state<FieldState>(static_cast<NodeId>(hash_of(label) ^ ui.semantics.parent()));
  const bool is_password = options.type == FieldType::password;
  const FieldType type = is_password && eye_state.shows_password ? FieldType::text : options.type;
  const Frame frame = frame_of(ui, options, options.type);
  const auto draw = [&](const Control& control) {
    const Theme& theme = ui.theme;
    const bool has_error = !options.error.empty();
    FrameColours colours{theme.surface_field, theme.border_control};
    colours.border = mixed(colours.border, theme.text_faint, ui.fade(control.id, 1, control.is_hovered));
    if (has_error) colours.border = theme.danger_text;
    if (options.is_disabled) colours = {theme.fill_neutral, 0};
    draw_frame(frame, colours, has_error ? theme.danger_text : theme.focus_ring, control.is_focused);
  };
  const FieldResult result = edit(ui, label, frame, value, options, type, draw);
  if (is_password) password_eye(ui, frame, eye_state, options.is_disabled);
  draw_message(ui, options);
  return result;
}

}  // namespace

FieldResult text_field(Ui& ui, std::string_view label, std::string& value, const FieldOptions& options) {
  const Parts parts(ui);
  if (!options.hides_label) draw_label(ui, label, options);
  return field_below_label(ui, label, value, options);
}

FieldResult text_field(Ui& ui, std::string_view label, std::string& value, const FieldOptions& options,
                       std::string_view link_text, std::string_view link_href, bool& is_link_pressed) {
  const Parts parts(ui);
  const Rect line = ui.place(ui.available_width(), type::small.line_height, Fit::stretch);
  Rect left = line;
  const TextStyle style = type::small.semibold();
  const Rect link_place = cut_right(left, std::ceil(ui.text.width(link_text, style)), 8);
  line_of_text(ui, label, style, left, ui.theme.text);
  ui.space(label_gap);
  const FieldResult result = field_below_label(ui, label, value, options);
  // After the field, so that Tab goes from it to the link, not the other way round.
  is_link_pressed = link(ui.at(link_place), link_text, link_href, {.style = style}).is_pressed;
  return result;
}

void focus_first_wrong(Ui& ui, NodeId container) {
  const auto& nodes = ui.semantics.nodes();
  auto at = std::ranges::find(nodes, container, &Node::id);
  at = std::find_if(at, nodes.end(), [](const Node& node) { return node.is_invalid; });
  if (at != nodes.end()) ui.semantics.request_focus(at->id);
}

float search_box_height(const Ui& ui) { return ui.is_phone() ? 40 : 36; }

FieldResult search_box(Ui& ui, std::string_view name, std::string& value, std::string_view placeholder) {
  Frame frame;
  const float height = search_box_height(ui);
  frame.rect = ui.place(280, height, Fit::stretch);
  if (ui.is_phone()) frame.style = type::field_phone;
  frame.left = 38;
  frame.right = 40;
  frame.top = frame.bottom = (height - frame.style.line_height) / 2;
  FieldOptions options{.type = FieldType::search, .placeholder = placeholder, .enter_key_hint = "search"};
  bool is_focused = false;
  const auto draw = [&](const Control& control) {
    const Theme& theme = ui.theme;
    is_focused = control.is_focused;
    const float hover = ui.fade(control.id, 1, control.is_hovered);
    const Colour ground = is_focused ? theme.surface_field : mixed(theme.fill_neutral, theme.fill_pressed, hover);
    draw_frame(frame, {ground, 0}, theme.focus_ring, is_focused);
    icon(ui, Icon::search, {frame.rect.x + 12, frame.rect.y, 18, height}, 18, theme.text_muted);
  };
  FieldResult result = edit(ui, name, frame, value, options, FieldType::search, draw);
  if (is_focused && ui.take_escape(0)) {  // clears it, and then leaves it for the page's name
    result.is_changed = !value.empty();
    value.clear();
    const auto& nodes = ui.semantics.nodes();
    const auto title = std::ranges::find(nodes, Role::heading, &Node::role);
    if (!result.is_changed && title != nodes.end()) ui.semantics.request_focus(title->id);
  }
  if (!value.empty()) {
    const Rect place{frame.rect.right() - 34, frame.rect.y + (height - 28) / 2, 28, 28};
    if (icon_button(ui.at(place), Icon::close, ui.tr("clear"), {.is_small = true})) {
      value.clear();
      result.is_changed = true;
      ui.semantics.request_focus(result.id);
    }
  } else if (!is_focused && !ui.is_touch && !ui.is_phone()) {
    const float width = key_hint_width(ui, "/");
    key_hint(ui.at({frame.rect.right() - 12 - width, frame.rect.y + (height - 18) / 2, width, 18}), "/");
  }
  return result;
}

namespace {

constexpr int most_composer_lines = 8;

Frame composer_frame(const Ui& ui) {
  Frame frame{.style = ui.is_phone() ? type::field_phone : type::message};
  frame.left = frame.right = composer_field_indent;
  frame.top = frame.bottom = ui.is_phone() ? 12 : 10;
  return frame;
}

}  // namespace

float composer_field_height(Ui& ui, std::string_view value, float width) {
  const Frame frame = composer_frame(ui);
  const float words = width - frame.left - frame.right;
  return ui.text.wrapped_height(value, frame.style, words, most_composer_lines) + frame.top + frame.bottom;
}

FieldResult composer_field(Ui& ui, std::string_view name, std::string& value, std::string_view placeholder) {
  Frame frame = composer_frame(ui);
  frame.rect = ui.place(ui.available_width(), composer_field_height(ui, value, ui.available_width()), Fit::stretch);
  const FieldOptions options{.type = FieldType::multiline, .placeholder = placeholder, .enter_key_hint = "send"};
  return edit(ui, name, frame, value, options, FieldType::multiline, [](const Control&) {});
}

}  // namespace quern::ui
