#include "ui/widgets/anchored_list.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "imgui.h"
#include "ui/scroll_window.hpp"
#include "ui/widgets/scroll_bar.hpp"

namespace quern::ui {
namespace {

constexpr Duration rest{150};  // without news of the container, it stands still
constexpr float views_to_start = 2;

}  // namespace

struct AnchoredList::State : Remembered {
  static constexpr std::uint64_t tag = 0xac;
  AnchoredLayout layout;
  ScrollWindow window;
  ScrollBar bar;
  TimePoint last_scroll{};
  bool is_moving = false;
  bool is_held = false;       // by a finger
  std::uint64_t focused = 0;  // identity of the row the focus is in
  bool has_started = false;

  ScrollWindow::Content content(float height) const {
    return {.offset = layout.offset(),
            .lowest = layout.lowest(),
            .length = std::max<std::int64_t>(layout.length(), layout.lowest() + std::llround(height)),
            .height = std::llround(height)};
  }
};

AnchoredList::AnchoredList(Ui& ui, std::string_view name, Rect rect, AnchoredRows& rows, Options options)
    : ui_(ui),
      id_(ui.id(name)),
      rect_(rect),
      options_(options),
      count_(rows.count()),
      first_(count_ > 0 ? rows.identity(0) : 0),
      state_(&ui.state<State>(id_)) {
  follow();
  arrange(rows);
  const ScrollWindow& window = state_->window;
  ui.open({.id = id_,
           .role = Role::scroll,
           .name = std::string(name),
           .rect = rect,
           .content_height = window.content_height(),
           .scroll_y = window.position()});
  ImGui::PushID(static_cast<int>(id_));
  ui.push_clip(rect);
  ui.push_space({.x = rect.x, .y = rect.y - window.position(), .is_scrolled = true});
  const Rect whole{rect.x, rect.y - window.position(), rect.width, window.content_height()};
  ui.open({.id = ui.id("rows"), .role = Role::list, .name = std::string(name), .rect = whole});
}

// Where the browser's container or the wheel says it stands.
void AnchoredList::follow() {
  State& state = *state_;
  if (const auto told = ui_.semantics.take_scroll(id_)) {
    state.layout.move_to(state.window.moved_to(told->y, state.content(rect_.height)));
    state.last_scroll = ui_.now;
    state.is_moving = true;
    state.is_held = told->is_held;
  }
  if (const float distance = wheel_distance(ui_, rect_); distance != 0) state.layout.move_by(std::llround(distance));
}

void AnchoredList::arrange(AnchoredRows& rows) {
  State& state = *state_;
  if (!state.has_started && count_ > 0) {
    state.has_started = true;
    if (!options_.starts_at_end) go_to_start();
    if (options_.starts_at != 0) go_to(options_.starts_at);
  }
  // Of letters' sizes and the fonts that came: any change of them changes this.
  const float typeface = ui_.text.width("Wörter, слова 019", type::body);
  state.layout.arrange(rows, {.height = static_cast<int>(std::lround(rect_.height)),
                              .width = rect_.width - 2 * options_.padding,
                              .typeface = std::bit_cast<std::uint32_t>(typeface),
                              .padding_top = options_.padding_top,
                              .padding_bottom = options_.padding_bottom,
                              .sits_at_end = options_.sits_at_end,
                              .kept = state.focused});
  state.focused = 0;
  const Duration still = ui_.now - state.last_scroll;
  state.is_moving = state.is_held || (state.is_moving && still < rest);
  const auto content = state.content(rect_.height);
  state.window.settle(content, state.is_moving);
  if (!state.window.is_settled(content) && !state.is_held) ui_.want_frame_in(std::max(Duration{1}, rest - still));
}

AnchoredList::~AnchoredList() {
  ui_.close();
  ui_.pop_space();
  const auto content = state_->content(rect_.height);
  const auto dragged_to =
      state_->bar.draw(ui_, rect_, content.offset - content.lowest, content.length - content.lowest);
  if (dragged_to && *dragged_to + content.lowest != content.offset) {
    state_->layout.move_to(*dragged_to + content.lowest);
    ui_.want_frame();
  }
  ui_.pop_clip();
  ImGui::PopID();
  ui_.close();
}

std::span<const AnchoredList::Place> AnchoredList::places() const { return state_->layout.places(); }

Rect AnchoredList::rect_of(const Place& place) const {
  return {rect_.x + options_.padding, rect_.y + static_cast<float>(place.y), rect_.width - 2 * options_.padding,
          static_cast<float>(place.height)};
}

bool AnchoredList::is_at_end() const { return state_->layout.is_at_end(); }
std::size_t AnchoredList::rows_below() const { return is_at_end() ? 0 : state_->layout.rows_below(); }

bool AnchoredList::is_near_start() const {
  const auto distance = static_cast<float>(state_->layout.offset() - state_->layout.lowest());
  return distance < views_to_start * rect_.height;
}

void AnchoredList::go_to_end() {
  state_->layout.go_to_end();
  ui_.want_frame();
}

void AnchoredList::go_to_start() {
  if (count_ == 0) return;
  state_->layout.go_to(first_, options_.padding_top);
  ui_.want_frame();
}

void AnchoredList::go_to(std::uint64_t identity) {
  state_->layout.go_to(identity, static_cast<int>(rect_.height / 4));
  ui_.want_frame();
}

AnchoredRow::AnchoredRow(AnchoredList& list, const AnchoredList::Place& place)
    : list_(list),
      identity_(place.identity),
      first_node_(list.ui_.semantics.nodes().size()),
      rect_(list.rect_of(place)),
      is_visible_(rect_.bottom() > list.rect_.y && rect_.y < list.rect_.bottom()) {
  Ui& ui = list.ui_;
  const auto* bytes = reinterpret_cast<const char*>(&identity_);
  ImGui::PushID(bytes, bytes + sizeof identity_);
  ui.open({.id = ui.id("row"),
           .role = Role::list_item,
           .rect = rect_,
           .level = static_cast<int>(place.row) + 1,
           .set_size = static_cast<int>(list.count_)});
  ui.push_flow({.area = rect_});
}

bool AnchoredRow::wants_menu() const {
  Ui& ui = list_.ui_;
  const auto& nodes = ui.semantics.nodes();
  for (std::size_t i = first_node_; i < nodes.size(); ++i) {
    if (ui.semantics.take_context(nodes[i].id)) return true;
  }
  if (!is_visible_ || ui.is_touch || !ImGui::IsMouseClicked(ImGuiMouseButton_Right)) return false;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  return contains(intersection(rect_, ui.clip()), mouse.x, mouse.y) &&
         ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
}

AnchoredRow::~AnchoredRow() {
  Ui& ui = list_.ui_;
  ui.pop_flow();
  ui.close();
  ImGui::PopID();
  const auto& nodes = ui.semantics.nodes();
  const NodeId focused = ui.semantics.focused();
  if (focused == 0) return;
  const auto first = nodes.begin() + static_cast<std::ptrdiff_t>(first_node_);
  if (std::any_of(first, nodes.end(), [focused](const Node& node) { return node.id == focused; })) {
    list_.state_->focused = identity_;
  }
}

}  // namespace quern::ui
