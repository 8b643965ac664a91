#include "native/tree.hpp"

#include <algorithm>

namespace quern::native {
namespace {

using ui::Node;
using ui::NodeId;
using ui::Rect;
using ui::Role;
using ui::Semantics;

// Inside a scroll container rectangles are in its content's coordinates.
Rect on_screen(const Semantics& semantics, const Node& node, Rect rect) {
  for (const Node* at = semantics.find(node.parent); at != nullptr; at = semantics.find(at->parent)) {
    if (at->role != Role::scroll) continue;
    rect.x += at->rect.x;
    rect.y += at->rect.y - at->scroll_y;
  }
  return rect;
}

Rect common(Rect a, Rect b) {
  const float x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  return {x, y, std::max(0.F, std::min(a.right(), b.right()) - x), std::max(0.F, std::min(a.bottom(), b.bottom()) - y)};
}

}  // namespace

Rect rect_on_screen(const Semantics& semantics, const Node& node) { return on_screen(semantics, node, node.rect); }

Rect clip_on_screen(const Semantics& semantics, const Node& node) {
  Rect clip = on_screen(semantics, node, node.clip);
  for (const Node* at = around(semantics, node, Role::scroll); at != nullptr;
       at = around(semantics, *at, Role::scroll)) {
    clip = common(clip, rect_on_screen(semantics, *at));
  }
  return clip;
}

bool is_focusable(const Node& node) {
  switch (node.role) {
    case Role::link:
    case Role::button:
    case Role::textbox:
    case Role::checkbox:
    case Role::radio:
    case Role::tab:
    case Role::menu_item: return true;
    default: return false;
  }
}

bool is_within(const Semantics& semantics, NodeId id, NodeId container) {
  for (const Node* at = semantics.find(id); at != nullptr; at = semantics.find(at->parent)) {
    if (at->id == container) return true;
  }
  return false;
}

NodeId modal_of(const Semantics& semantics) {
  const auto& nodes = semantics.nodes();
  const auto last = std::ranges::find_if(nodes.rbegin(), nodes.rend(), &Node::is_modal);
  return last == nodes.rend() ? 0 : last->id;
}

std::vector<NodeId> tab_order(const Semantics& semantics) {
  const NodeId modal = modal_of(semantics);
  std::vector<NodeId> order;
  for (const Node& node : semantics.nodes()) {
    if (!is_focusable(node) || (modal != 0 && !is_within(semantics, node.id, modal))) continue;
    // Of a group of choices Tab knows the chosen one; arrows know the others.
    if (node.role == Role::radio && !node.is_checked.value_or(false)) continue;
    order.push_back(node.id);
  }
  return order;
}

const Node* around(const Semantics& semantics, const Node& node, Role role) {
  for (const Node* at = semantics.find(node.parent); at != nullptr; at = semantics.find(at->parent)) {
    if (at->role == role) return at;
  }
  return nullptr;
}

const Node* submit_of(const Semantics& semantics, const Node& field) {
  const Node* form = around(semantics, field, Role::form);
  if (form == nullptr) return nullptr;
  const auto found = std::ranges::find_if(
      semantics.nodes(), [&](const Node& node) { return node.is_submit && is_within(semantics, node.id, form->id); });
  return found == semantics.nodes().end() ? nullptr : &*found;
}

}  // namespace quern::native
