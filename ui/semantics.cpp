#include "ui/semantics.hpp"

#include <algorithm>
#include <utility>

namespace quern::ui {

void Semantics::begin_frame() {
  nodes_.clear();
  open_.clear();
  inputs_.erase(inputs_.begin(), inputs_.begin() + static_cast<std::ptrdiff_t>(offered_));
  offered_ = 0;
  bool has_change = false, has_act = false;
  while (offered_ < inputs_.size()) {
    const Input& next = inputs_[offered_];
    const bool is_act = next.kind == Input::Kind::press || next.kind == Input::Kind::submit;
    const auto end = inputs_.begin() + static_cast<std::ptrdiff_t>(offered_);
    const bool is_second = std::any_of(
        inputs_.begin(), end, [&](const Input& earlier) { return earlier.kind == next.kind && earlier.id == next.id; });
    const bool is_change = next.kind == Input::Kind::change;
    if ((is_act && (has_change || is_second)) || (is_change && has_act)) break;
    has_change = has_change || is_change;
    has_act = has_act || is_act;
    follow_focus(next);
    ++offered_;
  }
}

void Semantics::follow_focus(const Input& input) {
  if (input.kind == Input::Kind::focus) {
    focused_ = input.id;
    is_focus_visible_ = input.is_keyboard;
  } else if (input.kind == Input::Kind::blur && focused_ == input.id) {
    focused_ = 0;
  }
}

NodeId Semantics::push(Node node) {
  const NodeId id = add(std::move(node));
  open_.push_back(id);
  return id;
}

NodeId Semantics::push_at_root(Node node) {
  node.parent = 0;
  const NodeId id = node.id;
  nodes_.push_back(std::move(node));
  open_.push_back(id);
  return id;
}

void Semantics::pop() { open_.pop_back(); }

NodeId Semantics::add(Node node) {
  node.parent = parent();
  const NodeId id = node.id;
  nodes_.push_back(std::move(node));
  return id;
}

NodeId Semantics::parent() const { return open_.empty() ? 0 : open_.back(); }

Node* Semantics::told(NodeId id) {
  const auto found = std::find_if(nodes_.rbegin(), nodes_.rend(), [id](const Node& node) { return node.id == id; });
  return found == nodes_.rend() ? nullptr : &*found;
}

const Node* Semantics::find(NodeId id) const { return const_cast<Semantics*>(this)->told(id); }

std::optional<Input> Semantics::take(Input::Kind kind, NodeId id) {
  for (std::size_t i = 0; i < offered_; ++i) {
    if (inputs_[i].kind != kind || (id != 0 && inputs_[i].id != id)) continue;
    Input taken = std::move(inputs_[i]);
    inputs_.erase(inputs_.begin() + static_cast<std::ptrdiff_t>(i));
    --offered_;
    return taken;
  }
  return std::nullopt;
}

bool Semantics::take_press(NodeId id) { return take(Input::Kind::press, id).has_value(); }
bool Semantics::take_submit(NodeId id) { return take(Input::Kind::submit, id).has_value(); }
bool Semantics::take_escape() { return take(Input::Kind::escape, 0).has_value(); }
bool Semantics::take_context(NodeId id) { return take(Input::Kind::context, id).has_value(); }

std::optional<std::string> Semantics::take_change(NodeId id) {
  std::optional<std::string> value;
  while (auto input = take(Input::Kind::change, id)) value = std::move(input->text);
  return value;
}

std::optional<Scrolled> Semantics::take_scroll(NodeId id) {
  std::optional<Scrolled> value;
  while (const auto input = take(Input::Kind::scroll, id)) value = {.y = input->scroll_y, .is_held = input->is_held};
  return value;
}

std::optional<NodeId> Semantics::take_focus_request() { return std::exchange(focus_request_, std::nullopt); }
std::vector<std::string> Semantics::take_announcements() { return std::exchange(announcements_, {}); }

void Semantics::input(Input input) {
  auto at = inputs_.end();
  if (input.kind == Input::Kind::scroll) {
    const auto is_other = [](const Input& other) { return other.kind != Input::Kind::scroll; };
    at = std::find_if(inputs_.begin() + static_cast<std::ptrdiff_t>(offered_), inputs_.end(), is_other);
  }
  inputs_.insert(at, std::move(input));
}

}  // namespace quern::ui
