#include "ui/widgets/dialog.hpp"

#include <algorithm>
#include <cmath>

#include "ui/draw.hpp"
#include "ui/widgets/button.hpp"

namespace quern::ui {

struct Dialog::State : Remembered {
  static constexpr std::uint64_t tag = 0xd1;
  float content_height = 0;
  NodeId focus_before = 0;
  bool wants_focus = false;
};

namespace {

constexpr float top_padding = 20;
constexpr float side_padding = 24;
constexpr float bottom_padding = 20;
constexpr float margin = 16;

Rect place_dialog(const Ui& ui, float width, float height) {
  if (ui.is_phone()) return {0, ui.screen.bottom() - height, ui.screen.width, height};
  return centred(ui.screen, std::min(width, ui.screen.width - 2 * margin), height);
}

// The first field, else the first button that is not the cross.
NodeId first_to_focus(const std::vector<Node>& nodes, NodeId dialog) {
  NodeId field = 0;
  NodeId button = 0;
  bool is_inside = false;
  bool is_cross = true;
  for (const Node& node : nodes) {
    is_inside = is_inside || node.id == dialog;
    if (!is_inside || node.is_disabled) continue;
    if (node.role == Role::textbox && field == 0) field = node.id;
    if (node.role == Role::button) {
      if (!is_cross && button == 0) button = node.id;
      is_cross = false;
    }
  }
  return field ? field : button;
}

}  // namespace

Dialog::Dialog(Ui& ui, std::string_view key, std::string_view title, Options options)
    : ui_(ui),
      id_(static_cast<NodeId>(hash_of(key, hash_start ^ 0xd1a))),
      state_(&ui.state<State>(id_)) {
  if (state_->is_new) {
    // Opened by a menu's item, which is gone by now: whom the menu has just given the focus back to.
    state_->focus_before = ui.semantics.take_focus_request().value_or(ui.semantics.focused());
    state_->wants_focus = true;
    if (state_->content_height == 0) state_->content_height = 160;
  }
  const Rect rect = place_dialog(ui, options.width, top_padding + state_->content_height + bottom_padding);
  overlay_.emplace(ui,
                   Node{.id = id_,
                        .role = Role::dialog,
                        .name = std::string(title),
                        .description = std::string(options.description),
                        .rect = rect,
                        .is_modal = true},
                   motion::dialog, ui.is_phone() ? 24.f : 8.f, ui.theme.scrim);
  is_dismissed_ = overlay_->was_escaped() || overlay_->was_clicked_outside();
  shadow(ui, rect, radius::dialog, Elevation::dialog);
  fill(rect, ui.theme.surface_overlay, radius::dialog);
  stroke(rect, ui.theme.border_strong, radius::dialog);

  const Rect inner = inset(rect, ui.is_phone() ? 16 : side_padding, top_padding);
  ui.push_flow({.area = {inner.x, inner.y, inner.width, unbounded}, .gap = 16});
  is_form_ = options.is_form;
  if (is_form_) ui.open({.id = ui.id(key), .role = Role::form, .name = std::string(title), .rect = rect});

  Rect head = ui.place(inner.width, icon_button_size(ui), Fit::stretch);
  head.width += 8;
  const Rect cross = cut_right(head, icon_button_size(ui), 8);
  line_of_text(ui, title, type::title, head, ui.theme.text);
  ui.tell({.role = Role::heading, .name = std::string(title), .rect = head, .level = 2});
  if (icon_button(ui.at(cross), Icon::close, ui.tr("close"))) is_dismissed_ = true;
  ui.space(-4);
}

Dialog::~Dialog() {
  if (is_form_) ui_.close();
  const float used = ui_.pop_flow().used;
  if (used != state_->content_height) ui_.want_frame();
  state_->content_height = used;
  const bool wants_focus = std::exchange(state_->wants_focus, false);
  if (wants_focus) {
    if (const NodeId first = first_to_focus(ui_.semantics.nodes(), id_)) ui_.semantics.request_focus(first);
  }
}

void Dialog::give_focus_back() const {
  const auto& nodes = ui_.semantics.nodes();
  auto heir = std::ranges::find(nodes, state_->focus_before, &Node::id);
  const auto is_title = [](const Node& node) { return node.role == Role::heading && node.level == 1; };
  if (heir == nodes.end()) heir = std::ranges::find_if(nodes, is_title);
  if (heir != nodes.end()) ui_.semantics.request_focus(heir->id);
}

DialogAnswer dialog_buttons(Ui& ui, std::string_view accept, ButtonOptions accept_options) {
  ui.space(4);
  accept_options.is_submit = true;
  const float height = button_height(ui);
  Rect row = ui.place(ui.available_width(), height, Fit::stretch);
  const Rect accept_place = cut_right(row, button_width(ui, accept, accept_options), 8);
  const ButtonOptions quiet{.kind = ButtonKind::quiet};
  const Rect cancel_place = cut_right(row, button_width(ui, ui.tr("cancel"), quiet));
  DialogAnswer answer = DialogAnswer::none;
  if (button(ui.at(cancel_place), ui.tr("cancel"), quiet)) answer = DialogAnswer::cancelled;
  if (button(ui.at(accept_place), accept, accept_options)) answer = DialogAnswer::accepted;
  return answer;
}

}  // namespace quern::ui
