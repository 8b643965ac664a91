// What is on screen, told in words: every control, heading, list and text with its role, name, state and place.
// Widgets write it each frame, in reading order. Three read it: the browser's mirror (wasm/), browser tests by way of
// that, and headless tests. A control without a role and a name is a defect.
//
// It is also the way back: what a person did to a mirrored element (typed in a field, pressed a button from the keyboard,
// moved the focus, scrolled) comes as an Input, and the widget of that id takes it in the next frame.
// Units   CSS pixels. Rectangles are in the window's coordinates, or, inside a scroll container, in its content's
//         coordinates (so that scrolling changes none).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quern::ui {

using NodeId = std::uint32_t;  // ImGuiID of the item; unique within a frame, stable between frames; 0 is none

enum class Role : std::uint8_t {
  group,
  main,
  navigation,
  form,
  dialog,
  list,
  list_item,
  scroll,  // containers: they may hold others
  heading,
  text,
  link,
  button,
  textbox,
  checkbox,
  radio,
  tab,
  menu,
  menu_item,
  image,
  progress,
  status,
  alert,
};

enum class FieldType : std::uint8_t { text, search, email, password, multiline };

struct Rect {
  float x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Rect&) const = default;
  constexpr float right() const { return x + width; }
  constexpr float bottom() const { return y + height; }
};

// How a field's DOM editor must look to lie exactly over what the canvas draws.
struct FieldStyle {
  float font_size = 14, line_height = 20;
  bool is_semibold = false;
  float padding_left = 0, padding_right = 0, padding_top = 0, padding_bottom = 0;
  std::uint32_t colour = 0xffffffff, placeholder_colour = 0xffffffff, selection_colour = 0xffffffff;  // 0xAABBGGRR
  bool operator==(const FieldStyle&) const = default;
};

struct Field {
  FieldType type = FieldType::text;
  std::string value;
  std::string placeholder;
  std::string autocomplete;    // HTML's word: "username", "current-password", "new-password", "off"
  std::string enter_key_hint;  // HTML's word: "search", "go", "next", "done"
  int max_length = 0;          // UTF-16 units as the browser counts; 0 is no limit
  FieldStyle style;
  bool operator==(const Field&) const = default;
};

struct Node {
  NodeId id = 0;
  NodeId parent = 0;  // 0: the root. A parent comes before its children
  Role role = Role::group;
  std::string name;         // what it is called; for text, the text itself
  std::string description;  // help or error of a field, tooltip of a button; read after the name
  std::string href;         // link: its address
  Rect rect;
  Rect clip;      // what of it can be seen, same coordinates as rect
  int level = 0;  // heading: 1..6; list_item: position from 1, with `set_size`
  int set_size = 0;
  bool is_disabled = false;
  bool is_busy = false;
  bool is_invalid = false;
  bool is_required = false;
  bool is_modal = false;            // dialog: all outside it is inert
  bool is_current = false;          // link, tab, menu item, list item: the one that is shown or chosen
  bool is_submit = false;           // button: what Enter in its form presses
  std::optional<bool> is_checked;   // checkbox, radio, toggle button
  std::optional<bool> is_expanded;  // button with a menu
  std::optional<Field> field;       // textbox
  float content_height = 0;         // scroll: height of what is inside
  float scroll_y = 0;               // scroll: where it stands now
  bool operator==(const Node&) const = default;
};

// What a person did to an element of the mirror.
struct Input {
  enum class Kind : std::uint8_t {
    press,   // a click without a pointer: Enter or Space, assistive technology, a script
    change,  // `text`: the field's whole value after the edit
    focus,   // `is_keyboard` says whether to show the ring
    blur,
    submit,   // Enter in a field that no submit button answers for
    escape,   // Escape in a field, menu or dialog
    scroll,   // `scroll_y`; `is_held` while a finger is on it
    context,  // context menu asked for, by long press or menu key
  };
  Kind kind = Kind::press;
  NodeId id = 0;
  std::string text;
  float scroll_y = 0;
  bool is_keyboard = false;
  bool is_held = false;
};

// Where a scroll container stands.
struct Scrolled {
  float y = 0;
  bool is_held = false;  // a finger lies on it: it may move at any time
};

class Semantics {
 public:
  // --- for widgets, inside a frame
  void begin_frame();              // forgets the last frame's nodes; keeps the inputs that came since
  NodeId push(Node node);          // a container: what is added until pop() is inside it
  NodeId push_at_root(Node node);  // the same, but outside all that is open: dialogs, menus, toasts
  void pop();
  NodeId add(Node node);
  NodeId parent() const;  // the innermost open container, 0 at the root
  Node* told(NodeId id);  // a node of this frame, to complete it: a scroll's height is known at its end

  bool take_press(NodeId id);                         // pressed since the last frame?
  std::optional<std::string> take_change(NodeId id);  // the field's new value
  bool take_submit(NodeId id);
  bool take_escape();  // once for all: the innermost overlay takes it first
  bool take_context(NodeId id);
  std::optional<Scrolled> take_scroll(NodeId id);

  NodeId focused() const { return focused_; }
  bool is_focus_visible() const { return is_focus_visible_; }
  void request_focus(NodeId id) { focus_request_ = id; }  // the reader moves the focus there after this frame
  void announce(std::string text) { announcements_.push_back(std::move(text)); }  // read aloud once, politely

  // --- for readers, between frames
  const std::vector<Node>& nodes() const { return nodes_; }  // reading order, parents before children
  const Node* find(NodeId id) const;
  std::optional<NodeId> take_focus_request();
  std::vector<std::string> take_announcements();
  // Kept for the next frame; unknown ids are dropped after it. A press that came after a change waits one frame more,
  // so that what was typed is in the model when the button acts. Where a container stands never waits: it is so now.
  void input(Input input);
  bool has_input() const { return !inputs_.empty(); }

 private:
  std::optional<Input> take(Input::Kind kind, NodeId id);  // id 0: any
  void follow_focus(const Input& input);

  std::vector<Node> nodes_;
  std::vector<NodeId> open_;
  std::vector<Input> inputs_;
  std::size_t offered_ = 0;  // how many of them, from the front, this frame may take
  std::vector<std::string> announcements_;
  std::optional<NodeId> focus_request_;
  NodeId focused_ = 0;
  bool is_focus_visible_ = false;
};

}  // namespace quern::ui
