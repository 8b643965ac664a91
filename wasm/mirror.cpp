#include "wasm/mirror.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/hash.hpp"

namespace quern::wasm {
namespace {

using ui::FieldType;
using ui::Hash;
using ui::Node;
using ui::NodeId;
using ui::Role;

MirrorTag field_tag(const Node& node) {
  return node.field && node.field->type == FieldType::multiline ? MirrorTag::text_area : MirrorTag::input_field;
}

MirrorTag tag_of(const Node& node) {
  switch (node.role) {
    case Role::group: return MirrorTag::group;
    case Role::main: return MirrorTag::main;
    case Role::navigation: return MirrorTag::navigation;
    case Role::form: return MirrorTag::form;
    case Role::dialog: return MirrorTag::dialog;
    case Role::list: return MirrorTag::list;
    case Role::list_item: return MirrorTag::list_item;
    case Role::scroll: return MirrorTag::scroll;
    case Role::heading: return MirrorTag::heading;
    case Role::text: return MirrorTag::text;
    case Role::link: return MirrorTag::link;
    case Role::button: return node.is_submit ? MirrorTag::submit : MirrorTag::button;
    case Role::textbox: return field_tag(node);
    case Role::checkbox: return MirrorTag::checkbox;
    case Role::radio: return MirrorTag::radio;
    case Role::tab: return MirrorTag::tab;
    case Role::menu: return MirrorTag::menu;
    case Role::menu_item: return MirrorTag::menu_item;
    case Role::image: return MirrorTag::image;
    case Role::progress: return MirrorTag::progress;
    case Role::status: return MirrorTag::status;
    case Role::alert: return MirrorTag::alert;
  }
  return MirrorTag::group;
}

std::uint32_t flags_of(const Node& node) {
  std::uint32_t flags = 0;
  const auto set = [&flags](std::uint32_t flag, bool is_set) { flags |= is_set ? flag : 0; };
  set(mirror_flag::disabled, node.is_disabled);
  set(mirror_flag::busy, node.is_busy);
  set(mirror_flag::invalid, node.is_invalid);
  set(mirror_flag::required, node.is_required);
  set(mirror_flag::modal, node.is_modal);
  set(mirror_flag::current, node.is_current);
  set(mirror_flag::checkable, node.is_checked.has_value());
  set(mirror_flag::checked, node.is_checked.value_or(false));
  set(mirror_flag::expandable, node.is_expanded.has_value());
  set(mirror_flag::expanded, node.is_expanded.value_or(false));
  return flags;
}

std::uint64_t hash_content(const Node& node, std::uint32_t flags) {
  return Hash()
      .value(flags)
      .value(node.level)
      .value(node.set_size)
      .text(node.name)
      .text(node.description)
      .text(node.href)
      .get();
}

std::uint64_t hash_field(const ui::Field& field) {
  const auto& style = field.style;
  Hash hash;
  hash.value(field.type)
      .text(field.value)
      .text(field.placeholder)
      .text(field.autocomplete)
      .text(field.enter_key_hint)
      .value(field.max_length);
  for (const auto length : {style.font_size, style.line_height, style.padding_left, style.padding_right,
                            style.padding_top, style.padding_bottom}) {
    hash.value(length);
  }
  return hash.value(style.is_semibold)
      .value(style.colour)
      .value(style.placeholder_colour)
      .value(style.selection_colour)
      .get();
}

}  // namespace

const MirrorBatch& Mirror::sync(ui::Semantics& semantics) {
  const auto& nodes = semantics.nodes();
  batch_.clear();
  last_child_.clear();
  match(nodes);
  keep_focused();
  remove_gone();
  for (const auto& node : nodes) send(node);
  send_modal(nodes);
  send_focus(semantics);
  send_announcements(semantics);
  return batch_;
}

void Mirror::on_input(const ui::Input& input) {
  using Kind = ui::Input::Kind;
  if (input.kind == Kind::focus) focused_ = input.id;
  if (input.kind == Kind::blur && focused_ == input.id) focused_ = 0;
  if (input.kind == Kind::press || input.kind == Kind::change) touch(input.id);
  const auto known = elements_.find(input.id);
  if (input.kind == Kind::scroll && known != elements_.end()) known->second.scroll_y = input.scroll_y;
}

void Mirror::touch(NodeId id) {
  const auto known = elements_.find(id);
  if (known != elements_.end()) known->second.content = known->second.field = 0;
}

// Joins the nodes of this frame to the elements there are. An id that comes twice counts once.
void Mirror::match(const std::vector<Node>& nodes) {
  for (auto& [id, element] : elements_) {
    element.node = nullptr;
    element.has_children = false;
  }
  for (const auto& node : nodes) {
    auto& element = elements_[node.id];
    if (element.node != nullptr) continue;
    const auto tag = tag_of(node);
    if (element.is_created && element.tag != tag) {
      batch_.op(MirrorOp::remove, node.id);
      element = {};
    }
    element.tag = tag;
    element.node = &node;
    if (const auto parent = elements_.find(node.parent); parent != elements_.end()) parent->second.has_children = true;
  }
}

// A virtual list drops the row that is scrolled out of sight: if the focus is in it, its element stays, and what is around it.
void Mirror::keep_focused() {
  for (auto& [id, element] : elements_) element.is_kept = false;
  if (!is_scrolled_away(focused_)) return;
  for (auto id = focused_; id != 0;) {
    auto& element = elements_.at(id);
    if (element.node != nullptr) return;
    element.is_kept = true;
    id = element.parent;
  }
}

bool Mirror::is_scrolled_away(NodeId id) const {
  const auto* element = find(id);
  if (element == nullptr || element->node != nullptr) return false;
  const auto height = element->rect.height;
  auto top = element->rect.y;
  for (element = find(element->parent); element != nullptr; element = find(element->parent)) {
    if (element->node != nullptr && element->node->role == Role::scroll) {
      const auto seen = element->node->scroll_y;
      return top + height <= seen || top >= seen + element->node->rect.height;
    }
    top += element->rect.y;
  }
  return false;
}

// Removals go first, so that what remains is already in place, and need not be moved (a move takes the focus away).
void Mirror::remove_gone() {
  std::erase_if(elements_, [this](const auto& entry) {
    const auto& [id, element] = entry;
    if (element.node != nullptr || element.is_kept) return false;
    batch_.op(MirrorOp::remove, id);
    return true;
  });
}

void Mirror::send(const Node& node) {
  auto& element = elements_.at(node.id);
  if (element.node != &node) return;
  if (!element.is_created) {
    element.is_created = true;
    element.before = node.id;  // no sibling has this: the first place is always sent
    batch_.op(MirrorOp::create, node.id)
        .word(static_cast<std::uint32_t>(element.tag))
        .word(static_cast<std::uint32_t>(node.level));
  }
  send_place(node, element);
  send_rect(node, element);
  send_content(node, element);
  if (node.field) send_field(node, element);
  if (node.role == Role::scroll) send_scroll(node, element);
}

const Mirror::Element* Mirror::find(NodeId id) const {
  const auto known = elements_.find(id);
  return known == elements_.end() ? nullptr : &known->second;
}

// The scroll container whose content's coordinates `node` is in; null: it is in the window's.
const Node* Mirror::scroll_around(const Node& node) const {
  for (const auto* at = find(node.parent); at != nullptr && at->node != nullptr; at = find(at->node->parent)) {
    if (at->node->role == Role::scroll) return at->node;
  }
  return nullptr;
}

void Mirror::send_place(const Node& node, Element& element) {
  const auto before = std::exchange(last_child_[node.parent], node.id);
  if (element.parent == node.parent && element.before == before) return;
  element.parent = node.parent;
  element.before = before;
  batch_.op(MirrorOp::place, node.id).word(node.parent).word(before);
}

void Mirror::send_rect(const Node& node, Element& element) {
  auto rect = node.rect;
  if (const auto* parent = find(node.parent);
      parent != nullptr && parent->node != nullptr && parent->node->role != Role::scroll) {
    rect.x -= parent->node->rect.x;
    rect.y -= parent->node->rect.y;
  }
  const auto edges = edges_of(node);
  if (element.rect == rect && element.cut == edges) return;
  element.rect = rect;
  element.cut = edges;
  batch_.op(MirrorOp::rect, node.id).number(rect.x).number(rect.y).number(rect.width).number(rect.height);
  batch_.number(edges.top).number(edges.right).number(edges.bottom).number(edges.left);
}

// What is cut off. A scroll container cuts its content itself: saying it again would send the rows at its edges anew with
// every step.
Mirror::Edges Mirror::edges_of(const Node& node) const {
  constexpr float slack = 1;
  auto top = node.clip.y, bottom = node.clip.bottom();
  if (const auto* scroll = scroll_around(node)) {
    if (top <= scroll->scroll_y + slack) top = std::min(top, node.rect.y);
    if (bottom >= scroll->scroll_y + scroll->rect.height - slack) bottom = std::max(bottom, node.rect.bottom());
  }
  const auto cut = [](float amount) { return std::max(amount, 0.0F); };
  return {.top = cut(top - node.rect.y),
          .right = cut(node.rect.right() - node.clip.right()),
          .bottom = cut(node.rect.bottom() - bottom),
          .left = cut(node.clip.x - node.rect.x)};
}

void Mirror::send_content(const Node& node, Element& element) {
  const auto flags = flags_of(node) | (element.has_children ? mirror_flag::container : 0);
  const auto hash = hash_content(node, flags);
  if (element.content == hash) return;
  element.content = hash;
  batch_.op(MirrorOp::content, node.id).word(flags).word(static_cast<std::uint32_t>(node.level));
  batch_.word(static_cast<std::uint32_t>(node.set_size)).text(node.name).text(node.description).text(node.href);
}

void Mirror::send_field(const Node& node, Element& element) {
  const auto& field = *node.field;
  const auto hash = hash_field(field);
  if (element.field == hash) return;
  element.field = hash;
  const auto& style = field.style;
  batch_.op(MirrorOp::field, node.id)
      .word(static_cast<std::uint32_t>(field.type))
      .text(field.value)
      .text(field.placeholder)
      .text(field.autocomplete);
  batch_.text(field.enter_key_hint).word(static_cast<std::uint32_t>(field.max_length));
  batch_.number(style.font_size).number(style.line_height).number(style.padding_left).number(style.padding_right);
  batch_.number(style.padding_top).number(style.padding_bottom).word(style.is_semibold ? 600 : 400);
  batch_.word(style.colour).word(style.placeholder_colour).word(style.selection_colour);
}

void Mirror::send_scroll(const Node& node, Element& element) {
  constexpr float slack = 0.5F;  // the browser keeps to device pixels
  if (element.content_height == node.content_height && std::abs(element.scroll_y - node.scroll_y) < slack) return;
  element.content_height = node.content_height;
  element.scroll_y = node.scroll_y;
  batch_.op(MirrorOp::scroll, node.id).number(node.content_height).number(node.scroll_y);
}

void Mirror::send_modal(const std::vector<Node>& nodes) {
  const auto last = std::ranges::find_if(nodes.rbegin(), nodes.rend(), &Node::is_modal);
  const auto modal = last == nodes.rend() ? NodeId{0} : last->id;
  // While one is open, what is new beside it must become inert too.
  if (modal == modal_ && (modal == 0 || batch_.words().empty())) return;
  modal_ = modal;
  batch_.op(MirrorOp::modal, modal);
}

// What a modal dialog has made inert can have it only once the dialog is gone.
bool Mirror::can_focus(NodeId id) const {
  const auto* at = find(id);
  if (at == nullptr || modal_ == 0) return at != nullptr;
  for (; at != nullptr; id = at->parent, at = find(id)) {
    if (id == modal_) return true;
  }
  return false;
}

void Mirror::send_focus(ui::Semantics& semantics) {
  constexpr int frames_to_wait = 10;
  if (const auto request = semantics.take_focus_request()) {
    wanted_focus_ = request;
    focus_patience_ = frames_to_wait;
  }
  if (!wanted_focus_) return;
  if (can_focus(*wanted_focus_)) {
    batch_.op(MirrorOp::focus, *wanted_focus_);
    wanted_focus_.reset();
  } else if (--focus_patience_ == 0) {
    wanted_focus_.reset();
  }
}

void Mirror::send_announcements(ui::Semantics& semantics) {
  for (const auto& text : semantics.take_announcements()) {
    batch_.word(static_cast<std::uint32_t>(MirrorOp::announce)).text(text);
  }
}

}  // namespace quern::wasm
