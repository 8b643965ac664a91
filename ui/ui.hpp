// What every view and widget carries: where words, colours, time and the semantics tree are, and the layout under way.
// Owned by Screen, made anew for nothing: the same object serves every frame; its values are this frame's.
//
// It holds no widget: those are functions that take it (ui/widgets). A widget asks place() where to be, draws there with
// draw.hpp, and reports itself by control() or tell(), which also say what was done to it.
//
// Layout  A view cuts rectangles (rect.hpp) for its large parts and lets Column and Row place what is inside. at(rect)
//         places the next widget exactly: button(ui.at(rect), …).
// Ids     Of a label and the ScopedIds around it; the same again in one frame gets the next id, so order is identity
//         where names are equal. Rows of data go in a ScopedId of their own id.
// Units   CSS pixels of the window, also inside scroll areas; tell() turns them into the tree's.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "ui/flat_map.hpp"
#include "ui/i18n.hpp"
#include "ui/icons.hpp"
#include "ui/motion.hpp"
#include "ui/platform.hpp"
#include "ui/rect.hpp"
#include "ui/semantics.hpp"
#include "ui/text.hpp"
#include "ui/theme.hpp"

namespace quern::ui {

enum class Align : std::uint8_t { start, centre, end };
enum class Fit : std::uint8_t { natural, stretch };  // along the line it is placed on: its own width, or all there is

// What a control found out about itself in this frame.
struct Control {
  NodeId id = 0;
  Rect rect;
  bool is_hovered = false;  // never on touch
  bool is_held = false;
  bool is_pressed = false;  // by pointer, key, or assistive technology: act now
  bool is_focused = false;
  bool has_ring = false;   // focus to be seen
  bool is_visible = true;  // false: nothing of it can be seen, so draw nothing

  explicit operator bool() const { return is_pressed; }  // if (button(ui, …)) …
};

struct ControlOptions {
  std::string_view tooltip;       // shown after a while under the pointer, or with the ring
  bool lets_others_over = false;  // a row with buttons on it
};

// What a widget remembers between frames; see Ui::state().
struct Remembered {
  virtual ~Remembered() = default;
  bool is_new = true;  // it was not there in the last frame
  std::uint64_t last_frame = 0;
};

struct Ui {
  Ui(Semantics& semantics_, Text& text_, Platform& platform_)
      : semantics(semantics_),
        text(text_),
        platform(platform_) {}

  Semantics& semantics;
  Text& text;
  Platform& platform;
  Motion motion;

  // --- this frame
  Theme theme;
  Language language = Language::russian;
  TimePoint now{};
  WallTime wall_now{};
  int utc_offset = 0;  // minutes
  Rect screen;         // the whole window
  bool is_touch = false;
  bool has_reduced_motion = false;

  bool is_phone() const { return screen.width <= 640; }
  bool is_desktop() const { return screen.width >= 1024; }

  // --- words
  std::string_view tr(MessageKey key) const { return ui::tr(language, key); }
  std::string tr(MessageKey key, std::initializer_list<Argument> arguments) const {
    return ui::tr(language, key, arguments);
  }
  std::string tr_count(MessageKey key, std::int64_t count, std::initializer_list<Argument> arguments = {}) const {
    return ui::tr_count(language, key, count, arguments);
  }
  std::string ago(WallTime time) const { return format_ago(language, time, wall_now, utc_offset); }

  // --- layout
  Ui& at(Rect rect);  // the next widget goes there, and fills it
  Rect place(float width, float height, Fit fit = Fit::natural);
  void space(float length);  // leave that much, beside the gap
  Rect rest() const;         // what the line under way has left
  float available_width() const { return next_ ? next_->width : rest().width; }
  std::optional<Rect> take_place() { return std::exchange(next_, std::nullopt); }  // what at() said, if anything

  // --- what is there
  NodeId id(std::string_view label);                        // unique in this frame
  Control control(Node node, ControlOptions options = {});  // node.rect in window coordinates; node.id from id(), or 0
  NodeId tell(Node node);
  NodeId open(Node node);  // a container, until close()
  NodeId open_at_root(Node node);
  void close();
  bool is_focused(NodeId node) const { return semantics.focused() == node; }
  bool has_ring(NodeId node) const { return is_focused(node) && semantics.is_focus_visible(); }

  // --- time
  // A value that glides from 0 to 1 while `is_on`, and back.
  float fade(NodeId owner, int channel, bool is_on, Duration duration = motion::press);
  void want_frame() { wants_frame_ = true; }  // something moves
  void want_frame_in(Duration delay);         // something is due
  bool can_move() const { return !has_reduced_motion; }

  // --- for widgets that remember
  // Made at first use, and kept; `is_new` says that it comes again after a time away.
  template <class State>
  State& state(NodeId owner) {
    std::unique_ptr<Remembered>& slot = states_[hash_with(owner, State::tag)];
    if (!slot) slot = std::make_unique<State>();
    slot->is_new = slot->last_frame + 1 < frame_;
    if (slot->last_frame == 0) slot->is_new = true;
    slot->last_frame = frame_;
    return static_cast<State&>(*slot);
  }

  void forget_states() { states_.clear(); }  // between frames: another person is here

  // --- for layouts, scroll areas and overlays
  struct Flow {
    Rect area;
    bool is_row = false;
    float gap = 0;
    Align align = Align::start;  // across the line
    float used = 0;              // along it, gaps included
    float gap_due = 0;
    float across = 0;  // the largest so far
  };
  void push_flow(Flow flow) { flows_.push_back(flow); }
  Flow pop_flow();
  // Coordinates and clip of the tree's innermost scroll container, or of the window.
  struct Space {
    float x = 0, y = 0;
    bool is_scrolled = false;
  };
  void push_space(Space space) { spaces_.push_back(space); }
  void pop_space() { spaces_.pop_back(); }
  void push_clip(Rect rect);
  void pop_clip();
  Rect clip() const;

  // Overlays: the last one takes Escape; under a modal one nothing can be pressed.
  void enter_overlay(NodeId overlay, bool is_modal);
  void leave_overlay();
  bool is_top_overlay(NodeId overlay) const { return top_overlay_ == overlay; }
  bool is_under_modal() const { return modal_ != 0 && !is_inside_modal_; }
  bool take_escape(NodeId overlay);  // Escape, if it is this one's

  struct Tooltip {
    NodeId owner = 0;
    std::string text;
    Rect anchor;
  };
  const std::optional<Tooltip>& tooltip() const { return tooltip_; }

  // The one menu that is open: ui/widgets/menu.hpp.
  struct OpenMenu {
    NodeId key = 0;
    Rect anchor;
    NodeId focus_before = 0;
    float width = 0, height = 0;  // as its items were in the last frame
    std::vector<NodeId> items;    // in order, of the last frame
    bool is_new = true;
  };
  std::optional<OpenMenu> menu;

 private:
  friend class Screen;

  void begin_frame();
  Node placed(Node node);  // with its id, in the tree's coordinates
  void offer_tooltip(const Control& control, std::string_view text, bool is_hovered);

  std::optional<Rect> next_;
  std::vector<Flow> flows_;
  std::vector<Space> spaces_;
  FlatMap<std::uint8_t> ids_;
  FlatMap<std::unique_ptr<Remembered>> states_;
  std::uint64_t frame_ = 0;
  std::optional<Tooltip> tooltip_;
  struct OverlayState {
    NodeId id = 0;
    bool is_modal = false;
  };
  std::vector<OverlayState> overlays_;      // of this frame, in order
  std::vector<std::size_t> open_overlays_;  // those we are inside of now
  NodeId top_overlay_ = 0;                  // of the last frame
  NodeId modal_ = 0;                        // of the last frame
  bool is_inside_modal_ = false;
  bool has_escape_ = false;
  bool wants_frame_ = false;
  std::optional<Duration> frame_in_;
};

// Widgets from top to bottom. With no rectangle: in what is left of the line under way.
class Column {
 public:
  struct Options {
    float gap = 0;
    Align align = Align::start;
  };
  Column(Ui& ui, Rect area, Options options) : ui_(ui) {
    ui.push_flow({.area = area, .gap = options.gap, .align = options.align});
  }
  Column(Ui& ui, Rect area) : Column(ui, area, Options{}) {}
  ~Column() { ui_.pop_flow(); }
  Column(const Column&) = delete;
  Column& operator=(const Column&) = delete;

 private:
  Ui& ui_;
};

// Widgets from left to right, in the middle of its height.
class Row {
 public:
  struct Options {
    float gap = 0;
    Align align = Align::centre;  // across
  };
  Row(Ui& ui, Rect area, Options options) : ui_(ui) {
    ui.push_flow({.area = area, .is_row = true, .gap = options.gap, .align = options.align});
  }
  Row(Ui& ui, Rect area) : Row(ui, area, Options{}) {}
  Row(Ui& ui, float height, Options options) : Row(ui, ui.place(ui.available_width(), height, Fit::stretch), options) {}
  ~Row() { ui_.pop_flow(); }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

 private:
  Ui& ui_;
};

// A widget of several parts, one below another, that is one thing to the line it stands on.
class Parts {
 public:
  explicit Parts(Ui& ui, Align align = Align::start, float gap = 0);
  ~Parts();
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

 private:
  Ui& ui_;
  bool is_exact_;
  Rect area_;
};

// Everything inside has ids of its own.
class ScopedId {
 public:
  explicit ScopedId(std::string_view id);
  explicit ScopedId(int id);
  ~ScopedId();
  ScopedId(const ScopedId&) = delete;
  ScopedId& operator=(const ScopedId&) = delete;
};

// A container of the tree: a form, a list, a navigation.
class Group {
 public:
  Group(Ui& ui, Role role, std::string_view name, Rect rect);
  ~Group() { ui_.close(); }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  NodeId id() const { return id_; }

 private:
  Ui& ui_;
  NodeId id_;
};

}  // namespace quern::ui
