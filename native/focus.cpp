#include "native/focus.hpp"

#include <algorithm>

#include "native/tree.hpp"

namespace quern::native {
namespace {

using ui::Node;
using ui::NodeId;
using ui::Role;
using Kind = ui::Input::Kind;

constexpr int frames_to_wait = 10;
constexpr float margin = 8;  // between what is brought into sight and the edge, CSS pixels

}  // namespace

const Node* Focus::focused_field() const {
  const Node* node = focused_node();
  return node != nullptr && node->role == Role::textbox && node->field ? node : nullptr;
}

void Focus::focus(NodeId id, bool is_by_keyboard) {
  is_by_keyboard_ = is_by_keyboard;
  was_moved_ = is_by_keyboard;
  if (id == focused_) return;
  if (focused_ != 0) semantics_.input({.kind = Kind::blur, .id = focused_});
  focused_ = id;
  if (id == 0) return;
  const Node* node = semantics_.find(id);
  const bool is_field = node != nullptr && node->role == Role::textbox;
  semantics_.input({.kind = Kind::focus, .id = id, .is_keyboard = is_by_keyboard || is_field});
}

void Focus::on_tab(bool is_backwards) {
  const auto order = tab_order(semantics_);
  if (order.empty()) return;
  const auto at = std::ranges::find(order, focused_);
  const auto size = static_cast<std::ptrdiff_t>(order.size());
  std::ptrdiff_t next = is_backwards ? size - 1 : 0;
  if (at != order.end()) next = (at - order.begin() + (is_backwards ? size - 1 : 1)) % size;
  focus(order[static_cast<std::size_t>(next)], true);
  show(focused_);
}

void Focus::on_escape() { semantics_.input({.kind = Kind::escape, .id = focused_}); }

bool Focus::on_enter(bool has_shift) {
  const Node* node = focused_node();
  if (node == nullptr) return false;
  if (const Node* field = focused_field()) {
    const bool is_multiline = field->field->type == ui::FieldType::multiline;
    if (is_multiline && (has_shift || field->field->enter_key_hint != "send")) return false;
    const Node* submit = submit_of(semantics_, *field);
    if (submit == nullptr) {
      semantics_.input({.kind = Kind::submit, .id = field->id});
    } else if (!submit->is_disabled && !submit->is_busy) {
      semantics_.input({.kind = Kind::press, .id = submit->id});
    }
    return true;
  }
  if (!is_focusable(*node)) return false;
  semantics_.input({.kind = Kind::press, .id = node->id});
  return true;
}

bool Focus::on_space() {
  const Node* node = focused_node();
  if (node == nullptr || !is_focusable(*node) || node->role == Role::textbox || node->role == Role::link) return false;
  semantics_.input({.kind = Kind::press, .id = node->id});
  return true;
}

bool Focus::on_arrow(int step) {
  const Node* node = focused_node();
  if (node == nullptr || node->role != Role::radio) return false;
  std::vector<NodeId> group;
  for (const Node& other : semantics_.nodes()) {
    if (other.role == Role::radio && other.parent == node->parent && !other.is_disabled) group.push_back(other.id);
  }
  const auto at = std::ranges::find(group, focused_);
  if (at == group.end()) return false;
  const auto size = static_cast<std::ptrdiff_t>(group.size());
  const auto next = group[static_cast<std::size_t>((at - group.begin() + step + size) % size)];
  focus(next, true);
  semantics_.input({.kind = Kind::press, .id = next});
  return true;
}

bool Focus::can_have(NodeId id) const {
  const NodeId modal = modal_of(semantics_);
  return semantics_.find(id) != nullptr && (modal == 0 || is_within(semantics_, id, modal));
}

void Focus::follow() {
  follow_request();
  const NodeId modal = modal_of(semantics_);
  if (modal != 0 && !wanted_ && !is_within(semantics_, focused_, modal)) focus(modal, is_by_keyboard_);
}

void Focus::follow_request() {
  if (const auto request = semantics_.take_focus_request()) {
    wanted_ = request;
    patience_ = frames_to_wait;
  }
  if (!wanted_) return;
  if (can_have(*wanted_)) {
    const NodeId id = *wanted_;
    wanted_.reset();
    focus(id, is_by_keyboard_);
    was_moved_ = true;
    show(id);
  } else if (--patience_ == 0) {
    wanted_.reset();
  }
}

// Scrolls the nearest container, as little as it takes.
void Focus::show(NodeId id) {
  const Node* node = semantics_.find(id);
  const Node* scroll = node != nullptr ? around(semantics_, *node, Role::scroll) : nullptr;
  if (scroll == nullptr) return;
  float y = scroll->scroll_y;
  y = std::max(y, node->rect.bottom() + margin - scroll->rect.height);
  y = std::min(y, std::max(0.F, node->rect.y - margin));
  if (y != scroll->scroll_y) semantics_.input({.kind = Kind::scroll, .id = scroll->id, .scroll_y = y});
}

}  // namespace quern::native
