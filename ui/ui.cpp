#include "ui/ui.hpp"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"

namespace quern::ui {
namespace {

constexpr float touch_target = 44;

ImRect rect_of(Rect rect) { return {rect.x, rect.y, rect.right(), rect.bottom()}; }

Rect grown_to(Rect rect, float least) {
  const float x = std::max(0.f, least - rect.width) / 2;
  const float y = std::max(0.f, least - rect.height) / 2;
  return inset(rect, -x, -y);
}

}  // namespace

void Ui::begin_frame() {
  ++frame_;
  motion.begin_frame(now);
  next_.reset();
  flows_.assign(1, Flow{.area = screen});
  spaces_.assign(1, Space{});
  ids_.clear();
  tooltip_.reset();
  wants_frame_ = false;
  frame_in_.reset();
  top_overlay_ = overlays_.empty() ? 0 : overlays_.back().id;
  modal_ = 0;
  for (const OverlayState& overlay : overlays_) {
    if (overlay.is_modal) modal_ = overlay.id;
  }
  overlays_.clear();
  open_overlays_.clear();
  is_inside_modal_ = false;
  has_escape_ = semantics.take_escape() || ImGui::IsKeyPressed(ImGuiKey_Escape, false);
}

Ui& Ui::at(Rect rect) {
  next_ = rect;
  return *this;
}

Rect Ui::place(float width, float height, Fit fit) {
  if (next_) return *std::exchange(next_, std::nullopt);
  Flow& flow = flows_.back();
  const float begin = flow.used + flow.gap_due;
  const float along = flow.is_row ? flow.area.width : flow.area.height;
  const float across = flow.is_row ? flow.area.height : flow.area.width;
  float extent = flow.is_row ? height : width;  // across
  if (flow.is_row) {
    if (fit == Fit::stretch) width = std::max(0.f, along - begin);
  } else {
    if (fit == Fit::stretch) extent = across;
    extent = width = std::min(extent, across);
  }
  float offset = 0;
  if (flow.align == Align::centre) offset = std::round((across - extent) / 2);
  if (flow.align == Align::end) offset = across - extent;
  flow.used = begin + (flow.is_row ? width : height);
  flow.gap_due = flow.gap;
  flow.across = std::max(flow.across, extent);
  if (flow.is_row) return {flow.area.x + begin, flow.area.y + offset, width, height};
  return {flow.area.x + offset, flow.area.y + begin, width, height};
}

void Ui::space(float length) { flows_.back().used += length; }

Rect Ui::rest() const {
  const Flow& flow = flows_.back();
  const float begin = flow.used + flow.gap_due;
  if (flow.is_row) return inset(flow.area, std::min(begin, flow.area.width), 0, 0, 0);
  return inset(flow.area, 0, std::min(begin, flow.area.height), 0, 0);
}

Ui::Flow Ui::pop_flow() {
  const Flow flow = flows_.back();
  flows_.pop_back();
  return flow;
}

NodeId Ui::id(std::string_view label) {
  NodeId id = ImGui::GetCurrentWindow()->GetID(label.data(), label.data() + label.size());
  while (id == 0 || ids_.find(id)) id = ImHashData("again", 5, id);
  ids_[id] = 1;
  return id;
}

Node Ui::placed(Node node) {
  if (node.id == 0) node.id = id(node.name);
  const Space& space = spaces_.back();
  node.clip = space.is_scrolled ? node.rect : intersection(node.rect, clip());
  for (Rect* rect : {&node.rect, &node.clip}) {
    rect->x -= space.x;
    rect->y -= space.y;
  }
  return node;
}

NodeId Ui::tell(Node node) { return semantics.add(placed(std::move(node))); }
NodeId Ui::open(Node node) { return semantics.push(placed(std::move(node))); }

void Ui::close() { semantics.pop(); }

Control Ui::control(Node node, ControlOptions options) {
  if (node.id == 0) node.id = id(node.name);
  Control result{.id = node.id, .rect = node.rect};
  const ImRect hit = rect_of(is_touch ? grown_to(node.rect, touch_target) : node.rect);
  result.is_visible = ImGui::ItemAdd(hit, node.id, nullptr, ImGuiItemFlags_NoNav);
  const bool is_disabled = node.is_disabled || node.is_busy;
  bool is_hovered = false;
  if (result.is_visible) {
    ImGuiButtonFlags flags = ImGuiButtonFlags_None;
    if (options.lets_others_over) flags |= ImGuiButtonFlags_AllowOverlap;
    bool is_held = false;
    const bool is_pressed = ImGui::ButtonBehavior(hit, node.id, &is_hovered, &is_held, flags);
    result.is_hovered = is_hovered && !is_touch && !is_disabled;
    result.is_held = is_held && !is_disabled;
    result.is_pressed = is_pressed && !is_disabled;
  }
  if (semantics.take_press(node.id) && !is_disabled && !is_under_modal()) result.is_pressed = true;
  result.is_focused = is_focused(node.id);
  result.has_ring = has_ring(node.id);
  if (!options.tooltip.empty()) {
    if (node.description.empty() && options.tooltip != node.name) node.description = options.tooltip;
    offer_tooltip(result, options.tooltip, is_hovered && !is_touch);
  }
  tell(std::move(node));
  return result;
}

void Ui::offer_tooltip(const Control& control, std::string_view shown, bool is_hovered) {
  if (is_hovered) {
    const Duration age = motion.age(hash_with(control.id, 0x71b));
    if (age < motion::tooltip_delay) {
      want_frame_in(motion::tooltip_delay - age);
      return;
    }
  }
  if (is_hovered || control.has_ring) tooltip_ = {control.id, std::string(shown), control.rect};
}

float Ui::fade(NodeId owner, int channel, bool is_on, Duration duration) {
  const float value = motion.glide(hash_with(owner, static_cast<std::uint64_t>(channel) + 1), is_on ? 1 : 0, duration);
  return value;
}

void Ui::want_frame_in(Duration delay) {
  if (!frame_in_ || delay < *frame_in_) frame_in_ = delay;
}

void Ui::push_clip(Rect rect) { ImGui::PushClipRect({rect.x, rect.y}, {rect.right(), rect.bottom()}, true); }
void Ui::pop_clip() { ImGui::PopClipRect(); }

Rect Ui::clip() const {
  const ImRect& clip = ImGui::GetCurrentWindow()->ClipRect;
  return {clip.Min.x, clip.Min.y, std::max(0.f, clip.GetWidth()), std::max(0.f, clip.GetHeight())};
}

NodeId Ui::open_at_root(Node node) {
  if (node.id == 0) node.id = id(node.name);
  node.clip = node.rect;
  return semantics.push_at_root(std::move(node));
}

void Ui::enter_overlay(NodeId overlay, bool is_modal) {
  overlays_.push_back({overlay, is_modal});
  open_overlays_.push_back(overlays_.size() - 1);
  const auto is_modal_one = [this](std::size_t at) { return overlays_[at].id == modal_; };
  is_inside_modal_ = std::any_of(open_overlays_.begin(), open_overlays_.end(), is_modal_one) || overlay == top_overlay_;
  push_space({});
}

void Ui::leave_overlay() {
  pop_space();
  open_overlays_.pop_back();
  is_inside_modal_ = std::any_of(open_overlays_.begin(), open_overlays_.end(),
                                 [this](std::size_t at) { return overlays_[at].id == modal_; });
}

bool Ui::take_escape(NodeId overlay) {
  if (!has_escape_ || top_overlay_ != overlay) return false;
  has_escape_ = false;
  return true;
}

Parts::Parts(Ui& ui, Align align, float gap) : ui_(ui) {
  const auto exact = ui.take_place();
  is_exact_ = exact.has_value();
  area_ = exact.value_or(ui.rest());
  ui.push_flow({.area = {area_.x, area_.y, area_.width, unbounded}, .gap = gap, .align = align});
}

Parts::~Parts() {
  const Ui::Flow flow = ui_.pop_flow();
  if (!is_exact_) ui_.place(area_.width, flow.used, Fit::stretch);
}

ScopedId::ScopedId(std::string_view id) { ImGui::PushID(id.data(), id.data() + id.size()); }
ScopedId::ScopedId(int id) { ImGui::PushID(id); }
ScopedId::~ScopedId() { ImGui::PopID(); }

Group::Group(Ui& ui, Role role, std::string_view name, Rect rect)
    : ui_(ui),
      id_(ui.open({.role = role, .name = std::string(name), .rect = rect})) {}

}  // namespace quern::ui
